"""Finds what speaks against uploads on time.

A stamp alone does not tell that uploads had failed before it. What tells: a call that was received late or stored more
than once, lines that come again, a stamp off the grid of polls or after the session's end, and an event that holds more
than one poll can have seen: more typing than a second allows, or a program's steady output of many seconds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

from replayer.recording.calls import LATE, POLL, SLACK, Call, Event, usual_delay
from replayer.recording.cleanup import kept_length, kept_lines
from replayer.recording.deliveries import Delivery
from replayer.recording.limits import Limits
from replayer.recording.long_work import Check, in_runs, unchecked
from replayer.recording.slices import Slices
from replayer.recording.work import Work

MOST_EVENTS = 4
"""Events of one call."""
_LEAST_BUSY, _LEAST_TOO_BUSY = 1.15, 2.5
"""Seconds of a person's quickest work from which on one poll cannot have seen it, and from which on that is no accident."""
_USUAL_BUSY, _USUAL_TOO_BUSY = 1.8, 3.2
"""The same of a person's usual work: one more command in an event, or a few."""
_QUICKEST = 0.5
"""Share of the usual time in which a person can do something."""
_STEADY_CALLS, _STEADY_LINES = 4, 3
"""Calls that show a program's steady output, and lines of one that may hold many seconds of it."""
_STEADY_PROOF = 6
"""Lines from which on that is no accident."""
_STEADY_MOST = 4
"""Lines a second up to which output is steady rather than a burst."""
_STEADY_GAP, _SLOW_GAP = 2.6, 3.5
"""Seconds between calls up to which output is steady, and from which on one call may hold what came in between."""
_ABOUT = 0.5
"""Share by which that may differ from what the steady pace makes expect."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks against uploads on time, by call."""

    held_up: tuple[int, ...] = ()
    """Received late: the poll after it was late."""
    off_grid: tuple[int, ...] = ()
    sent_again: tuple[int, ...] = ()
    """Stored more than once by the SDK's own retries."""
    built_again: tuple[int, ...] = ()
    """Begin with lines that a call before had brought."""
    busy: Mapping[int, float] = field(default_factory=dict)
    """Hold more than one poll can have seen: call → seconds that it takes to make it."""
    too_busy: tuple[int, ...] = ()
    """So much of it that uploads must have failed."""
    after_end: tuple[int, ...] = ()
    """Built more than a poll after nothing can have come any more."""
    backlog: tuple[int, ...] = ()
    """Full: more lines waited in the file."""
    torn: tuple[int, ...] = ()
    """May have been full before some of their events were lost."""

    @property
    def late(self) -> frozenset[int]:
        """Return the calls whose own stamp is in doubt."""
        return frozenset({*self.off_grid, *self.busy, *self.after_end})

    @property
    def proofs(self) -> frozenset[int]:
        """Return the calls that prove that uploads fail."""
        return frozenset(
            {*self.held_up, *self.sent_again, *self.built_again, *self.too_busy, *self.after_end}
        )


def signs_of(
    source: Slices,
    events: Sequence[Event],
    calls: Sequence[Call],
    by_call: Mapping[int, list[Delivery]],
    order: Sequence[int],
    limit: Limits,
    work: Work,
    check: Check = unchecked,
) -> Signs:
    """Return the signs in `calls`, which brought `by_call` and follow each other in `order` among the slices."""
    full = {
        number
        for number in in_runs(order, check, size=64)
        if _is_full(source, by_call[number], calls[number].end - calls[number].first)
    }
    brought = _brought(by_call)
    torn = {
        number
        for number in in_runs(order, check, size=64)
        if number not in full and _may_lack_events(source, by_call[number], brought)
    }
    waits = full | torn
    behind = {after for before, after in pairwise(order) if before in waits}
    alone = [number for number in order if number not in waits and number not in behind]
    busy, too_busy = _busy(calls, by_call, order, set(alone), limit, work, check)
    for number, seconds, lines in _steady(calls, by_call, alone, work, check):
        busy.setdefault(number, seconds)
        if lines >= _STEADY_PROOF:
            too_busy.append(number)
    usual = usual_delay(events)
    return Signs(
        held_up=tuple(
            number
            for number, call in enumerate(calls)
            if usual is not None
            and call.received is not None
            and call.received - call.stamp > usual + LATE
        ),
        off_grid=tuple(number for number, call in enumerate(calls) if not call.on_grid),
        sent_again=tuple(number for number, call in enumerate(calls) if call.copies),
        built_again=tuple(
            number for number in by_call if any(each.repeated for each in by_call[number])
        ),
        busy=busy,
        too_busy=tuple(too_busy),
        after_end=tuple(
            number
            for number in order
            if number not in behind
            and limit.latest is not None
            and calls[number].stamp - POLL - SLACK > limit.latest
        ),
        backlog=tuple(sorted(full)),
        torn=tuple(sorted(torn)),
    )


