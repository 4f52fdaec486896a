"""The app's own theme, beside Textual's."""

from __future__ import annotations

from textual.theme import Theme

HIGH_CONTRAST = Theme(
    name="high-contrast",
    dark=True,
    primary="#5cd6ff",
    secondary="#ffe14d",
    accent="#ffe14d",
    warning="#ffb84d",
    error="#ff8080",
    success="#66ff8c",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#2b2b2b",
    variables={
        # nothing is said in grey: each is at least 7 to 1 on black
        "text-muted": "#e6e6e6",
        "text-disabled": "#cfcfcf",
        "foreground-muted": "#e6e6e6",
        "foreground-disabled": "#cfcfcf",
        "text-primary": "#5cd6ff",
        "text-accent": "#ffe14d",
        "text-warning": "#ffb84d",
        "text-error": "#ff8080",
        "text-success": "#66ff8c",
        "border": "#ffffff",
    },
)
