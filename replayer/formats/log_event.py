"""One CloudWatch event, whoever wrapped it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from replayer.formats.json_values import Json

_SIGN = "sessionData"
"""The field that only a streamed event has."""


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event, as CloudWatch stores it."""

    text: str
    """The message; empty where a wrapper had already parsed it."""
    fields: dict[str, Json] | None
    """The message of a streamed event, parsed; None for any other."""
    timestamp_ms: int | None = None
    """Host clock; None where the wrapper dropped it."""
    ingestion_ms: int | None = None
    """Service clock."""
    stream: str | None = None
    """`logStreamName`, which is the session's id."""


def log_event(
    message: Json,
    timestamp_ms: int | None = None,
    ingestion_ms: int | None = None,
    stream: str | None = None,
) -> LogEvent | None:
    """Return the event with that message, a text or an object that a wrapper parsed; None when it can be no event's."""
    if isinstance(message, str):
        fields = _fields(message)
        return LogEvent(message, fields, timestamp_ms, ingestion_ms, stream)
    if isinstance(message, dict) and _SIGN in message:
        return LogEvent("", message, timestamp_ms, ingestion_ms, stream)
    return None


def _fields(message: str) -> dict[str, Json] | None:
    if f'"{_SIGN}"' not in message or not message.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(message)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and _SIGN in found else None
