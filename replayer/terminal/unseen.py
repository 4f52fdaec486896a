"""Text that a session wrote in a way that nobody can see: concealed, or in the colour behind it, or in nearly that.

What only a theme makes invisible, such as black on a black default, is not told: the bytes do not show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from replayer.formats.evidence import Buffer
from replayer.terminal.cells import Colour, Style
from replayer.terminal.palette import fixed
from replayer.terminal.pens import PLAIN
from replayer.terminal.requests import LONGEST_TEXT, Unseen
from replayer.tokens import Kind, tokenize

_PEN = re.compile(rb"(?:\x1b\[|\xc2\x9b)[0-9;:]*m|\x1bc|\x1b\[!p")
_LONGEST_PEN = 256
_BLOCK = 1 << 20
_BLANK = re.compile(r"[\s\u2580-\u259f]*")
"""Blocks and their like are drawn in one colour on purpose."""
_ALIKE = 8
"""Levels of 255 in red, green and blue that no eye tells apart in a letter."""


def unseen(data: Buffer) -> Iterator[Unseen]:
    """Yield the texts in order, each once a change of colours."""
    pen, start = PLAIN, 0
    for at in range(0, len(data), _BLOCK):
        for match in _PEN.finditer(data[at : at + _BLOCK + _LONGEST_PEN]):
            if match.start() >= _BLOCK:
                break
            if _is_unseen(pen.style):
                yield from _text(data, start, at + match.start())
            start = at + match.end()
            pen = pen.after[match[0]] if match[0].endswith(b"m") else PLAIN
    if _is_unseen(pen.style):
        yield from _text(data, start, len(data))


@lru_cache(maxsize=1024)
def _is_unseen(style: Style) -> bool:
    front, back = style.fg, style.bg
    if "h" in style.flags or front is None or back is None:
        return "h" in style.flags
    bright = front + 8 if isinstance(front, int) and front < 8 and "b" in style.flags else front
    return back in {front, bright} or _are_alike(front, back)


def _are_alike(front: Colour, back: Colour) -> bool:
    one, other = fixed(front), fixed(back)
    if one is None or other is None:
        return False
    levels = (abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return max(levels) <= _ALIKE


def _text(data: Buffer, start: int, end: int) -> Iterator[Unseen]:
    block = data[start : min(end, start + 4 * LONGEST_TEXT)]
    parts = [block[at:stop] for kind, at, stop in tokenize(block) if kind is Kind.TEXT]
    text = b" ".join(parts).decode("utf-8", "replace").strip()
    if not _BLANK.fullmatch(text):
        yield Unseen(start, text[:LONGEST_TEXT])
