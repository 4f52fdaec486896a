"""The list of the last time, so that the next one is there at once while AWS is asked again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import datetime
from types import MappingProxyType
from typing import Any

from replayer.session import Session, SessionId, Trace, TraceSource, TraceState
from replayer.settings import AwsSettings
from replayer.sources.aws.clients import Account, accounts
from replayer.sources.aws.log_stream import StreamOpener
from replayer.sources.aws.s3_object import ObjectOpener
from replayer.sources.cache import Cache
from replayer.sources.item import Item
from replayer.sources.sighting import Sighting

_FORM = 1
"""Raised whenever lines are written otherwise: older ones are then not read."""
_OPENERS: dict[str, type[ObjectOpener] | type[StreamOpener]] = {
    "s3": ObjectOpener,
    "logs": StreamOpener,
}
_PLACES = {
    "s3": ("where", "etag", "version"),
    "logs": ("group", "stream", "unmask", "last_ms"),
}
_DATES = ("started", "ended")


def remember(settings: AwsSettings, sightings: Iterable[Sighting]) -> None:
    """Keep `sightings`, those that can be read again, for the next time with the same settings."""
    lines = (line for each in sightings if (line := _line(each)) is not None)
    Cache(settings.cache_mb).remember(_name(settings), lines)


def recalled(settings: AwsSettings) -> Iterator[Sighting]:
    """Yield what was remembered; nothing where nothing was, or where it cannot be read any more."""
    known = {str(account): account for account in accounts(settings)}
    for line in Cache(settings.cache_mb).list_of(_name(settings)):
        try:
            sighting = _sighting(json.loads(line), known)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
        yield sighting


def _name(settings: AwsSettings) -> str:
    asked = {**asdict(settings), "cache_mb": None, "calls_per_second": None}
    places = [account.identity for account in accounts(settings)]
    return json.dumps([_FORM, asked, places])


def _line(sighting: Sighting) -> str | None:
    item = sighting.item
    value: dict[str, Any] = {
        "kind": sighting.kind,
        "first": _text(sighting.first),
        "session": _session_object(sighting.session),
        "item": {
            "where": item.where,
            "name": item.name,
            "folder": item.folder,
            "size": item.size,
            "modified": _text(item.modified),
        },
    }
    for name, kind in _OPENERS.items():
        if isinstance(item.open, kind):
            place = {each: getattr(item.open, each) for each in _PLACES[name]}
            value["open"] = [name, str(item.open.account), place]
            return json.dumps(value)
    if isinstance(item.held, bytes):
        value["held"] = item.held.decode("utf-8", "surrogateescape")
        return json.dumps(value)
    return None


def _sighting(value: dict[str, Any], known: dict[str, Account]) -> Sighting:
    place = value["item"]
    opener = None
    if "open" in value:
        name, account, arguments = value["open"]
        opener = _OPENERS[name](known[account], **arguments)
    held = value["held"].encode("utf-8", "surrogateescape") if "held" in value else None
    item = Item(
        address=place["where"],
        name=place["name"],
        folder=place["folder"],
        size=place["size"],
        modified=_moment(place["modified"]),
        open=opener,
        held=held,
    )
    return Sighting(_session(value["session"]), item, value["kind"], _moment(value["first"]))


def _session_object(session: Session) -> dict[str, Any]:
    value = {each.name: getattr(session, each.name) for each in fields(session)}
    return {
        **value,
        "id": session.id and session.id.text,
        **{name: _text(value[name]) for name in _DATES},
        "traces": [[each.source, each.state, each.form, each.where] for each in session.traces],
        "said_by": dict(session.said_by),
    }


def _session(value: dict[str, Any]) -> Session:
    return Session(
        **{
            **value,
            "id": SessionId(value["id"]) if value["id"] else None,
            **{name: _moment(value[name]) for name in _DATES},
            "traces": tuple(
                Trace(TraceSource(source), TraceState(state), form, where)
                for source, state, form, where in value["traces"]
            ),
            "said_by": MappingProxyType(value["said_by"]),
        }
    )


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
