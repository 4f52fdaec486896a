"""The session history: what `aws ssm describe-sessions` prints.

The whole answer, several pages, the bare list or one element; dates as ISO or epoch seconds; any field may be absent.
Source: docs/formats.md#history.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from replayer.errors import NotEvidence
from replayer.formats import json_values, output_url
from replayer.formats.check import Check, checked, unchecked
from replayer.formats.evidence import Buffer, History
from replayer.formats.format import Format
from replayer.formats.json_values import Json, text_in
from replayer.formats.moments import from_json
from replayer.session import Session, SessionId, Trace, TraceSource, TraceState

SAID = "history"
_UNLOGGED = ("AWS-StartPortForwardingSession", "AWS-StartSSHSession")
"""Documents, or what they begin with, whose sessions are tunnels: never logged."""
_LIST = "Sessions"
_DEPTH = 4


def recognises(head: bytes) -> bool:
    """Whether `head` is JSON that names sessions as the API does."""
    return json_values.looks_like_json(head) and (b'"SessionId"' in head or b'"Sessions"' in head)


def read(content: Buffer, check: Check = unchecked) -> tuple[History, ...]:
    """Return the entries in `content`.

    Raises:
        NotEvidence: the JSON is broken, or no session is in it.
    """
    found, broken = json_values.values(content, check)
    sessions = tuple(entry(each) for each in checked(_entries(found, 0), check))
    if not sessions:
        raise _empty(broken)
    return (History(sessions, (broken,) if broken else ()),)


def parts(content: Buffer, check: Check = unchecked) -> Iterator[History]:
    """Yield the entries in `content` one by one, while they are read.

    Raises:
        NotEvidence: the JSON is broken, or no session is in it.
    """
    count = 0
    for value in json_values.items(content, (_LIST,), check):
        for each in _entries(value, 1):
            count += 1
            yield History((entry(each),))
    if not count:
        raise _empty(None)


def _empty(broken: str | None) -> NotEvidence:
    return NotEvidence(
        f"{broken}." if broken else "this session history lists no session.",
        hint="Make it again with `aws ssm describe-sessions --state History`.",
    )


def entry(value: Json) -> Session:
    """Return the session that one element of `Sessions` describes."""
    name = text_in(value, "SessionId") or ""
    owner = text_in(value, "Owner")
    document = text_in(value, "DocumentName")
    known = {
        "id": SessionId(name),
        "region": output_url.region(value),
        "owner": owner,
        "account": _account(owner),
        "target": text_in(value, "Target"),
        "started": from_json(value.get("StartDate")),
        "ended": from_json(value.get("EndDate")),
        "status": text_in(value, "Status"),
        "reason": text_in(value, "Reason"),
        "document": document,
        "access_type": text_in(value, "AccessType"),
    }
    return Session(
        key=name,
        **known,  # type: ignore[arg-type]  # each as its field wants it
        traces=(Trace(TraceSource.HISTORY, TraceState.PRESENT), *_logs(value, document)),
        said_by=MappingProxyType(
            {field: SAID for field, told in known.items() if told is not None}
        ),
    )


def _entries(value: Json, depth: int) -> Iterator[Json]:
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _entries(each, depth + 1)
    elif text_in(value, "SessionId") is not None:
        yield value
    elif isinstance(value, dict):
        yield from _entries(value.get(_LIST), depth + 1)


def _logs(value: Json, document: str | None) -> Iterator[Trace]:
    """Yield what the entry says of logs: an address is `absent` until a source shows it."""
    unlogged = document is not None and document.startswith(_UNLOGGED)
    for source, where in (
        (TraceSource.S3, output_url.s3_address(value)),
        (TraceSource.CLOUDWATCH, output_url.logs_address(value)),
    ):
        if unlogged:
            yield Trace(source, TraceState.NOT_EXPECTED)
        elif where is not None:
            yield Trace(source, TraceState.ABSENT, address=where)


def _account(owner: str | None) -> str | None:
    parts = (owner or "").split(":")
    return parts[4] if len(parts) > 5 and parts[4].isdigit() else None


HISTORY = Format("session history", recognises, read, parts)
