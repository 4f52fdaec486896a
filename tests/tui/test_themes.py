"""The app in other clothes: every theme, no colour, few colours."""

from __future__ import annotations

import pytest
from textual.color import Color

from replayer.settings import Settings
from replayer.tui.app import ReplayerApp
from replayer.tui.themes import HIGH_CONTRAST
from tests.tui.driving import listed, replaying, screen_text, until

UNLIKE = ("ansi-dark", "ansi-light", "textual-light", "high-contrast")
"""One of each kind: colours left to the terminal, dark, light, and the app's own."""


async def test_themes_of_every_kind_draw_the_list_and_a_replay() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await listed(pilot, app)
        await until(pilot, lambda: "the last screen" in screen_text(app), "the preview")
        words = screen_text(app)
        for theme in UNLIKE:
            app.theme = theme
            await pilot.pause()
            assert screen_text(app) == words
        await pilot.press("end", "enter")
        await replaying(pilot, app)
        await pilot.press("space", "end")
        await until(pilot, lambda: "COMMANDS" in screen_text(app), "the commands")
        words = screen_text(app)
        for theme in UNLIKE:
            app.theme = theme
            await pilot.pause()
            assert screen_text(app).splitlines()[1:-1] == words.splitlines()[1:-1]


async def test_themes_are_chosen_by_a_key_and_high_contrast_is_among_them() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await listed(pilot, app)
        await pilot.press("T")
        await until(pilot, lambda: "config.toml keeps it" in screen_text(app), "how to keep it")
        await pilot.press(*"high-con")
        await until(pilot, lambda: "high-contrast" in screen_text(app), "the theme")
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.theme == "high-contrast", "the theme")


async def test_the_settings_name_the_high_contrast_theme() -> None:
    app = ReplayerApp(settings=Settings(theme="high-contrast"))
    async with app.run_test(size=(80, 24)) as pilot:
        await listed(pilot, app)
        assert app.theme == "high-contrast"


@pytest.mark.parametrize(
    "name",
    ["text-muted", "foreground-muted", "text-primary", "text-accent", "text-warning", "text-error",
     "text-success", "text-disabled"],
)  # fmt: skip
def test_whatever_is_said_in_high_contrast_is_seven_to_one(name: str) -> None:
    colour = Color.parse(HIGH_CONTRAST.variables[name])
    for ground in ("#000000", HIGH_CONTRAST.panel):
        assert ground is not None
        least = 7 if ground == "#000000" else 4.5
        assert contrast(colour, Color.parse(ground)) >= least


def contrast(one: Color, other: Color) -> float:
    """Return the ratio as WCAG 2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Color) -> float:
    parts = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
             for part in colour.normalized)  # fmt: skip
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
