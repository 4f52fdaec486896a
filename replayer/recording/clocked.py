"""Uses clocks that the output shows: to guide the pace, also where nothing else does, and to narrow wide bounds.

Narrow bounds are left alone: a poll knows better than a clock that counts seconds. Source: docs/time.md.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isinf

from replayer.recording.activity import Activity
from replayer.recording.long_work import Check, in_runs, unchecked
from replayer.recording.pace import Gap
from replayer.recording.pacing import Anchor
from replayer.recording.printed import Told, readings, told, told_alone
from replayer.recording.recording import Span
from replayer.recording.slices import Slices
from replayer.recording.timing import Bounds

_WIDE = 2.0
"""Seconds between two bounds from which on a clock is asked."""
_TICK = 1.0
"""Seconds for which a clock shows the same."""
_LATE = 0.3
"""Seconds that may pass from reading a clock to printing it."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of a session that were printed when they say."""

    told: tuple[Told, ...] = ()
    bounding: bool = False
    """Whether there are enough of them, and wide bounds, to narrow those."""


def clocks_of(
    source: Slices, spans: Sequence[Span], bounds: Bounds, check: Check = unchecked
) -> Clocks:
    """Return the clocks in the output that agree with `bounds` and each other, where those are wide."""
    found, windows = [], []
    for reading in readings(source.data, spans, check):
        index = bisect_left(source.ends, reading.offset)
        before = index if reading.line else index - 1
        if index < len(source):
            window = bounds.earliest[max(0, before)], bounds.latest[index]
            if not isinf(window[0]) and not isinf(window[1]):
                found.append(reading)
                windows.append(window)
    agreed, bounding = told(found, windows, check)
    return Clocks(tuple(agreed), bounding)


def clocks_alone(source: Slices, spans: Sequence[Span], check: Check = unchecked) -> Clocks:
    """Return the clocks in the output that agree with each other, from the first of them on, where no time is known."""
    return Clocks(tuple(told_alone(list(readings(source.data, spans, check)), check)))


def narrowed(source: Slices, bounds: Bounds, clocks: Clocks, check: Check = unchecked) -> Bounds:
    """Return `bounds` with those that are wide narrowed by `clocks`."""
    if not clocks.bounding or not clocks.told:
        return bounds
    earliest, latest = array("d", bounds.earliest), array("d", bounds.latest)
    for each in clocks.told:
        index = bisect_left(source.ends, each.offset)
        earliest[index] = max(earliest[index], each.moment)
        before = index if each.line else index - 1
        if before >= 0:
            latest[before] = min(latest[before], each.moment + _TICK + _LATE)
    low, high = earliest[0], latest[-1]
    for index in in_runs(range(len(earliest)), check):
        low = max(low, earliest[index])
        earliest[index] = low if _is_wide(bounds, index) else bounds.earliest[index]
    for index in in_runs(range(len(latest) - 1, -1, -1), check):
        high = min(high, latest[index])
        latest[index] = high if _is_wide(bounds, index) else bounds.latest[index]
    if any(low > high for low, high in zip(earliest, latest, strict=True)):
        return bounds
    if earliest == bounds.earliest and latest == bounds.latest:
        return bounds
    return Bounds(earliest, latest, bounds.window, clocked=True)


def _is_wide(bounds: Bounds, index: int) -> bool:
    return bounds.latest[index] - bounds.earliest[index] > _WIDE


def with_clocks(
    anchors: Sequence[Anchor], activity: Activity, clocks: Clocks, origin: float
) -> list[Anchor]:
    """Return `anchors`, guided by the clocks: those that came with one lie in its second, where no other is, one is made."""
    result = list(anchors)
    for each in clocks.told:
        unit = activity.ending(each.offset)
        moment = each.moment - origin
        place = bisect_right(result, unit, key=lambda anchor: anchor.first)
        before = result[place - 1] if place else None
        if before is not None and _together(activity, before, unit):
            earliest, latest = max(before.earliest, moment), min(before.latest, moment + _TICK)
            if earliest <= latest:
                result[place - 1] = replace(before, earliest=earliest, latest=latest)
            continue
        floor = before.latest if before is not None else moment
        ceiling = result[place].earliest if place < len(result) else moment
        if floor <= moment + _TICK and moment <= ceiling + _TICK:
            result.insert(place, Anchor(unit, unit, moment, moment + _TICK))
    return result


def _together(activity: Activity, anchor: Anchor, unit: int) -> bool:
    """Tell whether `unit` belongs to what `anchor` places: nobody waited in between."""
    return all(gap == Gap.NONE for gap in activity.gaps[anchor.first + 1 : unit + 1])
