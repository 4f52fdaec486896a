"""Says between which moments each streamed line came: the promise, and what is likely.

An event's lines came after the call before had read the file to its end, and not after the event was built. That holds
under every fault. One second before the stamp is a narrower lower bound, and it is promised only where nothing speaks
against uploads on time: the stamp lies on the grid of polls, the call before was not held up, the event holds no more
than a second of a person's work, and there is no sign of failed uploads within five minutes. Source: docs/time.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from replayer.recording.calls import LATE, POLL, SLACK, Call, Event, clock_skew, usual_delay, within
from replayer.recording.cleanup import kept_length
from replayer.recording.deliveries import Delivery
from replayer.recording.limits import Limits
from replayer.recording.slices import Slices

MOST_EVENTS = 4
"""Events of one call."""
DISTRUST = 300.0
"""Seconds around a sign of failed uploads in which the poll grid is not trusted."""
_LEAST_BUSY, _LEAST_TOO_BUSY = 1.15, 2.5
"""Seconds of a person's quickest work from which on one poll cannot have seen it, and from which on that is no accident."""
_USUAL_BUSY, _USUAL_TOO_BUSY = 1.8, 3.2
"""The same of a person's usual work: one more command in an event, or a few."""
_QUICKEST = 0.5
"""Share of the usual time in which a person can do something."""
_PART = 4.0
"""How much longer than until its receipt a call may take."""
_CLOSED = 1.5
"""Seconds without an event after which a full call had been the last of a burst."""


@dataclass(frozen=True, slots=True)
class Window:
    """When the slices of one event came. Seconds since 1970, host clock."""

    start: int
    """First slice."""
    end: int
    """Exclusive."""
    earliest: float | None
    """Promised."""
    latest: float
    """Promised."""
    likely: float
    """The earliest moment that is likely."""
    call: int
    recorded: bool
    """Whether both bounds come from one stamp and its poll."""
    waited: bool
    """Whether its lines waited in the file behind a burst."""
    repeats: bool
    """Whether an earlier event may have brought them."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks against uploads on time, by call."""

    held_up: tuple[int, ...]
    """Received late: the poll after it was late."""
    off_grid: tuple[int, ...]
    sent_again: tuple[int, ...]
    """Stored more than once by the SDK's own retries."""
    built_again: tuple[int, ...]
    """Begin with lines that a call before had brought."""
    busy: Mapping[int, float]
    """Hold more than a second of a person's work: call → its usual seconds."""
    too_busy: tuple[int, ...]
    """So much of it that uploads must have failed."""
    after_end: tuple[int, ...]
    """Built more than a poll after nothing can have come any more."""
    backlog: tuple[int, ...]
    """Full: more lines waited in the file."""


def windows(
    source: Slices,
    deliveries: Sequence[Delivery],
    events: Sequence[Event],
    calls: Sequence[Call],
    limit: Limits,
    work: Callable[[int, int], tuple[float, float]],
) -> tuple[list[Window], Signs]:
    """Return when the slices that `deliveries` brought came, in order of slices, and the signs of trouble.

    Nothing came outside `limit`; `work(first, last)` says how many seconds a person needs at least, and usually, for
    what lies between the ends of two slices.
    """
    by_call = _by_call(deliveries, calls)
    order = sorted(by_call, key=lambda number: (by_call[number][0].start, number))
    full = {
        number
        for number in order
        if _is_full(source, by_call[number], calls[number].end - calls[number].first)
    }
    busy, too_busy = _busy(calls, by_call, order, full, limit, work)
    behind = {after for before, after in pairwise(order) if before in full}
    after_end = [
        number
        for number in order
        if number not in behind
        and limit.latest is not None
        and calls[number].stamp - POLL - SLACK > limit.latest
    ]
    signs = _signs(events, calls, by_call, full, busy, too_busy, after_end)
    held_up = set(signs.held_up)
    late = {*signs.off_grid, *busy, *signs.after_end}
    doubts = sorted(
        calls[number].stamp
        for number in {*held_up, *signs.sent_again, *signs.built_again, *too_busy, *signs.after_end}
    )
    skew = clock_skew(calls)
    result: list[Window] = []
    since: dict[int, float | None] = {}
    floor = start = limit.earliest
    before: int | None = None
    for number in order:
        call = calls[number]
        waiting = False
        if before is not None:
            last = calls[before].last_stamp
            waiting = before in full and not (
                call.on_grid and before not in held_up and call.stamp - last > _CLOSED
            )
            if not waiting:
                floor = last - SLACK
        poll = call.stamp - POLL - SLACK
        grid = number not in late and before not in held_up and not waiting
        if before is not None and not _was_idle(calls[before], poll, skew):
            grid = False
        likely = poll if grid and (floor is None or poll > floor) else floor
        trusted = grid and not within(doubts, call.stamp, DISTRUST)
        earliest = floor
        if trusted and (floor is None or poll > floor):
            earliest = poll
        since[number] = earliest
        for delivery in by_call[number]:
            if delivery.end > delivery.start:
                own = earliest
                if delivery.unsure:
                    own = result[-1].earliest if result else start
                if delivery.since is not None:
                    own = since.get(events[delivery.since].call, start)
                final = events[delivery.event if delivery.until is None else delivery.until]
                result.append(
                    Window(
                        delivery.start,
                        delivery.end,
                        own,
                        final.stamp + final.rounding + 0.001,  # stamps are cut to milliseconds
                        poll if likely is None else likely,
                        number,
                        own is not None and final.stamp - own <= POLL + 3 * SLACK,
                        waiting,
                        delivery.since is not None,
                    )
                )
        before = number
    result.sort(key=lambda window: window.start)
    return result, signs


