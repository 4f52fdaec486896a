"""Puts together what several items say of one session: the best speaker's word counts, field by field."""

from __future__ import annotations

from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

from replayer.session import Session, Trace, TraceState

_SPEAKERS = (
    "history",
    "cloudtrail",
    "streamed events",
    "cast header",
    "script header",
    "transcript header",
    "agent log",
    "log group",
    "stream name",
    "file name",
    "folder name",
)
"""From the best to the worst."""
_FIELDS = tuple(
    field.name for field in fields(Session) if field.name not in ("key", "traces", "said_by")
)


def merged(one: Session, other: Session) -> Session:
    """Return what both say together; the key is that of `one`."""
    values: dict[str, Any] = {}
    said: dict[str, str] = {}
    for name in _FIELDS:
        voices = [each for each in (one, other) if getattr(each, name) is not None]
        if voices:
            best = min(voices, key=lambda each: _rank(each.said_by.get(name, "")))
            values[name] = getattr(best, name)
            if name in best.said_by:
                said[name] = best.said_by[name]
    return replace(
        one, **values, traces=traces(one.traces + other.traces), said_by=MappingProxyType(said)
    )


def traces(found: tuple[Trace, ...]) -> tuple[Trace, ...]:
    """Return `found` without repeats, and without the `absent` of a source that is present."""
    present = {trace.source for trace in found if trace.state is TraceState.PRESENT}
    kept = [
        trace for trace in found if trace.state is TraceState.PRESENT or trace.source not in present
    ]
    return tuple(dict.fromkeys(kept))


def _rank(speaker: str) -> int:
    name = speaker.partition(",")[0]
    return _SPEAKERS.index(name) if name in _SPEAKERS else len(_SPEAKERS)
