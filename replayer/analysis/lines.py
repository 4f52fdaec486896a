"""The lines of a screen: rows, those that wrapped joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

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

    def places(self) -> list[tuple[int, int]]:
        """Return the row and the column of each of the text's characters, counted from the screen's corner."""
        return [
            (self.top + number, column)
            for number, cells in enumerate(_all_cells(self.rows))
            for column, cell in enumerate(cells)
            for _ in cell
        ]


def line_at(rows: Sequence[Row], index: int) -> ScreenLine:
    """Return the line that row `index` belongs to."""
    top, end = index, index + 1
    while top and rows[top].wrapped:
        top -= 1
    while end < len(rows) and rows[end].wrapped:
        end += 1
    return ScreenLine(top, tuple(rows[top:end]))


def joined(rows: Sequence[Row]) -> str:
    """Return the text of rows that continue each other, without trailing blanks."""
    return "".join("".join(cells) for cells in _all_cells(rows)).rstrip(" ")


def _all_cells(rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each row, without a last one that a wide character had no room in."""
    for row, following in zip_longest(rows, rows[1:]):
        is_filler = following is not None and following.cells[1:2] == ("",) and row.cells[-1] == " "
        yield row.cells[:-1] if is_filler else row.cells
