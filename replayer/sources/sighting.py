"""What one item says of one session, as far as a list needs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from replayer.formats.evidence import (
    Cast,
    Evidence,
    Facts,
    History,
    Streaming,
    Transcript,
    TranscriptKind,
)
from replayer.session import Session, SessionId, Trace, TraceSource, TraceState
from replayer.sources.item import Item
from replayer.sources.naming import account_in, named_by, speaker

_WRITERS = {
    TranscriptKind.SCRIPT: (TraceSource.S3, None),
    TranscriptKind.SCREEN_ERA: (TraceSource.S3, None),
    TranscriptKind.POWERSHELL: (TraceSource.S3, None),
    TranscriptKind.PLAIN_EVENTS: (TraceSource.CLOUDWATCH, "plain"),
    TranscriptKind.IPC: (TraceSource.FILE, None),
    TranscriptKind.RAW: (TraceSource.FILE, None),
}


TELLING = frozenset({"history", "cloudtrail", "agent-log"})
"""Kinds of sightings that tell of a session and hold nothing of its output."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one item says of one session."""

    session: Session
    """Only what this item says, with `said_by` and its traces. The key is the id, or `file:` and the item's path."""
    item: Item
    kind: str
    """The transcript's kind, `streaming`, `cast`, or one of `TELLING`."""
    first: datetime | None = None
    """The earliest moment that it names, for a list to sort by where no start is known."""


def trace_of(evidence: Evidence) -> tuple[TraceSource, str | None]:
    """Return who wrote `evidence`, and in which form."""
    if isinstance(evidence, Transcript):
        return (TraceSource.CLOUDWATCH, "plain") if evidence.stamps_ms else _WRITERS[evidence.kind]
    if isinstance(evidence, Streaming):
        return TraceSource.CLOUDWATCH, "streaming"
    if isinstance(evidence, Facts):
        return evidence.source, None
    return (TraceSource.HISTORY if isinstance(evidence, History) else TraceSource.FILE), None


def sightings(item: Item, evidence: Evidence) -> Iterator[Sighting]:
    """Yield what `evidence`, read from `item`, says: one sighting a session."""
    if isinstance(evidence, History | Facts):
        source, _ = trace_of(evidence)
        for session in evidence.sessions:
            traces = tuple(
                replace(trace, address=item.address) if trace.source is source else trace
                for trace in session.traces
            )
            yield Sighting(replace(session, traces=traces), item, source.value, session.started)
    else:
        yield _sighting(item, evidence)


def _sighting(item: Item, evidence: Transcript | Streaming | Cast) -> Sighting:
    named = named_by(item, evidence)
    source, form = trace_of(evidence)
    who = speaker(evidence)
    session = Session(
        key=named[0] if named else f"file:{item.path}",
        id=SessionId(named[0]) if named else None,
        traces=(Trace(source, TraceState.PRESENT, form, item.address),),
    )
    first: datetime | None = None
    if isinstance(evidence, Transcript):
        session = replace(session, target=evidence.target, ended=evidence.generated)
        first, kind = evidence.generated, evidence.kind.value
    elif isinstance(evidence, Streaming):
        session = replace(
            session,
            region=evidence.region,
            owner=evidence.owner,
            account=account_of(evidence.owner),
            target=evidence.target,
            run_as_user=evidence.run_as_user,
        )
        first, kind = _moment(evidence.events[0].timestamp_ms), "streaming"
    else:
        session = replace(session, started=evidence.started)
        first, kind = evidence.started, "cast"
    account = account_in(item, named[0]) if named and session.account is None else None
    if account is not None:
        session = replace(session, account=account)
    known = ("region", "owner", "run_as_user", "account", "target", "started", "ended")
    said = {name: who for name in known if getattr(session, name) is not None}
    if isinstance(evidence, Transcript) and not evidence.generated_zone_known and "ended" in said:
        said["ended"] = f"{who}, its zone unknown"
    if account is not None:
        said["account"] = "folder name"
    if named:
        said["id"] = named[1]
    return Sighting(replace(session, said_by=MappingProxyType(said)), item, kind, first)


def _moment(stamp_ms: int) -> datetime | None:
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=stamp_ms)
    except OverflowError:
        return None


def account_of(arn: str | None) -> str | None:
    """Return the account that an ARN names."""
    parts = (arn or "").split(":")
    return parts[4] if len(parts) > 5 and parts[4].isdigit() else None
