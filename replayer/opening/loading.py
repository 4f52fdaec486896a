"""From an entry to its recording: reads the evidence and has it put together, a first version from the first bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from replayer import formats
from replayer.errors import AccessDenied, NoSuchSession, NotEvidence, ReplayError, SourceFailed
from replayer.formats.buffer import Buffer, chunks
from replayer.formats.check import check_of
from replayer.formats.event_files import EVENTS, beginning
from replayer.formats.evidence import (
    Cast,
    Evidence,
    Facts,
    History,
    Streaming,
    Transcript,
    TranscriptKind,
)
from replayer.formats.unwrap import is_packed, unwrapped_head
from replayer.opening.verifying import changes, with_changes
from replayer.recording import Piece, build
from replayer.recording.recording import Provenance, Recording
from replayer.session import Session, Trace, TraceState
from replayer.sources import Entry, Item
from replayer.sources.item import never
from replayer.sources.merging import merged
from replayer.sources.sighting import sightings, trace_of
from replayer.sources.survey import evidence_in

LARGE = 1 << 20
"""Bytes; a transcript above this is shown before it is read whole."""
FIRST = 256 << 10
"""Bytes of the first version."""
SMALL = 100 << 10
"""Bytes; even a packed transcript is read at once below this."""
_RANK = [
    TranscriptKind.IPC.value,
    TranscriptKind.SCRIPT.value,
    TranscriptKind.SCREEN_ERA.value,
    TranscriptKind.PLAIN_EVENTS.value,
    TranscriptKind.RAW.value,
    TranscriptKind.POWERSHELL.value,
    "streaming",
]
"""Kinds of evidence whose beginning can be shown alone, the one whose bytes count most first."""


def open_recording(
    entry: Entry, *, size: tuple[int, int] | None = None, cancelled: Callable[[], bool] = never
) -> Recording:
    """Return the complete recording of `entry`.

    Raises:
        ReplayError: its evidence cannot be read, or there is nothing to replay.
    """
    session, found = _read(entry, cancelled)
    return with_changes(build(session, found, size=size, cancelled=cancelled))


def versions(
    entry: Entry, *, size: tuple[int, int] | None = None, cancelled: Callable[[], bool] = never
) -> Iterator[Recording]:
    """Yield the recording of `entry`, for large input first what its beginning shows; the last one is complete.

    Args:
        entry: the session.
        size: columns and rows that the user gave.
        cancelled: asked every few milliseconds; True ends the reading with a `ReplayError`.

    Raises:
        ReplayError: its evidence cannot be read, or there is nothing to replay.
    """
    first = _first_piece(entry)
    if first is not None and not cancelled():
        yield build(entry.session, [first], size=size, complete=False, cancelled=cancelled)
    yield open_recording(entry, size=size, cancelled=cancelled)


def _read(entry: Entry, cancelled: Callable[[], bool]) -> tuple[Session, list[Piece]]:
    """Return the session and all evidence of it, read whole; what could not be read is marked in its traces.

    Raises:
        NoSuchSession: only the history knows it: there is nothing to replay.
        ReplayError: evidence cannot be read.
    """
    if not entry.has_text:
        raise _nothing(entry)
    session = entry.session
    found: list[Piece] = []
    problems: dict[str, ReplayError] = {}
    for item in entry.items:
        try:
            pieces = list(pieces_of(entry, item, item.content(cancelled), cancelled))
        except (SourceFailed, NoSuchSession, NotEvidence) as error:
            if item.named or cancelled():
                raise
            problems[item.where] = error  # one source that fails does not hide the others
        else:
            found += pieces
            session = informed(session, item, pieces)
    if problems and all(isinstance(piece.evidence, History | Facts) for piece in found):
        raise next(iter(problems.values()))
    marked = tuple(_marked(trace, problems) for trace in session.traces)
    return _bounded(replace(session, traces=marked)), found


def informed(session: Session, item: Item, pieces: Iterable[Piece]) -> Session:
    """Return `session` with what streamed events say of it beside their text, which no list reads."""
    for piece in pieces:
        if isinstance(piece.evidence, Streaming):
            for each in sightings(item, piece.evidence):
                session = merged(session, replace(each.session, traces=()))
    return session


def pieces_of(
    entry: Entry, item: Item, content: Buffer, cancelled: Callable[[], bool]
) -> Iterator[Piece]:
    """Yield the evidence of `entry` in `content`, which was read from `item`.

    Raises:
        NotEvidence: it is none.
    """
    try:
        evidence = evidence_in(item, content, check_of(cancelled))
    except NotEvidence as error:
        raise NotEvidence(error.message, where=item.where, hint=error.hint) from error
    digest = _digest(content, cancelled)
    for each in evidence:
        own = _of(entry, each)
        if own is not None:
            yield Piece(own, _provenance(item, own, digest, len(content)))


def _bounded(session: Session) -> Session:
    """Return `session` without moments that may be off by a whole zone: they bound nothing."""
    doubtful: dict[str, Any] = {
        name: None
        for name in ("started", "ended")
        if "zone unknown" in session.said_by.get(name, "")
    }
    said = {name: who for name, who in session.said_by.items() if name not in doubtful}
    return replace(session, **doubtful, said_by=MappingProxyType(said)) if doubtful else session


def _marked(trace: Trace, problems: dict[str, ReplayError]) -> Trace:
    problem = problems.get(trace.where or "")
    if problem is None:
        return trace
    state = TraceState.DENIED if isinstance(problem, AccessDenied) else TraceState.ABSENT
    return replace(trace, state=state, address=str(problem))  # says where, and what to ask for


def _first_piece(entry: Entry) -> Piece | None:
    """Return the beginning of the evidence whose bytes the recording will have; None when it is small or says nothing yet."""
    texts = [sighting for sighting in entry.sightings if sighting.kind in _RANK]
    if not texts:
        return None
    item = min(texts, key=lambda sighting: _RANK.index(sighting.kind)).item
    if item.size is None or item.size < SMALL:
        return None
    head = item.head(FIRST)
    packed = is_packed(head)
    if not packed and item.size < LARGE:
        return None
    for each in _beginning(item, (unwrapped_head(head) if packed else head)[:FIRST]):
        own = _of(entry, each)
        if isinstance(own, Transcript | Streaming):
            own = replace(own, remarks=())  # what is missing is still to come
            own = replace(own, whole=True) if isinstance(own, Transcript) else own
            digest = hashlib.sha256(head).hexdigest()
            return Piece(own, _provenance(item, own, digest, len(head)))
    return None


def _beginning(item: Item, text: bytes) -> tuple[Evidence, ...]:
    if formats.recognise(text) is EVENTS:
        return beginning(text)
    try:
        return evidence_in(item, text[: text.rfind(b"\n") + 1] or text)
    except NotEvidence:  # reading it whole says so, and where
        return ()


def _of(entry: Entry, evidence: Evidence) -> Evidence | None:
    """Return `evidence`, of a history only the entry's part; None when it is of another session."""
    wanted = entry.session.id.text if entry.session.id else None
    if isinstance(evidence, History | Facts):
        own = tuple(each for each in evidence.sessions if each.id and each.id.text == wanted)
        return replace(evidence, sessions=own) if own else None
    stream = None if isinstance(evidence, Cast) else evidence.stream
    name = evidence.session_id or stream
    return evidence if name is None or name == wanted else None


