"""Sessions as the rows of a table, one line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from wcwidth import wcswidth  # counts columns: an owner may be written in any script

from replayer.foreign import on_a_line
from replayer.session import TraceSource, TraceState
from replayer.sources import Entry
from replayer.tui.outlook import outlook  # the app and this table promise the same
from replayer.tui.wording import length_of

_FIRST = 100
"""Rows that decide how wide the columns are; those that come later need not be waited for."""
_SOURCES = tuple(TraceSource)
_HEADINGS = (
    "STARTED (UTC)",
    "ENDED (UTC)",
    "LENGTH",
    "OWNER",
    "TARGET",
    "STATUS",
    "TIME",
    "EVIDENCE",
    "ID",
)
_WIDEST = 28
"""Columns of a target; its whole text is in `--json` and in `show`."""
_LONGEST_NAME = 64
"""Characters of an owner: more than AWS allows would push all else away."""
_LONGEST_KEY = 4096
"""Characters of a session's key: an id has 96 at most, a path may have many."""


def table(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the lines: first the headings, then one an entry, as the entries come."""
    rest = iter(entries)
    first = [_HEADINGS, *map(_cells, islice(rest, _FIRST))]
    widths = [max(map(_width, column)) for column in zip(*first, strict=True)]
    for row in first:
        yield _line(row, widths)
    for entry in rest:
        yield _line(_cells(entry), widths)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    cells = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True))
    return "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return max(0, wcswidth(text))


def _cells(entry: Entry) -> tuple[str, ...]:
    session = entry.session
    present = sorted(
        (trace for trace in session.traces if trace.state is TraceState.PRESENT),
        key=lambda trace: _SOURCES.index(trace.source),
    )
    evidence = dict.fromkeys(trace.form or trace.source.value for trace in present)
    return (
        f"{session.started:%Y-%m-%d %H:%M:%S}" if session.started else "?",
        f"{session.ended:%Y-%m-%d %H:%M:%S}" if session.ended else "?",
        length_of(session),
        _short(on_a_line(session.owner_name or "?"), _LONGEST_NAME),
        _short(on_a_line(session.target_words or "?")),
        _short(on_a_line(session.status or "?")),
        outlook(entry).text,
        " ".join(evidence) or "–",
        _short(on_a_line(session.key, None), _LONGEST_KEY),
    )


def _short(text: str, most: int = _WIDEST) -> str:
    """Return both ends of a text that is too long: targets in ECS name cluster, task and container."""
    tail = (most - 5) // 2
    return text if len(text) <= most else f"{text[: most - tail - 1]}…{text[-tail:]}"
