"""The timeline as JSON lines: the machine's view of when each byte appeared and how sure that is.

The first line says what the times count from; then one object a step, in order, covering every byte exactly once.
Offsets count bytes of the recording as it was undone, times are seconds from `started`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from replayer.exporters.exporter import Exporter, ExportOptions
from replayer.recording.recording import Recording
from replayer.recording.timeline import Step


def _chunks(recording: Recording, _options: ExportOptions) -> Iterator[bytes]:
    timeline = recording.timeline
    yield _line(
        {
            "started": utc(timeline.started),
            "started_known": timeline.started_known,
            "duration": _seconds(timeline.duration),
            "bytes": timeline.length,
            "cols": recording.size.cols,
            "rows": recording.size.rows,
            "size_known": recording.size.known,
        }
    )
    for step in timeline:
        yield _line(_row(step))


def utc(moment: datetime | None) -> str | None:
    """Return a moment in ISO 8601, UTC, to the microsecond where it has one; None stays None."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _row(step: Step) -> dict[str, object]:
    return {
        "offset": step.offset,
        "length": step.length,
        "time": _seconds(step.time),
        "earliest": _seconds(step.earliest),
        "latest": _seconds(step.latest),
        "certainty": step.certainty.word,
        "basis": step.basis,
    }


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _line(row: dict[str, object]) -> bytes:
    return json.dumps(row).encode() + b"\n"


TIMELINE = Exporter(
    "timeline",
    (".timeline", ".timeline.jsonl", ".jsonl"),
    "when each byte appeared and how sure that is, as JSON lines",
    paced=False,
    chunks=_chunks,
)
