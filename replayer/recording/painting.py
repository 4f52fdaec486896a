"""What a full-screen program's output shows of the terminal's size.

Rows show where a scrolling region is set to the whole screen, where the last row is addressed again and again, or where
each page that is drawn from the top has the same number of lines. Columns show where rows are filled with blanks to one
edge, where a status line is, and where the cursor is parked in the corner. What was printed is followed without
wrapping: a row that seems too long shows nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from wcwidth import wcswidth

from replayer.recording.long_work import Check, Data
from replayer.tokens import ControlSequence, Kind, control_sequence, tokenize

_SMALLEST, _LARGEST = 20, 1000
_PADDING, _INSIDE = 3, 8
"""Blanks at a row's end, and inside a status line, that are there to fill it."""
_SETTLED = 30
"""Addresses after which a row beyond all others means that the window has grown."""
_ROWS_CUT = 5
"""Rows that must end at one column, and none behind it, before that is taken for an edge."""
_REGION = re.compile(rb"\x1b\[1?;(\d{1,3})r")


@dataclass(frozen=True, slots=True)
class Seen:
    """The size that a stretch shows."""

    offset: int
    cols: int | None
    rows: int | None
    least: int | None
    """Columns that there are at least, where nothing shows how many."""


@dataclass(slots=True)
class _Painting:
    """A program's output, followed row by row."""

    offset: int
    row: int = 1
    column: int = 0
    """Columns left of the cursor."""
    padded: bool = False
    """The row's last text ends in blanks."""
    filled: bool = False
    """The row holds a long run of blanks between texts."""
    parked: tuple[int, int] | None = None
    """(row, column) where the cursor was put and nothing has been printed yet."""
    addresses: int = 0
    regions: Counter[int] = field(default_factory=Counter)
    """Last rows of scrolling regions that begin at the top."""
    rows: Counter[int] = field(default_factory=Counter)
    """Rows addressed."""
    lowest: int = 0
    """The largest of both."""
    columns: int = 0
    """The largest column addressed."""
    reach: int = 0
    """The largest column printed in."""
    reached: set[int] = field(default_factory=set)
    """Rows that end there."""
    widened: bool = False
    """A row was filled further than all before."""
    edges: Counter[int] = field(default_factory=Counter)
    """Columns to which rows were filled with blanks."""
    lines: Counter[tuple[int, int]] = field(default_factory=Counter)
    """(row, column) to which rows with a gap inside reach: status lines."""
    corners: Counter[tuple[int, int]] = field(default_factory=Counter)
    """(row, column) where the cursor was put and left again."""
    pages: Counter[int] = field(default_factory=Counter)
    """Lines of pages that are drawn from the top without addresses."""
    page: int = 0
    """Lines of the page at hand; -1 when it is cut short or addressed."""

    def leave(self) -> None:
        """Note how far the row was filled, and whether the cursor was only parked."""
        if self.column <= _LARGEST:
            if self.column > self.reach:
                self.reach, self.reached = self.column, set()
            if self.column == self.reach:
                self.reached.add(self.row)
            if self.padded:
                widest = max(self.edges, default=self.column)
                self.widened = (
                    self.addresses >= _SETTLED and self.column > widest and self.edges[widest] > 1
                )
                self.edges[self.column] += 1
            elif self.filled:
                self.lines[self.row, self.column] += 1
        if self.parked is not None:
            self.corners[self.parked] += 1
        self.padded, self.filled, self.parked = False, False, None

    def text(self, text: bytes) -> None:
        """Take printed characters."""
        shown = text.decode("utf-8", "replace")
        self.column += max(0, wcswidth(shown))
        self.padded = shown.endswith(" " * _PADDING)
        self.filled = self.filled or " " * _INSIDE in shown.strip()
        self.parked = None

    def control(self, byte: int) -> None:
        """Take a control character."""
        if byte in b"\r\n\x08":
            self.leave()
            if byte == 0x0A:
                self.row += 1
                self.page += self.page >= 0
            else:
                self.column = 0 if byte == 0x0D else max(0, self.column - 1)

    def sequence(self, parts: ControlSequence) -> None:
        """Take a control sequence."""
        first = parts.params[0]
        second = parts.params[1] if len(parts.params) > 1 else 0
        if parts.final == "r":
            if first in {0, 1} and second:
                self.regions[second] += 1
                self.lowest = max(self.lowest, second)
        elif parts.final in "Hfd":
            self.leave()
            self._address(first or 1, None if parts.final == "d" else max(second, 1))
        elif parts.final in "G`":
            self.leave()
            self.column = max(first, 1) - 1
            self.columns = max(self.columns, first)
        elif parts.final in "ABCDEFJKLMPX@":
            self.leave()
            self.column += max(first, 1) * (parts.final == "C")
            if parts.final == "J" and self.page > 0:
                self.page = -1

    def _address(self, row: int, column: int | None) -> None:
        if (row, column) == (1, 1):
            if self.page > 0:
                self.pages[self.page + 1] += 1
            self.page = 0
        else:
            self.page = -1
        self.row = row
        self.rows[row] += 1
        self.lowest = max(self.lowest, row)
        self.addresses += 1
        if column is not None:
            self.column = column - 1
            self.columns = max(self.columns, column)
            self.parked = (row, column)

    def outgrown(self, row: int) -> bool:
        """Tell whether addressing `row` means that the window is larger than it was."""
        return self.addresses >= _SETTLED and bool(self.regions) and row > self.lowest

    def last_row(self) -> int | None:
        """Return the number of rows."""
        addressed = max((row for row, count in self.rows.items() if count > 1), default=0)
        if self.regions:
            return max((*self.regions, addressed))
        if len(self.rows) >= 5 and self.rows[addressed] >= 3:
            return addressed
        page = max(self.pages, default=0)
        return page if self.pages[page] > 1 else None

    def last_column(self, rows: int | None) -> int | None:
        """Return the number of columns."""
        corner = max(
            (column for (row, column), count in self.corners.items() if row == rows and count > 1),
            default=0,
        )
        bars = [column for (row, column), count in self.lines.items() if row == rows and count > 1]
        widest = max(self.edges, default=0)
        if widest >= self.columns and (self.edges[widest] > 1 or widest - self.columns <= 1):
            found = widest
        elif bars and max(bars) >= max(self.columns, widest):
            found = max(bars)
        elif corner >= max(self.columns, widest, self.reach):
            found = corner
        else:
            return None
        return found if _SMALLEST <= found <= _LARGEST else None

    def least_columns(self) -> int | None:
        """Return how many columns there are at least: to which rows reach that were cut there, or have a border.

        A pager's rows may be of one length by themselves, and a row that wraps reaches too far.
        """
        is_edge = self.columns > 1 and len(self.reached) >= _ROWS_CUT
        return self.reach if is_edge and self.reach <= _LARGEST else None

    def seen(self) -> Iterator[Seen]:
        """Yield what it shows, if anything."""
        self.leave()
        rows = self.last_row()
        cols = self.last_column(rows)
        least = self.least_columns() if cols is None else None
        if any(each is not None for each in (rows, cols, least)):
            yield Seen(self.offset, cols, rows, least)


