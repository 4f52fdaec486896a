"""One CloudWatch event, whoever wrapped it."""

from __future__ import annotations

from dataclasses import dataclass

from replayer.formats.json_values import Json


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event, as CloudWatch stores it."""

    message: Json
    """Its text; a wrapper may already have parsed it into an object."""
    timestamp_ms: int | None
    """Host clock; None where the wrapper dropped it."""
    ingestion_ms: int | None
    """Service clock."""
    stream: str | None
    """`logStreamName`, which is the session's id."""
