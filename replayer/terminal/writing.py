"""Text onto the grid: wrapping, wide characters, marks, charsets, repetition."""

from __future__ import annotations

import re

from replayer.terminal.grid import Grid
from replayer.terminal.rows import CONTINUED, NOTHING
from replayer.terminal.width import CLASSES

LONGEST_CLUSTER = 32
"""Characters kept in one cell; more marks on one letter are dropped, or a tower of them would fill the memory."""
_RUNS = re.compile("1+|2+|0+")


class Writing(Grid):
    """A grid that can be written to."""

    def draw(self, data: str) -> None:
        """Write text at the cursor and move it; `data` holds no control."""
        if self.charset_in_use is not None:
            data = data.translate(self.charset_in_use)
        if data.isascii():
            self._narrow(data)
            self.joint = 1
            return
        data = data.replace("\ufeff", "")  # a byte order mark is no character of a terminal
        classes = data.translate(CLASSES)
        for match in _RUNS.finditer(classes):
            start, end = match.span()
            kind = classes[start]
            if kind == "1":
                self._narrow(data[start:end])
                self.joint = 1
            elif kind == "2":
                for char in data[start:end]:
                    self._wide(char)
                self.joint = 2
            else:
                for char in data[start:end]:
                    self._mark(char)

    def _narrow(self, text: str) -> None:
        """Write characters of one column each."""
        cursor = self.cursor
        cols = self.columns
        pen = self.pen
        x = cursor.x
        at = 0
        count = len(text)
        while at < count:
            if x >= cols:
                if self.wraps:
                    self._wrap()
                    x = 0
                else:
                    # only the last one stays
                    x = cols - 1
                    at = count - 1
            row = self.rows[cursor.y]
            chars = row.chars
            taken = min(count - at, cols - x)
            end = x + taken
            if x and chars[x] == CONTINUED:
                chars[x - 1] = NOTHING
                row.pens[x - 1] = pen
            if self.inserts:
                self._make_room(x, taken)
            elif end < cols and chars[end] == CONTINUED:
                chars[end] = NOTHING
                row.pens[end] = pen
            chars[x:end] = text if taken == count else text[at : at + taken]
            row.pens[x:end] = [pen] * taken
            row.picture = None
            at += taken
            x = end
        cursor.x = x

    def _wide(self, char: str) -> None:
        """Write a character of two columns; it goes to the next line where only one is left."""
        cursor = self.cursor
        cols = self.columns
        if cursor.x + 2 > cols:
            if not self.wraps or cols < 2:
                cursor.x = cols - 1
                return
            if cursor.x < cols:
                self._clear(cursor.x)
            self._wrap()
        row = self.rows[cursor.y]
        chars = row.chars
        x = cursor.x
        if x and chars[x] == CONTINUED:
            chars[x - 1] = NOTHING
            row.pens[x - 1] = self.pen
        if self.inserts:
            self._make_room(x, 2)
        elif x + 2 < cols and chars[x + 2] == CONTINUED:
            chars[x + 2] = NOTHING
            row.pens[x + 2] = self.pen
        chars[x] = char
        chars[x + 1] = CONTINUED
        row.pens[x] = row.pens[x + 1] = self.pen
        row.picture = None
        cursor.x = x + 2

    def _clear(self, x: int) -> None:
        """Blank the last column, and the wide character whose second half it is."""
        row = self.rows[self.cursor.y]
        first = x - 1 if row.chars[x] == CONTINUED else x
        for column in range(first, self.columns):
            row.chars[column] = NOTHING
            row.pens[column] = self.pen
        row.picture = None

    def _mark(self, char: str) -> None:
        """Join a character without a column to the one before it; with none before it, it is dropped."""
        x = self.cursor.x
        if not x:
            return
        row = self.rows[self.cursor.y]
        at = x - 2 if x > 1 and row.chars[x - 1] == CONTINUED else x - 1
        base = row.chars[at]
        if len(base) < LONGEST_CLUSTER:
            row.chars[at] = (" " if base == NOTHING else base) + char
            row.picture = None

    def _wrap(self) -> None:
        """Go to the start of the next line, which then continues this one."""
        cursor = self.cursor
        cursor.x = 0
        if cursor.y == self.bottom:
            self._scroll(wrapped=True)
            return
        if cursor.y < self.lines - 1:
            cursor.y += 1
        self.rows[cursor.y].wrapped = True

    def _make_room(self, x: int, count: int) -> None:
        """Move the cells from `x` on to the right by `count`; those past the edge are lost."""
        row = self.rows[self.cursor.y]
        self._insert_cells(row, x, count, self.pen)

    def repeat_last(self, count: int | None = None) -> None:
        """Write the character before the cursor again (REP); nothing unless it was just written."""
        cursor = self.cursor
        at = cursor.x - self.joint
        if not self.joint or at < 0:
            return
        text = self.rows[cursor.y].chars[at]
        if text in {NOTHING, CONTINUED}:
            return
        # a screen full of one character looks the same however often it is filled
        most = self.columns * (self.lines + 1)
        times = count or 1
        if times > most:
            times = most + (times - most) % self.columns
        self.draw(text * times)
