"""What a screen shows, as plain data: the border between the emulator and those who draw or compare it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Colour: TypeAlias = int | str | None
"""None for the default, 0–255 for the palette, `#rrggbb` for a direct colour."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell is drawn."""

    fg: Colour = None
    bg: Colour = None
    flags: str = ""
    """Sorted letters: b bold, d dim, i italic, u underlined, k blink, r reverse, h hidden, s struck through, o overlined."""


DEFAULT_STYLE = Style()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a screen."""

    cells: tuple[str, ...]
    """One text a column: a character with its combining marks; "" in the second column of a wide one."""
    runs: tuple[tuple[int, Style], ...]
    """(columns, style), over all columns."""
    wrapped: bool = False
    """Continues the row above."""

    @property
    def text(self) -> str:
        """The row's text without trailing blanks."""
        return "".join(self.cells).rstrip(" ")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the cursor is, counted from 0."""

    column: int
    line: int
    visible: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The screen at a moment."""

    offset: int
    """Bytes fed."""
    columns: int
    lines: int
    title: str
    """Foreign text."""
    alternate: bool
    """Whether the alternate screen is shown."""
    cursor: Cursor
    rows: tuple[Row, ...]
    """From top to bottom."""