def painted(data: Data, start: int, end: int, check: Check) -> Iterator[Seen]:
    """Yield the sizes that `data[start:end]`, the output of full-screen programs, shows one after the other."""
    while start < end:
        painting, stop, cleared = _followed(data, start, end, check)
        if stop < end and start < cleared < stop:  # it cleared the grown window and began anew
            painting, stop, _ = _followed(data, start, cleared, check)
        yield from painting.seen()
        start = stop


def _followed(data: Data, start: int, end: int, check: Check) -> tuple[_Painting, int, int]:
    """Follow a program until its window has grown.

    Return what was painted, where that is or else `end`, and where the program last cleared the screen before it.
    """
    painting, cleared = _Painting(start), start
    for token in tokenize(data, start, end):
        check()
        text = data[token.start : token.end]
        if token.kind is Kind.TEXT:
            painting.text(text)
        elif token.kind is Kind.CONTROL:
            painting.control(text[0])
        elif token.kind is Kind.CSI:
            parts = control_sequence(text)
            if parts is None or parts.prefix or parts.intermediates:
                continue
            if parts.final == "J" and parts.params[0] == 2:
                cleared = token.start
            region = _REGION.fullmatch(text)
            row = int(region[1]) if region else parts.params[0] if parts.final in "Hd" else 0
            if painting.outgrown(row) or painting.widened:
                return painting, token.start, cleared
            painting.sequence(parts)
    return painting, end, cleared
