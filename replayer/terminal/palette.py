"""The colours of the replayed terminal: sixteen of its own, the rest as xterm has them.

The terminal's default colours are not here: they are the theme's, so that the picture sits in what is around it.
"""

from __future__ import annotations

from dataclasses import dataclass

from replayer.terminal.cells import Colour, Style


@dataclass(frozen=True, slots=True)
class Palette:
    """Sixteen colours, `#rrggbb`."""

    name: str
    colours: tuple[str, ...]
    """Black, red, green, yellow, blue, magenta, cyan, white, then the bright eight."""

    def colour(self, value: Colour, *, bold: bool = False) -> str | None:
        """Return `#rrggbb`, or None for the default; bold brightens the first eight, as xterm.js does."""
        if value is None or isinstance(value, str):
            return value
        if bold and value < 8:
            value += 8
        return self.colours[value] if value < 16 else _XTERM[value - 16]


def fixed(value: Colour) -> str | None:
    """Return `#rrggbb` of a colour that is the same in every palette; None of any other."""
    if value is None or isinstance(value, str):
        return value
    return _XTERM[value - 16] if value >= 16 else None


@dataclass(frozen=True, slots=True)
class Scheme:
    """The default colours and a palette."""

    foreground: str
    """`#rrggbb`."""
    background: str
    palette: Palette

    def colours(self, style: Style) -> tuple[str, str]:
        """Return foreground and background as `#rrggbb`, before they are swapped."""
        return (
            self.palette.colour(style.fg, bold="b" in style.flags) or self.foreground,
            self.palette.colour(style.bg) or self.background,
        )


def _xterm_colours() -> tuple[str, ...]:
    """Return xterm's colours 16 to 255: a cube of six levels, then 24 greys."""
    levels = (0, 95, 135, 175, 215, 255)
    cube = [f"#{r:02x}{g:02x}{b:02x}" for r in levels for g in levels for b in levels]
    greys = [f"#{level:02x}{level:02x}{level:02x}" for level in range(8, 248, 10)]
    return (*cube, *greys)


_XTERM = _xterm_colours()

DARK = Palette(
    "dark",
    (
        "#3b4048", "#e5646b", "#8cc265", "#d9a94e", "#5aa2f0", "#c47fe0", "#43b6c6", "#c3c9d4",
        "#727a87", "#ff7e86", "#a8dd80", "#f2c66d", "#7fbcff", "#dc9df5", "#66d3e2", "#f4f6fa",
    ),
)  # fmt: skip
LIGHT = Palette(
    "light",
    (
        "#24282f", "#b3261e", "#2f7d1b", "#8a6100", "#1f5fbf", "#8b2fb0", "#0b7285", "#6b7280",
        "#4b5563", "#d3372e", "#3c9a25", "#a87900", "#2b78e4", "#a544cc", "#0f8ba1", "#9aa1ac",
    ),
)  # fmt: skip
XTERM = Palette(
    "xterm",
    (
        "#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5",
        "#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff",
    ),
)  # fmt: skip
PALETTES = {palette.name: palette for palette in (DARK, LIGHT, XTERM)}


def palette(name: str, *, dark: bool) -> Palette:
    """Return the palette of that name; `auto` follows whether the theme is dark."""
    return PALETTES.get(name, DARK if dark else LIGHT)


DARK_SCHEME = Scheme("#e0e0e0", "#121212", DARK)
"""For a picture that sits in no theme."""
