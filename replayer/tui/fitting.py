"""Text cut or filled to a width in columns."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

LONGEST_FACT = 128
"""Characters of a name or a reason among what is known, which a longer one would push away; Info has more of it."""


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return `text` exactly `width` columns wide, cut with an ellipsis where it is longer."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, max(0, width - 1)) + "…" if width > 0 else ""
    return " " * (width - length) + text if right else text + " " * (width - length)


def cut_inside(text: str, width: int) -> str:
    """Return `text` in at most `width` columns, cut in its middle: names often differ only at their ends."""
    if cell_len(text) <= width or width < 3:
        return text
    head = width // 2
    tail = text[-(width - head - 1) :]
    while cell_len(tail) > width - head - 1:
        tail = tail[1:]
    return f"{set_cell_size(text, head)}…{tail}"
