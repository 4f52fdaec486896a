"""What the timeline's lanes show in a number of bins: how much appeared, and how sure its time is."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from replayer.recording.timeline import Certainty, Timeline


@dataclass(frozen=True, slots=True)
class Lanes:
    """One value a bin; the bins are equally long."""

    activity: tuple[float, ...]
    """Bytes that appeared, 0 to 1, on a logarithmic scale: a flood must not flatten the typing beside it."""
    certainty: tuple[Certainty | None, ...]
    """The worst of what appeared in the bin; in a silent bin the worse of its neighbours."""
    silent: tuple[bool, ...]
    """Whether nothing appeared."""
    edges: tuple[int, ...]
    """The first offset of each bin, and one more for the end."""


def lanes(timeline: Timeline, bins: int) -> Lanes:
    """Return the lanes of a whole timeline in `bins` bins; costs little however many steps there are."""
    duration, steps = timeline.duration, len(timeline)
    if bins <= 0 or not steps:
        return Lanes((0.0,) * bins, (None,) * bins, (True,) * bins, (0,) * (bins + 1))
    edges = _edges(timeline, duration, bins)
    worst: list[Certainty | None] = []
    sizes: list[int] = []
    for first, last in pairwise(edges):
        sizes.append(_offset(timeline, last) - _offset(timeline, first))
        worst.append(Certainty(min(timeline.certainties[first:last])) if last > first else None)
    top = math.log1p(max(sizes))
    return Lanes(
        tuple(math.log1p(size) / top if top else 0.0 for size in sizes),
        _filled(worst),
        tuple(value is None for value in worst),
        tuple(_offset(timeline, edge) for edge in edges),
    )


def _edges(timeline: Timeline, duration: float, bins: int) -> list[int]:
    """Return the index of the first step of each bin, and one more for the end."""
    times: Sequence[float] = timeline.times
    inner = [bisect_left(times, duration * index / bins) for index in range(1, bins)]
    return [0, *inner, len(times)]


def _offset(timeline: Timeline, step: int) -> int:
    return timeline.offsets[step] if step < len(timeline) else timeline.length


def _filled(values: Sequence[Certainty | None]) -> tuple[Certainty | None, ...]:
    """Give each silent bin the worse of the values on its two sides: its ends are no surer than those."""
    before: list[Certainty | None] = []
    last: Certainty | None = None
    for value in values:
        last = value if value is not None else last
        before.append(last)
    filled: list[Certainty | None] = []
    following: Certainty | None = None
    for value, earlier in zip(reversed(values), reversed(before), strict=True):
        following = value if value is not None else following
        known = [one for one in (earlier, following) if one is not None]
        filled.append(value if value is not None else min(known, default=None))
    return tuple(reversed(filled))
