"""The lines of a screen: rows, those that wrapped joined."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest

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

    def places(self, indices: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Yield the row and the column of the text's characters `indices`, which increase; from the screen's corner."""
        rows = enumerate(_all_cells(self.rows), self.top)
        row, first, end = self.top, 0, 0
        ends: list[int] = []
        for index in indices:
            while index >= end:
                row, cells = next(rows)
                first, ends = end, list(accumulate(map(len, cells)))
                end += ends[-1]
            yield row, bisect_right(ends, index - first)


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
