"""The columns of the list, and how wide each is in the room there is. A new column is one more line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from replayer.session import Session, TraceSource, TraceState
from replayer.tui import wording
from replayer.tui.listing import SessionRow, line_of


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    field: str
    """What it is sorted by, a name of `listing.SORTS`; empty where it is not."""
    heading: str
    text: Callable[[SessionRow, tzinfo], str]
    width: int
    """The least it needs."""
    rank: int
    """The higher, the sooner it goes when room is short."""
    share: int = 0
    """Its part of the room that is left over."""
    right: bool = False
    """Whether numbers stand at its right edge."""


def _started(row: SessionRow, zone: tzinfo) -> str:
    if row.session.started:
        return f" {wording.day_and_time(row.session.started, zone)}"
    # a log that was made then: the session began before
    return f"<{wording.day_and_time(row.entry.when, zone)}" if row.entry.when else " ?"


def _length(row: SessionRow, _zone: tzinfo) -> str:
    return wording.length_of(row.session)


def _reason(row: SessionRow, _zone: tzinfo) -> str:
    why = row.outlook.why
    return why if why and not row.session.reason else line_of(row.session.reason)


def _size(row: SessionRow, _zone: tzinfo) -> str:
    return "–" if row.size is None else wording.size(row.size)


_WORDS = {
    TraceSource.S3: "s3",
    TraceSource.CLOUDWATCH: "logs",
    TraceSource.HISTORY: "hist",
    TraceSource.CLOUDTRAIL: "trail",
    TraceSource.AGENT_LOG: "agent",
    TraceSource.FILE: "file",
}


def evidence(session: Session) -> str:
    """Return one short word for each source of evidence, always in the same order; one that refused is marked."""
    marks = {TraceState.PRESENT: "", TraceState.DENIED: "⨯"}
    found = {(trace.source, trace.state) for trace in session.traces}
    words = (
        word + mark
        for source, word in _WORDS.items()
        for state, mark in marks.items()
        if (source, state) in found
    )
    return " ".join(words) or "–"


COLUMNS = (
    Column("started", " STARTED", _started, 16, 0),
    Column("length", "LENGTH", _length, 8, 1, right=True),
    Column("owner", "OWNER", lambda row, _: line_of(row.session.owner_name), 12, 2, share=2),
    Column("target", "TARGET", lambda row, _: line_of(row.session.target_words), 20, 3, share=2),
    Column("time", "TIME", lambda row, _: row.outlook.text, 13, 0),
    Column("size", "SIZE", _size, 8, 6, right=True),
    Column("evidence", "EVIDENCE", lambda row, _: evidence(row.session), 16, 5),
    Column("reason", "REASON", _reason, 12, 4, share=5),
)
REVIEW = Column("review", "REVIEW", lambda row, _: row.review.words if row.review else "–", 16, 5)
"""Only there when the user reviewed anything."""

GAP = 2
"""Blank columns between two columns."""


def layout(width: int, columns: Sequence[Column] = COLUMNS) -> list[tuple[Column, int]]:
    """Return the columns that fit into `width`, each with its own; what is left over goes by their shares."""
    shown = list(columns)
    while len(shown) > 1 and _needed(shown) > width:
        shown.remove(max(shown, key=lambda column: column.rank))
    spare = max(0, width - _needed(shown))
    shares = sum(column.share for column in shown)
    widths = [column.width + (spare * column.share // shares if shares else 0) for column in shown]
    return list(zip(shown, widths, strict=True))


def _needed(columns: Sequence[Column]) -> int:
    return sum(column.width for column in columns) + GAP * (len(columns) - 1)
