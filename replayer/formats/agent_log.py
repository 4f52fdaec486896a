"""The agent's own log on the host: when it began and ended a session, for whom, and where it sent the log.

Source: docs/formats.md#agent-log. Times are the host's local time and name no zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from replayer.errors import NotEvidence
from replayer.formats.buffer import chunks
from replayer.formats.check import Check, checked, unchecked
from replayer.formats.evidence import Buffer, Facts
from replayer.formats.format import Format
from replayer.formats.moments import from_iso
from replayer.session import Session, SessionId, Trace, TraceSource, TraceState

SAID = "agent log"
_SAID_WHEN = f"{SAID}, its zone unknown"
_LINE = re.compile(
    rb"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?) (?:INFO|WARN|ERROR|DEBUG|TRACE) (.*)"
)
_SIGNS = (
    b"[ssm-session-worker]",
    b"[amazon-ssm-agent]",
    b"[ssm-agent-worker]",
    b"[ssm-document-worker]",
)
_WORKER = b"[ssm-session-worker]"
_SESSION = re.compile(rb"\[ssm-session-worker\] \[([^\]\s]{3,96})\]")
_BEGIN = re.compile(rb"Setting up datachannel for session|Plugin \w+ started")
_END = re.compile(rb"Closing datachannel with channel Id|The session was cancelled")
_UPLOAD = re.compile(rb"Uploading \S+ to (s3://\S+)")
_OWNER = re.compile(rb'\\?"SessionOwner\\?":\s*\\?"(arn:[^"\\]{1,400})')
_RUN_AS = re.compile(rb'\\?"RunAsUser\\?":\s*\\?"([^"\\]{1,256})')


@dataclass
class _Told:
    """What the lines of one session say so far."""

    started: datetime | None = None
    ended: datetime | None = None
    owner: str | None = None
    run_as_user: str | None = None
    objects: list[str] = field(default_factory=list)


def recognises(head: bytes) -> bool:
    """Whether `head` begins with lines of the agent's log."""
    return _LINE.search(head) is not None and any(sign in head for sign in _SIGNS)


def read(content: Buffer, check: Check = unchecked) -> tuple[Facts, ...]:
    """Return what the lines say of sessions.

    Raises:
        NotEvidence: no line is of a session.
    """
    told: dict[str, _Told] = {}
    for line in checked(_lines(content), check):
        found = _SESSION.search(line) if _WORKER in line else None
        parts = _LINE.match(line) if found else None
        if found and parts:
            _take(told.setdefault(found[1].decode("utf-8", "replace"), _Told()), parts[1], line)
    if not told:
        raise NotEvidence(
            "this agent log tells of no session.",
            hint="Older parts of it lie beside it, as amazon-ssm-agent.log.1 and so on.",
        )
    return (
        Facts(TraceSource.AGENT_LOG, tuple(_session(name, each) for name, each in told.items())),
    )


def _take(told: _Told, stamp: bytes, line: bytes) -> None:
    moment = from_iso(stamp.decode("ascii"))
    if moment and told.started is None and _BEGIN.search(line):
        told.started = moment[0]
    if moment and _END.search(line):
        told.ended = moment[0]
    if (upload := _UPLOAD.search(line)) is not None:
        told.objects.append(upload[1].decode("utf-8", "replace"))
    if (owner := _OWNER.search(line)) is not None:
        told.owner = owner[1].decode("utf-8", "replace")
    if (user := _RUN_AS.search(line)) is not None:
        told.run_as_user = user[1].decode("utf-8", "replace")


def _session(name: str, told: _Told) -> Session:
    told_of = ("started", "ended", "owner", "run_as_user")
    said = {
        each: _SAID_WHEN if each in ("started", "ended") else SAID
        for each in told_of
        if getattr(told, each) is not None
    }
    objects = tuple(
        Trace(TraceSource.S3, TraceState.ABSENT, address=where)  # until a source shows it
        for where in dict.fromkeys(told.objects)
    )
    return Session(
        key=name,
        id=SessionId(name),
        owner=told.owner,
        run_as_user=told.run_as_user,
        started=told.started,
        ended=told.ended,
        traces=(Trace(TraceSource.AGENT_LOG, TraceState.PRESENT), *objects),
        said_by=MappingProxyType({"id": SAID, **said}),
    )


def _lines(content: Buffer) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks(content):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    yield rest


AGENT_LOG = Format("agent log", recognises, read)
