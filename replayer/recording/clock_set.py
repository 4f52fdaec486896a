"""Puts a stream right whose host set its clock in the middle: by a step of NTP, by hand, or after it was suspended.

The service's clock tells: it stamps the receipt of each event, in the order of the agent's calls. The agent waits for a
call to end before it builds the next, so receipt and stamp of a call bound how far the two clocks are apart: at most the
delay between them, at least that delay less the time until the next stamp. Where no distance fits all calls, a clock was
set in between. Without receipts nothing can be told here; the bounds then become wide. Source: docs/time.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from replayer.formats.evidence import StreamedEvent
from replayer.recording.calls import TOGETHER_MS, phase_of
from replayer.recording.limits import Limits

_TOLERANCE_MS = 50
_LEAST_MS = 1000
"""Milliseconds from which on a difference counts as a clock that was set; below, bounds are wide enough."""
_RECEIVED_MS = 500
"""Milliseconds between the receipts of one call's events."""
_FEW = 3
"""Calls from which on a stretch is believed to have a clock of its own; one that is stored late looks the same."""
_UNSURE_MS = 300
"""By how much the distance may be wrong where no grid of polls tells it exactly."""


@dataclass(frozen=True, slots=True)
class ClockSet:
    """A moment at which the host's clock was set."""

    stamp: float
    """Of the first event after it, as moved: seconds since 1970 on the host's clock as it was at first."""
    seconds: float
    """By how much, from what it had been before; negative when it was set back."""


@dataclass(slots=True)
class _Call:
    events: list[int]
    stamp: int
    received: int

    @property
    def delay(self) -> int:
        return self.received - self.stamp


@dataclass(slots=True)
class _Stretch:
    """Calls that one distance between the clocks fits: from `low` to `high` milliseconds."""

    calls: list[_Call]
    low: float
    high: float

    def joined(self, other: _Stretch) -> _Stretch:
        return _Stretch(
            [*self.calls, *other.calls], max(self.low, other.low), min(self.high, other.high)
        )

    def fits(self, other: _Stretch) -> bool:
        return max(self.low, other.low) <= min(self.high, other.high) + _TOLERANCE_MS


def put_right(
    events: Sequence[StreamedEvent], start: float | None
) -> tuple[Sequence[StreamedEvent], tuple[ClockSet, ...]]:
    """Return `events` in the order of the agent's calls, stamped by its clock as it was at first; and when it was set.

    `start` is the session's start on the service's clock.
    """
    stretches = _stretches(_calls(events), start)
    if len(stretches) < 2:
        return events, ()
    first = stretches[0]
    phase = phase_of([call.stamp % 1000 for call in first.calls])
    result = [events[at] for call in first.calls for at in call.events]
    found: list[ClockSet] = []
    before = 0
    for stretch in stretches[1:]:
        behind, unsure = _distance(first, stretch, phase)
        result += [
            replace(
                events[at],
                timestamp_ms=events[at].timestamp_ms + behind - unsure,
                rounded_ms=events[at].rounded_ms + 2 * unsure,
            )
            for call in stretch.calls
            for at in call.events
        ]
        found.append(ClockSet((stretch.calls[0].stamp + behind) / 1000, (before - behind) / 1000))
        before = behind
    return result, tuple(found)


def on_first_clock(limit: Limits, sets: Sequence[ClockSet]) -> Limits:
    """Return `limit` with an end that is not too early by the clock as it was at first."""
    behind = -sum(each.seconds for each in sets)
    if behind <= 0 or limit.by_service or limit.latest is None or limit.last is None:
        return limit
    return replace(limit, latest=limit.latest + behind, last=limit.last + behind)


def _distance(first: _Stretch, stretch: _Stretch, phase: float | None) -> tuple[int, int]:
    """Return by how many milliseconds the clock of `stretch` is behind that of `first`, and how unsure that is."""
    behind = round(stretch.high - first.high)
    own = phase_of([call.stamp % 1000 for call in stretch.calls])
    if phase is None or own is None:
        return behind, _UNSURE_MS
    # the agent's ticker does not care what the clock says: its grid goes on
    return behind + round((phase - own - behind + 500) % 1000 - 500), 0


