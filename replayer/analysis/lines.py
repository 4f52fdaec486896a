"""The lines of a screen: rows, those that wrapped joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from replayer.terminal import Row


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """A line of a screen."""

    top: int
    """Its first row, counted from 0."""
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        """Its text without trailing blanks."""
        return joined(self.rows)

    def cell(self, index: int) -> tuple[int, int]:
        """Return the row and the column of the text's character `index`, counted from the screen's corner."""
        left = index
        for number, row in enumerate(self.rows):
            following = self.rows[number + 1] if number + 1 < len(self.rows) else None
            cells = _cells(row, following)
            length = sum(map(len, cells))
            if left < length or following is None:
                return self.top + number, _column(cells, left)
            left -= length
        raise IndexError(index)


def line_at(rows: Sequence[Row], index: int) -> ScreenLine:
    """Return the line that row `index` belongs to."""
    top, end = index, index + 1
    while top and rows[top].wrapped:
        top -= 1
    while end < len(rows) and rows[end].wrapped:
        end += 1
    return ScreenLine(top, tuple(rows[top:end]))


def screen_lines(rows: Sequence[Row]) -> Iterator[ScreenLine]:
    """Yield the lines of a screen from top to bottom."""
    index = 0
    while index < len(rows):
        line = line_at(rows, index)
        yield line
        index = line.top + len(line.rows)


def joined(rows: Sequence[Row]) -> str:
    """Return the text of rows that continue each other, without trailing blanks."""
    parts = []
    for number, row in enumerate(rows):
        following = rows[number + 1] if number + 1 < len(rows) else None
        parts.append("".join(_cells(row, following)))
    return "".join(parts).rstrip(" ")


def _cells(row: Row, following: Row | None) -> tuple[str, ...]:
    """Return a row's cells, without the last one that a wide character had no room in."""
    is_filler = following is not None and following.cells[1:2] == ("",) and row.cells[-1] == " "
    return row.cells[:-1] if is_filler else row.cells


def _column(cells: Sequence[str], index: int) -> int:
    at = 0
    for column, cell in enumerate(cells):
        at += len(cell)
        if at > index:
            return column
    return len(cells)
