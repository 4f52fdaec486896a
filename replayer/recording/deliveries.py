"""What a stream and a transcript have to do with each other: which event brought which lines."""

from __future__ import annotations

from dataclasses import dataclass

from replayer.recording.matching import Match


@dataclass(frozen=True, slots=True)
class Delivery:
    """The slices that one event brought."""

    event: int
    start: int
    """First slice that no event before had brought; equals `end` for a mere repeat."""
    end: int
    """Exclusive."""
    repeated: int = 0
    """Slices at the event's beginning that an event before had brought."""
    match: Match | None = None
    """How it matches, where it does not exactly."""
    since: int | None = None
    """An earlier event that may have brought them instead, where a repeat cannot be told from the user's own."""
    until: int | None = None
    """A later one."""
    unsure: bool = False
    """Whether the event may have brought equal slices further on instead: some that no event brought lie between."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """How the events of a stream and the slices of a transcript go together."""

    deliveries: tuple[Delivery, ...]
    """In order of events; those of permuted events go back among the slices."""
    foreign: tuple[int, ...]
    """Events that fit nowhere."""