def _calls(events: Sequence[StreamedEvent]) -> list[_Call]:
    """Return the calls in the order of their receipt; none where not all receipts are known."""
    keyed = [
        (event.ingestion_ms, event.timestamp_ms, at)
        for at, event in enumerate(events)
        if event.ingestion_ms is not None
    ]
    if len(keyed) < len(events):
        return []
    calls: list[_Call] = []
    known: dict[tuple[int, int], _Call] = {}
    for received, stamp, at in sorted(keyed):
        key = stamp, hash(events[at].lines)
        copy = known.get(key)
        if copy is not None:
            copy.events.append(at)  # what the SDK sent again was built before its first receipt
            continue
        last = calls[-1] if calls else None
        if (
            last is None
            or not 0 <= stamp - last.stamp <= TOGETHER_MS
            or received - last.received > _RECEIVED_MS
        ):
            last = _Call([], stamp, received)
            calls.append(last)
        last.events.append(at)
        known[key] = last
    return calls


def _stretches(calls: Sequence[_Call], start: float | None) -> list[_Stretch]:
    """Return the stretches that have different clocks, those left out that are too short to be believed."""
    # before the first stamp the session had begun
    least = -math.inf if start is None or not calls else start * 1000 - calls[0].stamp
    kept: list[_Stretch] = []
    for stretch in _rejoined(calls, least):
        if kept and not _is_believed(stretch, kept[-1]):
            kept[-1].calls += stretch.calls
        elif kept and abs(stretch.high - kept[-1].high) < _LEAST_MS:
            kept[-1] = kept[-1].joined(stretch)
        elif (
            len(kept) == 1 and _is_odd(kept[0]) and least - _LEAST_MS <= stretch.high < kept[0].high
        ):
            kept[0] = replace(stretch, calls=[*kept[0].calls, *stretch.calls])
        else:
            kept.append(stretch)
    return kept


def _rejoined(calls: Sequence[_Call], least: float) -> list[_Stretch]:
    """Return the stretches, those put together again that only a call between them had parted."""
    stretches: list[_Stretch] = []
    for stretch in _fitting(calls, least):
        if len(stretches) > 1 and len(stretches[-1].calls) < _FEW and stretches[-2].fits(stretch):
            odd = stretches.pop()
            stretches[-1].calls += odd.calls
        if (
            stretches
            and stretches[-1].fits(stretch)
            and abs(stretches[-1].high - stretch.high) < _LEAST_MS
        ):
            stretches[-1] = stretches[-1].joined(stretch)
        else:
            stretches.append(stretch)
    return stretches


def _is_odd(stretch: _Stretch) -> bool:
    """Tell whether `stretch` may just be a call that was stored late."""
    delays = [call.delay for call in stretch.calls]
    return len(delays) < _FEW and (len(delays) == 1 or max(delays) - min(delays) > _UNSURE_MS)


def _is_believed(stretch: _Stretch, before: _Stretch) -> bool:
    """Tell whether the clock was set between `before` and `stretch`."""
    ahead = len(before.calls) >= _FEW and stretch.high < before.low - _LEAST_MS
    return ahead or not _is_odd(stretch)


def _fitting(calls: Sequence[_Call], least: float) -> Iterator[_Stretch]:
    """Yield the stretches that one distance fits, as long as they can be; the first one's is not below `least`."""
    stretch: _Stretch | None = None
    for call, after in pairwise([*calls, None]):
        assert call is not None
        until = math.inf if after is None or after.stamp < call.stamp else after.stamp - call.stamp
        own = _Stretch([call], call.delay - until, call.delay)
        if stretch is None:
            stretch = replace(own, low=max(own.low, min(own.high, least)))
        elif stretch.fits(own) and call.stamp >= stretch.calls[-1].stamp - _TOLERANCE_MS:
            stretch = stretch.joined(own)
        else:
            taken = _late(stretch, own)
            yield stretch
            stretch = taken
    if stretch is not None:
        yield stretch


def _late(stretch: _Stretch, own: _Stretch) -> _Stretch:
    """Take the calls from the end of `stretch` that are as late as `own` must be: the clock was set before them."""
    taken: list[_Call] = []
    if own.low > stretch.high:
        while len(stretch.calls) > 1 and stretch.calls[-1].delay >= own.low:
            taken.insert(0, stretch.calls.pop())
    if not taken:
        return own
    return _Stretch([*taken, *own.calls], own.low, min(own.high, *(call.delay for call in taken)))
