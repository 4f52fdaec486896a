"""Clocks: where time 0 of a recording lies, how far the host's is from the service's, and how a moment is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from replayer.recording.calls import Call, clock_skew
from replayer.recording.limits import Limits
from replayer.recording.timeline import StartedKnown
from replayer.session import Session

SKEWED = 2.0
"""Seconds from which on the host's clock and the service's are taken to disagree; below, uploads explain it."""


@dataclass(frozen=True, slots=True)
class Zero:
    """Time 0."""

    moment: float
    """Seconds since 1970, host clock."""
    started: datetime | None
    """Its wall clock, as the best source says."""
    known: StartedKnown | None


def time_of_day(moment: float) -> str:
    """Return a moment in seconds since 1970 as people read it, to the millisecond in UTC: `20:12:37.125`."""
    return datetime.fromtimestamp(moment, UTC).strftime("%H:%M:%S.%f")[:-3]


def skew_of(calls: Sequence[Call]) -> float:
    """Return the seconds by which the service's clock is ahead of the host's; 0 when they agree or nobody knows."""
    skew = clock_skew(calls)
    return 0.0 if -0.2 < skew < SKEWED else skew


def on_host_clock(limits: Limits, skew: float) -> Limits:
    """Return `limits` with what the history says moved to the host's clock."""
    if not skew:
        return limits
    names = (
        "start",
        "earliest",
        "first",
        "end",
        *(("latest", "last") if limits.by_service else ()),
    )
    moved = {name: value - skew for name in names if (value := getattr(limits, name)) is not None}
    return replace(limits, **moved)


def zero_of(session: Session, limits: Limits, first: float | None) -> Zero:
    """Return time 0: the history's start, else the moment of the first byte, if stamps tell it."""
    if limits.start is not None and session.started is not None:
        return Zero(limits.start, session.started, StartedKnown.HISTORY)
    if first is not None:
        return Zero(first, datetime.fromtimestamp(first, UTC), StartedKnown.OUTPUT)
    return Zero(0.0, None, None)
