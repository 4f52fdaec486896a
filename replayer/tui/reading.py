"""What is read out of a recording once it is there: the commands, and what the session tried with its terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from replayer.analysis.attempts import Attempt, attempts
from replayer.analysis.commands import Command, commands
from replayer.recording.recording import Recording


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, of which recording."""

    recording: Recording
    commands: tuple[Command, ...]
    attempts: tuple[Attempt, ...] | None = None
    """The first `MOST_ATTEMPTS` of them: a flood must not fill the memory. None while they are not known."""
    tried: int = 0
    """How many there were in all, one for each time."""


MOST_ATTEMPTS = 1000


def read(recording: Recording, cancelled: Callable[[], bool]) -> Iterator[Reading]:
    """Yield the reading as it grows: the commands first, they are what people look for."""
    found = commands(recording, cancelled=cancelled)
    yield Reading(recording, found)
    listed: list[Attempt] = []
    tried = 0
    for attempt in attempts(recording, cancelled=cancelled):
        tried += attempt.count
        if len(listed) < MOST_ATTEMPTS:
            listed.append(attempt)
    yield Reading(recording, found, tuple(listed), tried)