def _provenance(item: Item, evidence: Evidence, digest: str, size: int) -> Provenance:
    source, form = trace_of(evidence)
    if isinstance(evidence, Transcript) and form is None:
        form = evidence.kind.value
    done = (*evidence.remarks, *changes(item, digest))
    return Provenance(source, form, item.where, digest, size, done)


def _digest(content: Buffer, cancelled: Callable[[], bool]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks(content):
        if cancelled():
            raise ReplayError("reading was cancelled.")
        digest.update(chunk)
    return digest.hexdigest()


def _nothing(entry: Entry) -> ReplayError:
    if entry.session.is_running:
        return NoSuchSession(
            "this session goes on, and nothing of it was streamed yet.",
            where=entry.key,
            hint="Lines come while it runs where its log group is streamed to, else its log comes at its end.",
        )
    document = entry.session.document or ""
    denied = [trace for trace in entry.session.traces if trace.state is TraceState.DENIED]
    if denied:
        return AccessDenied(
            "there may be a log of this session, and reading it was refused.",
            where=denied[0].where or entry.key,
            hint="The lines above, or `ssm-replay list`, name the permission to ask for.",
        )
    if any(trace.state is TraceState.NOT_EXPECTED for trace in entry.session.traces):
        return NoSuchSession(
            f"there is nothing to replay: {document} is a tunnel, which is never logged.",
            where=entry.key,
        )
    places = [trace.where for trace in entry.session.traces if trace.state is TraceState.ABSENT]
    told = f" The history says it is at {' and '.join(filter(None, places))}." if places else ""
    return NoSuchSession(
        f"only the history knows this session; no log of it is here.{told}",
        where=entry.key,
        hint="Fetch the log and open it together with the history.",
    )
