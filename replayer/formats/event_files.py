"""CloudWatch events in whatever JSON a user has them, one group a stream.

`aws logs get-log-events` and `filter-log-events`, one page or several, the bare list, JSON lines, subscription and
SIEM wrappers. Each stream is then read by its first event, since one log group holds both forms.
Source: docs/formats.md#cloudwatch.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from replayer.errors import NotEvidence
from replayer.formats import json_values, plain_events, streaming_events
from replayer.formats.check import Check, checked, unchecked
from replayer.formats.evidence import Buffer, Streaming, Transcript
from replayer.formats.format import Format
from replayer.formats.json_values import Json, text_in
from replayer.formats.log_event import LogEvent, log_event
from replayer.formats.moments import stamp_ms

_STREAM = ("logStreamName", "logStream", "@logStream")
_MESSAGE = ("message", "@message", "_raw")
_STAMP = ("timestamp", "@timestamp", "_time")
"""ISO 8601 or epoch milliseconds, as CloudWatch and its followers write."""
_LISTS = ("events", "logEvents", "hits", "records", "results")
_INSIDE = ("_source", "event", "result")
_DEPTH = 5
"""Wrappers within wrappers that are followed."""
_TRIES = 20
"""Closing braces, from the end, at which the beginning of a page is tried: most stand inside messages."""
_SIGNS = (
    *(f'"{name}"'.encode() for name in ("sessionData", "events", "logEvents", *_MESSAGE)),
    b'\\"sessionData\\"',  # a message within a text
    b'"Script started on ',
)


_TEXTS = (b'"Script started on ', b'"{')
"""What JSON begins with that holds messages alone, each a text."""


def recognises(head: bytes) -> bool:
    """Whether `head` is JSON that names the fields of log events, or holds their messages."""
    is_json = json_values.looks_like_json(head) or head.lstrip().startswith(_TEXTS)
    return is_json and any(sign in head for sign in _SIGNS)


def read(content: Buffer, check: Check = unchecked) -> tuple[Streaming | Transcript, ...]:
    """Return one piece of evidence a stream.

    Raises:
        NotEvidence: the JSON is broken, or no event in it is of a session.
    """
    found, broken = json_values.values(content, check)
    evidence = _evidence_of(_events(found, None, 0), check)
    if not evidence:
        raise NotEvidence(
            f"{broken}." if broken else "there are no log events of a session in it.",
            hint="Fetch the log stream that is named like the session's id.",
        )
    if broken:
        return tuple(replace(each, remarks=(*each.remarks, broken)) for each in evidence)
    return evidence


def beginning(head: bytes) -> tuple[Streaming | Transcript, ...]:
    """Return what the events that lie whole in `head`, the first bytes of content, hold; nothing when none does."""
    text, end = json_values.text_of(head), len(head)
    for _ in range(_TRIES):
        end = text.rfind("}", 0, end)
        if end < 0:
            break
        for closing in ("]}", "]", ""):
            try:
                found = json.loads(text[: end + 1] + closing)
            except (ValueError, RecursionError):
                continue
            return _evidence_of(_events(found, None, 0))
    return ()


def _evidence_of(
    events: Iterable[LogEvent], check: Check = unchecked
) -> tuple[Streaming | Transcript, ...]:
    """Return one piece of evidence for each stream that holds a session; other programs' streams give none."""
    streams: dict[str | None, list[LogEvent]] = {}
    session: str | None = None
    for event in checked(events, check):
        # one stream without a name may hold strangers among its session's events
        session = text_in(event.fields, "sessionId") or session
        streams.setdefault(event.stream or session, []).append(event)
    found: list[Streaming | Transcript] = []
    for group in streams.values():
        readers = (plain_events.read, streaming_events.read)
        for read_as in readers if group[0].fields is None else reversed(readers):
            evidence = read_as(group, check)
            if evidence is not None:
                found.append(evidence)
                break
    return tuple(found)


def _events(value: Json, stream: str | None, depth: int) -> Iterator[LogEvent]:
    """Yield the log events inside `value`, looking into lists and known wrappers."""
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _events(each, stream, depth + 1)
        return
    event = log_event(value, stream=stream)  # a message and nothing around it
    if event is None and isinstance(value, dict):
        stream = next((name for key in _STREAM if (name := text_in(value, key))), stream)
        message = next((value[key] for key in _MESSAGE if key in value), None)
        ingested = stamp_ms(value.get("ingestionTime"))
        event = log_event(message, _stamp(value), ingested, stream)
    if event is not None:
        yield event
    elif isinstance(value, dict):
        for key in (*_LISTS, *_INSIDE):
            if isinstance(value.get(key), list | dict):
                yield from _events(value[key], stream, depth + 1)


def _stamp(value: Json) -> int | None:
    return next((stamp for key in _STAMP if (stamp := stamp_ms(value.get(key))) is not None), None)


EVENTS = Format("CloudWatch events", recognises, read)
