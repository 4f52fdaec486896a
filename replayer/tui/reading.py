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
    attempts: tuple[Attempt, ...] = ()


def read(recording: Recording, cancelled: Callable[[], bool]) -> Iterator[Reading]:
    """Yield the reading as it grows: the commands first, they are what people look for."""
    found = commands(recording, cancelled=cancelled)
    yield Reading(recording, found)
    yield Reading(recording, found, tuple(attempts(recording, cancelled=cancelled)))
