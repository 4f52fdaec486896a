"""Gives each unit a moment: natural gaps, fitted between the moments that are known.

What is known are anchors: lines of one poll, which came within its window. Between two anchors there is more time than
the natural gaps need, or less; people's thinking takes up the difference first. An anchor itself lies in the middle of
what its window, and the typing before and after it, leave open: no other place has a smaller greatest error.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from replayer.recording.activity import Activity
from replayer.recording.long_work import Check, in_runs, unchecked
from replayer.recording.pace import PACES, Gap

PUMP = 1.1e-6
"""Seconds a byte of bulk output takes: the agent sends at most 1,024 bytes every 1.1 ms."""
_NATURAL = [PACES[gap].natural for gap in Gap]
_LEAST = [PACES[gap].least for gap in Gap]
_STRETCH = [PACES[gap].stretch for gap in Gap]
_HURRIED = 0.5
"""Share of their natural length that gaps between two anchors keep, if that can be."""
_PAUSE = 0.05
"""Seconds from which on a gap is one that was waited in."""
_USUAL = 0.85
"""Share of the natural length that gaps between two anchors usually have at least."""
_LEAN = 0.12
"""Seconds by which an anchor may give way to that; more would make the greatest error larger."""
_FITS = 0.8
"""Share of the room between two anchors that a lead may fill."""
_YIELDING = 0.3
"""Stretch from which on a gap gives way before others do."""
_KEYS = frozenset({int(Gap.KEY), int(Gap.EDIT), int(Gap.STROKE)})
_JITTER = 0.3
"""Share by which the keys of a typist differ from each other."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Units whose moments are known: all from the end of `first` to the end of `last` lie in one window."""

    first: int
    last: int
    earliest: float
    """Seconds from time 0."""
    latest: float


class _Gaps:
    """The natural and the least gaps of all units, and their sums."""

    def __init__(self, activity: Activity, check: Check) -> None:
        start = 0
        natural = array("d")
        for end, gap in zip(in_runs(activity.ends, check), activity.gaps, strict=True):
            natural.append(_NATURAL[gap] + (end - start) * PUMP)
            start = end
        for unit, wait in activity.waits.items():
            natural[unit] += wait
        self.natural = natural
        self.kinds = activity.gaps
        least = map(_LEAST.__getitem__, in_runs(activity.gaps, check))
        self._natural_sum = array("d", accumulate(in_runs(natural, check)))
        self._least_sum = array("d", accumulate(least))
        self._pauses = array("q", accumulate(gap > _PAUSE for gap in in_runs(natural, check)))

    def between(self, first: int, last: int) -> float:
        """Return the natural seconds from the moment of unit `first` to that of unit `last`."""
        return self._natural_sum[last] - self._natural_sum[first]

    def least(self, first: int, last: int) -> float:
        """Return the seconds from unit `first` to unit `last` below which they are not believable."""
        return self._least_sum[last] - self._least_sum[first]

    def pauses(self, first: int, last: int) -> int:
        """Return how many gaps between the moments of two units somebody or something waits in."""
        return self._pauses[last] - self._pauses[first]


def pace(
    activity: Activity,
    anchors: Sequence[Anchor],
    *,
    start: float | None = None,
    end: float | None = None,
    seed: int = 0,
    check: Check = unchecked,
) -> array[float]:
    """Return the moment of each unit in seconds.

    `start` is the moment of the first unit, `end` that of the last, where known. Without any the first unit comes at 0.
    The same `seed` gives the same moments.
    """
    count = len(activity)
    if not count:
        return array("d")
    gaps = _Gaps(activity, check)
    placed = _placed(gaps, anchors, start)
    if start is None:
        start = placed[0][1] - gaps.between(0, placed[0][0]) if placed else 0.0
    fixed = [(0, start)] if not placed or placed[0][0] > 0 else []
    fixed += placed
    if end is not None and (not fixed or fixed[-1][0] < count - 1):
        fixed.append((count - 1, max(end, fixed[-1][1])))
    times = array("d", bytes(8 * count))
    times[fixed[0][0]] = fixed[0][1]
    for (unit, time), (following, after) in pairwise(fixed):
        check()
        _fill(times, gaps, unit, following, time, after, seed, check)
    unit, now = fixed[-1]
    for later in in_runs(range(unit + 1, count), check):
        now += gaps.natural[later] * _rhythm(gaps.kinds[later], later, seed)
        times[later] = now
    return times


