"""What an exporter is, and what may be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from replayer.recording.recording import Recording


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How a recording is to be written."""

    speed: float = 1.0
    """Recorded seconds that become one second of a cast."""
    idle: float | None = None
    """Seconds of recording time to which longer pauses of a cast are cut, before `speed`; None keeps them."""
    raw: bool = False
    """Whether a cast keeps the recorded output as it is, with all it would do to a terminal."""
    notes: bool = False
    """Whether a cast has the reviewer's bookmarks among its markers: words that are not part of the session."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """A way to write a recording."""

    name: str
    """What the user types."""
    suffixes: tuple[str, ...]
    """In lower case, with their dot."""
    summary: str
    """A few words for lists of formats."""
    paced: bool
    """Whether speed and idle limit mean something to it."""
    chunks: Callable[[Recording, ExportOptions], Iterator[bytes]]
    """Yields the file's bytes in order, little at a time."""
    contains: str = "whatever the screen showed, secrets included"
    """What the one who hands the file on should know of it."""
