"""The list of sessions: rows that arrive, a filter, an order, and which rows are seen. No Textual in here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain
from typing import TypeAlias

from replayer.session import TraceState
from replayer.tui.filtering import Filter, parse_filter
from replayer.tui.judged import Reviewed
from replayer.tui.session_row import SessionRow

SortKey: TypeAlias = float | str


@dataclass(frozen=True, slots=True)
class Order:
    """How the rows are sorted."""

    field: str = "started"
    descending: bool = True


SORTS: dict[str, Callable[[SessionRow], SortKey | None]] = {
    "started": lambda row: row.when,
    "length": lambda row: row.session.duration,
    "owner": lambda row: (row.session.owner_name or "").lower() or None,
    "target": lambda row: (row.session.target or "").lower() or None,
    "time": lambda row: float(row.outlook.pace),
    "size": lambda row: row.size,
    "evidence": lambda row: float(
        sum(trace.state is TraceState.PRESENT for trace in row.session.traces)
    ),
    "reason": lambda row: (row.session.reason or "").lower() or None,
    "review": lambda row: row.review.words if row.review else None,
}
NUMBERS = frozenset({"started", "length", "time", "size", "evidence"})
"""Orders that begin with the newest, the longest, the best."""


Values: TypeAlias = Sequence[SortKey | None]
"""By which the rows are sorted, in the order of their arrival."""


@dataclass(slots=True)
class _Places:
    """Rows by their place in the order of arrival, sorted by their values: what has none goes last in both directions."""

    known: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.known) + len(self.missing)

    def __iter__(self) -> Iterator[int]:
        return chain(self.known, self.missing)

    def __getitem__(self, position: int) -> int:
        last = len(self.known)
        return self.known[position] if position < last else self.missing[position - last]

    def add(self, more: Sequence[int], values: Values, *, descending: bool) -> None:
        """Sort in rows that came later than all that are here, in the order in which they came.

        A sort keeps the order of equal ones: so of equal ones the first that came is first. What is sorted already costs
        little more than one pass.
        """
        self.known += [index for index in more if values[index] is not None]
        self.missing += [index for index in more if values[index] is None]
        self.turn(values, descending=descending)

    def turn(self, values: Values, *, descending: bool) -> None:
        """Sort by the same values again, perhaps the other way round."""
        self.known.sort(key=values.__getitem__, reverse=descending)  # type: ignore[arg-type]  # none is None

    def passing(self, filter_: Filter, rows: Sequence[SessionRow]) -> _Places:
        """Return those whose rows pass, in the same order."""
        return _Places(filter_.among(self.known, rows), filter_.among(self.missing, rows))


class Listing:
    """The rows there are and those that are seen, in order; rows without the sorted value come last."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Start empty; `now` tells what `since:2h` counts from."""
        self._now = now
        self._rows: list[SessionRow] = []
        self._index: dict[str, int] = {}
        self._values: list[SortKey | None] = []
        self._all = _Places()
        self._seen = self._all
        """Those that pass the filter; the same as all where there is none."""
        self._filter = Filter()
        self._order = Order()
        self._marked: set[str] = set()
        self._reviews: Mapping[str, Reviewed] = {}
        self.has_reviews = False
        """Whether the user reviewed any of the sessions."""

    def __len__(self) -> int:
        """Return how many rows are seen."""
        return len(self._seen)

    def __getitem__(self, position: int) -> SessionRow:
        """Return the row at a position of what is seen."""
        return self._rows[self._seen[position]]

    def __iter__(self) -> Iterator[SessionRow]:
        """Yield the rows that are seen, in order."""
        return map(self._rows.__getitem__, self._seen)

    @property
    def total(self) -> int:
        """How many rows there are, seen or not."""
        return len(self._rows)

    @property
    def filter(self) -> Filter:
        """The filter as it was typed."""
        return self._filter

    @property
    def order(self) -> Order:
        """The present order."""
        return self._order

    def keys(self) -> frozenset[str]:
        """Return the keys of all rows there are now."""
        return frozenset(self._index)

    def position(self, key: str) -> int | None:
        """Return where the row of a session is seen; None while it is not."""
        index = self._index.get(key)
        if index is None:
            return None
        known = self._values[index] is not None
        places = self._seen.known if known else self._seen.missing
        try:
            return places.index(index) + (0 if known else len(self._seen.known))
        except ValueError:
            return None

    # Marks are kept by key: they stay with their session whatever is seen, and when more of it is found

    @property
    def marked(self) -> tuple[SessionRow, ...]:
        """The rows that are marked, seen or not, in the order in which they were found."""
        return tuple(
            self._rows[index] for index in sorted(map(self._index.__getitem__, self._marked))
        )

    @property
    def marks(self) -> int:
        """How many rows are marked."""
        return len(self._marked)

    @property
    def marks_unseen(self) -> int:
        """How many of the marked rows the filter hides."""
        if not self._marked or len(self) == len(self._rows):
            return 0
        return sum(not self._filter.passes(self._rows[self._index[key]]) for key in self._marked)

    def is_marked(self, row: SessionRow) -> bool:
        """Whether a row is marked."""
        return row.session.key in self._marked

    def mark(self, rows: Iterable[SessionRow], on: bool = True) -> None:
        """Mark rows, or take their marks away."""
        keys = {row.session.key for row in rows}
        self._marked = self._marked | keys if on else self._marked - keys

    def mark_seen(self) -> None:
        """Mark all rows that are seen; where they are marked already, none of them."""
        self.mark(self, on=not all(map(self.is_marked, self)))

    def add(self, rows: Iterable[SessionRow]) -> None:
        """Add rows, or put one in the place of that of the same session."""
        value, passes = SORTS[self._order.field], self._filter.passes
        new: list[int] = []
        moved = False
        for each in rows:
            review = self._reviews.get(each.review_key) if self._reviews else None
            row = each if review is None else replace(each, review=review)
            self.has_reviews = self.has_reviews or review is not None
            index = self._index.get(row.session.key)
            if index is None:
                index = self._index[row.session.key] = len(self._rows)
                self._rows.append(row)
                self._values.append(value(row))
                new.append(index)
            else:
                before, self._rows[index] = self._rows[index], row
                moved = moved or self._values[index] != value(row) or passes(before) != passes(row)
                self._values[index] = value(row)
        if moved:
            self._arrange()
        elif new:
            self._all.add(new, self._values, descending=self._order.descending)
            if self._seen is not self._all:
                more = self._filter.among(new, self._rows)
                self._seen.add(more, self._values, descending=self._order.descending)

    def review_by(self, reviews: Mapping[str, Reviewed]) -> bool:
        """Let the rows say what the user came to: key of a review → what it says; return whether anything is new."""
        if reviews == self._reviews:
            return False
        self._reviews = reviews
        found = [reviews.get(row.review_key) for row in self._rows]
        self._rows = [
            row if row.review == review else replace(row, review=review)
            for row, review in zip(self._rows, found, strict=True)
        ]
        self.has_reviews = any(found)
        self._arrange()
        return True

    def filter_by(self, text: str) -> None:
        """See only the rows that `text` lets pass."""
        if text == self._filter.text:
            return
        before, self._filter = self._filter, parse_filter(text, self._now())
        if self._seen is not self._all and self._filter.narrows(before):
            self._seen = self._seen.passing(self._filter, self._rows)
        else:
            self._narrow()

    def order_by(self, order: Order) -> None:
        """Sort in another order."""
        before, self._order = self._order, order
        if order.field != before.field:
            self._values = list(map(SORTS[order.field], self._rows))
            self._arrange()
            return
        self._all.turn(self._values, descending=order.descending)
        if self._seen is not self._all:
            self._seen.turn(self._values, descending=order.descending)

    def _arrange(self) -> None:
        """Sort all anew."""
        self._all = _Places()
        self._all.add(range(len(self._rows)), self._values, descending=self._order.descending)
        self._narrow()

    def _narrow(self) -> None:
        """See what passes of all."""
        tests = self._filter.tests
        self._seen = self._all.passing(self._filter, self._rows) if tests else self._all
