"""Text of the picture: all of it, or what the mouse marked. Only what can be seen leaves, without control characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from replayer.terminal.cells import Frame
from replayer.terminal.glyphs import glyphs

_IN_WORDS = frozenset("_-./~:@%+=?&#$")
"""Signs that belong to a word as terminals see it: paths, addresses, options."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A cell of the picture. Counted from 0."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Selection:
    """A stretch of text, as one reads it."""

    first: Spot
    last: Spot
    """Part of it."""

    def columns(self, line: int, frame: Frame) -> tuple[int, int] | None:
        """Return the first column of it in a line, and the one behind its last; None when it has none there.

        A wide character is always taken whole.
        """
        if not self.first.line <= line <= self.last.line or line >= len(frame.rows):
            return None
        cells = frame.rows[line].cells
        start = self.first.column if line == self.first.line else 0
        stop = self.last.column + 1 if line == self.last.line else len(cells)
        if 0 < start < len(cells) and not cells[start]:
            start -= 1
        if 0 < stop < len(cells) and not cells[stop] and cells[stop - 1]:
            stop += 1
        return min(start, len(cells)), min(stop, len(cells))

    def lines(self) -> range:
        """Return the lines that it touches."""
        return range(self.first.line, self.last.line + 1)


def dragged(anchor: Spot, head: Spot) -> Selection:
    """Return what lies between two spots, whichever comes first, both included."""
    return Selection(min(anchor, head), max(anchor, head))


def word_at(frame: Frame, spot: Spot) -> Selection:
    """Return the word at a spot, or the run of signs or blanks that is there instead."""
    texts = glyphs(frame.rows[spot.line])
    start = spot.column
    while start > 0 and not texts[start]:
        start -= 1
    kind = _kind(texts[start])
    stop = start + 1
    while start > 0 and (not texts[start - 1] or _kind(texts[start - 1]) == kind):
        start -= 1
    while stop < len(texts) and (not texts[stop] or _kind(texts[stop]) == kind):
        stop += 1
    return Selection(Spot(spot.line, start), Spot(spot.line, stop - 1))


def line_at(frame: Frame, spot: Spot) -> Selection:
    """Return the line at a spot, with the rows over which it wrapped."""
    first = last = spot.line
    while first > 0 and frame.rows[first].wrapped:
        first -= 1
    while last + 1 < len(frame.rows) and frame.rows[last + 1].wrapped:
        last += 1
    return Selection(Spot(first, 0), Spot(last, frame.columns - 1))


def text_of(frame: Frame, selection: Selection | None = None) -> str:
    """Return the text of the selection, or of the whole frame: lines that wrapped in one, no blanks at their ends."""
    chosen = selection or Selection(Spot(0, 0), Spot(frame.lines - 1, frame.columns - 1))
    lines = [line.rstrip(" ") for line in _lines(frame, chosen)]
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


def _lines(frame: Frame, selection: Selection) -> Iterator[str]:
    line = ""
    for index in selection.lines():
        columns = selection.columns(index, frame)
        if columns is None:
            continue
        if index > selection.first.line and not frame.rows[index].wrapped:
            yield line
            line = ""
        line += "".join(glyphs(frame.rows[index])[slice(*columns)])
    yield line


def _kind(text: str) -> int:
    if text == " ":
        return 0
    return 1 if text[0].isalnum() or text[0] in _IN_WORDS else 2
