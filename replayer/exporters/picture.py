"""One screen as an SVG picture: cells on their exact grid, in their colours, with what is known of the moment above.

The file shows text and does nothing: no script, no link, no font or picture from elsewhere, no control character.
The text can be marked and copied in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise

from replayer.foreign import shown
from replayer.terminal.cells import Cursor, Frame, Row, Style
from replayer.terminal.glyphs import glyphs
from replayer.terminal.palette import Scheme
from replayer.terminal.width import CLASSES

_WIDE, _HIGH = 8.4, 17.0
"""A cell, for a font of 14: most monospace fonts are 0.6 as wide as they are high."""
_BASE = 13.0
"""From a cell's top to the line that letters stand on."""
_EDGE, _INSET = 16.0, 10.0
"""Around everything, and around the screen inside its frame."""
_LINE = 18.0
"""Height of a line of the caption, in a font of 12."""
_SMALL = 7.3
"""Width of a letter of the caption."""
_LEAST = 72
"""Columns that a caption may fill over a narrow screen."""
_SVG, _SIDES = 'xmlns="http://www.w3.org/2000/svg"', ("width", "height")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"

_ORDER = "direction: ltr; unicode-bidi: bidi-override;"
"""Letters stand as they were written, also those of scripts that a browser would turn around with what is beside them."""


def svg(frame: Frame, scheme: Scheme, caption: Sequence[str]) -> str:
    """Return the picture of a screen, with `caption` (foreign text) line by line over it.

    The picture must not leave its truth behind: the caption says when this was, and how sure that is.
    """
    lines = [_xml(shown(line)) for line in caption]
    columns = max(frame.columns, _LEAST if lines else 0)
    width, height = frame.columns * _WIDE + 2 * _INSET, frame.lines * _HIGH + 2 * _INSET
    top = _EDGE + len(lines) * _LINE
    whole = columns * _WIDE + 2 * _INSET + 2 * _EDGE, top + height + _EDGE
    size = " ".join(f'{name}="{_n(each)}"' for name, each in zip(_SIDES, whole, strict=True))
    within = f"translate({_n(_EDGE + _INSET)} {_n(top + _INSET)})"
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg {_SVG} {size} viewBox="0 0 {_n(whole[0])} {_n(whole[1])}" role="img">',
        f"<title>{escape(' | '.join(lines))}</title>",
        f"<style>text {{ font-family: {_FONTS}; white-space: pre; {_ORDER} }}</style>",
        _box(0, 0, *whole, scheme.background),
        _box(0, 0, *whole, scheme.foreground, ' fill-opacity="0.07"'),
        f'<g class="caption" font-size="12" fill="{escape(scheme.foreground)}">',
        *_caption(lines, int(columns * _WIDE / _SMALL)),
        "</g>",
        _box(_EDGE, top, width, height, scheme.background, ' rx="6"'),
        f'<g class="screen" font-size="14" shape-rendering="crispEdges" transform="{within}">',
    ]
    for number, row in enumerate(frame.rows):
        pieces, y = list(_pieces(row, number, frame.cursor)), number * _HIGH
        parts += [*_backgrounds(pieces, y, scheme), '<g class="row">', *_texts(pieces, y, scheme)]
        parts.append("</g>")
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _caption(lines: Sequence[str], columns: int) -> Iterator[str]:
    for number, line in enumerate(lines):
        at = f'x="{_n(_EDGE)}" y="{_n(_EDGE + number * _LINE + 10)}"'
        weight = "" if number else ' font-weight="bold"'
        yield f'<text {at} xml:space="preserve"{weight}>{escape(_cut(line, columns))}</text>'


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of cells of one style."""

    column: int
    texts: tuple[str, ...]
    """One a column; "" in the second half of a wide character."""
    style: Style
    """The cursor's colours are swapped already."""

    @property
    def written(self) -> Iterator[int]:
        """The columns that are not blank."""
        return (at for at, text in enumerate(self.texts, self.column) if text.strip(" "))


