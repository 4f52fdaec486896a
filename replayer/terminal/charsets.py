"""Character sets that a program can switch on, as tables for `str.translate`; None is ASCII.

Source: the national replacement sets of the VT220 (programmer reference, chapter 2) and the DEC special graphics, as
xterm.js maps them.
"""

from __future__ import annotations

from typing import TypeAlias

Charset: TypeAlias = dict[int, str] | None


def _table(keys: str, values: str) -> dict[int, str]:
    return {ord(key): value for key, value in zip(keys, values, strict=True)}


_GRAPHICS = _table("`abcdefghijklmnopqrstuvwxyz{|}~", "◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·")
_FINNISH = _table("[\\]^`{|}~", "ÄÖÅÜéäöåü")
_NORWEGIAN = _table("@[\\]^`{|}~", "ÄÆØÅÜäæøåü")
_SWEDISH = _table("@[\\]^`{|}~", "ÉÄÖÅÜéäöåü")

CHARSETS: dict[str, Charset] = {
    "0": _GRAPHICS,
    "A": _table("#", "£"),
    "B": None,
    # xterm.js has the two letters ij here; in one column there is room for the ligature only
    "4": _table("#@[\\]{|}~", "£¾ĳ½|¨f¼´"),
    "C": _FINNISH,
    "5": _FINNISH,
    "R": _table("#@[\\]{|}~", "£à°ç§éùè¨"),
    "Q": _table("@[\\]^`{|}~", "àâçêîôéùèû"),
    "K": _table("@[\\]{|}~", "§ÄÖÜäöüß"),
    "Y": _table("#@[\\]`{|}~", "£§°çéùàòèì"),
    "E": _NORWEGIAN,
    "6": _NORWEGIAN,
    "Z": _table("#@[\\]{|}", "£§¡Ñ¿°ñç"),
    "H": _SWEDISH,
    "7": _SWEDISH,
    "=": _table("#@[\\]^_`{|}~", "ùàéçêîèôäöüû"),
}
"""By the final byte of `ESC ( …`."""
