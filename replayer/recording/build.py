"""The door of this layer: pieces of evidence in, one recording out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from replayer.formats.evidence import (
    Buffer,
    Cast,
    CastCode,
    History,
    Streaming,
    Transcript,
    TranscriptKind,
)
from replayer.recording.pieces import Piece
from replayer.recording.recording import (
    Cue,
    CueKind,
    Fidelity,
    FidelityRange,
    Newline,
    Recording,
    Size,
    SizeKnown,
)
from replayer.recording.timeline import Certainty, StartedKnown, Timeline, TimelineBuilder
from replayer.recording.undo import undo
from replayer.session import Session

_RANK = {
    TranscriptKind.IPC: 0,
    TranscriptKind.RAW: 1,
    TranscriptKind.SCRIPT: 2,
    TranscriptKind.SCREEN_ERA: 3,
    TranscriptKind.PLAIN_EVENTS: 4,
    TranscriptKind.POWERSHELL: 5,
}


def build(
    session: Session,
    pieces: Sequence[Piece],
    *,
    size: tuple[int, int] | None = None,
    complete: bool = True,
) -> Recording:
    """Return the recording that `pieces` give for `session`; `size` (columns, rows) wins over what the bytes show."""
    casts = [piece.evidence for piece in pieces if isinstance(piece.evidence, Cast)]
    transcripts = [piece.evidence for piece in pieces if isinstance(piece.evidence, Transcript)]
    streams = [piece.evidence for piece in pieces if isinstance(piece.evidence, Streaming)]
    for piece in pieces:
        if isinstance(piece.evidence, History):
            session = _merged(session, piece.evidence)
    cues: tuple[Cue, ...] = ()
    fidelity = Fidelity.EXACT
    data: Buffer = b""
    found = Size(80, 24, SizeKnown.ASSUMED)
    if casts and not transcripts and not streams:
        data, timeline, cues = _from_cast(casts[0])
        known = casts[0].size_known
        known = SizeKnown(known) if known in set(SizeKnown) else SizeKnown.RECORDED
        found = Size(casts[0].cols, casts[0].rows, known, "the cast's header")
    elif transcripts:
        best = min(transcripts, key=lambda each: _RANK[each.kind])
        data = undo(best.body) if best.translated else best.body
        fidelity = Fidelity.LINES if best.kind is TranscriptKind.POWERSHELL else Fidelity.EXACT
        timeline = _times(session, data, streams[0] if streams else None, best.generated)
    else:
        fidelity = Fidelity.DAMAGED
        stream = streams[0] if streams else Streaming(())
        data = b"".join(line.encode() + b"\r\n" for event in stream.events for line in event.lines)
        timeline = _times(session, data, stream, None)
    if size is not None:
        found = Size(*size, SizeKnown.GIVEN, "the user said so")
    return Recording(
        data=data,
        timeline=timeline,
        size=found,
        session=session,
        newline=_newline(data),
        cues=cues,
        fidelity=(FidelityRange(0, len(data), fidelity),) if len(data) else (),
        provenance=tuple(piece.provenance for piece in pieces),
        text_id=f"{fidelity}:{hashlib.sha256(data[:4096]).hexdigest()}",
        complete=complete,
    )


def _merged(session: Session, history: History) -> Session:
    for entry in history.sessions:
        if session.id is None or entry.id is None or entry.id == session.id:
            return replace(
                session,
                id=session.id or entry.id,
                started=entry.started or session.started,
                ended=entry.ended or session.ended,
            )
    return session


def _newline(data: Buffer) -> Newline:
    head = data[:65536]
    return Newline.CRLF if head.count(b"\r\n") * 2 >= head.count(b"\n") else Newline.LF


def _from_cast(cast: Cast) -> tuple[bytes, Timeline, tuple[Cue, ...]]:
    builder, data, cues = TimelineBuilder(), bytearray(), list[Cue]()
    last = 0.0
    kinds = {
        CastCode.RESIZE: CueKind.RESIZE,
        CastCode.MARKER: CueKind.MARKER,
        CastCode.INPUT: CueKind.INPUT,
        CastCode.EXIT: CueKind.EXIT,
    }
    exact = cast.retold is None
    for event in cast.events:
        last = event.time
        if event.code is CastCode.OUTPUT:
            builder.add(
                len(event.data),
                last,
                last if exact else None,
                last if exact else None,
                Certainty.RECORDED if exact else Certainty.ESTIMATED,
                cast.retold or "the cast's own times",
            )
            data += event.data
        else:
            kind = kinds.get(event.code, CueKind.OTHER)
            cues.append(Cue(len(data), last, kind, event.data.decode("utf-8", "replace")))
    return (
        bytes(data),
        builder.build(duration=last, started=cast.started, started_known=StartedKnown.OUTPUT),
        tuple(cues),
    )


def _times(
    session: Session, data: Buffer, stream: Streaming | None, generated: datetime | None
) -> Timeline:
    builder = TimelineBuilder()
    stamps = (
        [event.timestamp_ms / 1000 for event in stream.events for _ in event.lines]
        if stream
        else []
    )
    started, ended = session.started, session.ended
    known = StartedKnown.HISTORY if started else StartedKnown.OUTPUT
    if started is None and stamps:
        started = datetime.fromtimestamp(stamps[0] - 1, UTC)
    if started is None and generated is not None and session.started:
        ended = generated
    zero = started.timestamp() if started else 0.0
    final = (ended - started).total_seconds() if started and ended else None
    at, index, low = 0, 0, 0.0
    count = max(1, data[:].count(b"\n"))
    while at < len(data):
        end = data.find(b"\n", at) + 1 or len(data)
        if index < len(stamps):
            high = stamps[index] - zero
            builder.add(end - at, high, low, high, Certainty.BOUNDED, "CloudWatch stamps")
            if index + 1 < len(stamps) and stamps[index + 1] > stamps[index]:
                low = high
        elif final is not None:
            builder.add(
                end - at,
                final * (index + 1) / (count + 1),
                low,
                final,
                Certainty.BOUNDED,
                "the session's start and end",
            )
        else:
            builder.add(end - at, index * 0.5, None, None, Certainty.ESTIMATED, "invented")
        at, index = end, index + 1
    return builder.build(duration=final, started=started, started_known=known)
