"""Text onto the grid: wrapping, wide characters, marks, charsets, repetition."""

from __future__ import annotations

import re

from replayer.terminal.grid import Grid
from replayer.terminal.rows import CONTINUED, NOTHING, Row
from replayer.terminal.width import CLASSES

LONGEST_CLUSTER = 32
"""Characters kept in one cell; more marks on one letter are dropped, or a tower of them would fill the memory."""
_SHORT = 25  # characters: below it is quicker to change a row in place than to build it anew
_RUNS = re.compile("1+|2+|0+")


class Writing(Grid):
    """A grid that can be written to."""

    def draw(self, data: str) -> None:
        """Write text at the cursor and move it; `data` holds no control."""
        if data.isascii():
            self.write(data)
            return
        if self.charset_in_use is not None:
            data = data.translate(self.charset_in_use)
        data = data.replace("\ufeff", "")  # a byte order mark is no character of a terminal
        classes = data.translate(CLASSES)
        for match in _RUNS.finditer(classes):
            start, end = match.span()
            kind = classes[start]
            if kind == "1":
                self._narrow(data[start:end])
                self.joint = 1
            elif kind == "2":
                self._wide(data[start:end])
                self.joint = 2
            else:
                for char in data[start:end]:
                    self._mark(char)

    def write(self, text: str) -> None:
        """Write ASCII, as `draw` would; the way that nearly all text takes."""
        if self.charset_in_use is not None:
            text = text.translate(self.charset_in_use)
        self.joint = 1
        cursor = self.cursor
        x = cursor.x
        end = x + len(text)
        if end > self.columns or self.inserts:
            self._narrow(text)
            return
        row = self.rows[cursor.y]
        chars = row.chars
        if not chars[x] or (end < self.columns and not chars[end]):
            self._narrow(text)
            return
        if end - x < _SHORT:
            chars[x:end] = text
        else:
            row.chars = [*chars[:x], *text, *chars[end:]]
        row.pens[x:end] = [self.pen] * (end - x)
        row.picture = None
        cursor.x = end

    def write_line(self, text: str) -> None:
        """Write ASCII and go to the start of the next line: what logs and listings are made of."""
        cursor = self.cursor
        count = len(text)
        if cursor.x or count >= self.columns or self.inserts or self.charset_in_use is not None:
            self.write(text)
            self.new_line()
            return
        row = self.rows[cursor.y]
        chars = row.chars
        if not chars[count]:
            chars[count] = NOTHING
            row.pens[count] = self.pen
        if count < _SHORT:
            chars[:count] = text
        else:
            row.chars = [*text, *chars[count:]]
        row.pens[:count] = [self.pen] * count
        row.picture = None
        self.new_line()

    def _narrow(self, text: str) -> None:
        """Write characters of one column each, wherever they go."""
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
            taken = min(count - at, cols - x)
            end = x + taken
            self._open(row, x, end)
            part = text if taken == count else text[at : at + taken]
            if taken == cols:
                row.chars = list(part)
            else:
                row.chars[x:end] = part
            row.pens[x:end] = [pen] * taken
            at += taken
            x = end
        cursor.x = x

    def _open(self, row: Row, x: int, end: int) -> None:
        """Make place for cells from `x` to `end`: halves of wide characters around it become blank."""
        chars = row.chars
        row.picture = None
        if chars[x] == CONTINUED:
            chars[x - 1] = NOTHING
            row.pens[x - 1] = self.pen
        if self.inserts:
            self._insert_cells(row, x, end - x, self.pen)
        elif end < len(chars) and chars[end] == CONTINUED:
            chars[end] = NOTHING
            row.pens[end] = self.pen

    def _wide(self, text: str) -> None:
        """Write characters of two columns each; one that has only one column left goes to the next line."""
        cursor = self.cursor
        cols = self.columns
        at = 0
        while at < len(text):
            x = cursor.x
            room = (cols - x) // 2
            if room <= 0:
                if not self.wraps:
                    cursor.x = cols - 1
                    return
                if x < cols:
                    self._clear(x)
                self._wrap()
                continue
            part = text[at : at + room]
            row = self.rows[cursor.y]
            end = x + 2 * len(part)
            self._open(row, x, end)
            row.chars[x:end:2] = part
            row.chars[x + 1 : end : 2] = [CONTINUED] * len(part)
            row.pens[x:end] = [self.pen] * (end - x)
            cursor.x = end
            at += len(part)

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
