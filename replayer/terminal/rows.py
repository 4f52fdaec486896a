"""A row of the screen as the emulator keeps it: cells that change, and a picture of them that is shared."""

from __future__ import annotations

from itertools import groupby

from replayer.terminal import cells
from replayer.terminal.pens import Pen

NOTHING = "\0"
"""A cell that nothing was written to; it looks like a blank, but a resize may move the text that ends before it."""
CONTINUED = ""
"""The second column of a wide character."""


class Row:
    """One row. Whoever changes it sets `picture` to None."""

    __slots__ = ("chars", "pens", "picture", "wrapped")

    def __init__(self, chars: list[str], pens: list[Pen], *, wrapped: bool = False) -> None:
        """Take ownership of the cells."""
        self.chars = chars
        self.pens = pens
        self.wrapped = wrapped
        """Continues the row above."""
        self.picture: cells.Row | None = None
        """What `freeze` made, while it is still true."""

    def freeze(self) -> cells.Row:
        """Return the row as plain data; the same object until the row changes."""
        if self.picture is None or self.picture.wrapped != self.wrapped:
            chars = [" " if char == NOTHING else char for char in self.chars]
            self.picture = cells.Row(tuple(chars), self.runs(), self.wrapped)
        return self.picture

    def runs(self) -> tuple[tuple[int, cells.Style], ...]:
        """Return (columns, style) over all columns, neighbours that look the same joined."""
        pens = self.pens
        first = pens[0]
        if pens.count(first) == len(pens):
            return ((len(pens), first.style),)
        return tuple((len(list(run)), style) for style, run in groupby([pen.style for pen in pens]))

    def length(self) -> int:
        """Return the columns up to the last one that was written to."""
        chars = self.chars
        count = len(chars)
        while count and chars[count - 1] == NOTHING:
            count -= 1
        return count

    def reaches_beyond(self, cols: int) -> bool:
        """Whether anything was written to the right of so many columns."""
        rest = self.chars[cols:]
        return rest.count(NOTHING) < len(
            rest
        )  # counted at once: a resize asks every row of a large window

    def fit(self, cols: int, pen: Pen) -> None:
        """Cut the row or fill it up to `cols` columns."""
        missing = cols - len(self.chars)
        if missing > 0:
            self.chars.extend([NOTHING] * missing)
            self.pens.extend([pen] * missing)
        elif missing < 0:
            if self.chars[cols] == CONTINUED:
                self.chars[cols - 1] = NOTHING
            del self.chars[cols:]
            del self.pens[cols:]
        self.picture = None


def blank(cols: int, pen: Pen, *, wrapped: bool = False) -> Row:
    """Return a row that nothing was written to."""
    return Row([NOTHING] * cols, [pen] * cols, wrapped=wrapped)
