"""The columns of the list, and how wide each is in the room there is. A new column is one more line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from replayer.foreign import shown
from replayer.session import Session, TraceSource, TraceState
from replayer.tui import wording
from replayer.tui.fitting import cut_inside
from replayer.tui.session_row import SessionRow


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    field: str
    """What it is sorted by, a name of `listing.SORTS`; empty where it is not."""
    heading: str
    """`{zone}` in it stands for the clock by which times are shown."""
    text: Callable[[SessionRow, tzinfo, int], str]
    """What it says of a row, by that clock, in so many columns."""
    width: int
    """The least it needs."""
    rank: int
    """The higher, the sooner it goes when room is short."""
    full: int = 0
    """What it takes before others get their shares, where it is more than the least."""
    share: int = 0
    """Its part of the room that is left over."""
    right: bool = False
    """Whether numbers stand at its right edge."""


def _line(text: str | None) -> str:
    """Return foreign text made safe for one line, or a dash where there is none."""
    return shown(text) if text else "–"


_WHEN = len(" 24 Nov 2026 20:11:48")


def _started(row: SessionRow, zone: tzinfo, room: int) -> str:
    if (when := row.entry.when) is None:
        return " ?"
    # a log that was made then: the session began before
    sign = " " if row.session.started else "<"
    text = sign + wording.date_and_time(when, zone, padded=True)
    return text if room >= _WHEN else text[: -len(":48")]


def _length(row: SessionRow, _zone: tzinfo, _room: int) -> str:
    return wording.length_of(row.session)


def _owner(row: SessionRow, _zone: tzinfo, _room: int) -> str:
    return _line(row.session.owner_name)


def _target(row: SessionRow, _zone: tzinfo, room: int) -> str:
    return cut_inside(_line(row.session.target_words), room)


def _time(row: SessionRow, _zone: tzinfo, _room: int) -> str:
    return row.outlook.text


def _reason(row: SessionRow, _zone: tzinfo, _room: int) -> str:
    why = row.outlook.why
    return why if why and not row.session.reason else _line(row.session.reason)


def _size(row: SessionRow, _zone: tzinfo, _room: int) -> str:
    return "–" if row.size is None else wording.size(row.size)


def _evidence(row: SessionRow, _zone: tzinfo, _room: int) -> str:
    return evidence(row.session)


def _review(row: SessionRow, _zone: tzinfo, _room: int) -> str:
    return row.review.words if row.review else "–"


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
    Column("started", " STARTED {zone}", _started, 18, 0, full=_WHEN),
    Column("length", "LENGTH", _length, 8, 1, right=True),
    Column("owner", "OWNER", _owner, 11, 2, share=2),
    Column("target", "TARGET", _target, 19, 3, share=2),
    Column("time", "TIME", _time, 13, 0),
    Column("size", "SIZE", _size, 8, 6, right=True),
    Column("evidence", "EVIDENCE", _evidence, 12, 5, full=len("s3 logs hist trail")),
    Column("reason", "REASON", _reason, 12, 4, share=5),
)
REVIEW = Column("review", "REVIEW", _review, 16, 5)
"""Only there when the user reviewed anything."""

GAP = 2
"""Blank columns between two columns."""


def layout(width: int, columns: Sequence[Column] = COLUMNS) -> list[tuple[Column, int]]:
    """Return the columns that fit into `width`, each with its own; what is left over fills them, then goes by shares."""
    shown = list(columns)
    while len(shown) > 1 and _needed(shown) > width:
        shown.remove(max(shown, key=lambda column: column.rank))
    spare = max(0, width - _needed(shown))
    widths = []
    for column in shown:
        more = column.full - column.width
        taken = more if 0 < more <= spare else 0
        spare -= taken
        widths.append(column.width + taken)
    shares = sum(column.share for column in shown)
    if shares:
        widths = [
            width + spare * column.share // shares
            for column, width in zip(shown, widths, strict=True)
        ]
    return list(zip(shown, widths, strict=True))


def _needed(columns: Sequence[Column]) -> int:
    return sum(column.width for column in columns) + GAP * (len(columns) - 1)