def _pieces(row: Row, number: int, cursor: Cursor) -> Iterator[_Piece]:
    texts = glyphs(row)
    covered = _covered(texts, cursor) if cursor.visible and cursor.line == number else range(0)
    start = 0
    for count, style in row.runs:
        end = start + count
        edges = {covered.start, covered.stop} & {*range(start, end)}
        for first, last in pairwise(sorted({start, end} | edges)):
            swapped = replace(style, flags="".join(sorted({*style.flags} ^ {"r"})))
            yield _Piece(first, tuple(texts[first:last]), swapped if first in covered else style)
        start = end


def _covered(texts: Sequence[str], cursor: Cursor) -> range:
    """Return the columns that the cursor covers: a wide character whole, and the last one while it waits to wrap."""
    at = min(cursor.column, len(texts) - 1)
    return range(at, at + (2 if texts[at + 1 : at + 2] == [""] else 1))


def _backgrounds(pieces: Sequence[_Piece], y: float, scheme: Scheme) -> Iterator[str]:
    for piece in pieces:
        _, background = _colours(piece.style, scheme)
        if background != scheme.background:
            x, width = piece.column * _WIDE, len(piece.texts) * _WIDE
            yield _box(x, y, width, _HIGH, background)


def _texts(pieces: Sequence[_Piece], y: float, scheme: Scheme) -> Iterator[str]:
    end = max((column + 1 for piece in pieces for column in piece.written), default=0)
    for piece in pieces:
        colour, _ = _colours(piece.style, scheme)
        look = _look(piece.style, colour)
        for column, text in _chunks(piece):
            written = text[: max(0, end - column)] if text.isascii() else text
            if written:
                yield _text(column, written, y, look)
        yield from _strokes(piece, y, colour)


def _chunks(piece: _Piece) -> Iterator[tuple[int, str]]:
    """Yield (column, text): plain letters together, what a font may draw wider or narrower in a place of its own."""
    column, plain = piece.column, ""
    for place, text in enumerate(piece.texts, start=piece.column):
        if text.isascii() and text:
            plain += text
            continue
        if plain:
            yield column, plain
        if text:
            yield place, text
        column, plain = place + 1, ""
    if plain:
        yield column, plain


def _text(column: int, text: str, y: float, look: str) -> str:
    length = ""
    if len(text) > 1 and text.isascii():
        length = f' textLength="{_n(len(text) * _WIDE)}" lengthAdjust="spacingAndGlyphs"'
    return (
        f'<text x="{_n(column * _WIDE)}" y="{_n(y + _BASE)}"{length} xml:space="preserve"{look}>'
        f"{escape(_xml(text))}</text>"
    )


def _look(style: Style, colour: str) -> str:
    flags = {
        "b": ' font-weight="bold"',
        "i": ' font-style="italic"',
        "d": ' fill-opacity="0.6"',
    }
    chosen = "".join(look for flag, look in flags.items() if flag in style.flags)
    return f' fill="{escape(colour)}"{chosen}'


def _strokes(piece: _Piece, y: float, colour: str) -> Iterator[str]:
    """Yield the lines under, through and over a piece, as long as its cells whatever the font."""
    heights = {"u": _BASE + 2, "s": _BASE - 4.5, "o": 0.0}
    for flag, height in heights.items():
        if flag in piece.style.flags:
            width = len(piece.texts) * _WIDE
            yield _box(piece.column * _WIDE, y + height, width, 1, colour)


def _colours(style: Style, scheme: Scheme) -> tuple[str, str]:
    foreground, background = scheme.colours(style)
    return (background, foreground) if "r" in style.flags else (foreground, background)


def _box(x: float, y: float, width: float, height: float, colour: str, look: str = "") -> str:
    at = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
    return f'<rect {at} fill="{escape(colour)}"{look}/>'


def _cut(line: str, columns: int) -> str:
    """Return a line of the caption that does not reach beyond the picture."""
    taken = 0
    for index, width in enumerate(line.translate(CLASSES)):
        taken += int(width)
        if taken > columns:
            return line[: max(0, index - 1)] + "…"
    return line


def _xml(text: str) -> str:
    """Return text without characters that XML has no place for."""
    return _NO_XML.sub("\ufffd", text)


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
