"""The player: where a replay is, and how it moves.

It knows offsets and times only. It draws nothing, reads no clock but the one it is given, and starts no timer: its
owner asks `next_due` how long to sleep, then calls `tick`. What to show is `offset`, the number of bytes that have
appeared; `position` is the moment, in seconds of the recording.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum

from replayer.errors import WrongUsage
from replayer.player.loop import Loop, shown_since
from replayer.player.replay_clock import Clock, ReplayClock
from replayer.recording.timeline import Step, Timeline

_GRACE = 1.0
"""Seconds of watching for which a stop just passed does not count as the previous one; else `{` could never get past
it while playing."""
_FASTEST_WATCHED = 8.0
"""Speed up to which what appears can be followed."""
_LATEST_WATCHED = 1.0
"""Seconds of the clock by which a byte may appear too late and still have been watched: a program that stood still
longer showed it with all that came after it."""


class State(StrEnum):
    """What a player is doing."""

    STOPPED = "stopped"
    """At the start, never moved."""
    PLAYING = "playing"
    PAUSED = "paused"
    ENDED = "ended"
    """At the end; playing again begins at the start."""


def _any_step(_offset: int) -> bool:
    return True


class Player:
    """A replay's state machine over a timeline.

    Of steps with equal times, playing shows all at once; stepping shows one after the other.
    """

    def __init__(self, timeline: Timeline, clock: Clock) -> None:
        """Stand stopped at the start, at speed 1, with idle time in full."""
        self._clock = ReplayClock(clock)
        self._timeline = timeline
        self._state = State.STOPPED
        self._loop: Loop | None = None
        self._position = 0.0
        self._watched_from = 0
        self._offset = timeline.offset_at(0.0)

    # What to show

    @property
    def state(self) -> State:
        """What the player is doing, as of the last `tick`."""
        return self._state

    @property
    def timeline(self) -> Timeline:
        """The timeline at hand."""
        return self._timeline

    @property
    def position(self) -> float:
        """Seconds of the recording, 0 to its duration."""
        return self._position

    @property
    def offset(self) -> int:
        """How many bytes have appeared."""
        return self._offset

    @property
    def watched(self) -> tuple[int, int]:
        """The run of bytes before `offset` that appeared one after the other, by playing or in single steps.

        Whatever is skipped ends the run: a seek, a speed above 8, a second in which nobody called `tick`. Silence
        that is cut or skipped does not, since it holds no bytes.
        """
        return self._watched_from, self._offset

    @property
    def step(self) -> Step | None:
        """The step of the last byte that has appeared; None before the first."""
        return self._timeline.step_at(self._offset - 1) if self._offset else None

    @property
    def silence_left(self) -> float:
        """Seconds of the recording until the next byte appears, or until the end after the last one."""
        return max(0.0, self._next_time() - self._position)

    def next_due(self) -> float | None:
        """Return the seconds of the clock until `tick` will change something; None while not playing."""
        if self._state is not State.PLAYING:
            return None
        due = self._next_time()
        if (end := self._loop_end) is not None and self._position <= end:
            due = min(due, end)
        return max(0.0, self._clock.until(due))

    # Playing

    def play(self) -> None:
        """Go on from here; from the end, go on from the start."""
        if self._state is State.ENDED:
            self._move(0.0)
        self._state = State.PLAYING
        self._clock.set(self._position)
        self.tick()

    def pause(self) -> None:
        """Stand still here."""
        if self._state is State.PLAYING:
            self.tick()
        if self._state is State.PLAYING:
            self._state = State.PAUSED

    def toggle(self) -> None:
        """Play if standing still, else pause."""
        if self._state is State.PLAYING:
            self.pause()
        else:
            self.play()

    def tick(self) -> bool:
        """Let the clock's time have passed; return whether the offset or the state is another now."""
        if self._state is not State.PLAYING:
            return False
        before = self._offset
        position = self._clock.position()
        end = self._loop_end
        if self._loop is not None and self._position == end:
            self._move(self._loop.start)
        elif end is not None and self._position < end <= position:
            # what appears at its very end is seen too: the next tick goes back
            self._appear(end)
        elif position >= self._timeline.duration:
            self._appear(self._timeline.duration)
            self._state = State.ENDED
        else:
            self._appear(position)
        return self._offset != before or self._state is not State.PLAYING

    # Speed and idle time

    @property
    def speed(self) -> float:
        """Seconds of playing time in a second of the clock."""
        return self._clock.speed

    def set_speed(self, speed: float) -> None:
        """Change the speed; one outside 1/16 to 64 becomes the nearest inside."""
        self.tick()
        self._clock.speed = speed
        self._clock.set(self._position)

    def faster(self) -> None:
        """Go to the next higher doubling: 1/16, 1/8 … 64."""
        self.set_speed(2.0 ** (math.floor(math.log2(self.speed)) + 1))

    def slower(self) -> None:
        """Go to the next lower doubling."""
        self.set_speed(2.0 ** (math.ceil(math.log2(self.speed)) - 1))

    @property
    def idle_limit(self) -> float | None:
        """Seconds that a pause lasts at most when played; None while idle time is shown in full."""
        return self._clock.idle_limit

    def limit_idle(self, limit: float | None) -> None:
        """Let no pause last longer than `limit` seconds of playing time; None shows idle time in full.

        Raises:
            WrongUsage: the limit is not above 0.
        """
        if limit is not None and not limit > 0:
            raise WrongUsage(
                f"an idle limit of {limit:g} s makes no sense.", hint="Give more than 0."
            )
        self.tick()
        self._clock.limit_idle(limit, self._timeline)
        self._clock.set(self._position)

    def skip_pause(self) -> None:
        """Go to where the next byte appears, or to the end after the last one; playing goes on."""
        self.tick()
        self._move_on(self._next_time())

    def catch_up(self) -> None:
        """Go to the end, where one stands to see the session go on: what is new there appears now."""
        self._move_on(self._timeline.duration)

    # Seeking

    def seek(self, position: float) -> None:
        """Go to a moment, in seconds of the recording; one outside becomes the nearest end."""
        self._move(min(max(position, 0.0), self._timeline.duration))

    def seek_by(self, seconds: float) -> None:
        """Go forward, or back if below 0, by seconds as they are played: a pause cut to 2 s counts 2 s."""
        self.tick()
        self.seek(self._clock.moved(self._position, seconds))

    def seek_percent(self, percent: float) -> None:
        """Go to a share of the recording's duration, 0 to 100."""
        self.seek(self._timeline.duration * (percent / 100))  # 100 is the end, to the last bit

    def seek_to_wall_clock(self, moment: datetime) -> None:
        """Go to an aware date and time.

        Raises:
            WrongUsage: nobody recorded when this recording started.
        """
        if self._timeline.started is None:
            raise WrongUsage(
                "the wall clock of this recording is not known.",
                hint="Give seconds from its start instead.",
            )
        self.seek((moment - self._timeline.started).total_seconds())

    def seek_to_offset(self, offset: int) -> None:
        """Show the bytes before `offset`, at the last moment before the byte there appears."""
        offset = min(max(offset, 0), self._timeline.length)
        position = shown_since(self._timeline, offset)
        if offset < self._timeline.length:
            position = max(position, math.nextafter(self._timeline.time_at(offset), -math.inf))
        self._move(position, offset)

    def seek_to_next(self, stops: Sequence[int]) -> bool:
        """Go to the next of the stops, offsets in order; return False and stay when there is none."""
        self.tick()
        index = bisect_right(stops, self._offset)
        if index == len(stops):
            return False
        self.seek_to_offset(stops[index])
        return True

    def seek_to_previous(self, stops: Sequence[int]) -> bool:
        """Go to the previous of the stops; return False and stay when there is none.

        While playing, a stop passed less than a second of watching ago does not count.
        """
        self.tick()
        index = bisect_left(stops, self._offset)
        if self._state is State.PLAYING:
            while index and self._passed(stops[index - 1]) < _GRACE:
                index -= 1
        if not index:
            return False
        self.seek_to_offset(stops[index - 1])
        return True

    # Stepping

    def step_forward(self, differs: Callable[[int], bool] = _any_step) -> bool:
        """Pause and show the next step for whose end, an offset, `differs` is true; at none, stay and return False."""
        self.pause()
        offsets = self._timeline.offsets
        for index in range(bisect_right(offsets, self._offset), len(offsets) + 1):
            end = offsets[index] if index < len(offsets) else self._timeline.length
            if end > self._offset and differs(end):
                self._move_on(shown_since(self._timeline, end), end)
                return True
        return False

    def step_back(self, differs: Callable[[int], bool] = _any_step) -> bool:
        """Pause and show the nearest step before for whose end `differs` is true; at none, stay and return False."""
        self.pause()
        offsets = self._timeline.offsets
        for index in range(bisect_left(offsets, self._offset) - 1, -1, -1):
            if differs(offsets[index]):
                self._move(shown_since(self._timeline, offsets[index]), offsets[index])
                return True
        return False

    # Looping

    @property
    def loop(self) -> Loop | None:
        """The range that is played again and again; without an end while only its start is set.

        It stays when the user goes elsewhere: playing from before or inside it runs into it, playing from behind it
        goes on to the end.
        """
        return self._loop

    def mark_loop(self) -> None:
        """Set one end of the loop here; then the other one, and play it; then end it. At one moment there is no loop."""
        self.tick()
        if self._loop is None:
            self._loop = Loop(self._position)
        elif self._loop.end is not None or self._loop.start == self._position:
            self._loop = None
        else:
            start, end = sorted((self._loop.start, self._position))
            self._loop = Loop(start, end)
            self._move(start)
            self.play()

    def loop_off(self) -> None:
        """Play to the end again."""
        self._loop = None

    @property
    def _loop_end(self) -> float | None:
        return self._loop.end if self._loop is not None else None

    # Another version

    def load(self, timeline: Timeline) -> None:
        """Go on in a newer version of the recording: the same bytes are shown, whatever their times are now."""
        self.tick()
        since = self._position - shown_since(self._timeline, self._offset)
        if self._loop is not None:
            self._loop = self._loop.moved(self._timeline, timeline)
        self._timeline = timeline
        self._clock.limit_idle(self._clock.idle_limit, timeline)
        offset = min(self._offset, timeline.length)
        last = shown_since(self._timeline, offset)
        following = timeline.time_at(offset)
        if offset < timeline.length:
            following = max(last, math.nextafter(following, -math.inf))
        if self._state is State.ENDED:
            self._state = State.PAUSED if offset < timeline.length else State.ENDED
            since = 0.0 if self._state is State.PAUSED else math.inf
        self._position, self._offset = min(last + since, following), offset
        self._watched_from = min(self._watched_from, offset)
        self._clock.set(self._position)

    # Inside

    def _appear(self, position: float) -> None:
        """Let what is due by `position` appear."""
        offset = max(self._offset, self._timeline.offset_at(position))
        if offset > self._offset:
            late = self._clock.between(self._next_time(), position)
            if self.speed > _FASTEST_WATCHED or late > _LATEST_WATCHED:
                self._watched_from = offset
        self._position, self._offset = position, offset

    def _move(self, position: float, offset: int | None = None) -> None:
        """Be at a position now; at an offset if it is not the one that follows from the position."""
        self._position = position
        self._offset = self._timeline.offset_at(position) if offset is None else offset
        # at the very start, all that is on the screen appeared just now
        at_start = position <= 0 and self._offset == self._timeline.offset_at(0.0)
        self._watched_from = 0 if at_start else self._offset
        if self._state in {State.STOPPED, State.ENDED}:
            self._state = State.PAUSED
        if position >= self._timeline.duration and self._offset == self._timeline.length:
            self._state = State.ENDED
        self._clock.set(self._position)

    def _move_on(self, position: float, offset: int | None = None) -> None:
        """Be further on, and count what was watched up to here as followed by what appears there."""
        watched_from = self._watched_from
        self._move(position, offset)
        self._watched_from = watched_from

    def _passed(self, stop: int) -> float:
        """Return the seconds of watching since the byte at `stop` appeared."""
        return self._clock.between(self._timeline.time_at(stop), self._position)

    def _next_time(self) -> float:
        """Return the time of the next step to appear, or the duration."""
        return self._timeline.time_at(self._offset)
