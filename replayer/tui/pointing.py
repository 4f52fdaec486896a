"""What is said of a place on the timeline that the mouse points at: when it was, what ran, and what is wrong there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from rich.cells import cell_len

from replayer.analysis.commands import Command
from replayer.foreign import shown
from replayer.recording.recording import Recording
from replayer.recording.timeline import Certainty, Timeline
from replayer.tui import wording
from replayer.tui.fitting import fit

GAP = "!"
"""Stands where a source contradicts another one, or something is missing."""
NOTE = "▼"
"""Stands where the reviewer set a bookmark."""
_MOST = 100
"""Columns; a longer text is cut."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something at a moment, in words."""

    position: float
    """Seconds since the start."""
    text: str
    """One line, safe to show."""


def gaps_of(recording: Recording) -> tuple[Place, ...]:
    """Return where something is missing or doubtful, in order of time."""
    places = [
        Place(recording.timeline.time_at(gap.offset), shown(gap.text)) for gap in recording.gaps
    ]
    return tuple(sorted(places, key=lambda place: place.position))


def entered(commands: Sequence[Command]) -> tuple[Place, ...]:
    """Return what was entered, in order of time."""
    return tuple(
        Place(command.enter, shown(command.text.replace("\n", " ⏎ "))) for command in commands
    )


def when(timeline: Timeline, seconds: float, zone: tzinfo) -> str:
    """Return a moment from the start and by the wall clock, and how sure the time of what was there by then is."""
    offset = timeline.offset_at(seconds)
    certainty = timeline.step_at(offset - 1).certainty if offset else None
    sign = "" if certainty is None else f" {wording.SIGNS[certainty]}"
    if timeline.started is None:
        return f"{wording.length(seconds)}{sign}"
    about = "≈" if certainty is Certainty.ESTIMATED else ""
    clock = wording.clock(timeline.started + timedelta(seconds=seconds), zone)[:-2]
    return f"{wording.length(seconds)}  {about}{clock}{sign}"


def pointed_at(
    moment: str,
    column: tuple[float, float],
    commands: Sequence[Place],
    gaps: Sequence[Place],
    room: int,
    notes: Sequence[Place] = (),
) -> str:
    """Return what is said of a moment in at most `room` columns; `column` is from when to when its column reaches.

    That is the moment itself, the bookmarks and gaps in the column, and the last command that was entered before its
    end.
    """
    parts = [moment]
    for sign, places in ((NOTE, notes), (GAP, gaps)):
        first, last = (bisect_left(places, edge, key=_position) for edge in column)
        if first < last:
            more = f" (and {last - first - 1} more)" if last - first > 1 else ""
            parts.append(f"{sign} {places[first].text}{more}")
    command = bisect_left(commands, column[1], key=_position) - 1
    if command >= 0:
        parts.append(commands[command].text)
    text, most = f" {'  '.join(parts)} ", max(0, min(room, _MOST))
    return text if cell_len(text) <= most else fit(text, most)


def _position(place: Place) -> float:
    return place.position
