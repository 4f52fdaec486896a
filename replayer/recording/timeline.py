"""The timeline: when each byte of a recording reached the terminal, and how sure that is.

A step is a run of bytes that appear together. Its time, its bounds and its certainty hold for each of its bytes;
nothing is interpolated inside one, and steps with equal times stay apart. The columns are parallel arrays, since a
large session has a million steps.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from itertools import accumulate, chain, islice

from replayer.recording.long_work import in_runs, unchecked


class Certainty(IntEnum):
    """How a step's time is known; follows from its bounds."""

    ESTIMATED = 0
    """A bound is missing: the time is made up within what is known."""
    BOUNDED = 1
    """Both bounds are known, from different moments; the time between them is made up."""
    RECORDED = 2
    """Both bounds come from one stamp and its poll, or the format itself records the time."""

    @property
    def word(self) -> str:
        """The word a person and a machine read: `recorded`, `bounded`, `estimated`."""
        return self.name.lower()


class StartedKnown(StrEnum):
    """Who says which wall clock time 0 is."""

    HISTORY = "history"
    """The session history, or another record of the start."""
    OUTPUT = "output"
    """The stamps of the output itself: time 0 is the first byte's."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a timeline. Seconds from the recording's time 0."""

    offset: int
    length: int
    time: float
    earliest: float | None
    latest: float | None
    certainty: Certainty
    basis: str
    """Which stamp or clock says so, in words."""

    @property
    def error(self) -> float | None:
        """Half the width between the bounds, in seconds; None while one is missing."""
        if self.earliest is None or self.latest is None:
            return None
        return (self.latest - self.earliest) / 2


class Timeline:
    """The steps of a recording, covering every byte exactly once, times never decreasing. Read only."""

    __slots__ = (
        "_bases",
        "_basis",
        "_certainty",
        "_earliest",
        "_latest",
        "_offsets",
        "_times",
        "duration",
        "length",
        "started",
        "started_known",
    )

    def __init__(
        self,
        *,
        offsets: array[int],
        times: array[float],
        earliest: array[float],
        latest: array[float],
        certainty: array[int],
        basis: array[int],
        bases: Sequence[str],
        length: int,
        duration: float,
        started: datetime | None,
        started_known: StartedKnown | None,
    ) -> None:
        """Take ownership of the columns; a missing bound is NaN. `TimelineBuilder` makes them."""
        self._offsets = offsets
        self._times = times
        self._earliest = earliest
        self._latest = latest
        self._certainty = certainty
        self._basis = basis
        self._bases = tuple(bases)
        self.length = length
        """Bytes in all."""
        self.duration = duration
        """Seconds; reaches the session's end when that is known."""
        self.started = started
        """The wall clock at time 0; None when nobody recorded it."""
        self.started_known = started_known
        """Who says `started`; None together with it."""

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self._offsets)

    def __getitem__(self, index: int) -> Step:
        """Return step `index`, counted from 0."""
        count = len(self._offsets)
        if not 0 <= index < count:
            raise IndexError(index)
        offset = self._offsets[index]
        end = self._offsets[index + 1] if index + 1 < count else self.length
        earliest, latest = self._earliest[index], self._latest[index]
        return Step(
            offset=offset,
            length=end - offset,
            time=self._times[index],
            earliest=None if math.isnan(earliest) else earliest,
            latest=None if math.isnan(latest) else latest,
            certainty=Certainty(self._certainty[index]),
            basis=self._bases[self._basis[index]],
        )

    def __iter__(self) -> Iterator[Step]:
        """Yield the steps in order."""
        return (self[index] for index in range(len(self._offsets)))

    @property
    def times(self) -> Sequence[float]:
        """The steps' times in seconds, never decreasing."""
        return self._times

    @property
    def offsets(self) -> Sequence[int]:
        """The steps' first offsets in bytes, increasing."""
        return self._offsets

    @property
    def certainties(self) -> Sequence[int]:
        """The steps' certainties, each a `Certainty` as a plain number."""
        return self._certainty

    def index_at(self, offset: int) -> int:
        """Return the index of the step that holds the byte at `offset`; the last step for any later one.

        Raises:
            IndexError: the timeline is empty.
        """
        if not self._offsets:
            raise IndexError(offset)
        return max(0, bisect_right(self._offsets, offset) - 1)

    def step_at(self, offset: int) -> Step:
        """Return the step that holds the byte at `offset`; the last step for any later one."""
        return self[self.index_at(offset)]

    def time_at(self, offset: int) -> float:
        """Return the seconds at which the byte at `offset` appears; the duration past the last byte."""
        if offset >= self.length or not self._offsets:
            return self.duration
        return self._times[self.index_at(offset)]

    def offset_at(self, time: float) -> int:
        """Return how many bytes have appeared by `time`: those of all steps with a time ≤ `time`."""
        index = bisect_right(self._times, time)
        return self.length if index >= len(self._offsets) else self._offsets[index]

    def shares(self) -> dict[Certainty, float]:
        """Return the share of bytes of each certainty, 0 to 1; all zero when there are no bytes."""
        counts: dict[int, int] = dict.fromkeys(Certainty, 0)
        for value, length in zip(self._certainty, self._lengths(), strict=True):
            counts[value] += length
        return {key: counts[key] / self.length if self.length else 0.0 for key in Certainty}

    def errors(self) -> tuple[float, float] | None:
        """Return the typical and the worst error in seconds: half the width between the bounds.

        Typical is the median over the bytes that have both bounds; None when none has.
        """
        widths, weights = array("d"), array("q")
        for low, high, length in zip(self._earliest, self._latest, self._lengths(), strict=True):
            width = high - low
            if not math.isnan(width):
                widths.append(width)
                weights.append(length)
        if not widths:
            return None
        return _median(widths, weights) / 2, max(in_runs(widths, unchecked)) / 2

    def _lengths(self) -> Iterator[int]:
        """Yield the bytes of each step."""
        ends = chain(in_runs(self._offsets[1:], unchecked), (self.length,))
        return (end - start for start, end in zip(self._offsets, ends, strict=False))


