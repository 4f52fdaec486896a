"""Turns windows, limits and paced moments into the steps of a timeline.

The bounds of a line's LF are those of its window; all bytes before it on its line came after the LF of the line before
and not after its own. Lines that no event brought lie between those around them. In a burst the agent's own speed
bounds too: it sends at most 1,024 bytes a millisecond.
"""

from __future__ import annotations

import math
import operator
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from replayer.recording.activity import Activity
from replayer.recording.clock import time_of_day
from replayer.recording.limits import Limits
from replayer.recording.long_work import Check, in_runs, unchecked
from replayer.recording.slices import Slices
from replayer.recording.timeline import Certainty, TimelineBuilder
from replayer.recording.windows import Window

_FASTEST = 0.001 / 1024
"""Seconds a byte takes at least: the agent sleeps a millisecond behind each 1,024 bytes."""
_AT_ONCE = 2048
"""Bytes that may come at once all the same."""
_LF, _CR = b"\n\r"


@dataclass(slots=True)
class Bounds:
    """The bounds of each slice's last byte, in seconds since 1970; infinite where there is none."""

    earliest: array[float]
    latest: array[float]
    window: array[int]
    """Index of the window that brought the slice; -1 where none did."""
    clocked: bool = False
    """Whether clocks that the output shows narrowed those that were wide, or set the pace where there are none."""


def bounds_of(
    source: Slices,
    windows: Sequence[Window],
    limits: Limits,
    *,
    pumped: bool,
    check: Check = unchecked,
) -> Bounds:
    """Return the bounds of all slices; `pumped` when the agent's speed limit applies."""
    count = len(source)
    low = -math.inf if limits.earliest is None else limits.earliest
    high = math.inf if limits.latest is None else limits.latest
    earliest, latest = array("d", [low]) * count, array("d", [high]) * count
    which = array("q", [-1]) * count
    # a header that contradicts the stamps bounds nothing
    cap = (
        high
        if all(each.earliest is None or each.earliest <= high for each in windows)
        else math.inf
    )
    for index, window in enumerate(windows):
        size = window.end - window.start
        bound = low if window.earliest is None else window.earliest
        earliest[window.start : window.end] = array("d", [bound]) * size
        latest[window.start : window.end] = array("d", [min(window.latest, cap)]) * size
        which[window.start : window.end] = array("q", [index]) * size
    _close_holes(earliest, latest, windows, check)
    _agree(earliest, latest, check)
    if pumped:
        _pump(source, earliest, latest, check)
    return Bounds(earliest, latest, which)


def _close_holes(
    earliest: array[float], latest: array[float], windows: Sequence[Window], check: Check
) -> None:
    """Bound the slices that no event brought by those around them."""
    before: Window | None = None
    position = 0
    for window in [*windows, None]:
        stop = len(earliest) if window is None else window.start
        for index in in_runs(range(position, stop), check):
            if before is not None and before.earliest is not None:
                earliest[index] = max(earliest[index], before.earliest)
            if window is not None:
                latest[index] = min(latest[index], window.latest)
        if window is not None:
            before, position = window, window.end


def _agree(earliest: array[float], latest: array[float], check: Check) -> None:
    """Make bounds follow the order of the bytes: narrow those that are wide, widen those that contradict each other.

    A line cannot come before the one before it. Where stamps say so all the same, a clock was set, and neither is
    believed alone: the lines on both sides may lie anywhere that either says.
    """
    if not earliest:
        return
    if (
        _follow(earliest, earliest[1:], check)
        and _follow(latest, latest[1:], check)
        and _follow(earliest, latest, check)
    ):
        return
    _widen(earliest, latest, check)
    low, high = -math.inf, math.inf
    for index in in_runs(range(len(earliest)), check):
        low = earliest[index] = max(low, earliest[index])
    for index in in_runs(range(len(latest) - 1, -1, -1), check):
        high = latest[index] = min(high, latest[index])
        earliest[index] = min(earliest[index], high)


def _follow(before: array[float], after: array[float], check: Check) -> bool:
    """Tell whether no value of `after` lies before its counterpart."""
    return all(map(operator.le, in_runs(before, check), in_runs(after, check)))


def _widen(earliest: array[float], latest: array[float], check: Check) -> None:
    """Give lines that contradict each other the bounds of both."""
    first_end = array("d", accumulate(in_runs(latest[::-1], check), min))
    first_start = array("d", accumulate(in_runs(earliest[::-1], check), min))
    last_start = array("d", accumulate(in_runs(earliest, check), max))
    last_end = array("d", accumulate(in_runs(latest, check), max))
    first_end.reverse()
    first_start.reverse()
    for index in in_runs(range(len(earliest)), check):
        if earliest[index] > first_end[index]:
            earliest[index] = first_start[index]
        if latest[index] < last_start[index]:
            latest[index] = last_end[index]


