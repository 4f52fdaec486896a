"""Long pauses cut short: a map of recording time to playing time, and back.

Inside a cut pause time runs faster, it does not jump: each moment of the recording has its own moment of playing
time, so seeking into a pause and out of it loses nothing, and the clock is seen to race. The alternative, to play the
first seconds of a pause and leave the rest out, has no way back for the part left out.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from replayer.recording.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch of a recording in which nothing appears."""

    start: float
    """Seconds since the start of the recording."""
    length: float
    """Seconds; longer than the idle limit that found it."""


def long_pauses(times: Iterable[float], limit: float) -> Iterator[Pause]:
    """Yield each pause between `times` (seconds, never decreasing) that is longer than `limit`."""
    for before, after in pairwise(times):
        if after - before > limit:
            yield Pause(before, after - before)


class IdleMap:
    """Maps recording time to playing time and back when each long pause lasts `limit` seconds.

    Both directions never decrease, and each undoes the other. With no pauses, both times are the same.
    """

    __slots__ = ("_playing", "_recording")

    def __init__(self, pauses: Iterable[Pause] = (), limit: float = math.inf) -> None:
        """Take the pauses in order; `limit` is above 0 and below the length of each."""
        self._recording = [0.0]
        self._playing = [0.0]
        for pause in pauses:
            start = self.to_playing(pause.start)
            self._add(pause.start, start)
            self._add(pause.start + pause.length, start + limit)

    def _add(self, recording: float, playing: float) -> None:
        if recording > self._recording[-1]:
            self._recording.append(recording)
            self._playing.append(playing)

    def to_playing(self, time: float) -> float:
        """Return the playing time of a recording time; seconds."""
        return _along(self._recording, self._playing, time)

    def to_recording(self, time: float) -> float:
        """Return the recording time of a playing time; seconds."""
        return _along(self._playing, self._recording, time)


def idle_map(timeline: Timeline, limit: float | None) -> IdleMap:
    """Return the map of `timeline` in which no pause lasts longer than `limit` seconds; None cuts none."""
    if limit is None:
        return IdleMap()
    times = chain((0.0,), timeline.times, (timeline.duration,))
    return IdleMap(long_pauses(times, limit), limit)


def _along(here: list[float], there: list[float], time: float) -> float:
    """Go from one axis to the other along straight lines between the corners; after the last, side by side."""
    index = bisect_right(here, time) - 1
    if index < 0:
        return there[0]
    if index == len(here) - 1:
        return there[-1] + (time - here[-1])
    width, height = here[index + 1] - here[index], there[index + 1] - there[index]
    inside = time - here[index]
    return min(there[index] + inside * (height / width), there[index + 1])
