"""The session history: active sessions, and those of the last thirty days."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from replayer.errors import SourceFailed
from replayer.formats import history
from replayer.formats.evidence import History
from replayer.session import Session, TraceSource
from replayer.sources.aws.clients import Account, Cancelled
from replayer.sources.item import Item
from replayer.sources.sighting import Sighting, sightings
from replayer.sources.skipped import Skipped
from replayer.sources.source import LONGEST, Runs, Source, Wanted

if TYPE_CHECKING:
    from mypy_boto3_ssm.type_defs import SessionTypeDef

PAGE = 200
"""The most that the service gives at once."""


Following: TypeAlias = Callable[[Account, Session, Cancelled], Iterator[Sighting | Skipped]]


def history_source(account: Account, following: Following) -> Source:
    """Return the source that asks for the sessions of `account`; for one session, `following` looks where its logs went."""
    return Source(
        kind=TraceSource.HISTORY,
        where=f"the session history of {account}",
        why="every account has one, of 30 days",
        search=partial(_search, account, following),
    )


def _search(
    account: Account, following: Following, wanted: Wanted, cancelled: Cancelled
) -> Iterator[Sighting | Skipped]:
    states = {Runs.ACTIVE: ["Active"], Runs.HISTORY: ["History"], Runs.ALL: ["Active", "History"]}
    for state in states[wanted.runs]:
        for found in sessions(account, state, wanted, cancelled):
            sighting = sighting_of(account, found)
            yield sighting
            if wanted.id is not None:
                yield from following(account, sighting.session, cancelled)


def sessions(
    account: Account, state: str, wanted: Wanted, cancelled: Cancelled
) -> Iterator[SessionTypeDef]:
    """Yield the entries of a state, `Active` or `History`, in the service's order: the newest first.

    Raises:
        SourceFailed: Systems Manager refused or failed.
    """
    filters = _filters(wanted)
    found = account.ssm.get_paginator("describe_sessions").paginate(
        State=state,  # type: ignore[arg-type]  # a literal of two
        **({"Filters": filters} if filters else {}),  # type: ignore[arg-type]  # an empty list is refused
        PaginationConfig={"PageSize": PAGE},
    )
    where = f"the session history of {account}"
    for page in account.pages(found, where, "ssm:DescribeSessions", cancelled):
        yield from page["Sessions"]


def is_running(account: Account, session: str, cancelled: Cancelled) -> bool:
    """Whether the session goes on; True where the history may not be asked, since nobody knows then."""
    try:
        return any(True for _ in sessions(account, "Active", Wanted(id=session), cancelled))
    except SourceFailed:
        return True


def _filters(wanted: Wanted) -> list[dict[str, str]]:
    if wanted.id is not None:
        return [{"key": "SessionId", "value": wanted.id}]
    filters = []
    if wanted.since is not None:
        filters.append({"key": "InvokedAfter", "value": _iso(wanted.since - LONGEST)})
    if wanted.until is not None:
        filters.append({"key": "InvokedBefore", "value": _iso(wanted.until)})
    return filters


def _iso(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


def sighting_of(account: Account, found: SessionTypeDef) -> Sighting:
    """Return what one entry says; its item holds the entry as the AWS tools would print it."""
    content = json.dumps(found, default=_written).encode()
    session = history.entry(json.loads(content))
    item = Item(
        address=f"the session history of {account}",
        name=session.key,
        folder="",
        size=len(content),
        held=content,
    )
    said = MappingProxyType({"region": history.SAID, **session.said_by})
    session = replace(session, region=session.region or account.region, said_by=said)
    return next(iter(sightings(item, History((session,)))))


def _written(value: Any) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()
