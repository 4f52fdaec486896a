"""Who started which session from where: CloudTrail's event history of ninety days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from replayer.errors import NotEvidence, SourceFailed
from replayer.formats import cloudtrail
from replayer.session import TraceSource
from replayer.sources.aws import history
from replayer.sources.aws.clients import Account, Cancelled
from replayer.sources.item import Item
from replayer.sources.sighting import Sighting, sightings
from replayer.sources.source import LONGEST, Source, Wanted

if TYPE_CHECKING:
    from mypy_boto3_cloudtrail.type_defs import EventTypeDef

_NAMES = ("StartSession", "ExecuteCommand")
"""The calls that make a session: `aws ssm start-session`, and that of ECS Exec."""
_EXEC = "ecs-execute-command-"
"""What the ids of ECS Exec begin with."""
_AROUND = timedelta(seconds=5)
"""Between the history's start and CloudTrail's, which is cut to the second before."""


def trail_source(account: Account) -> Source:
    """Return the source that looks up the starts of sessions in `account`."""
    return Source(
        kind=TraceSource.CLOUDTRAIL,
        where=f"the CloudTrail events of {account}",
        why="every account has them, of 90 days",
        search=partial(_search, account),
    )


def _search(account: Account, wanted: Wanted, cancelled: Cancelled) -> Iterator[Sighting]:
    if wanted.id is not None:
        yield from _start_of(account, wanted, cancelled)
        return
    for name in _NAMES:
        for event in events(account, name, wanted, cancelled):
            yield from _sightings(account, event)


def _start_of(account: Account, wanted: Wanted, cancelled: Cancelled) -> Iterator[Sighting]:
    """Yield the start of the one session that is wanted, by one call where the history knows when it was.

    Events cannot be looked up by a session's id: of a session that the history has forgotten, all would have to be read.
    """
    started = _moment_of(account, wanted, cancelled)
    if started is None or cancelled():
        return
    name = _NAMES[(wanted.id or "").startswith(_EXEC)]
    with account.errors(f"the CloudTrail events of {account}", "cloudtrail:LookupEvents"):
        page = account.cloudtrail.lookup_events(
            LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": name}],
            StartTime=started - _AROUND,
            EndTime=started + _AROUND,
        )
    for event in page["Events"]:
        for sighting in _sightings(account, event):
            if sighting.session.id is not None and sighting.session.id.text == wanted.id:
                yield sighting


def _moment_of(account: Account, wanted: Wanted, cancelled: Cancelled) -> datetime | None:
    try:
        for state in ("History", "Active"):
            for found in history.sessions(account, state, wanted, cancelled):
                return found.get("StartDate")
    except SourceFailed:
        pass  # the history itself tells that
    return None


def events(
    account: Account, name: str, wanted: Wanted, cancelled: Cancelled
) -> Iterator[EventTypeDef]:
    """Yield the events of one name, the newest first.

    Raises:
        SourceFailed: CloudTrail refused or failed.
    """
    since = wanted.since and wanted.since - LONGEST
    times = {"StartTime": since, "EndTime": wanted.until}
    found = account.cloudtrail.get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": name}],
        **{key: when for key, when in times.items() if when is not None},  # type: ignore[arg-type]
    )
    where = f"the CloudTrail events of {account}"
    for page in account.pages(found, where, "cloudtrail:LookupEvents", cancelled):
        yield from page["Events"]


def _sightings(account: Account, event: EventTypeDef) -> Iterator[Sighting]:
    content = event.get("CloudTrailEvent", "").encode()
    try:
        facts = cloudtrail.read(content)
    except NotEvidence:  # a start that was refused, or one of another service
        return
    for each in facts:
        for session in each.sessions:
            item = Item(
                address=f"the CloudTrail events of {account}",
                name=session.key,
                folder="",
                size=len(content),
                held=content,
            )
            yield from sightings(item, each)
