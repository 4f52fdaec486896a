"""What may leave the program of a cell: printable characters, whatever the session wrote.

Escape sequences, bidirectional controls, zero-width characters and private-use glyphs end here, even where the emulator
should have caught them.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from replayer.foreign import MOST_MARKS
from replayer.terminal.cells import Row

STAND_IN = "▯"
"""In the place of a character that must not go out."""


@lru_cache(maxsize=8192)
def glyph(cell: str) -> str:
    """Return what may go out for a cell that holds a character: itself and its marks, or `STAND_IN`."""
    if unicodedata.category(cell[0]) == "Zs":
        return " "  # some of the other blanks are not printable by Python's rule
    if not cell[0].isprintable():
        return STAND_IN
    return cell[0] + "".join(mark for mark in cell[1:] if _is_mark(mark))[:MOST_MARKS]


def glyphs(row: Row) -> list[str]:
    """Return what may be seen in each column: a blank where the session concealed it, "" in the second half of a wide one."""
    found = [
        glyph(cell) if cell else ("" if index and row.cells[index - 1] else " ")
        for index, cell in enumerate(row.cells)
    ]
    start = 0
    for columns, style in row.runs:
        if "h" in style.flags:
            found[start : start + columns] = [" "] * len(found[start : start + columns])
        start += columns
    return found


def _is_mark(character: str) -> bool:
    # variation selectors are marks too, but change the width of what they follow
    return unicodedata.category(character) in {"Mn", "Me"} and not (
        "\ufe00" <= character <= "\ufe0f" or character >= "\U000e0100"
    )
