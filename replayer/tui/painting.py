"""Rows of the replayed screen as strips that Textual can write.

This is the last door before the real terminal. Whatever the emulator put into a cell, only printable characters of
the width the cell has go out; anything else is shown as `STAND_IN`. Escape sequences, bidirectional controls,
zero-width characters and private-use glyphs thus end here, even where the emulator should have caught them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style as PenStyle
from textual.strip import Strip

from replayer.terminal.cells import Row, Style
from replayer.tui.palette import Palette

STAND_IN = "▯"
"""In the place of a character that must not reach the terminal."""

_MARKS = 4  # more stacked marks than any script needs draw over the rows around


@lru_cache(maxsize=8192)
def cell_text(cell: str, columns: int) -> str:
    """Return what may be written for a cell of 1 or 2 columns: exactly that wide, and harmless."""
    if not cell:
        return " " * columns
    first, marks = cell[0], cell[1:]
    if not first.isprintable() or get_character_cell_size(first) != columns:
        return STAND_IN + " " * (columns - 1)
    return first + "".join(mark for mark in marks if _is_mark(mark))[:_MARKS]


def _is_mark(character: str) -> bool:
    # variation selectors are marks too, but change the width of what they follow
    return unicodedata.category(character) in {"Mn", "Me"} and not (
        "\ufe00" <= character <= "\ufe0f" or character >= "\U000e0100"
    )


@dataclass(frozen=True, slots=True)
class Pens:
    """The theme's colours and the palette, as styles to write with."""

    foreground: str
    """`#rrggbb`, the theme's."""
    background: str
    palette: Palette

    def pen(self, style: Style, *, cursor: bool = False) -> PenStyle:
        """Return the style to write a run with; the cursor swaps its colours."""
        return _pen(self, style, cursor)


@lru_cache(maxsize=4096)
def _pen(pens: Pens, style: Style, cursor: bool) -> PenStyle:
    flags = style.flags
    bold = "b" in flags
    return PenStyle(
        color=pens.palette.colour(style.fg, bold=bold) or pens.foreground,
        bgcolor=pens.palette.colour(style.bg) or pens.background,
        bold=bold or None,
        dim="d" in flags or None,
        italic="i" in flags or None,
        underline="u" in flags or None,
        # a blinking cell stays still: the picture must be the same whenever one looks
        reverse=(("r" in flags) != cursor) or None,
        strike="s" in flags or None,
        overline="o" in flags or None,
    )


def paint(
    row: Row, pens: Pens, cursor: int | None = None, marks: tuple[tuple[int, int], ...] = ()
) -> Strip:
    """Return the row as a strip of as many columns as it has cells.

    The cursor is in column `cursor`; `marks` are columns and widths to point at, in order.
    """
    texts = _texts(row.cells)
    segments: list[Segment] = []
    start = 0
    for columns, style in _pointed_at(row.runs, marks):
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


def _pointed_at(
    runs: Sequence[tuple[int, Style]], marks: tuple[tuple[int, int], ...]
) -> Iterator[tuple[int, Style]]:
    """Yield the runs, those parts of them turned around and underlined that are pointed at."""
    if not marks:
        yield from runs
        return
    start = 0
    for columns, style in runs:
        pointed = replace(style, flags="".join(sorted({*style.flags} ^ {"r"} | {"u", "b"})))
        at, end = start, start + columns
        for first, width in marks:
            before, after = max(at, min(first, end)), max(at, min(first + width, end))
            yield from ((before - at, style), (after - before, pointed))
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
