"""The clock of a replay: it makes seconds of the recording out of those of a real clock.

Two things come between the two: the speed, and pauses that are cut short. Playing time is the recording's time with
its pauses cut; at speed 2 two seconds of it pass in one of the real clock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from replayer.player.idle import IdleMap, idle_map
from replayer.recording.timeline import Timeline

Clock: TypeAlias = Callable[[], float]
"""Returns seconds that never go back, from any start: `time.monotonic`."""

MIN_SPEED, MAX_SPEED = 1 / 16, 64.0


class ReplayClock:
    """Goes on by itself from where it was last set, at the pace that it had then; set it again to change the pace."""

    def __init__(self, clock: Clock) -> None:
        """Stand at 0, at speed 1, with idle time in full."""
        self._clock = clock
        self._speed = 1.0
        self._idle_limit: float | None = None
        self._idle = IdleMap()
        self._set_to = 0.0  # playing time
        self._set_at = clock()

    @property
    def speed(self) -> float:
        """Seconds of playing time in a second of the real clock; one outside 1/16 to 64 becomes the nearest inside."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._speed = min(max(speed, MIN_SPEED), MAX_SPEED)

    @property
    def idle_limit(self) -> float | None:
        """Seconds of playing time that a pause lasts at most; None while idle time passes in full."""
        return self._idle_limit

    def limit_idle(self, limit: float | None, timeline: Timeline) -> None:
        """Cut the pauses of `timeline` that are longer than `limit` seconds, above 0; None cuts none."""
        self._idle_limit = limit
        self._idle = idle_map(timeline, limit)

    def set(self, position: float) -> None:
        """Go on from `position`, in seconds of the recording."""
        self._set_to = self._idle.to_playing(position)
        self._set_at = self._clock()

    def position(self) -> float:
        """Return the seconds of the recording that it has come to."""
        return self._idle.to_recording(self._playing())

    def until(self, position: float) -> float:
        """Return the seconds of the real clock until it comes to `position`; below 0 when it is past that."""
        return (self._idle.to_playing(position) - self._playing()) / self._speed

    def between(self, start: float, end: float) -> float:
        """Return the seconds of the real clock from one position to another, at this speed."""
        return (self._idle.to_playing(end) - self._idle.to_playing(start)) / self._speed

    def moved(self, position: float, seconds: float) -> float:
        """Return the position that is so many seconds of playing time away, back if below 0; not before the start."""
        return self._idle.to_recording(max(self._idle.to_playing(position) + seconds, 0.0))

    def _playing(self) -> float:
        return self._set_to + (self._clock() - self._set_at) * self._speed
