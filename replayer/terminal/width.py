"""How many columns a character takes: 0, 1 or 2.

Marks and format characters take none, East Asian wide and full-width ones two, ambiguous ones one: the rule of
xterm.js's Unicode 11 tables, applied to all characters that this Python's Unicode data knows. Rejected: `wcwidth`
alone, since it gives spacing marks (Mc) no column, and xterm.js and the shells give them one.
"""

from __future__ import annotations

import unicodedata

from wcwidth import wcwidth

_SOFT_HYPHEN = 0xAD  # a format character that every terminal draws


def width(char: str) -> int:
    """Return the columns of one character that is no control."""
    point = ord(char)
    category = unicodedata.category(char)
    if category == "Cn":
        # newer than this Python, or nothing at all
        return max(wcwidth(char), 1)
    if category in {"Mn", "Me", "Cf"}:
        return 1 if point == _SOFT_HYPHEN else 0
    if 0x1160 <= point <= 0x11FF:  # vowels and finals of Hangul, which join the initial before them
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


class _Classes(dict[int, str]):
    """Maps code points to `0`, `1` or `2` for `str.translate`, and remembers."""

    def __missing__(self, point: int) -> str:
        found = self[point] = str(width(chr(point)))
        return found


CLASSES = _Classes()
"""For `str.translate`: a text becomes the string of its characters' columns."""
