"""Pieces of evidence, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from replayer.formats.evidence import (
    History,
    StreamedEvent,
    Streaming,
    Transcript,
    TranscriptKind,
)
from replayer.recording import Piece
from replayer.recording.recording import Provenance, Recording
from replayer.recording.timeline import Step
from replayer.session import Session, SessionId, TraceSource

EPOCH = 1_700_000_000
SESSION = Session("alice-0123456789abcdef0", SessionId("alice-0123456789abcdef0"))


def moment(seconds: float) -> datetime:
    """Return the wall clock some seconds behind the epoch of the tests."""
    return datetime.fromtimestamp(EPOCH + seconds, UTC)


def transcript(
    data: bytes,
    *,
    kind: TranscriptKind = TranscriptKind.SCRIPT,
    ended: float | None = None,
    zone: bool = True,
    whole: bool = True,
    session_type: str | None = None,
) -> Piece:
    """Return a transcript of `data`, with line ends as its kind has them, made at second `ended`."""
    translated = kind in {TranscriptKind.SCRIPT, TranscriptKind.SCREEN_ERA}
    body = data.replace(b"\n", b"\r\n") if translated else data
    generated = None if ended is None else moment(int(ended))
    evidence = Transcript(
        kind,
        body,
        translated=translated,
        generated=generated,
        generated_zone_known=zone,
        whole=whole,
        session_type=session_type,
    )
    return Piece(evidence, Provenance(TraceSource.S3, kind.value, "s.log", "0" * 64, len(body)))


def streamed(*events: tuple[float, Sequence[str]] | tuple[float, Sequence[str], float]) -> Piece:
    """Return a stream of events: (stamp in seconds, lines, seconds until it was received)."""
    evidence = Streaming(
        tuple(
            StreamedEvent(
                round((EPOCH + event[0]) * 1000),
                round((EPOCH + event[0] + (event[2] if len(event) > 2 else 0.01)) * 1000),
                tuple(event[1]),
            )
            for event in events
        )
    )
    return Piece(evidence, Provenance(TraceSource.CLOUDWATCH, "streaming", "s.json", "0" * 64, 1))


def history(started: float | None, ended: float | None) -> Piece:
    """Return a history entry."""
    session = Session(
        SESSION.key,
        SESSION.id,
        started=None if started is None else moment(started),
        ended=None if ended is None else moment(ended),
    )
    return Piece(History((session,)), Provenance(TraceSource.HISTORY, None, "h.json", "0" * 64, 1))


def step_of(recording: Recording, text: bytes, start: int = 0) -> Step:
    """Return the step that holds the first byte of `text`."""
    at = recording.data[:].find(text, start)
    assert at >= 0, f"{text!r} is not in the recording"
    return recording.timeline.step_at(at)


def line_end(recording: Recording, text: bytes) -> Step:
    """Return the step that holds the LF of the line in which `text` stands."""
    data = recording.data[:]
    return recording.timeline.step_at(data.index(b"\n", data.index(text)))


def told(recording: Recording) -> str:
    """Return all gaps as one text."""
    return "\n".join(gap.text for gap in recording.gaps)
