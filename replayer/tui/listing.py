"""The list of sessions: rows that arrive, a filter, an order, and which rows are seen. No Textual in here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TypeAlias

from replayer.foreign import shown
from replayer.notebook import review_key
from replayer.session import Session, TraceState
from replayer.sources.catalog import Entry
from replayer.tui.judged import Reviewed
from replayer.tui.pace import Outlook

SortKey: TypeAlias = float | str


@dataclass(frozen=True, slots=True, eq=False)
class SessionRow:
    """One session as the list knows it; another version of it is another row."""

    entry: Entry
    outlook: Outlook
    haystack: str
    """All that a filter without a field looks at, in lower case."""
    when: float | None
    """By which it is sorted: seconds since 1970 of the start, else of the first moment that is known."""
    size: int | None = None
    """Bytes of all that is evidence of it; None where nobody knows."""
    review: Reviewed | None = None
    """What the user came to; None while they did not look at it."""

    @property
    def review_key(self) -> str:
        """What its review is kept by."""
        return review_key(self.session, (item.where for item in self.entry.items))

    @property
    def session(self) -> Session:
        """What is known of it."""
        return self.entry.session


def session_row(entry: Entry, outlook: Outlook) -> SessionRow:
    """Return the row of a session."""
    session, when = entry.session, entry.when
    fields = (session.key, session.owner, session.target, session.reason, session.status)
    words = " ".join(field for field in fields if field)
    started = f" {session.started:%Y-%m-%d %H:%M:%S}" if session.started else ""
    haystack = f"{words} {outlook.text}{started}".lower()
    sizes = [item.size for item in entry.items if item.size is not None]
    return SessionRow(
        entry,
        outlook,
        haystack,
        when.timestamp() if when else None,
        sum(sizes) if sizes else None,
    )


Matches: TypeAlias = Callable[[SessionRow], bool]


def parse_filter(text: str, now: datetime) -> Matches:
    """Return whether a row passes: each word must be in it, `field:word` in that field.

    Fields: `owner`, `target`, `reason`, `status`, `id`, `time`, `verdict`, `reviewed` (yes or no); `owner:=alice` takes
    no alice2. `since:` and `until:`
    take a date (`2026-11-24`), a date and time (`2026-11-24T20:00`, UTC) or an age (`2h`, `3d`); `until` is the first
    moment that is out. A word of an unknown field is looked for as it stands. `-word` excludes, quotes keep blanks.
    """
    tests = [_test(word.replace('"', ""), now) for word in _WORD.findall(text.lower())]
    if len(tests) == 1:
        return tests[0]
    return lambda row: all(test(row) for test in tests)


def _test(word: str, now: datetime) -> Matches:
    if word.startswith("-") and len(word) > 1:
        inner = _test(word[1:], now)
        return lambda row: not inner(row)
    field, colon, value = word.partition(":")
    if colon and field in _FIELDS:
        return _of_field(field, value)
    if colon and field in {"since", "until"}:
        moment = _moment(value, now)
        if moment is None:
            return lambda _row: True  # half typed: `since:2` narrows nothing yet
        limit = moment.timestamp()
        if field == "since":
            return lambda row: row.when is not None and row.when >= limit
        return lambda row: row.when is not None and row.when < limit
    return lambda row: word in row.haystack


def _of_field(field: str, value: str) -> Matches:
    read = _FIELDS[field]
    if not value.startswith("="):
        return lambda row: value in (read(row) or "").lower()
    named = _WHOLE.get(field, read)
    return lambda row: whole(named(row) or UNKNOWN) == value[1:]


def whole(name: str) -> str:
    """Return what stands in a filter for a name as a whole: safe to show, and without what a filter reads as its own."""
    return shown(name).lower().replace('"', "'")


_FIELDS: dict[str, Callable[[SessionRow], str | None]] = {
    "owner": lambda row: row.session.owner or row.session.owner_name,
    "target": lambda row: row.session.target_words,
    "reason": lambda row: row.session.reason,
    "status": lambda row: row.session.status,
    "id": lambda row: row.session.key,
    "time": lambda row: row.outlook.text,
    "verdict": lambda row: row.review.judgement if row.review else None,
    "reviewed": lambda row: "yes" if row.review else "no",
}

_WHOLE: dict[str, Callable[[SessionRow], str | None]] = {
    "owner": lambda row: row.session.owner_name,  # the name that the list shows, not the ARN
}
UNKNOWN = "unknown"
"""What an owner or a target is called that nobody named."""

_WORD = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_AGE = re.compile(r"(\d{1,6})([mhdw])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def _moment(value: str, now: datetime) -> datetime | None:
    age = _AGE.fullmatch(value)
    try:
        if age:
            return now - timedelta(**{_UNITS[age[2]]: int(age[1])})
        moment = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


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


class Listing:
    """The rows there are and those that are seen, in order; rows without the sorted value come last."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Start empty; `now` tells what `since:2h` counts from."""
        self._now = now
        self._rows: list[SessionRow] = []
        self._index: dict[str, int] = {}
        self._values: list[SortKey | None] = []
        self._known: list[int] = []
        """What is seen and has the sorted value, in order."""
        self._missing: list[int] = []
        """What is seen and has it not, in the order of arrival: it comes last."""
        self._filter = ""
        self._matches: Matches = lambda _row: True
        self._order = Order()
        self._marked: set[str] = set()
        self._reviews: Mapping[str, Reviewed] = {}
        self.has_reviews = False
        """Whether the user reviewed any of the sessions."""

    def __len__(self) -> int:
        """Return how many rows are seen."""
        return len(self._known) + len(self._missing)

    def __getitem__(self, position: int) -> SessionRow:
        """Return the row at a position of what is seen."""
        last = len(self._known)
        index = self._known[position] if position < last else self._missing[position - last]
        return self._rows[index]

    def __iter__(self) -> Iterator[SessionRow]:
        """Yield the rows that are seen, in order."""
        return map(self._rows.__getitem__, chain(self._known, self._missing))

    @property
    def total(self) -> int:
        """How many rows there are, seen or not."""
        return len(self._rows)

    @property
    def filter(self) -> str:
        """The filter as it was typed."""
        return self._filter

    @property
    def order(self) -> Order:
        """The present order."""
        return self._order

    def position(self, key: str) -> int | None:
        """Return where the row of a session is seen; None while it is not."""
        index = self._index.get(key)
        if index is None:
            return None
        known = self._values[index] is not None
        seen = self._known if known else self._missing
        try:
            return seen.index(index) + (0 if known else len(self._known))
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
        return sum(not self._matches(self._rows[self._index[key]]) for key in self._marked)

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
        value, matches = SORTS[self._order.field], self._matches
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
                moved = (
                    moved or self._values[index] != value(row) or matches(before) != matches(row)
                )
                self._values[index] = value(row)
        if moved:
            self._arrange(self._passing(range(len(self._rows))))
        elif new:
            self._sort_in(self._passing(new))

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
        self._arrange(self._passing(range(len(self._rows))))
        return True

    def filter_by(self, text: str) -> None:
        """See only the rows that `text` lets pass."""
        if text == self._filter:
            return
        # a longer plain word can only narrow what is seen already; fields and exclusions may widen it
        narrower = bool(self._filter) and text.startswith(self._filter) and _PLAIN.fullmatch(text)
        self._filter = text
        self._matches = parse_filter(text, self._now())
        if narrower:
            self._known, self._missing = self._passing(self._known), self._passing(self._missing)
        else:
            self._arrange(self._passing(range(len(self._rows))))

    def order_by(self, order: Order) -> None:
        """Sort in another order."""
        seen = sorted(chain(self._known, self._missing))
        self._order = order
        self._values = list(map(SORTS[order.field], self._rows))
        self._arrange(seen)

    def _passing(self, indices: Iterable[int]) -> list[int]:
        rows, matches = self._rows, self._matches
        return [index for index in indices if matches(rows[index])]

    def _arrange(self, seen: Sequence[int]) -> None:
        """See just these, which are in the order of arrival."""
        self._known, self._missing = [], []
        self._sort_in(seen)

    def _sort_in(self, more: Sequence[int]) -> None:
        """Sort by the values alone, which is quick where they are numbers; what has none goes last in both directions.

        A sort keeps the order of equal ones, and what is added came later than all that is seen: so of equal ones the
        first that came is first. What is sorted already costs little more than one pass.
        """
        values = self._values
        self._known += [index for index in more if values[index] is not None]
        self._missing += [index for index in more if values[index] is None]
        self._known.sort(key=values.__getitem__, reverse=self._order.descending)  # type: ignore[arg-type]  # none is None


_PLAIN = re.compile(r"[^:\-]*")


def line_of(text: str | None, missing: str = "–") -> str:
    """Return foreign text made safe for one line, or a dash where there is none."""
    return shown(text) if text else missing
