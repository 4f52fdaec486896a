"""What the command line asks of a replay."""

from __future__ import annotations

from dataclasses import dataclass

from replayer.player.moment import Moment
from replayer.sources import Entry


@dataclass(frozen=True, slots=True)
class ReplayRequest:
    """A session to replay, and how to begin."""

    entry: Entry
    speed: float = 1.0
    """Recorded seconds a second."""
    idle: float | None = None
    """Seconds to which long pauses are cut; None shows them in full."""
    moment: Moment | None = None
    """Where to begin; None is the start."""
    paused: bool = False
    """Whether it waits to be started."""
    live: bool = False
    """Whether the session goes on and is followed, from its present end."""
    size: tuple[int, int] | None = None
    """Columns and rows that the user says the terminal had."""
