"""A place that is asked for sessions, what is wanted of it, and what became of asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from replayer.errors import ReplayError
from replayer.session import TraceSource
from replayer.sources.sighting import Sighting
from replayer.sources.skipped import Skipped


class Runs(StrEnum):
    """Sessions that run, that have ended, or both."""

    ACTIVE = "active"
    HISTORY = "history"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a source. It may give more than that, where it cannot tell or not tell cheaply."""

    id: str | None = None
    """One session; a source then looks for it alone, and does not list all."""
    since: datetime | None = None
    """Sessions that may have started then or later; aware UTC."""
    until: datetime | None = None
    runs: Runs = Runs.ALL

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out, so that what a source does not tell is not there."""
        return self.since is None and self.until is None and self.runs is Runs.ALL


LONGEST = timedelta(days=1)
"""No session lasts longer: one that was seen after a moment may have started so long before it.

Source: docs/formats.md#preferences.
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A place that can be asked for sessions."""

    kind: TraceSource | None
    """Whose traces lie there; None where it only adds to what others say."""
    where: str
    """An address, or what is asked of whom, in words."""
    why: str
    """How it is known, in words: `named by …`."""
    search: Callable[[Wanted, Callable[[], bool]], Iterator[Sighting | Skipped]]
    """Takes what is wanted and the question whether it is cancelled. Raises `ReplayError`."""


class AnswerState(StrEnum):
    """What became of asking a source."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"
    """Or out of reach: the error tells which."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of asking one place, so far; a later one of the same `where` replaces this."""

    kind: TraceSource | None
    """Whose traces lie there; None where it only names sources, or adds to what others say."""
    where: str
    why: str
    """How it is known, in words."""
    state: AnswerState
    found: int = 0
    """Sessions, or for what names sources: sources."""
    error: ReplayError | None = None
