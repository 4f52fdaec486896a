"""Rows of the replayed screen as strips that Textual can write.

This is the last door before the real terminal. Whatever the emulator put into a cell, only printable characters of
the width the cell has go out; anything else is shown as `STAND_IN`. Escape sequences, bidirectional controls,
zero-width characters and private-use glyphs thus end here, even where the emulator should have caught them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style as PenStyle
from textual.strip import Strip

from replayer.terminal.cells import Row, Style
from replayer.terminal.glyphs import STAND_IN, glyph
from replayer.terminal.palette import Scheme


@lru_cache(maxsize=8192)
def cell_text(cell: str, columns: int) -> str:
    """Return what may be written for a cell of 1 or 2 columns: exactly that wide, and harmless."""
    if not cell:
        return " " * columns
    text = glyph(cell)
    if text == " ":
        return text * columns
    fits = get_character_cell_size(text[0]) == columns
    return text if fits else STAND_IN + " " * (columns - 1)


@dataclass(frozen=True, slots=True)
class Pens(Scheme):
    """Colours, as styles to write with."""

    def pen(self, style: Style, *, cursor: bool = False) -> PenStyle:
        """Return the style to write a run with; the cursor swaps its colours."""
        return _pen(self, style, cursor)


@lru_cache(maxsize=4096)
def _pen(pens: Pens, style: Style, cursor: bool) -> PenStyle:
    flags = style.flags
    foreground, background = pens.colours(style)
    return PenStyle(
        color=foreground,
        bgcolor=background,
        bold="b" in flags or None,
        dim="d" in flags or None,
        italic="i" in flags or None,
        underline="u" in flags or None,
        # a blinking cell stays still: the picture must be the same whenever one looks
        reverse=(("r" in flags) != cursor) or None,
        strike="s" in flags or None,
        overline="o" in flags or None,
    )


@dataclass(frozen=True, slots=True)
class Highlights:
    """What stands out in a row, in columns counted from 0."""

    cursor: int | None = None
    marks: tuple[tuple[int, int], ...] = ()
    """Column and width of what is pointed at, in order."""
    selected: tuple[int, int] | None = None
    """The first column that is marked to be copied, and the one behind the last."""


_PLAIN = Highlights()


def paint(row: Row, pens: Pens, highlights: Highlights = _PLAIN) -> Strip:
    """Return the row as a strip of as many columns as it has cells."""
    texts = _texts(row.cells)
    cursor = highlights.cursor
    segments: list[Segment] = []
    start = 0
    for columns, style in _standing_out(row.runs, highlights):
        end = start + columns
        if cursor is not None and start <= cursor < end:
            # a wide character is covered whole
            after = cursor + (2 if row.cells[cursor + 1 : cursor + 2] == ("",) else 1)
            _write(segments, texts, start, cursor, pens, style)
            _write(segments, texts, cursor, after, pens, style, cursor=True)
            _write(segments, texts, after, end, pens, style)
        else:
            _write(segments, texts, start, end, pens, style)
        start = end
    return Strip(segments, len(row.cells))


def _standing_out(
    runs: Iterable[tuple[int, Style]], highlights: Highlights
) -> Iterable[tuple[int, Style]]:
    """Return the runs, what is pointed at turned around and underlined, what is selected turned around."""
    pointed = [(start, start + width) for start, width in highlights.marks]
    if pointed:
        runs = _changed(runs, pointed, "ub")
    if highlights.selected is not None:
        runs = _changed(runs, [highlights.selected], "")
    return runs


def _changed(
    runs: Iterable[tuple[int, Style]], places: Sequence[tuple[int, int]], flags: str
) -> Iterator[tuple[int, Style]]:
    """Yield the runs, their colours swapped and `flags` added between the columns of each place."""
    start = 0
    for columns, style in runs:
        changed = replace(style, flags="".join(sorted({*style.flags} ^ {"r"} | {*flags})))
        at, end = start, start + columns
        for first, last in places:
            before, after = max(at, min(first, end)), max(at, min(last, end))
            yield from ((before - at, style), (after - before, changed))
            at = after
        yield end - at, style
        start = end


def _texts(cells: tuple[str, ...]) -> list[str]:
    """Return what to write for each cell: the second half of a wide character writes nothing."""
    texts: list[str] = []
    last = len(cells) - 1
    half = False
    for index, cell in enumerate(cells):
        if half:
            texts.append("")
            half = False
            continue
        half = bool(cell) and index < last and not cells[index + 1]
        texts.append(cell_text(cell, 2 if half else 1))
    return texts


def _write(
    segments: list[Segment],
    texts: list[str],
    start: int,
    end: int,
    pens: Pens,
    style: Style,
    *,
    cursor: bool = False,
) -> None:
    if start >= end:
        return
    text = "".join(texts[start:end])
    if "h" in style.flags:
        # concealed by the session; written as blanks, since not all terminals conceal
        text = " " * (end - start)
    if text:
        segments.append(Segment(text, pens.pen(style, cursor=cursor)))