def _pump(source: Slices, earliest: array[float], latest: array[float], check: Check) -> None:
    """Narrow the bounds inside bursts by the time that the bytes between take."""
    ends = source.ends
    if not ends or (math.isinf(earliest[-1]) and math.isinf(latest[0])):
        return
    offset, low = 0, -math.inf
    for index, end in enumerate(in_runs(ends, check)):
        reached = low + max(0, end - offset - _AT_ONCE) * _FASTEST
        if earliest[index] >= reached:
            offset, low = end, earliest[index]
        else:
            earliest[index] = min(reached, latest[index])
    offset, high = 0, math.inf
    for index in in_runs(range(len(ends) - 1, -1, -1), check):
        end = ends[index]
        reached = high - max(0, offset - end - _AT_ONCE) * _FASTEST
        if latest[index] <= reached:
            offset, high = end, latest[index]
        else:
            latest[index] = max(reached, earliest[index])


def steps(
    source: Slices,
    activity: Activity,
    moments: Sequence[float],
    bounds: Bounds,
    windows: Sequence[Window],
    limits: Limits,
    zero: float,
    check: Check = unchecked,
) -> TimelineBuilder:
    """Return the steps of a timeline whose time 0 is `zero`; `moments` are the units' in seconds from there."""
    builder = TimelineBuilder()
    basis = _bases(windows, limits, clocked=bounds.clocked)
    before = -math.inf if limits.earliest is None else limits.earliest
    window_before = -1
    data, ends = source.data, source.ends
    index, start = 0, 0
    low, high, window = _slice(bounds, index, before)
    recorded = window >= 0 and windows[window].recorded
    if not windows and low == before and _alike(bounds):
        moved = (min(max(moment + zero, low), high) - zero for moment in in_runs(moments, check))
        builder.add_all(
            activity.ends, moved, *_bounded(low, high, False, zero), basis(window, False)
        )
        return builder
    for end, moment in zip(in_runs(activity.ends, check), moments, strict=True):
        closes = end == ends[index]
        feed = 0
        if closes and low > before and data[end - 1] == _LF:
            feed = 2 if end - start > 1 and data[end - 2] == _CR else 1
        if end - start > feed:
            same = recorded and window == window_before
            shown = min(max(moment + zero, before), high) - zero
            step = _bounded(before, high, same, zero)
            builder.add(end - start - feed, shown, *step, basis(window, same))
        if feed:
            shown = min(max(moment + zero, low), high) - zero
            step = _bounded(low, high, recorded, zero)
            builder.add(feed, shown, *step, basis(window, True))
        start = end
        if closes:
            before, window_before = low, window
            index += 1
            low, high, window = _slice(bounds, index, before)
            recorded = window >= 0 and windows[window].recorded
    return builder


def _slice(bounds: Bounds, index: int, before: float) -> tuple[float, float, int]:
    """Return (earliest, latest, window) of a slice; what is behind the last one has no bytes."""
    if index >= len(bounds.earliest):
        return before, math.inf, -1
    return max(before, bounds.earliest[index]), bounds.latest[index], bounds.window[index]


def _bounded(
    earliest: float, latest: float, recorded: bool, zero: float
) -> tuple[float | None, float | None, Certainty]:
    """Return (earliest, latest, certainty) in seconds from `zero`."""
    low = None if earliest == -math.inf else earliest - zero
    high = None if latest == math.inf else latest - zero
    if low is None or high is None:
        return low, high, Certainty.ESTIMATED
    return low, high, Certainty.RECORDED if recorded else Certainty.BOUNDED


def _alike(bounds: Bounds) -> bool:
    """Tell whether all slices have the same bounds, as they do where nothing but a session's ends is known."""
    earliest, latest = bounds.earliest, bounds.latest
    return bool(earliest) and earliest[0] == earliest[-1] and latest[0] == latest[-1]


def _bases(
    windows: Sequence[Window], limits: Limits, *, clocked: bool
) -> Callable[[int, bool], str]:
    """Return a function that names what a window, or none (-1), says of an LF or of what stands before it."""
    shown = "clocks that the output shows (the session's own word)"
    around = limits.basis or "nothing: the pace is made up"
    clocks = f", and {shown}" if clocked else ""
    if clocked and not windows and not limits.basis:
        around, clocks = f"{shown}; between them the pace is made up", ""

    @cache
    def basis(index: int, whole: bool) -> str:
        if index < 0:
            return f"the lines around it, and {around}{clocks}" if windows else around + clocks
        window = windows[index]
        stamp = time_of_day(window.stamp)
        if window.recorded and whole:
            return f"the event stamped {stamp}, and the poll before it"
        if not whole:
            return f"the line before it, and the event stamped {stamp}{clocks}"
        return f"the event stamped {stamp}, and the one before it{clocks}"

    return basis