def _is_full(source: Slices, deliveries: Sequence[Delivery], count: int) -> bool:
    """Tell whether a call may have left lines behind: it had all the events it may have, and the next line did not fit."""
    last = deliveries[-1]
    if count < MOST_EVENTS or last.end >= len(source):
        return False
    first = last.start - last.repeated
    held = kept_lines(source.data[source.start(first) : source.start(last.end)])
    if held is None:
        held = sum(kept_length(source[index]) for index in range(first, last.end))
    return held + kept_length(source[last.end]) > source.buffer


def _brought(by_call: Mapping[int, list[Delivery]]) -> tuple[list[int], list[int]]:
    """Return where what events brought begins, and where it ends, each in order."""
    fresh = [
        each for deliveries in by_call.values() for each in deliveries if each.end > each.start
    ]
    return sorted(each.start for each in fresh), sorted(each.end for each in fresh)


def _may_lack_events(
    source: Slices, deliveries: Sequence[Delivery], brought: tuple[list[int], list[int]]
) -> bool:
    """Tell whether a call may have been full before some of its events were lost: lines that no event brought lie at it.

    Two events of a full call, one behind the other, hold more than the buffer together.
    """
    fresh = _fresh(deliveries)
    if fresh is None:
        return False
    starts, ends = brought
    next_start, last_end = bisect_right(starts, fresh[1]), bisect_right(ends, fresh[0])
    begin = ends[last_end - 1] if last_end else 0
    end = starts[next_start] if next_start < len(starts) else len(source)
    lacks = end - begin > sum(each.end - each.start for each in deliveries)
    return lacks and source.start(end) - source.start(begin) > MOST_EVENTS // 2 * source.buffer


def _fresh(deliveries: Sequence[Delivery]) -> tuple[int, int] | None:
    """Return the first and the last slice that a call brought; None when it brought nothing new."""
    fresh = [delivery for delivery in deliveries if delivery.end > delivery.start]
    return (fresh[0].start, fresh[-1].end - 1) if fresh else None


def _busy(
    calls: Sequence[Call],
    by_call: Mapping[int, list[Delivery]],
    order: Sequence[int],
    alone: set[int],
    limit: Limits,
    work: Work,
    check: Check,
) -> tuple[dict[int, float], list[int]]:
    """Return the calls that hold more of a person's work than one poll can have seen, and those with far more.

    Lines that waited behind a burst are left out, and so is what nobody can have typed since the call before: a paste.
    """
    busy: dict[int, float] = {}
    too_busy = []
    for before, number in zip([None, *order], in_runs(order, check, size=64), strict=False):
        fresh = _fresh(by_call[number])
        if number not in alone or fresh is None:
            continue
        least, usual = work.between(*fresh)
        begun = limit.earliest if before is None else calls[before].last_stamp
        since = inf if begun is None else calls[number].stamp - begun
        if (least > _LEAST_BUSY or usual > _USUAL_BUSY) and usual * _QUICKEST <= since:
            busy[number] = max(least, usual)
            if least > _LEAST_TOO_BUSY or usual > _USUAL_TOO_BUSY:
                too_busy.append(number)
    return busy, too_busy


def _steady(
    calls: Sequence[Call],
    by_call: Mapping[int, list[Delivery]],
    order: Sequence[int],
    work: Work,
    check: Check,
) -> list[tuple[int, float, int]]:
    """Return the calls that hold what a program's steady output makes in many seconds: (call, seconds, lines).

    Steady is output of a line or two a call, call after call, while nobody types. A call after a longer pause that holds
    as many lines as the pause should have brought was not on time.
    """
    found = []
    recent: deque[tuple[float, int]] = deque(maxlen=_STEADY_CALLS)
    last: tuple[int, float] | None = None
    """The last slice so far, and the stamp of its call."""
    for number in in_runs(order, check, size=64):
        fresh = _fresh(by_call[number])
        if fresh is None:
            continue
        lines = fresh[1] - fresh[0] + 1
        if last is None or work.between(last[0], fresh[1])[1] > 0:
            recent.clear()
        else:
            gap = calls[number].stamp - last[1]
            if len(recent) == _STEADY_CALLS and gap >= _SLOW_GAP and lines >= _STEADY_LINES:
                expected = gap * sum(count for _, count in recent) / sum(each for each, _ in recent)
                if abs(lines - expected) <= _ABOUT * expected:
                    found.append((number, gap, lines))
            if gap <= _STEADY_GAP and lines <= _STEADY_MOST * max(1.0, gap):
                recent.append((gap, lines))
            else:
                recent.clear()
        last = fresh[1], calls[number].last_stamp
    return found
