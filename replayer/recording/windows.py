"""Says between which moments each streamed line came: the promise, and what is likely.

An event's lines came after the call before had read the file to its end, and not after the event was built. That holds
under every fault. One second before the stamp is a narrower lower bound, and it is promised only where nothing speaks
against uploads on time: the stamp lies on the grid of polls, the call before was not held up, the event holds no more
than a second of a person's work and no burst, and there is no sign of failed uploads within five minutes. Source: docs/time.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from replayer.recording.calls import POLL, SLACK, Call, Event, clock_skew, within
from replayer.recording.deliveries import Delivery
from replayer.recording.limits import Limits
from replayer.recording.long_work import Check, in_runs, unchecked
from replayer.recording.signs import Signs, signs_of
from replayer.recording.slices import Slices
from replayer.recording.work import Work

DISTRUST = 300.0
"""Seconds around a sign of failed uploads in which the poll grid is not trusted."""
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
    stamp: float
    """Of its event: the latest moment that is likely."""
    call: int
    recorded: bool
    """Whether both bounds come from one stamp and its poll."""
    waited: bool
    """Whether its lines waited in the file behind a burst."""
    repeats: bool
    """Whether an earlier event may have brought them."""


def windows(
    source: Slices,
    deliveries: Sequence[Delivery],
    events: Sequence[Event],
    calls: Sequence[Call],
    limit: Limits,
    work: Work,
    check: Check = unchecked,
) -> tuple[list[Window], Signs]:
    """Return when the slices that `deliveries` brought came, in order of slices, and the signs of trouble.

    Nothing came outside `limit`; `work` says how many seconds a person needs for what lies between two slices.
    """
    by_call = _by_call(deliveries, calls)
    order = sorted(by_call, key=lambda number: (by_call[number][0].start, number))
    signs = signs_of(source, events, calls, by_call, order, limit, work, check)
    full, held_up, late = {*signs.backlog, *signs.torn}, set(signs.held_up), signs.late
    doubts = sorted(calls[number].stamp for number in signs.proofs)
    skew = clock_skew(calls)
    result: list[Window] = []
    since: dict[int, float | None] = {}
    floor = start = limit.earliest
    before: int | None = None
    for number in in_runs(order, check):
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
        likely = poll if floor is None or (grid and poll > floor) else floor
        # a burst hides for how long uploads had failed before: whatever had gathered fills the same calls
        trusted = grid and number not in full and not within(doubts, call.stamp, DISTRUST)
        earliest = poll if trusted and (floor is None or poll > floor) else floor
        since[number] = earliest
        # no call behind it tells whether the last one was held up, or stamped by a clock that was set back
        done = None if call.received is None else call.received - skew
        done = done if number == len(calls) - 1 and number in held_up else None
        for delivery in by_call[number]:
            if delivery.end > delivery.start:
                own = earliest
                if delivery.unsure:
                    own = result[-1].earliest if result else start
                if delivery.since is not None:
                    own = since.get(events[delivery.since].call, start)
                result.append(_window(delivery, events, number, own, likely, done, waiting))
        before = number
    result.sort(key=lambda window: window.start)
    return result, signs


def _window(
    delivery: Delivery,
    events: Sequence[Event],
    call: int,
    earliest: float | None,
    likely: float,
    done: float | None,
    waited: bool,
) -> Window:
    """Return when the slices of one delivery came; `done` is when its call was received, where the stamp may be early."""
    final = events[delivery.event if delivery.until is None else delivery.until]
    stamp = final.stamp + final.rounding + 0.001  # they are cut to milliseconds
    by_one_poll = earliest is not None and final.stamp - earliest <= POLL + 3 * SLACK
    return Window(
        start=delivery.start,
        end=delivery.end,
        earliest=earliest,
        latest=stamp if done is None else max(stamp, done),
        likely=likely,
        stamp=stamp,
        call=call,
        recorded=done is None and by_one_poll,
        waited=waited,
        repeats=delivery.since is not None,
    )


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