def _was_idle(call: Call, moment: float, skew: float) -> bool:
    """Tell whether the agent was done with `call` at `moment`; receipt shows only a part of how long a call takes."""
    delay = 0.0 if call.received is None else max(0.0, call.received - call.stamp - skew)
    return call.last_stamp + _PART * delay <= moment + 2 * SLACK


def _by_call(deliveries: Sequence[Delivery], calls: Sequence[Call]) -> dict[int, list[Delivery]]:
    numbers = {}
    for number, call in enumerate(calls):
        for event in range(call.first, call.end):
            numbers[event] = number
    result: dict[int, list[Delivery]] = {}
    for delivery in deliveries:
        result.setdefault(numbers[delivery.event], []).append(delivery)
    return result


def _is_full(source: Slices, deliveries: Sequence[Delivery], count: int) -> bool:
    """Tell whether a call may have left lines behind: it had all the events it may have, and the next line did not fit."""
    last = deliveries[-1]
    if count < MOST_EVENTS or last.end >= len(source):
        return False
    held = sum(
        kept_length(source[index])
        for index in range(last.end - last.repeated - (last.end - last.start), last.end)
    )
    return held + kept_length(source[last.end]) > source.buffer


def _signs(
    events: Sequence[Event],
    calls: Sequence[Call],
    by_call: Mapping[int, list[Delivery]],
    full: set[int],
    busy: Mapping[int, float],
    too_busy: Sequence[int],
    after_end: Sequence[int],
) -> Signs:
    usual = usual_delay(events)
    numbers = range(len(calls))
    return Signs(
        held_up=tuple(
            number
            for number in numbers
            if usual is not None
            and (received := calls[number].received) is not None
            and received - calls[number].stamp > usual + LATE
        ),
        off_grid=tuple(number for number in numbers if not calls[number].on_grid),
        sent_again=tuple(number for number in numbers if calls[number].copies),
        built_again=tuple(
            number
            for number in numbers
            if any(delivery.repeated for delivery in by_call.get(number, ()))
        ),
        busy=busy,
        too_busy=tuple(too_busy),
        after_end=tuple(after_end),
        backlog=tuple(sorted(full)),
    )


def _busy(
    calls: Sequence[Call],
    by_call: Mapping[int, list[Delivery]],
    order: Sequence[int],
    full: set[int],
    limit: Limits,
    work: Callable[[int, int], tuple[float, float]],
) -> tuple[dict[int, float], list[int]]:
    """Return the calls that hold more of a person's work than one poll can have seen, and those with far more.

    Lines that waited behind a burst are left out, and so is what nobody can have typed since the call before: a paste.
    """
    busy: dict[int, float] = {}
    too_busy = []
    for before, number in zip([None, *order], order, strict=False):
        if number in full or before in full:
            continue
        fresh = [delivery for delivery in by_call[number] if delivery.end > delivery.start]
        if not fresh:
            continue
        least, usual = work(fresh[0].start, fresh[-1].end - 1)
        begun = limit.earliest if before is None else calls[before].last_stamp
        since = inf if begun is None else calls[number].stamp - begun
        if (least > _LEAST_BUSY or usual > _USUAL_BUSY) and usual * _QUICKEST <= since:
            busy[number] = max(least, usual)
            if least > _LEAST_TOO_BUSY or usual > _USUAL_TOO_BUSY:
                too_busy.append(number)
    return busy, too_busy
