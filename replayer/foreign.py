"""Foreign text, made safe to show.

Names, reasons, titles and transcript lines come from the person under review. Before any of them is printed,
logged or put into a message it passes through here: a reader then sees that something odd was there, and the
odd thing does nothing.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL, C1: what a terminal obeys
    # format characters: invisible, or they turn text around or join it
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    # marks and letters that are drawn as nothing
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0d\uffa0"
    "\ud800-\udfff"  # lone surrogates: an output stream refuses them
    "\U000e0000-\U000e0fff]"  # tags and more selectors: text that no font draws
    # the two selectors of an emoji's look may stay, behind a symbol and in a keycap
    "|(?<![\u00a9\u00ae\u203c-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff])[\ufe0e\ufe0f](?!\u20e3)"
)

MOST_MARKS = 4
"""On one letter: more than any script needs are drawn over the lines around."""
_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")
"""Where that many may stand: no mark is a letter to `re`."""
_BLANKS = re.compile("(?:[^\\S\x00-\x1f\x7f-\x9f]|\u2800){4,}")
"""More than anybody types; control characters have names of their own."""
_LONGEST = 2000
"""Characters of a text among others: a foreign one may have any number of them."""


def _name(match: re.Match[str]) -> str:
    point = ord(match[0])
    if point < 0x20:
        return chr(0x2400 + point)
    if point == 0x7F:
        return "\u2421"
    return f"<U+{point:04X}>"


def shown(text: str) -> str:
    """Return `text` on one line, with each control or invisible character replaced by a visible name for it."""
    return _MARKS.sub(_flattened, _UNSAFE.sub(_name, text))


def _flattened(run: re.Match[str]) -> str:
    result = ""
    for stacked, group in groupby(run[0], _is_mark):
        text = "".join(group)
        more = len(text) - MOST_MARKS
        result += f"{text[:MOST_MARKS]}<{more} more marks>" if stacked and more > 0 else text
    return result


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Me"}


def on_a_line(text: str, most: int | None = _LONGEST) -> str:
    """Return `shown(text)` for a line that says other things, too.

    Long runs of blanks are counted: what stands behind them would be out of sight, or look like a line of ours where
    the line is wrapped. Of a text that nobody reads to its end both ends are left; `most` is how many characters, None
    for all of them.
    """
    if most is not None and len(text) > most:
        tail = most // 20
        text = f"{text[: most - tail]}…{text[-tail:]}"
    return shown(_BLANKS.sub(_counted, text))


def _counted(blanks: re.Match[str]) -> str:
    return f" ␣×{len(blanks[0])} "
