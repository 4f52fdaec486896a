"""Foreign text, made safe to show.

Names, reasons, titles and transcript lines come from the person under review. Before any of them is printed,
logged or put into a message it passes through here: a reader then sees that something odd was there, and the
odd thing does nothing.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL, C1: what a terminal obeys
    "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # invisible, or turns text around
    "\ud800-\udfff"  # lone surrogates: an output stream refuses them
    "\U000e0000-\U000e007f]"  # tags: text that no font draws
)


def _name(match: re.Match[str]) -> str:
    point = ord(match[0])
    if point < 0x20:
        return chr(0x2400 + point)
    if point == 0x7F:
        return "\u2421"
    return f"<U+{point:04X}>"


def shown(text: str) -> str:
    """Return `text` on one line, with each control or invisible character replaced by a visible name for it."""
    return _UNSAFE.sub(_name, text)
