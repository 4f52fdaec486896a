"""Every place in a small window, dark and light, and the states of the list: how they look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from replayer.tui.app import ReplayerApp
from tests.tui.driving import screen_text, until
from tests.tui.test_pictures import (
    LARGE,
    SMALL,
    Compare,
    folder,
    in_list,
    in_replay,
    the_list,
    the_replay,
)

__all__ = ["folder"]  # the fixture, for each test here

WIDE = (200, 60)
THEMES = ("textual-dark", "textual-light")
Run = Callable[[Pilot[None]], object]


async def palette(pilot: Pilot[None]) -> None:
    """Open the palette; its cursor does not blink in a picture."""
    await in_replay("ctrl+p", seen="Play/pause")(pilot)  # type: ignore[misc]
    pilot.app.screen.query_one(Input).cursor_blink = False
    await pilot.pause()


IN_REPLAY: dict[str, Run] = {
    "replay": in_replay(),
    "search": in_replay("slash", *"shop", seen="/ shop"),
    "go-to": in_replay("colon", *"1:30", seen="1:30"),
    "info": in_replay("i", seen="What is known"),
    "export": in_replay("e", seen="cast3"),
    "help": in_replay("question_mark", seen="Start or stop the replay"),
    "palette": palette,
}
IN_LIST: dict[str, Run] = {
    "sessions": in_list(),
    "usage": in_list(("u",), "the highest bar"),
    "filter": in_list(("slash", *"owner:bob"), "3 of 4"),
    "marked": in_list(("asterisk", "k", "space"), "3 marked"),
    "many": in_list(("asterisk", "e"), "Export 4 sessions"),
    "fetch": in_list(("asterisk", "f"), "Fetch the evidence"),
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("place", IN_REPLAY)
def test_the_places_of_a_replay(snap_compare: Compare, place: str, theme: str) -> None:
    assert snap_compare(the_replay(theme), terminal_size=SMALL, run_before=IN_REPLAY[place])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("place", IN_LIST)
def test_the_places_of_the_list(snap_compare: Compare, place: str, theme: str) -> None:
    assert snap_compare(the_list(theme), terminal_size=SMALL, run_before=IN_LIST[place])


def test_usage_in_a_large_window(snap_compare: Compare) -> None:
    assert snap_compare(the_list(), terminal_size=LARGE, run_before=IN_LIST["usage"])


def test_a_replay_in_a_huge_window(snap_compare: Compare) -> None:
    assert snap_compare(the_replay(), terminal_size=WIDE, run_before=in_replay())


def test_the_list_in_high_contrast(snap_compare: Compare) -> None:
    run = in_list((), "the last screen")
    assert snap_compare(the_list("high-contrast"), terminal_size=LARGE, run_before=run)


def test_the_list_without_colour(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(the_list(), terminal_size=SMALL, run_before=IN_LIST["marked"])


def test_a_place_without_sessions(snap_compare: Compare, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    (tmp_path / "nothing" / "notes.md").write_text("# no log\n")

    async def before(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: "There is no session here" in screen_text(pilot.app))

    app = ReplayerApp(places=("nothing",))
    assert snap_compare(app, terminal_size=SMALL, run_before=before)
