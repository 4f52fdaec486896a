"""A range that is played again and again."""

from __future__ import annotations

from dataclasses import dataclass

from replayer.recording.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Loop:
    """Two moments, in seconds of the recording; the second is None while only the first is set."""

    start: float
    end: float | None = None

    def moved(self, older: Timeline, newer: Timeline) -> Loop | None:
        """Return the loop around the same bytes in another version; None when nothing is left between its ends."""
        start = _moved(self.start, older, newer)
        if self.end is None:
            return Loop(start)
        end = _moved(self.end, older, newer)
        return Loop(start, end) if start < end else None


def shown_since(timeline: Timeline, offset: int) -> float:
    """Return the time at which the last byte before `offset` appeared; 0 when there is none."""
    return timeline.time_at(offset - 1) if offset else 0.0


def _moved(moment: float, older: Timeline, newer: Timeline) -> float:
    """Return the moment that is as long after the same byte, but not after the next one."""
    offset = min(older.offset_at(moment), newer.length)
    since = moment - shown_since(older, offset)
    return min(shown_since(newer, offset) + since, newer.time_at(offset))
