"""Sessions in CloudWatch Logs: lists a group's streams, the ones that spoke last first, and finds one by its name.

Source: docs/formats.md#ids. A session's stream is called like the session; whether it was streamed or uploaded at the end is
seen only in its events, so the listing promises neither, except where the stamps alone show it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from replayer import formats
from replayer.errors import AccessDenied, NoSuchSession
from replayer.formats.evidence import TranscriptKind
from replayer.session import Address, Session, SessionId, Trace, TraceSource, TraceState
from replayer.settings import AwsSettings
from replayer.sources.aws.clients import Account, Cancelled, first_that_may
from replayer.sources.aws.log_stream import StreamOpener, named, page_bytes, pages
from replayer.sources.item import Item
from replayer.sources.naming import log_group, looks_like_id
from replayer.sources.sighting import Sighting, account_of, sightings
from replayer.sources.skipped import Skipped
from replayer.sources.source import LONGEST, Source, Wanted

if TYPE_CHECKING:
    from mypy_boto3_logs.type_defs import LogStreamTypeDef

_STALE = timedelta(hours=1)
"""How far the service's own "last event" may lag behind. Source: docs/formats.md#cloudwatch."""
_STREAMED = 60_000
"""Milliseconds between first and last stamp that no upload at the end takes: it would be of 50 MB."""
_NOT_IN_NAMES = frozenset(":*")
"""What no stream's name holds."""
_SAID = MappingProxyType({"id": "stream name", "account": "log group", "region": "log group"})


def group_source(account: Account, group: str, why: str, settings: AwsSettings) -> Source:
    """Return the source that lists the streams of `group`, which may also be named by its ARN."""
    name = log_group(group)
    where = f"logs://{name}"
    if settings.has_several_accounts:  # each may have one of that name
        where = f"{where} of {account}"
    return Source(
        kind=TraceSource.CLOUDWATCH,
        where=where,
        why=why,
        search=partial(_search, account, name, where, settings.unmask),
    )


def stream_source(
    accounts: Iterable[Account], group: str, stream: str, settings: AwsSettings
) -> Source:
    """Return the source that is one stream, in the first account that has it; its group is not listed."""
    return Source(
        kind=TraceSource.CLOUDWATCH,
        where=f"logs://{group}/{stream}",
        why="you named it",
        search=partial(_named, tuple(accounts), group, stream, settings.unmask),
    )


def _named(
    accounts: tuple[Account, ...],
    group: str,
    stream: str,
    unmask: bool,
    _wanted: Wanted,
    _cancelled: Cancelled,
) -> Iterator[Sighting]:
    """Yield what the first events of a stream tell.

    Raises:
        NotEvidence: they are not of a session, or there are none.
        ReplayError: no account has it, or may read it.
    """
    return first_that_may(
        accounts,
        lambda account: _told(account, group, stream, unmask),
        passing=(AccessDenied, NoSuchSession),
    )


def _told(account: Account, group: str, stream: str, unmask: bool) -> Iterator[Sighting]:
    found = pages(account, group, stream, unmask=unmask)
    events = next((events for events, _ in found if events), [])
    item = Item(
        address=f"logs://{group}/{stream}",
        name=stream,
        folder="",
        open=StreamOpener(account, group, stream, unmask),
    )
    for evidence in formats.read(page_bytes(group, stream, events)):
        yield from sightings(item, evidence)


def _search(
    account: Account,
    group: str,
    where: str,
    unmask: bool,
    wanted: Wanted,
    cancelled: Cancelled,
) -> Iterator[Sighting | Skipped]:
    if wanted.id is not None and _NOT_IN_NAMES & set(wanted.id):
        return  # AWS would refuse the question
    passed, example = 0, ""
    for found in _streams(account, group, where, wanted, cancelled):
        name = found["logStreamName"]
        if wanted.id is not None:
            if name == wanted.id:
                yield _sighting(account, group, unmask, found)
                return
        elif looks_like_id(name):
            yield _sighting(account, group, unmask, found)
        else:
            passed, example = passed + 1, example or name
    if passed:
        more = f" and {passed - 1:,} more" if passed > 1 else ""
        yield Skipped(f"logs://{group}/{example}{more}", "it is not named like a session.")


def _streams(
    account: Account, group: str, where: str, wanted: Wanted, cancelled: Cancelled
) -> Iterator[LogStreamTypeDef]:
    """Yield the streams of `group`: that of one session, or all, the ones that spoke last first.

    Raises:
        SourceFailed: CloudWatch Logs refused or failed.
    """
    order: dict[str, Any] = (
        {"orderBy": "LogStreamName", "logStreamNamePrefix": wanted.id}
        if wanted.id is not None
        else {"orderBy": "LastEventTime", "descending": True}
    )
    paginator = account.logs.get_paginator("describe_log_streams")
    found = paginator.paginate(**{**named(group), **order})
    for page in account.pages(found, where, "logs:DescribeLogStreams", cancelled):
        for stream in page["logStreams"]:
            last = moment(stream.get("lastEventTimestamp"))
            if wanted.since is not None and last is not None and last < wanted.since - _STALE:
                return  # those that follow spoke even earlier
            yield stream


def _sighting(account: Account, group: str, unmask: bool, found: LogStreamTypeDef) -> Sighting:
    name = found["logStreamName"]
    first, last = found.get("firstEventTimestamp"), found.get("lastEventTimestamp")
    streamed = first is not None and last is not None and last - first > _STREAMED
    address = Address(f"logs://{group}/", name, "")
    begun = moment(first)
    is_over = begun is not None and datetime.now(UTC) - begun > LONGEST + _STALE
    item = Item(
        address=address,
        name=name,
        folder="",
        modified=moment(last),
        open=StreamOpener(account, group, name, unmask, (last or 0) if is_over else 0),
    )
    session = Session(
        key=name,
        id=SessionId(name),
        account=sys.intern(account_of(found.get("arn")) or "") or None,  # one text for all rows
        region=account.region,
        traces=(
            Trace(
                TraceSource.CLOUDWATCH,
                TraceState.PRESENT,
                "streaming" if streamed else None,
                address,
            ),
        ),
        said_by=_SAID,
    )
    kind = "streaming" if streamed else TranscriptKind.PLAIN_EVENTS.value
    return Sighting(session, item, kind, moment(first) or moment(found.get("creationTime")))


def moment(stamp_ms: int | None) -> datetime | None:
    """Return the moment of a stamp in milliseconds since 1970."""
    return None if stamp_ms is None else datetime.fromtimestamp(stamp_ms / 1000, UTC)
