"""Between which moments a whole session lies, and where its first and last byte probably do.

The history names the service's view of start and end. A transcript's header names the moment the log was made, on the
host's clock in whole seconds, which is the end. Source: docs/formats.md#times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from replayer.formats.evidence import Transcript, TranscriptKind
from replayer.session import Session

_WAIT = 1.0
"""Seconds that the agent waits before it reads from a PTY for the first time."""
_SAFE = 0.05
"""Seconds by which two clocks that are said to agree may differ."""
_FIRST_AFTER_START = 1.75
"""Seconds from StartDate to the first output of a PTY session, usually: connecting, then the wait."""
_LAST_BEFORE_END = 1.8
"""Seconds from the last output to EndDate, usually: the log is made and sent."""
_SCREEN_ERA_WAIT = 10.0
"""Seconds from the last output to the header in the `screen` years: the agent types with fixed waits."""
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


def limits(session: Session, transcripts: Sequence[Transcript], *, pty: bool) -> Limits:
    """Return the limits that the history entry in `session` and the headers of `transcripts` give."""
    start = _seconds(session.started)
    end = None if "header" in session.said_by.get("ended", "") else _seconds(session.ended)
    latest, last, says = _end(start, end, transcripts)
    earliest = None if start is None else start + (_WAIT if pty else 0.0) - _SAFE
    first = None if start is None else start + (_FIRST_AFTER_START if pty else 0.3)
    if latest is not None and last is not None and first is not None and earliest is not None:
        first = max(earliest, min(first, latest))
        last = min(max(last, first), latest)
    basis = ["the session's start in the history"] if start is not None else []
    basis += [says] if says else []
    return Limits(start, earliest, first, latest, last, end, " and ".join(basis))


def _end(
    start: float | None, end: float | None, transcripts: Sequence[Transcript]
) -> tuple[float | None, float | None, str]:
    """Return the moment after which nothing came, that of the last byte, probably, and who says so."""
    made = [
        (each.generated.timestamp(), each.kind)
        for each in transcripts
        if each.generated is not None and each.generated_zone_known
    ]
    if made:
        header, kind = min(made)
        if (start is None or header >= start - 1) and (end is None or header <= end + 1):
            before = _SCREEN_ERA_WAIT if kind is TranscriptKind.SCREEN_ERA else _LOG_AFTER_LAST
            # the header counts whole seconds
            return header + 1.0, header + 0.5 - before, "the header of the log, made at its end"
    if end is not None:
        return end, end - _LAST_BEFORE_END, "the session's end in the history"
    uploads = [each.stamps_ms[0] / 1000 for each in transcripts if each.stamps_ms]
    if uploads:
        return min(uploads), min(uploads) - _LAST_BEFORE_END, "the upload of the log"
    return None, None, ""


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()
