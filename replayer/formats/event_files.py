"""CloudWatch events in whatever JSON a user has them, one group a stream.

`aws logs get-log-events` and `filter-log-events`, one page or several, the bare list, JSON lines, subscription and
SIEM wrappers. Each stream is then read by its first event, since one log group holds both forms.
Source: docs/formats.md#cloudwatch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from replayer.errors import NotEvidence
from replayer.formats import json_values, plain_events, streaming_events
from replayer.formats.evidence import Buffer, Streaming, Transcript
from replayer.formats.format import Format
from replayer.formats.json_values import Json, number_in
from replayer.formats.log_event import LogEvent
from replayer.formats.moments import from_json

_STREAM = ("logStreamName", "logStream", "@logStream")
_MESSAGE = ("message", "@message", "_raw")
_STAMP = ("timestamp", "@timestamp", "_time")
_LISTS = ("events", "logEvents", "hits", "records", "results")
_INSIDE = ("_source", "event", "result", "hits")
_DEPTH = 5
"""Wrappers within wrappers that are followed."""
_SIGNS = tuple(f'"{name}"'.encode() for name in ("sessionData", "events", "logEvents", *_MESSAGE))


def recognises(head: bytes) -> bool:
    """Whether `head` is JSON that names the fields of log events."""
    return json_values.looks_like_json(head) and (
        any(sign in head for sign in _SIGNS) or b'\\"sessionData\\"' in head
    )


def read(content: Buffer) -> tuple[Streaming | Transcript, ...]:
    """Return one piece of evidence a stream.

    Raises:
        NotEvidence: the JSON is broken, or no event in it is of a session.
    """
    found, broken = json_values.values(content)
    evidence = evidence_of(_events(found, None, 0))
    if not evidence:
        raise NotEvidence(
            f"{broken}." if broken else "there are no log events of a session in it.",
            hint="Fetch the log stream that is named like the session's id.",
        )
    if broken:
        return tuple(replace(each, remarks=(*each.remarks, broken)) for each in evidence)
    return evidence


def evidence_of(events: Iterable[LogEvent]) -> tuple[Streaming | Transcript, ...]:
    """Return one piece of evidence for each stream that holds a session; other programs' streams give none."""
    streams: dict[str | None, list[LogEvent]] = {}
    session: str | None = None
    for event in events:
        # one stream without a name may hold strangers among its session's events
        session = streaming_events.session_of(event.message) or session
        streams.setdefault(event.stream or session, []).append(event)
    found: list[Streaming | Transcript] = []
    for group in streams.values():
        streamed = streaming_events.is_one(group[0].message)
        evidence = streaming_events.read(group) if streamed else plain_events.read(group)
        if evidence is not None:
            found.append(evidence)
    return tuple(found)


def _events(value: Json, stream: str | None, depth: int) -> Iterator[LogEvent]:
    """Yield the log events inside `value`, looking into lists and known wrappers."""
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _events(each, stream, depth + 1)
    elif isinstance(value, dict):
        stream = next((value[key] for key in _STREAM if isinstance(value.get(key), str)), stream)
        message = next((value[key] for key in _MESSAGE if key in value), None)
        if "sessionData" in value:
            yield LogEvent(value, None, None, stream)
        elif isinstance(message, str) or (isinstance(message, dict) and "sessionData" in message):
            yield LogEvent(
                message, _stamp(value), _whole(number_in(value, "ingestionTime")), stream
            )
        else:
            for key in (*_LISTS, *_INSIDE):
                if isinstance(value.get(key), list | dict):
                    yield from _events(value[key], stream, depth + 1)


def _stamp(value: Json) -> int | None:
    for key in _STAMP:
        moment = from_json(value.get(key))
        if moment is not None:
            return round(moment.timestamp() * 1000)
    return None


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


EVENTS = Format("CloudWatch events", recognises, read)
