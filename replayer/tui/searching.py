"""A search in the recording at hand: its hits as they are found, and where each stands on the screen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rich.cells import cell_len

from replayer.analysis.patterns import Pattern
from replayer.analysis.search import Hit, search
from replayer.recording.recording import Recording

_BATCH = 256 << 10
"""Bytes searched between two reports, when nothing is found in them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the screen to point at. Counted from 0."""

    line: int
    column: int
    width: int
    """Columns, which may reach beyond the last."""


@dataclass(slots=True)
class Search:
    """The hits so far."""

    text: str
    """What is searched for; empty when nothing is."""
    regex: bool = False
    """Whether that is a regular expression."""
    share: float = 0.0
    hits: list[Hit] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)
    """Their offsets, each once, in order."""

    def add(self, progress: Progress) -> None:
        """Take a report."""
        self.share = progress.share
        self.hits += progress.hits
        for hit in progress.hits:
            if not self.stops or hit.offset > self.stops[-1]:
                self.stops.append(hit.offset)

    def words(self, offset: int) -> str:
        """Return `/cart 3 of 17`: at which stop the replay is, or after which."""
        if not self.text:
            return ""
        more = "" if self.share >= 1 else "…"
        wanted = f"/{self.text}{' (regex)' if self.regex else ''}"
        if not self.stops:
            return f"{wanted} {'searching' if more else 'not found'}{more}"
        return f"{wanted} {bisect_right(self.stops, offset)} of {len(self.stops):,}{more}"

    def marks(self, offset: int) -> tuple[Mark, ...]:
        """Return where the hits stand on the screen that shows exactly `offset` bytes."""
        return tuple(
            Mark(hit.row, hit.column, cell_len(hit.text))
            for hit in self.hits
            if hit.offset == offset
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """What a search has found since the last report."""

    search: Search
    """Which search it is, for whoever takes the report: this one does not change it."""
    hits: tuple[Hit, ...]
    share: float
    """Of the recording, 0 to 1; 1 is the end."""


def searching(
    recording: Recording, finds: Search, wanted: Pattern, cancelled: Callable[[], bool]
) -> Iterator[Progress]:
    """Yield reports: one for each find, and now and then one without."""
    length = len(recording.data) or 1
    told = 0
    for step in search(recording, wanted, cancelled=cancelled):
        if step.hits or step.offset - told >= _BATCH or step.offset == len(recording.data):
            told = step.offset
            yield Progress(finds, step.hits, step.offset / length)