_SORTED = 16 * 1024
"""Numbers that are sorted at once: sorting holds up other threads."""
_BINS = 1024


def _median(values: array[float], weights: array[int]) -> float:
    """Return the first of the sorted `values` up to which half of all weight lies."""
    total, below = sum(in_runs(weights, unchecked)), 0
    while len(values) > _SORTED:
        low, high = (find(in_runs(values, unchecked)) for find in (min, max))
        if low == high:
            return low
        sums = [0] * (_BINS + 1)
        places = array("q", (int((value - low) / (high - low) * _BINS) for value in values))
        for place, weight in zip(places, weights, strict=True):
            sums[place] += weight
        middle = next(
            place for place, sum_ in enumerate(accumulate(sums)) if (below + sum_) * 2 >= total
        )
        below += sum(sums[:middle])
        kept = [at for at, place in enumerate(places) if place == middle]
        values = array("d", (values[at] for at in kept))
        weights = array("q", (weights[at] for at in kept))
    for value, weight in sorted(zip(values, weights, strict=True)):
        below += weight
        if below * 2 >= total:
            return value
    raise AssertionError("half of all weight lies somewhere")


class TimelineBuilder:
    """Gathers steps in order and makes a timeline of them."""

    def __init__(self) -> None:
        """Start with no steps."""
        self._offsets: array[int] = array("q")
        self._times: array[float] = array("d")
        self._earliest: array[float] = array("d")
        self._latest: array[float] = array("d")
        self._certainty: array[int] = array("B")
        self._basis: array[int] = array("l")
        self._bases: dict[str, int] = {}
        self._length = 0
        self._last = -math.inf

    def add(
        self,
        length: int,
        time: float,
        earliest: float | None,
        latest: float | None,
        certainty: Certainty,
        basis: str,
    ) -> None:
        """Append a step of `length` bytes; an empty one is left out, a time before the last one is raised to it."""
        if length <= 0:
            return
        self._last = time = max(time, self._last)
        self._offsets.append(self._length)
        self._times.append(time)
        self._earliest.append(math.nan if earliest is None else earliest)
        self._latest.append(math.nan if latest is None else latest)
        self._certainty.append(certainty)
        self._basis.append(self._bases.setdefault(basis, len(self._bases)))
        self._length += length

    def add_all(
        self,
        ends: array[int],
        times: Iterable[float],
        earliest: float | None,
        latest: float | None,
        certainty: Certainty,
        basis: str,
    ) -> None:
        """Append steps that differ in time only; they reach to `ends`, counted from the first byte of the timeline."""
        count = len(ends)
        self._offsets.append(self._length)
        self._offsets.extend(ends[:-1])
        self._times.extend(islice(accumulate(times, max, initial=self._last), 1, None))
        self._earliest.extend(array("d", [math.nan if earliest is None else earliest]) * count)
        self._latest.extend(array("d", [math.nan if latest is None else latest]) * count)
        self._certainty.extend(array("B", [certainty]) * count)
        self._basis.extend(array("l", [self._bases.setdefault(basis, len(self._bases))]) * count)
        self._length, self._last = ends[-1], self._times[-1]

    def build(
        self,
        *,
        duration: float | None = None,
        started: datetime | None = None,
        started_known: StartedKnown | None = None,
    ) -> Timeline:
        """Return the timeline; it lasts at least until its last step."""
        last = self._times[-1] if self._times else 0.0
        return Timeline(
            offsets=self._offsets,
            times=self._times,
            earliest=self._earliest,
            latest=self._latest,
            certainty=self._certainty,
            basis=self._basis,
            bases=tuple(self._bases),
            length=self._length,
            duration=last if duration is None else max(last, duration),
            started=started,
            started_known=None if started is None else started_known,
        )
