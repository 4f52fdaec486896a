"""What the silence of a source means: marks on each session which traces are absent, and which nobody may read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from replayer.errors import AccessDenied
from replayer.session import Session, Trace, TraceSource, TraceState
from replayer.sources import Entry
from replayer.sources.source import Answer, AnswerState

_KEPT = timedelta(days=29)
"""The history goes back thirty days; the last of them is left to doubt."""
_JUDGED = (TraceSource.S3, TraceSource.CLOUDWATCH, TraceSource.HISTORY)


def judged(entry: Entry, answers: Iterable[Answer], now: datetime | None) -> Entry:
    """Return `entry` with a mark for each kind of source that was asked and showed no trace of it.

    `now` is None where sources were not asked for all: then their silence says nothing.
    """
    session = entry.session
    traces = tuple(_traces(entry, tuple(answers), now))
    return (
        entry
        if traces == session.traces
        else replace(entry, session=replace(session, traces=traces))
    )


def named(entry: Entry, names: Mapping[str, str]) -> Entry:
    """Return `entry` with what people call its target, where `names` has that."""
    name = names.get(entry.session.target or "")
    if name is None:
        return entry
    said = MappingProxyType({**entry.session.said_by, "target_name": "the target's tags and agent"})
    return replace(entry, session=replace(entry.session, target_name=name, said_by=said))


def gone(entry: Entry) -> Entry:
    """Return what is left of an entry that was there the last time, and that no source tells of any more."""
    traces = tuple(replace(trace, state=TraceState.ABSENT) for trace in entry.session.traces)
    remark = "it was there the last time, and no source tells of it any more"
    return Entry(replace(entry.session, traces=traces), (), (remark,))


def _traces(entry: Entry, answers: tuple[Answer, ...], now: datetime | None) -> Iterator[Trace]:
    session = entry.session
    for trace in session.traces:
        if trace.state is not TraceState.ABSENT or not _refusals(answers, trace.source):
            yield trace
    for kind in _JUDGED:
        asked = [each for each in answers if each.kind is kind]
        settled = any(
            trace.source is kind
            and trace.state in (TraceState.PRESENT, TraceState.NOT_EXPECTED, TraceState.DENIED)
            for trace in session.traces
        )
        if settled or not asked:
            continue
        refused = _refusals(answers, kind)
        known = next(
            (trace for trace in session.traces if trace.source is kind), None
        )  # where its history says that it is
        if refused:
            where = known.where if known else refused[0].where
            yield Trace(kind, TraceState.DENIED, address=where)
        elif known is None and _is_silent(asked) and _is_due(session, kind, entry.when, now):
            yield Trace(kind, TraceState.ABSENT)


def _is_silent(asked: Iterable[Answer]) -> bool:
    """Whether all answered, so that what they did not show is not there."""
    return all(each.state is AnswerState.DONE for each in asked)


def _refusals(answers: Iterable[Answer], kind: TraceSource) -> list[Answer]:
    return [each for each in answers if each.kind is kind and isinstance(each.error, AccessDenied)]


def _is_due(
    session: Session, kind: TraceSource, when: datetime | None, now: datetime | None
) -> bool:
    """Whether a trace should be there: logs are written when a session ends, and the history forgets."""
    if now is None:
        return False
    if kind is TraceSource.HISTORY:
        return when is not None and now - when < _KEPT
    return not session.is_running
