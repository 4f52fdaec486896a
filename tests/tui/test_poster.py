"""A replay that waits shows what is known of the session, and begins when somebody moves."""

from __future__ import annotations

from pathlib import Path

import pytest

from replayer.opening import find_one
from replayer.player import State
from replayer.player.moment import parse_moment
from replayer.settings import Settings
from replayer.tui.app import ReplayerApp
from replayer.tui.request import ReplayRequest
from replayer.tui.widgets.poster import Poster
from tests.tui.driving import (
    Clock,
    bundled,
    picture_text,
    replay,
    replay_app,
    replaying,
    screen_text,
    until,
)

WAITS = "space plays"


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
async def test_a_replay_that_waits_shows_facts_over_a_telling_screen_until_space(
    size: tuple[int, int],
) -> None:
    clock = Clock()
    app = replay_app("vim", clock, paused=True)
    async with app.run_test(size=size) as pilot:
        screen = await replaying(pilot, app)
        await until(pilot, lambda: "[server]" in picture_text(app), "the poster's screen")
        text = screen_text(app)
        assert WAITS in text
        assert "24 Nov 2026 22:12:15 UTC" in text
        assert "0:51 long" in text
        assert "behind this: the screen at 0:2" in text
        clock.now = 5.0
        await pilot.pause()
        assert screen.status is not None
        assert (screen.status.state, screen.status.tenths) == (State.STOPPED, 0)
        await pilot.press("space")
        await until(pilot, lambda: WAITS not in screen_text(app), "the poster gone")
        await until(pilot, lambda: "[server]" not in picture_text(app), "the start")
        assert replay(app).status.state is State.PLAYING  # type: ignore[union-attr]


@pytest.mark.parametrize("key", ["right", "full_stop", "5", "right_curly_bracket"])
async def test_whatever_moves_the_replay_takes_the_poster_down(key: str) -> None:
    app = replay_app("vim", paused=True)
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "COMMANDS" in screen_text(app) and WAITS in screen_text(app))
        await pilot.press("i", "escape", "c", "t")
        assert WAITS in screen_text(app)
        await pilot.press(key)
        await until(pilot, lambda: WAITS not in screen_text(app), "the poster gone")


async def test_a_click_on_the_poster_starts_the_replay() -> None:
    app = replay_app("shell", paused=True)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await replaying(pilot, app)
        await until(pilot, lambda: WAITS in screen_text(app))
        await pilot.click(Poster)
        await until(pilot, lambda: screen.status and screen.status.state is State.PLAYING)


async def test_the_poster_of_a_given_moment_is_the_screen_of_that_moment() -> None:
    app = replay_app("vim", paused=True, moment=parse_moment("0:44"))
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "behind this: the screen at 0:4" in screen_text(app), "it")
        assert "0:44 / 0:51" in screen_text(app)
        await pilot.press("space")
        await until(pilot, lambda: WAITS not in screen_text(app), "the poster gone")
        assert "0:44 / 0:51" in screen_text(app)


async def test_the_setting_lets_every_replay_wait() -> None:
    app = ReplayerApp(
        replay=ReplayRequest(bundled("shell")), settings=Settings(autoplay=False), clock=Clock()
    )
    async with app.run_test(size=(100, 30)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: WAITS in screen_text(app))


async def test_an_invented_pace_is_said_on_the_poster_and_hostile_names_are_text(
    tmp_path: Path,
) -> None:
    (tmp_path / "out.bin").write_bytes(b"sh-5.2$ whoami\r\nroot\r\n" * 3)
    entry = find_one([str(tmp_path / "out.bin")], [])
    app = ReplayerApp(replay=ReplayRequest(entry, paused=True), clock=Clock())
    async with app.run_test(size=(100, 30)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "the pace is invented" in screen_text(app))
        assert "◌ estimated" in screen_text(app)