def _placed(gaps: _Gaps, anchors: Sequence[Anchor], start: float | None) -> list[tuple[int, float]]:
    """Return (unit, moment) of the first and last unit of each anchor."""
    lasting = []
    for anchor in anchors:
        # moments that fell into one window by chance leave a part of it free at both ends
        pauses = gaps.pauses(anchor.first, anchor.last)
        most = (anchor.latest - anchor.earliest) * pauses / (pauses + 2)
        natural = gaps.between(anchor.first, anchor.last)
        lasting.append(max(0.0, min(natural, most if pauses else anchor.latest - anchor.earliest)))
    leads = _leads(gaps, anchors, lasting, start)
    latest = [anchor.latest - length for anchor, length in zip(anchors, lasting, strict=True)]
    for index in range(len(anchors) - 2, -1, -1):
        limit = latest[index + 1] - leads[index + 1] - lasting[index]
        latest[index] = max(anchors[index].earliest, min(latest[index], limit))
    placed: list[tuple[int, float]] = []
    done, now = 0, start
    for anchor, length, limit, lead in zip(anchors, lasting, latest, leads, strict=True):
        earliest = anchor.earliest
        if now is not None:
            usual = now + _USUAL * gaps.between(done, anchor.first) if lead else now
            lean = min(
                usual, anchor.earliest + _LEAN
            )  # a little later, where typing takes its time
            earliest = max(earliest, now + lead, lean)
        moment = min(earliest, limit) if earliest > limit else (earliest + limit) / 2
        moment = moment if now is None else max(moment, now)
        placed.append((anchor.first, moment))
        if anchor.last > anchor.first:
            placed.append((anchor.last, moment + length))
        done, now = anchor.last, moment + length
    return placed


def _leads(
    gaps: _Gaps, anchors: Sequence[Anchor], lasting: Sequence[float], start: float | None
) -> list[float]:
    """Return the least seconds from each anchor's predecessor to it that are believed.

    Half of the natural length is, where it fits well; less where people must have been quicker, or pasted.
    """
    leads = []
    done, now = 0, start
    for anchor, length in zip(anchors, lasting, strict=True):
        middle = (anchor.earliest + anchor.latest - length) / 2
        lead = 0.0
        if now is not None:
            room = middle - now
            for wanted in (
                _HURRIED * gaps.between(done, anchor.first),
                gaps.least(done, anchor.first),
            ):
                if wanted <= _FITS * room:
                    lead = wanted
                    break
        leads.append(lead)
        done, now = anchor.last, middle + length
    return leads


def _fill(
    times: array[float],
    gaps: _Gaps,
    first: int,
    last: int,
    start: float,
    end: float,
    seed: int,
    check: Check,
) -> None:
    """Give each unit behind `first`, up to `last`, its moment between `start` and `end`."""
    kinds, natural = gaps.kinds, gaps.natural
    room = end - start
    units = range(first + 1, last + 1)
    wanted = [natural[unit] * _rhythm(kinds[unit], unit, seed) for unit in in_runs(units, check)]
    spare = room - sum(wanted)
    if spare >= 0:
        shares = [_STRETCH[kinds[unit]] for unit in in_runs(units, check)]
        total = sum(shares)
        if total > 0:
            wanted = [
                gap + spare * share / total
                for gap, share in zip(in_runs(wanted, check), shares, strict=True)
            ]
        else:  # nobody waited: the program took its time
            wanted = [gap + spare / len(wanted) for gap in in_runs(wanted, check)]
    else:
        wanted = _hurried(wanted, kinds[first + 1 : last + 1], room, check)
    now = start
    for unit, gap in zip(in_runs(units, check), wanted, strict=True):
        now += gap
        times[unit] = min(now, end)
    times[last] = end


def _hurried(wanted: list[float], kinds: Sequence[int], room: float, check: Check) -> list[float]:
    """Return gaps that fit into `room` seconds: thinking gives way first, then the rest in proportion."""
    least = [
        min(gap, _LEAST[kind]) if _STRETCH[kind] >= _YIELDING else gap
        for gap, kind in zip(in_runs(wanted, check), kinds, strict=True)
    ]
    excess, givable = sum(wanted) - room, sum(wanted) - sum(least)
    if givable >= excess > 0:
        share = excess / givable
        both = zip(in_runs(wanted, check), least, strict=True)
        return [gap - (gap - low) * share for gap, low in both]
    total = sum(least)
    if total <= 0:
        return [0.0] * len(least)
    return [low * room / total for low in in_runs(least, check)]


def _rhythm(kind: int, unit: int, seed: int) -> float:
    """Return a factor near 1 for a key's gap; no two keys of a person are equally quick."""
    if kind not in _KEYS:
        return 1.0
    mixed = (unit * 2654435761 + seed) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 2246822519) & 0xFFFFFFFF
    return 1.0 + _JITTER * (2 * (mixed >> 8) / 0xFFFFFF - 1)
