"""Groups streamed events into the agent's calls, and finds the signs that a stamp is later than the poll grid says.

The agent looks at its file once a second and sends what lines there are in one call of up to four events, each of at
most one buffer of text. The stamp of an event is the moment it was built. Polls come from a ticker, so in a healthy
session all stamps lie on one grid, to a few milliseconds. A call that blocks for more than a second delays the next
poll to its own end, off the grid. Source: docs/formats.md#streaming, docs/time.md.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from replayer.formats.evidence import StreamedEvent

TOGETHER_MS = 100
"""Stamps of one call lie no further apart."""
POLL = 1.0
"""Seconds between two looks of the agent at its file."""
SLACK = 0.03
"""Seconds between a byte's way to the client, to the agent's file, and a stamp; and the width of the poll grid."""
LATE = 1.0
"""Seconds by which a call must have been received later than usual to count as held up."""
_EARLY_MS, _TARDY_MS = -5, 25
"""How far from the grid a stamp may lie and still count as on it."""
_CLOSE = 1.1
"""Seconds between two calls that follow each other poll by poll."""
_NEIGHBOURS = 15
_REACH_MS = 900_000
_CLUSTER_MS = 8


@dataclass(frozen=True, slots=True)
class Event:
    """A streamed event, copies of it taken out."""

    stamp: float
    """Host clock, seconds since 1970."""
    received: float | None
    """Service clock, of the last copy."""
    lines: tuple[str, ...]
    copies: int
    """How many more times it was stored."""
    call: int
    """Number of the call that brought it."""
    rounding: float = 0.0
    """Seconds by which its true stamp may be later than `stamp`."""


def distinct(events: Sequence[StreamedEvent], buffer: int) -> tuple[Event, ...]:
    """Return `events` without the copies that the SDK made by sending a body again: same stamp, same lines.

    Full events of one call may be equal by themselves (a flood of one line), but then they were received together.
    """
    kept: list[Event] = []
    places: dict[tuple[int, int], list[int]] = {}
    call = 0
    last: int | None = None
    for event in events:
        if not event.lines:
            continue  # the agent sends none without
        key = event.timestamp_ms, hash(event.lines)
        received = None if event.ingestion_ms is None else event.ingestion_ms / 1000
        place = next((at for at in places.get(key, ()) if kept[at].lines == event.lines), None)
        if place is not None and not _may_repeat(kept[place], received, buffer):
            before = kept[place]
            times = [time for time in (before.received, received) if time is not None]
            kept[place] = Event(
                before.stamp,
                max(times, default=None),
                before.lines,
                before.copies + 1,
                before.call,
                before.rounding,
            )
            continue
        if last is not None and abs(event.timestamp_ms - last) > TOGETHER_MS:
            call += 1
        last = event.timestamp_ms
        places.setdefault(key, []).append(len(kept))
        rounding = event.rounded_ms / 1000
        kept.append(Event(event.timestamp_ms / 1000, received, event.lines, 0, call, rounding))
    return tuple(kept)


def _may_repeat(event: Event, received: float | None, buffer: int) -> bool:
    """Tell whether an equal event may be another one of the same call: a full one, received with it."""
    size = sum(map(len, event.lines)) + 2 * len(event.lines)  # CR and LF count too
    return size > buffer * 0.8 and (received is None or received == event.received)


@dataclass(frozen=True, slots=True)
class Call:
    """The events of one call."""

    first: int
    """Index of its first event."""
    end: int
    """Exclusive."""
    stamp: float
    """Of its first event, seconds since 1970."""
    last_stamp: float
    received: float | None
    on_grid: bool
    """Whether its stamp lies on the grid of polls around it."""
    copies: int


def calls_of(events: Sequence[Event]) -> tuple[Call, ...]:
    """Return the calls that brought `events`, in their order."""
    bounds = [
        index
        for index in range(len(events))
        if index == 0 or events[index].call != events[index - 1].call
    ]
    stamps_ms = [round(events[index].stamp * 1000) for index in bounds]
    grid = on_grid(stamps_ms)
    calls = []
    for number, first in enumerate(bounds):
        end = bounds[number + 1] if number + 1 < len(bounds) else len(events)
        own = events[first:end]
        received = [event.received for event in own if event.received is not None]
        calls.append(
            Call(
                first,
                end,
                min(event.stamp for event in own),
                max(event.stamp for event in own),
                max(received, default=None),
                grid[number] and not any(event.rounding for event in own),
                sum(event.copies for event in own),
            )
        )
    return tuple(calls)


def on_grid(stamps_ms: Sequence[int]) -> list[bool]:
    """Tell for each stamp whether it lies on the grid of one-second polls that its neighbours show.

    A stamp that has no neighbours, or whose neighbours agree on no grid, is not on one.
    """
    result = []
    for index, stamp in enumerate(stamps_ms):
        near = [
            other
            for other in stamps_ms[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS + 1]
            if abs(other - stamp) <= _REACH_MS
        ]
        phase = phase_of([other % 1000 for other in near])
        offset = None if phase is None else (stamp - phase + 500) % 1000 - 500
        result.append(offset is not None and _EARLY_MS <= offset <= _TARDY_MS)
    return result


def phase_of(phases: Sequence[int]) -> float | None:
    """Return the phase in milliseconds at which at least half of `phases`, and two, lie together; None without one."""
    ordered = sorted(phases)
    around = [*ordered, *(phase + 1000 for phase in ordered)]
    best, count = 0, 0
    for index in range(len(ordered)):
        there = bisect_right(around, around[index] + _CLUSTER_MS) - index
        if there > count:
            best, count = index, there
    if count < 2 or count * 2 < len(ordered):
        return None
    return median(around[best : best + count]) % 1000


def usual_delay(events: Sequence[Event]) -> float | None:
    """Return the median seconds from stamp to receipt; clock skew and upload time together. None when unknown."""
    delays = [event.received - event.stamp for event in events if event.received is not None]
    return median(delays) if delays else None


def clock_skew(calls: Sequence[Call]) -> float:
    """Return the seconds by which the service's clock is ahead of the host's, uploads' least length included.

    A delay that all calls have is the clocks' only if calls follow each other by a second: they took less than that.
    Without such calls it may be their length, and 0 is returned. A negative delay is always the clocks'.
    """
    delays = [call.received - call.stamp for call in calls if call.received is not None]
    least = min(delays, default=0.0)
    close = any(after.stamp - before.last_stamp <= _CLOSE for before, after in pairwise(calls))
    return least if least < 0 or close else 0.0


def within(times: Sequence[float], centre: float, reach: float) -> bool:
    """Tell whether one of the sorted `times` lies within `reach` seconds of `centre`."""
    index = bisect_left(times, centre - reach)
    return index < len(times) and times[index] <= centre + reach
