"""The door of this layer: pieces of evidence in, one recording out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from replayer.formats.evidence import (
    Buffer,
    Cast,
    Evidence,
    History,
    StreamedEvent,
    Streaming,
    Transcript,
    TranscriptKind,
)
from replayer.recording.activity import read_activity
from replayer.recording.casting import from_cast, size_of_cast
from replayer.recording.choosing import Chosen, choose
from replayer.recording.fused import Fused, fuse
from replayer.recording.geometry import geometry
from replayer.recording.long_work import Check, check_of
from replayer.recording.pieces import Piece
from replayer.recording.recording import (
    Cue,
    CueKind,
    Fidelity,
    FidelityRange,
    Gap,
    Newline,
    Provenance,
    Recording,
    Size,
    SizeKnown,
)
from replayer.recording.report import assumption, gaps_of, matched
from replayer.recording.slices import slices
from replayer.session import Session

_HEAD = 4096
"""Bytes that tell one text from another."""


def _never() -> bool:
    return False


def build(
    session: Session,
    pieces: Sequence[Piece],
    *,
    size: tuple[int, int] | None = None,
    complete: bool = True,
    cancelled: Callable[[], bool] = _never,
) -> Recording:
    """Return the recording that `pieces` give for `session`; `size` (columns, rows) wins over what the bytes show.

    `complete` is False while more may come: the end is then "so far", and nothing is fitted to it. `cancelled` is asked
    every few milliseconds.

    Raises:
        ReplayError: it was cancelled.
    """
    check = check_of(cancelled)
    evidence = [piece.evidence for piece in pieces]
    session = _told(session, evidence)
    transcripts = [each for each in evidence if isinstance(each, Transcript)]
    streamed = _streamed([each for each in evidence if isinstance(each, Streaming)])
    cast = next((each for each in evidence if isinstance(each, Cast)), None)
    chosen = choose(transcripts, check)
    if cast is not None and chosen is None and not streamed:
        return _of_cast(session, pieces, cast, size, check)
    fused = fuse(session, chosen, transcripts, streamed, complete=complete, check=check)
    gaps = [*(chosen.gaps if chosen else ()), *gaps_of(fused.found), *_cut(chosen, fused)]
    data = fused.found.source.data
    shown, changes = geometry(data, fused.spans, check)
    cues = [
        Cue(
            each.offset,
            fused.timeline.time_at(each.offset),
            CueKind.RESIZE,
            f"{each.cols}x{each.rows}",
        )
        for each in changes
        if size is None
    ]
    return Recording(
        data=data,
        timeline=fused.timeline,
        size=_given(size) or shown,
        session=session,
        newline=fused.newline,
        cues=tuple(cues),
        spans=fused.spans,
        fidelity=fused.fidelity,
        gaps=tuple(sorted(gaps, key=lambda gap: gap.offset)),
        provenance=tuple(_done(piece, chosen, fused) for piece in pieces),
        text_id=_text_id("exact", data[:_HEAD])
        if chosen
        else _text_id("streaming", _first_line(data)),
        complete=complete,
    )


def _of_cast(
    session: Session,
    pieces: Sequence[Piece],
    cast: Cast,
    size: tuple[int, int] | None,
    check: Check,
) -> Recording:
    data, timeline, cues = from_cast(cast, check)
    return Recording(
        data=data,
        timeline=timeline,
        size=_given(size) or size_of_cast(cast),
        session=session,
        newline=Newline.CRLF,
        cues=cues,
        spans=read_activity(data, slices(data, check=check).ends, check).spans(check),
        fidelity=(FidelityRange(0, len(data), Fidelity.EXACT),) if data else (),
        provenance=tuple(piece.provenance for piece in pieces),
        text_id=_text_id("cast", data[:_HEAD]),
    )


def _given(size: tuple[int, int] | None) -> Size | None:
    return None if size is None else Size(*size, SizeKnown.GIVEN, "the user said so")


def _told(session: Session, evidence: Sequence[Evidence]) -> Session:
    """Return `session` with the dates that evidence of it names and nobody has told yet."""
    said = dict(session.said_by)
    for history in (each for each in evidence if isinstance(each, History)):
        for entry in history.sessions:
            if session.id is None or entry.id is None or entry.id.text == session.id.text:
                for name in ("started", "ended"):
                    if getattr(entry, name) is not None:
                        session = replace(session, **{name: getattr(entry, name)})
                        said[name] = "history"
    if session.ended is None:
        for each in evidence:
            if isinstance(each, Transcript) and each.generated is not None:
                session = replace(session, ended=each.generated)
                said["ended"] = "script header"
    return replace(session, said_by=MappingProxyType(said))


def _streamed(streams: Sequence[Streaming]) -> list[StreamedEvent]:
    """Return all streamed events in the order of the service; the same file given twice says nothing new."""
    if len(streams) < 2:
        return list(streams[0].events) if streams else []
    events = dict.fromkeys(event for stream in streams for event in stream.events)
    return sorted(events, key=lambda event: event.timestamp_ms)


def _cut(chosen: Chosen | None, fused: Fused) -> Iterator[Gap]:
    if chosen is None or chosen.transcript.whole:
        return
    end = len(chosen.data)
    rest = len(fused.found.source.data) - end
    if rest:
        yield Gap(
            end,
            rest,
            "the transcript breaks off here; the rest is streamed text, damaged as that is",
        )
    elif chosen.transcript.kind is not TranscriptKind.IPC:
        yield Gap(end, 0, "the transcript has no footer: it may break off here")


def _done(piece: Piece, chosen: Chosen | None, fused: Fused) -> Provenance:
    """Return the piece's provenance with what was made of it."""
    done = []
    evidence = piece.evidence
    if isinstance(evidence, Transcript):
        if chosen is not None and evidence is chosen.transcript:
            done.append("its bytes are the recording's")
            if evidence.translated:
                done.append("CR LF was turned into LF once: the logger's own terminal had made it")
        else:
            done.append("compared with the recording's bytes")
        if evidence.generated is not None:
            zone = (
                "" if evidence.generated_zone_known else "; it names no zone, so it bounds nothing"
            )
            done.append(f"its header's date is the end of the session{zone}")
    elif isinstance(evidence, Streaming):
        done.append(matched(fused.found))
        assumed = assumption(fused.found)
        if assumed:
            done.append(assumed)
    elif isinstance(evidence, History):
        done.append("its start and end bound all times")
    return replace(piece.provenance, done=(*piece.provenance.done, *done))


def _text_id(origin: str, head: bytes) -> str:
    return f"{origin}:{hashlib.sha256(head).hexdigest()}"


def _first_line(data: Buffer) -> bytes:
    """Return the first line of streamed text: that of a live session grows, and must keep its name from the start."""
    return data[: min(_HEAD, data.find(b"\n") + 1 or _HEAD)]
