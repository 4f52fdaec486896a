"""Between which moments a whole session lies, and where its first and last byte probably do.

The history names the service's view of start and end. A transcript's header names the moment the log was made, on the
host's clock in whole seconds, which is the end. Source: docs/formats.md#times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from replayer.formats.evidence import Transcript, TranscriptKind
from replayer.session import Session

_WAIT = 1.0
"""Seconds that the agent waits before it reads from a PTY for the first time."""
_POLLED = 60.0
"""Seconds by which an event's stamp may be after the session's end as the service saw it, for the clocks' sake."""
_SAFE = 0.05
"""Seconds by which two clocks that are said to agree may differ."""
_FIRST_AFTER_START = 1.75
"""Seconds from StartDate to the first output of a PTY session, usually: connecting, then the wait."""
_LAST_BEFORE_END = 1.8
"""Seconds from the last output to EndDate, usually: the log is made and sent."""
_SCREEN_ERA_WAIT = 10.0
"""Seconds from the last output to the header in the `screen` years: the agent types with fixed waits."""
_SCREEN_ERA_LENGTH = 45.0
"""Seconds from header to footer from which on it was that time: it waits a minute where `cat` needs none."""
_TOLD_LATE = 1.0
"""Seconds by which the header, in whole seconds, and a stamp of another clock may be the wrong way round."""
_WHOLE = 1.0
"""Seconds that CloudTrail cuts off, which tells whole ones."""
_RECORDS = {"cloudtrail": "CloudTrail"}
"""What records a start or an end, by who says it, where it is not the history."""
_LOG_AFTER_LAST = 0.3
"""Seconds from the last output to the header otherwise."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Moments in seconds since 1970; None where nobody says."""

    start: float | None = None
    """The session's start, as the history says."""
    earliest: float | None = None
    """Nothing came before."""
    first: float | None = None
    """The first byte, probably."""
    latest: float | None = None
    """Nothing came after."""
    last: float | None = None
    """The last byte, probably."""
    end: float | None = None
    """The session's end, as the history says."""
    basis: str = ""
    """Who says `earliest` and `latest`, in words."""
    by_service: bool = False
    """Whether `latest` and `last` are on the service's clock, as `start` is; else on the host's."""
    contradictions: tuple[str, ...] = ()
    """What was said and not believed, since stamps say otherwise; in words."""


def limits(session: Session, transcripts: Sequence[Transcript], *, pty: bool) -> Limits:
    """Return the limits that the history entry in `session` and the headers of `transcripts` give."""
    start = _seconds(session.started)
    end = None if "header" in session.said_by.get("ended", "") else _seconds(session.ended)
    if end is not None and _record(session, "ended") in _RECORDS.values():
        end += _WHOLE
    latest, last, says, by_service = _end(start, end, transcripts)
    says = says.replace("the history", _record(session, "ended"))
    contradictions = tuple(_contradictions(end, transcripts))
    earliest = None if start is None else start + (_WAIT if pty else 0.0) - _SAFE
    first = None if start is None else start + (_FIRST_AFTER_START if pty else 0.3)
    record = _record(session, "started")
    if first is not None and record in _RECORDS.values():
        first += _WHOLE / 2
    if latest is not None and last is not None and first is not None and earliest is not None:
        first = max(earliest, min(first, latest))
        last = min(max(last, first), latest)
    basis = [f"the session's start in {record}"] if start is not None else []
    basis += [says] if says else []
    return Limits(
        start, earliest, first, latest, last, end, " and ".join(basis), by_service, contradictions
    )


def _record(session: Session, name: str) -> str:
    """Return what tells the session's start or end, in words."""
    return _RECORDS.get(session.said_by.get(name, ""), "the history")


def _end(
    start: float | None, end: float | None, transcripts: Sequence[Transcript]
) -> tuple[float | None, float | None, str, bool]:
    """Return the moment after which nothing came, that of the last byte, probably, who says so, and on whose clock."""
    made = [
        (each.generated.timestamp(), _is_screen_era(each))
        for each in transcripts
        if each.generated is not None and each.generated_zone_known
    ]
    if made:
        header, screen_era = min(made)
        if start is None or header >= start - 1:
            before = _SCREEN_ERA_WAIT if screen_era else _LOG_AFTER_LAST
            last = header + 0.5 - before
            if end is not None and header > end + _TOLD_LATE:  # one of two clocks is off, who knows
                last = min(last, end - _LAST_BEFORE_END)
            # the header counts whole seconds
            return header + 1.0, last, "the header of the log, made at its end", False
    if end is not None and (start is None or end >= start):
        return end, end - _LAST_BEFORE_END, "the session's end in the history", True
    uploads = [each.stamps_ms[0] / 1000 for each in transcripts if each.stamps_ms]
    if uploads:
        return min(uploads), min(uploads) - _LAST_BEFORE_END, "the upload of the log", False
    return None, None, "", False


def _contradictions(end: float | None, transcripts: Sequence[Transcript]) -> Iterator[str]:
    """Say where the header of a log, its upload and the history cannot all be right."""
    for each in transcripts:
        if each.generated is None or not each.generated_zone_known:
            continue
        made = each.generated.timestamp()
        if end is not None and made > end + _TOLD_LATE:
            yield (
                f"the log was made {made - end:.1f} s after the session's end in the history: "
                "both cannot be right, so the later one bounds"
            )
        early = made - min(each.stamps_ms, default=made * 1000) / 1000
        if early > _TOLD_LATE:
            yield (
                f"the upload is stamped {early:.1f} s before the log in it was made: "
                "both cannot be right"
            )


def _is_screen_era(transcript: Transcript) -> bool:
    """Tell whether `screen` made the log; in events that shows only in how long it took."""
    if transcript.kind is not TranscriptKind.PLAIN_EVENTS:
        return transcript.kind is TranscriptKind.SCREEN_ERA
    if transcript.closed is None or transcript.generated is None:
        return False
    return (transcript.closed - transcript.generated).total_seconds() > _SCREEN_ERA_LENGTH


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def believed(limit: Limits, first: float | None, last: float | None) -> Limits:
    """Return what of `limit` stamps leave standing: `first` and `last` are those of a session's first and last event."""
    return _end_believed(_start_believed(limit, first), last)


def _start_believed(limit: Limits, first: float | None) -> Limits:
    if limit.start is None or limit.earliest is None or first is None:
        return limit
    if first < limit.start:
        says = (
            f"the first event was stamped {limit.start - first:.1f} s before the session's start in the history: "
            "the start is not believed"
        )
        return replace(
            limit,
            start=None,
            earliest=None,
            first=None,
            contradictions=(*limit.contradictions, says),
        )
    return replace(limit, earliest=min(limit.earliest, max(limit.start, first - _WAIT)))


def _end_believed(limit: Limits, last: float | None) -> Limits:
    latest = limit.latest
    if latest is None:
        return limit
    if limit.start is not None and limit.earliest is not None and limit.earliest > latest:
        if limit.start > latest:
            return replace(limit, latest=None, last=None)
        limit = replace(limit, earliest=limit.start)  # shorter than the agent's first wait
    # events may follow the header for as long as a burst drains; the service's end comes after them
    if limit.by_service and last is not None and last - _POLLED > latest:
        says = (
            f"events were stamped up to {last - latest:.1f} s after the session's end: "
            "the end is not believed"
        )
        contradictions = (*limit.contradictions, says)
        return replace(limit, latest=None, last=None, contradictions=contradictions)
    return limit
