"""What was watched of a text, as it grows while a replay goes on. No Textual in here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from replayer.notes import Span


class Watched:
    """Spans that grow one at a time, in order and apart; what a frame adds costs next to nothing."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        """Begin with what was watched before."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._fresh: list[Span] = []
        self.bytes = 0
        """How many were watched."""
        self.know(spans)

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans: in order, apart from each other, none empty."""
        return tuple(zip(self._starts, self._ends, strict=True))

    def add(self, start: int, end: int) -> bool:
        """Add a span; return whether it held anything new."""
        if start >= end or not self._join(start, end):
            return False
        if self._fresh and self._fresh[-1][0] <= start <= self._fresh[-1][1]:
            self._fresh[-1] = (self._fresh[-1][0], max(self._fresh[-1][1], end))
        else:
            self._fresh.append((start, end))
        return True

    def know(self, spans: Iterable[Span]) -> None:
        """Take in what was watched at another time, and is kept already."""
        for start, end in spans:
            if start < end:
                self._join(start, end)

    def take_fresh(self, length: int) -> tuple[Span, ...]:
        """Return what was added since this was asked last, of the first `length` bytes; the rest stays for later."""
        fresh = self._fresh
        self._fresh = [(max(start, length), end) for start, end in fresh if end > length]
        return tuple((start, min(end, length)) for start, end in fresh if start < length)

    def coverage(self, length: int) -> float:
        """Return the share of a text of `length` bytes, 0 to 1."""
        return min(self.bytes / length, 1.0) if length else 1.0

    def covers(self, start: int, end: int) -> bool:
        """Whether all of a span was watched."""
        index = bisect_right(self._starts, start) - 1
        return start >= end or (index >= 0 and self._ends[index] >= end)

    def next_unwatched(self, offset: int, length: int) -> int | None:
        """Return where the next unwatched span begins, after the one at `offset`; behind the last comes the first.

        None when a text of `length` bytes was watched whole.
        """
        begins = [0, *self._ends] if not self._starts or self._starts[0] else self._ends
        begins = [each for each in begins if each < length]
        if not begins:
            return None
        index = bisect_right(begins, offset)
        return begins[index] if index < len(begins) else begins[0]

    def _join(self, start: int, end: int) -> bool:
        if self.covers(start, end):
            return False
        first = bisect_left(self._ends, start)  # the first that touches
        last = bisect_right(self._starts, end)  # the first that does not any more
        if first < last:
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
            self.bytes -= sum(self._ends[first:last]) - sum(self._starts[first:last])
        self._starts[first:last], self._ends[first:last] = [start], [end]
        self.bytes += end - start
        return True


def unwatched_columns(spans: Sequence[Span], edges: Sequence[int]) -> tuple[bool, ...]:
    """Return for each column whether something in it was not watched; a column without bytes is as the one before.

    `spans` are in order and apart; `edges` are the columns' first offsets, and one more for the end.
    """
    columns: list[bool] = []
    for start, end in pairwise(edges):
        if start < end or not columns:
            index = bisect_right(spans, start, key=_start) - 1
            columns.append(index < 0 or spans[index][1] < max(end, start + 1))
        else:
            columns.append(columns[-1])
    return tuple(columns)


def _start(span: Span) -> int:
    return span[0]
