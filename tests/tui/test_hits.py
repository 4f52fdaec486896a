"""The list of what a search found: seen at a glance, walked through, and jumped from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from replayer.opening import find_one
from replayer.player import State
from replayer.recording.timeline import Certainty
from replayer.tui.app import ReplayerApp
from replayer.tui.moments import MomentLine, around
from replayer.tui.request import ReplayRequest
from replayer.tui.widgets.moment_list import MomentList
from tests.tui.driving import (
    Clock,
    marked_moment,
    picture_text,
    replay,
    replay_app,
    replaying,
    screen_text,
    until,
)


async def test_the_hits_take_the_place_of_the_commands_while_they_are_looked_for() -> None:
    app = replay_app("vim")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "COMMANDS" in screen_text(app), "the commands")
        await pilot.press("space", "g", "slash", *"rotate")
        await until(pilot, lambda: re.search(r"HITS /rotate +\d", screen_text(app)), "the hits")
        assert "COMMANDS" not in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: "rotate" in marked_moment(app), "the first hit")
        first = marked_moment(app)
        await pilot.press("n")
        await until(pilot, lambda: marked_moment(app) not in ("", first), "the next hit")
        await pilot.press("slash", "escape")
        await until(pilot, lambda: "COMMANDS" in screen_text(app), "the commands again")
        assert "HITS" not in screen_text(app)


@pytest.mark.parametrize("size", [(140, 45), (80, 24)])
async def test_the_list_of_hits_is_shown_walked_through_and_jumped_from(
    size: tuple[int, int],
) -> None:
    app = replay_app("vim")
    async with app.run_test(size=size) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "g", "slash", *"rotate", "enter")
        await until(pilot, lambda: re.search(r"/rotate 1 of \d+ \(h\)", screen_text(app)))
        if "HITS" not in screen_text(app):
            await pilot.press("h")
            await until(pilot, lambda: "HITS /rotate" in screen_text(app), "the list")
        first = picture_text(app)
        await pilot.press("tab")
        await until(pilot, lambda: "enter go  esc leave" in screen_text(app), "the list's keys")
        await pilot.press("down", "enter")
        await until(pilot, lambda: "/rotate 2 of " in screen_text(app), "the second hit")
        await until(pilot, lambda: picture_text(app) != first, "its picture")
        state = replay(app).status
        assert state is not None
        assert state.state is State.PAUSED
        await pilot.press("escape", "h")
        await until(pilot, lambda: "HITS" not in screen_text(app), "no list")


async def test_the_first_and_the_last_line_of_the_list_are_a_key_away() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "COMMANDS" in screen_text(app), "the commands")
        await pilot.press("space", "tab")
        await until(pilot, lambda: "enter go  esc leave" in screen_text(app), "the list's keys")
        await pilot.press("end", "enter")
        await until(pilot, lambda: " exit" in marked_moment(app), "the last command")
        await pilot.press("home", "enter")
        await until(pilot, lambda: " whoami" in marked_moment(app), "the first command")


async def test_commands_and_hits_have_a_key_each_and_a_click_goes_to_a_hit() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "COMMANDS" in screen_text(app), "the commands")
        await pilot.press("space", "slash", *"ssm-user", "enter")
        await until(pilot, lambda: "HITS" in screen_text(app), "the hits")
        await pilot.press("c")
        await until(pilot, lambda: "COMMANDS" in screen_text(app), "the commands again")
        await pilot.press("h")
        await until(pilot, lambda: "HITS" in screen_text(app), "the hits again")
        await pilot.click(MomentList, offset=(12, 2))
        await until(pilot, lambda: "uid=" in marked_moment(app), "the second hit")
        assert picture_text(app).rstrip().endswith("groups=1002(ssm-user)")


async def test_without_a_search_there_are_no_hits_to_list() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45), notifications=True) as pilot:
        await replaying(pilot, app)
        await pilot.press("h")
        await until(pilot, lambda: "Nothing is searched for" in screen_text(app))
        assert "HITS" not in screen_text(app)


async def test_a_hit_in_hostile_text_is_text_in_the_list(tmp_path: Path) -> None:
    (tmp_path / "out.bin").write_bytes("[red]needle\u202e[/]\x1b]0;x\x07 \u009b31m\r\n".encode())
    entry = find_one([str(tmp_path / "out.bin")], [])
    app = ReplayerApp(replay=ReplayRequest(entry), clock=Clock())
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("slash", *"needle", "enter", "h")
        await until(pilot, lambda: "HITS" in screen_text(app), "the list")
        text = screen_text(app)
        assert "[red]needle" in text
        assert not set(text) & {"\u202e", "\x9b", "\x1b", "\x07"}


def test_a_line_is_cut_before_the_match_so_that_the_match_is_seen() -> None:
    line = MomentLine(0.0, Certainty.RECORDED, "0123456789 the needle in it", (15, 21))
    text, start, stop = around(line, 12)
    assert text[start:stop] == "needle"
    assert len(text) == 12
    short = MomentLine(0.0, Certainty.RECORDED, "a needle", (2, 8))
    assert around(short, 12) == ("a needle    ", 2, 8)
    plain = MomentLine(0.0, Certainty.RECORDED, "0123456789", None)
    assert around(plain, 6) == ("01234…", 0, 0)
