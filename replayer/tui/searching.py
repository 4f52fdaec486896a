"""A search in the recording at hand: its hits as they are found, and where each stands on the screen."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rich.cells import cell_len

from replayer.analysis.patterns import Pattern
from replayer.analysis.search import Hit, search
from replayer.recording.recording import Recording
from replayer.recording.timeline import Timeline
from replayer.tui.bindings import Keys

_EVERY = 0.1
"""Seconds between two reports: each costs the app a moment, however little is in it."""
MOST_HITS = 50_000
"""Whoever has found so much looks for something else; more would only fill the memory."""
_PLACES = 2000
"""Moments told apart on a timeline: more than any has columns."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the screen to point at. Counted from 0."""

    line: int
    column: int
    width: int
    """Columns, which may reach beyond the last."""


@dataclass(slots=True, eq=False)
class Search:
    """The hits so far; each is a search of its own, also of the same words."""

    text: str
    """What is searched for; empty when nothing is."""
    regex: bool = False
    """Whether that is a regular expression."""
    share: float = 0.0
    cut: bool = False
    """Whether there is more than is counted."""
    hits: list[Hit] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)
    """Their offsets, each once, in order."""
    _timeline: Timeline | None = None
    _placed: int = 0
    _places: dict[int, float] = field(default_factory=dict)

    def add(self, progress: Progress) -> None:
        """Take a report."""
        self.share, self.cut = progress.share, progress.cut
        self.hits += progress.hits
        for hit in progress.hits:
            if not self.stops or hit.offset > self.stops[-1]:
                self.stops.append(hit.offset)

    def moments(self, timeline: Timeline) -> tuple[float, ...]:
        """Return when the hits appeared, in seconds; of those too close to be told apart, the first."""
        if timeline is not self._timeline:
            self._timeline, self._placed, self._places = timeline, 0, {}
        scale = _PLACES / timeline.duration if timeline.duration > 0 else 0.0
        for stop in self.stops[self._placed :]:
            moment = timeline.time_at(max(0, stop - 1))
            self._places.setdefault(int(moment * scale), moment)
        self._placed = len(self.stops)
        return tuple(self._places.values())

    def words(self, offset: int, keys: Keys) -> str:
        """Return `/cart 3 of 17 (h)`: at which stop the replay is, or after which, and which key lists them."""
        if not self.text:
            return ""
        more = "" if self.share >= 1 else "…"
        wanted = f"/{self.text}{' (regex)' if self.regex else ''}"
        if not self.stops:
            return f"{wanted} {'searching' if more else 'not found'}{more}"
        return f"{wanted} {bisect_right(self.stops, offset):,} of {len(self.stops):,}{'+' if self.cut else more} ({keys('toggle-hits')})"

    def marks(self, offset: int) -> tuple[Mark, ...]:
        """Return where the hits stand on the screen that shows exactly `offset` bytes."""
        first, last = self.between(offset)
        return tuple(Mark(hit.row, hit.column, cell_len(hit.text)) for hit in self.hits[first:last])

    def between(self, offset: int) -> tuple[int, int]:
        """Return the place of the first hit that appeared at `offset`, and that behind the last one."""
        first = bisect_left(self.hits, offset, key=_offset)
        return first, bisect_right(self.hits, offset, lo=first, key=_offset)


def _offset(hit: Hit) -> int:
    return hit.offset


@dataclass(frozen=True, slots=True)
class Progress:
    """What a search has found since the last report."""

    search: Search
    """Which search it is, for whoever takes the report: this one does not change it."""
    hits: tuple[Hit, ...]
    share: float
    """Of the recording, 0 to 1; 1 is the end."""
    cut: bool = False
    """Whether the search ends here though there is more."""


def searching(
    recording: Recording, finds: Search, wanted: Pattern, cancelled: Callable[[], bool]
) -> Iterator[Progress]:
    """Yield reports: one for the first find, then one every now and then, and one at the end."""
    length = len(recording.data)
    found: list[Hit] = []
    count, due = 0, 0.0
    for step in search(recording, wanted, cancelled=cancelled):
        found += step.hits
        count += len(step.hits)
        cut = count > MOST_HITS
        now = time.monotonic()
        if now >= due or cut or step.offset == length:
            share = 1.0 if cut else step.offset / (length or 1)
            yield Progress(finds, tuple(found), share, cut)
            found, due = [], now + _EVERY
        if cut:
            return
