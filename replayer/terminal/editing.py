"""Erasing, inserting and deleting within rows, and the alignment pattern."""

from __future__ import annotations

from typing import Any

from replayer.terminal.pens import Pen
from replayer.terminal.rows import CONTINUED, NOTHING, Row
from replayer.terminal.writing import Writing


def erase(row: Row, start: int, end: int, pen: Pen) -> None:
    """Blank the columns from `start` up to `end`, and the other half of each wide character that is cut."""
    chars, pens = row.chars, row.pens
    cols = len(chars)
    if start >= cols:
        return
    row.picture = None
    if chars[start] == CONTINUED:
        chars[start - 1] = NOTHING
        pens[start - 1] = pen
    if end < cols:
        if chars[end] == CONTINUED:
            chars[end] = NOTHING
            pens[end] = pen
    elif not start:
        row.chars = [NOTHING] * cols
        row.pens = [pen] * cols
        return
    else:
        end = cols
    chars[start:end] = [NOTHING] * (end - start)
    pens[start:end] = [pen] * (end - start)


def erase_unprotected(row: Row, start: int, end: int, pen: Pen) -> None:
    """Blank the columns from `start` up to `end` that DECSCA does not protect."""
    pens = row.pens
    first = pens[0]
    alike = pens.count(first) == len(pens)
    guarded = first.protected if alike else any(pen.protected for pen in set(pens))
    if not guarded:
        erase(row, start, end, pen)
    elif not alike:
        for column in range(start, min(end, len(pens))):
            if not pens[column].protected and row.chars[column] != NOTHING:
                erase(row, column, column + 1, pen)
            elif not pens[column].protected:
                pens[column] = pen
        row.picture = None


def delete(row: Row, start: int, count: int, pen: Pen) -> None:
    """Delete cells; those behind them move left, blanks come in at the right."""
    chars, pens = row.chars, row.pens
    cols = len(chars)
    count = min(count, cols - start)
    if chars[start] == CONTINUED:
        chars[start - 1] = NOTHING
        pens[start - 1] = pen
    del chars[start : start + count]
    del pens[start : start + count]
    chars.extend([NOTHING] * count)
    pens.extend([pen] * count)
    if chars[start] == CONTINUED:
        chars[start] = NOTHING
        pens[start] = pen
    row.picture = None


class Editing(Writing):
    """A grid whose cells can be erased and moved."""

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        """Erase from the cursor (0), up to it (1), or the whole line (2); `private` spares protected cells."""
        if self.origin:
            self.ensure_vbounds()
        row = self.rows[self.cursor.y]
        cols = self.columns
        x = self.cursor.x
        start, end = 0, cols
        if how == 0:
            start = x
        elif how == 1:
            end = x + 1
        elif how != 2:
            return
        (erase_unprotected if private else erase)(row, start, end, self.pen.erased)
        if how == 2 or (how == 0 and x == 0):
            row.wrapped = False

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        """Erase from the cursor (0), up to it (1), everything (2), or the history (3)."""
        if self.origin:
            self.ensure_vbounds()
        private = bool(kwargs.get("private"))
        x, y = self.cursor.x, self.cursor.y
        if how == 0:
            self.erase_in_line(0, private=private)
            self._erase_rows(y + 1, self.lines, private=private)
        elif how == 1:
            self.erase_in_line(1, private=private)
            self.rows[y].wrapped = False
            if x + 1 >= self.columns and y + 1 < self.lines:
                self.rows[y + 1].wrapped = False
            self._erase_rows(0, y, private=private)
        elif how == 2:
            self._erase_rows(0, self.lines, private=private)
        elif how == 3:
            self.history.clear()

    def _erase_rows(self, start: int, end: int, *, private: bool) -> None:
        pen = self.pen.erased
        for row in self.rows[start:end]:
            (erase_unprotected if private else erase)(row, 0, self.columns, pen)
            row.wrapped = False

    def erase_characters(self, count: int | None = None) -> None:
        """Erase `count` cells from the cursor on (ECH)."""
        self._clamp()
        x = self.cursor.x
        erase(self.rows[self.cursor.y], x, x + (count or 1), self.pen.erased)

    def insert_characters(self, count: int | None = None) -> None:
        """Insert `count` blanks at the cursor (ICH)."""
        self._clamp()
        self._insert_cells(self.rows[self.cursor.y], self.cursor.x, count or 1, self.pen.erased)

    def delete_characters(self, count: int | None = None) -> None:
        """Delete `count` cells from the cursor on (DCH)."""
        self._clamp()
        delete(self.rows[self.cursor.y], self.cursor.x, count or 1, self.pen.erased)

    def insert_columns(self, count: int | None = None) -> None:
        """Insert blank columns at the cursor in all rows of the region (DECIC)."""
        self._in_region(self._insert_cells, self.cursor.x, count)

    def delete_columns(self, count: int | None = None) -> None:
        """Delete columns from the cursor on in all rows of the region (DECDC)."""
        self._in_region(delete, self.cursor.x, count)

    def scroll_left(self, count: int | None = None) -> None:
        """Move the region's cells left (SL)."""
        self._in_region(delete, 0, count)

    def scroll_right(self, count: int | None = None) -> None:
        """Move the region's cells right (SR)."""
        self._in_region(self._insert_cells, 0, count)

    def _in_region(self, change: Any, x: int, count: int | None) -> None:
        if not self.top <= self.cursor.y <= self.bottom:
            return
        for row in self.rows[self.top : self.bottom + 1]:
            change(row, x % self.columns, count or 1, self.pen.erased)
            row.wrapped = False

    def alignment_display(self) -> None:
        """Fill the screen with `E` (DECALN); the cursor goes home."""
        self.cursor_position()
        cols = self.columns
        chars, pens = ["E"] * cols, [self.pen] * cols
        for row in self.rows:
            row.chars[:] = chars
            row.pens[:] = pens
            row.wrapped = False
            row.picture = None
        self.cursor_position()
