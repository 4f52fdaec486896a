"""CloudTrail: who started, resumed or ended a session, from where, to the second.

Trail files (`Records`), what `aws cloudtrail lookup-events` prints, and single records. Source: docs/formats.md#cloudtrail.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from replayer.errors import NotEvidence
from replayer.formats import json_values
from replayer.formats.check import Check, checked, unchecked
from replayer.formats.evidence import Buffer, Facts
from replayer.formats.format import Format
from replayer.formats.json_values import Json, text_in
from replayer.formats.moments import from_json
from replayer.session import Session, SessionId, Trace, TraceSource, TraceState

SAID = "cloudtrail"
_LISTS = ("Records", "Events")
_SIGNS = (b'"eventSource"', b'"CloudTrailEvent"')
_DEPTH = 3
_UNSAID = frozenset({"key", "id", "traces", "said_by"})


def recognises(head: bytes) -> bool:
    """Whether `head` is JSON that holds records of CloudTrail."""
    return json_values.looks_like_json(head) and any(sign in head for sign in _SIGNS)


def read(content: Buffer, check: Check = unchecked) -> tuple[Facts, ...]:
    """Return what the records in `content` say of sessions.

    Raises:
        NotEvidence: the JSON is broken, or no record in it is of a session.
    """
    found, broken = json_values.values(content, check)
    sessions = tuple(
        session
        for record in checked(_records(found, 0), check)
        if (session := _session_of(record)) is not None
    )
    if not sessions:
        raise _empty(broken)
    return (Facts(TraceSource.CLOUDTRAIL, sessions, (broken,) if broken else ()),)


def parts(content: Buffer, check: Check = unchecked) -> Iterator[Facts]:
    """Yield what the records in `content` say, one by one, while they are read.

    Raises:
        NotEvidence: the JSON is broken, or no record in it is of a session.
    """
    count = 0
    for value in json_values.items(content, _LISTS, check):
        for record in _records(value, 1):
            if (session := _session_of(record)) is not None:
                count += 1
                yield Facts(TraceSource.CLOUDTRAIL, (session,))
    if not count:
        raise _empty(None)


def _empty(broken: str | None) -> NotEvidence:
    return NotEvidence(
        f"{broken}." if broken else "no record in it is of a session.",
        hint="Records of sessions are StartSession, ResumeSession and TerminateSession of Systems Manager.",
    )


def _session_of(record: Json) -> Session | None:
    """Return the session that one record is about; None when it is about none."""
    call = (text_in(record, "eventSource"), text_in(record, "eventName"))
    name = next((name for path in _NAMES.get(call, ()) if (name := text_in(record, *path))), None)
    if name is None:  # another call, or one that was refused: it made no session
        return None
    session = Session(
        key=name,
        id=SessionId(name),
        account=text_in(record, "recipientAccountId")
        or text_in(record, "userIdentity", "accountId"),
        region=text_in(record, "awsRegion"),
        traces=(Trace(TraceSource.CLOUDTRAIL, TraceState.PRESENT),),
    )
    when = from_json(record.get("eventTime"))
    if call[1] in _BEGINS:
        session = replace(
            session,
            owner=text_in(record, "userIdentity", "arn"),
            target=text_in(record, "requestParameters", "target"),
            started=when,
            reason=text_in(record, "requestParameters", "reason"),
            document=text_in(record, "requestParameters", "documentName"),
            source_address=text_in(record, "sourceIPAddress"),
            target_name=_task_name(record),
        )
    elif call[1] == "TerminateSession":  # whoever ended it need not be its owner
        session = replace(session, ended=when)
    known = [
        each
        for each in Session.__dataclass_fields__
        if each not in _UNSAID and getattr(session, each) is not None
    ]
    return replace(session, said_by=MappingProxyType(dict.fromkeys(["id", *known], SAID)))


_SSM, _ECS = "ssm.amazonaws.com", "ecs.amazonaws.com"  # Athena has a StartSession, too
_BEGINS = ("StartSession", "ExecuteCommand")
_NAMES: dict[tuple[str | None, str | None], tuple[tuple[str, ...], ...]] = {
    (_SSM, "StartSession"): (("responseElements", "sessionId"),),
    (_SSM, "ResumeSession"): (
        ("responseElements", "sessionId"),
        ("requestParameters", "sessionId"),
    ),
    (_SSM, "TerminateSession"): (
        ("responseElements", "sessionId"),
        ("requestParameters", "sessionId"),
    ),
    (_ECS, "ExecuteCommand"): (("responseElements", "session", "sessionId"),),
}


def _task_name(record: Json) -> str | None:
    """Return `cluster/task/container` of a record of ECS Exec; None for any other."""
    cluster, task, container = (
        text_in(record, "responseElements", key) or text_in(record, "requestParameters", other)
        for key, other in (
            ("clusterArn", "cluster"),
            ("taskArn", "task"),
            ("containerName", "container"),
        )
    )
    if task is None:
        return None
    short = task.rpartition("/")[2][:8]  # enough to tell it from the others of its service
    return "/".join(filter(None, ((cluster or "").rpartition("/")[2], short, container)))


def _records(value: Json, depth: int) -> Iterator[Json]:
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _records(each, depth + 1)
    elif isinstance(value, dict):
        if "eventSource" in value:
            yield value
        elif isinstance(value.get("CloudTrailEvent"), str):
            yield from _parsed(value["CloudTrailEvent"])
        for key in _LISTS:
            yield from _records(value.get(key), depth + 1)


def _parsed(text: str) -> Iterator[Json]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(found, dict):
        yield found


CLOUDTRAIL = Format("CloudTrail records", recognises, read, parts)
