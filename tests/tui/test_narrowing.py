"""The list of commands: narrowed, walked through, and as sure of its times as it can be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from replayer.analysis.commands import Command
from replayer.opening import find_one
from replayer.player import State
from replayer.recording.timeline import Certainty
from replayer.tui.app import ReplayerApp
from replayer.tui.listed import passing
from replayer.tui.moments import of_commands
from replayer.tui.request import ReplayRequest
from replayer.tui.widgets.moment_list import MomentList
from tests.tui.driving import (
    Clock,
    burst,
    marked_moment,
    picture_text,
    replay_app,
    replaying,
    screen_text,
    until,
)


def listed(app: ReplayerApp) -> list[str]:
    """Return the commands that the list shows."""
    moments = app.screen.query_one(MomentList).moments
    return [moments.line(index).text for index in range(len(moments.offsets))] if moments else []


async def with_commands(pilot: Pilot[None], app: ReplayerApp) -> None:
    await replaying(pilot, app)
    await pilot.press("space")
    await until(pilot, lambda: listed(app), "the commands")


def test_words_may_stand_anywhere_and_capitals_count_when_there_are_any() -> None:
    texts = ("ls -la /srv", "sudo LS", "git log", "git Log --oneline")
    commands = [
        Command(text, "$ ", 0, 0, 0, Certainty.RECORDED, 0, 0, exit_code=None) for text in texts
    ]
    assert passing(commands, "") == (0, 1, 2, 3)
    assert passing(commands, "ls") == (0, 1)
    assert passing(commands, "LS") == (1,)
    assert passing(commands, "  line git") == (3,)
    assert passing(commands, "nothing") == ()


def test_no_run_of_blanks_pushes_the_rest_of_a_command_out_of_the_list() -> None:
    text = "ls" + " " * 300 + "; rm -rf /srv   # three\u3000\u00a0\u2003 four"
    command = Command(text, "$ ", 0, 0, 0, Certainty.RECORDED, 0, 0, exit_code=None)
    line = of_commands([command], "", str).line(0)
    assert line.text == "ls ␣×300 ; rm -rf /srv   # three ␣×4 four"


async def test_the_list_is_narrowed_while_one_types_and_escape_shows_all_again() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await with_commands(pilot, app)
        everything = listed(app)
        await pilot.press("ampersand", *"i")
        await until(pilot, lambda: listed(app) != everything, "fewer commands")
        assert listed(app) == [text for text in everything if "i" in text.lower()]
        count = f"{len(listed(app))} of {len(everything)}"
        assert re.search(f"COMMANDS &i +{count}", screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: listed(app) == everything, "all commands")


async def test_braces_keep_to_the_commands_that_are_listed() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await with_commands(pilot, app)
        await pilot.press("ampersand", *"exit", "enter", "escape", "0", "right_curly_bracket")
        await until(pilot, lambda: " exit" in marked_moment(app), "the last command")
        await pilot.press("left_curly_bracket")
        assert " exit" in marked_moment(app)


@pytest.mark.parametrize("size", [(140, 45), (80, 24)])
async def test_the_arrows_go_through_the_list_and_enter_goes_to_a_command(
    size: tuple[int, int],
) -> None:
    app = replay_app("shell")
    async with app.run_test(size=size) as pilot:
        await with_commands(pilot, app)
        await pilot.press("tab")
        await until(
            pilot, lambda: "enter go  esc leave" in screen_text(app), "the keys of the list"
        )
        await pilot.press("down", "down", "up", "enter")
        await until(pilot, lambda: " id" in marked_moment(app), "the second command")
        assert picture_text(app).endswith("$ id")
        await pilot.press("pagedown", "enter")
        await until(pilot, lambda: " exit" in marked_moment(app), "the last command")
        await pilot.press("escape", "home")
        await until(pilot, lambda: marked_moment(app) == "", "the start")
        assert "& filter" in screen_text(app)


async def test_arrows_that_come_in_one_go_with_tab_go_through_the_list() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(80, 24)) as pilot:
        await with_commands(pilot, app)
        burst(app, "c", "tab", "down", "down", "enter")
        await until(pilot, lambda: listed(app)[2][:8] in marked_moment(app), "the third command")
        assert "▸▌" in screen_text(app)


async def test_a_list_that_the_wheel_looks_through_is_not_taken_back_while_the_replay_goes_on(
    tmp_path: Path,
) -> None:
    prompts = b"".join(b"sh-5.2$ echo %03d\r\n%03d\r\n" % (n, n) for n in range(200))
    (tmp_path / "out.bin").write_bytes(prompts)
    clock = Clock()
    entry = find_one([str(tmp_path / "out.bin")], [])
    app = ReplayerApp(replay=ReplayRequest(entry), clock=clock)
    async with app.run_test(size=(140, 45)) as pilot:
        await with_commands(pilot, app)
        shown = app.screen.query_one(MomentList)
        await pilot.hover(MomentList, offset=(5, 5))
        for _ in range(30):
            shown.post_message(scrolled(shown))
        await until(pilot, lambda: shown.scroll_y == 30 * app.scroll_sensitivity_y, "it")
        await pilot.press("space")
        before, clock.now = shown.place, 3.0
        await until(pilot, lambda: shown.place > before, "a byte")
        assert shown.scroll_y == 30 * app.scroll_sensitivity_y
        await pilot.hover("#picture", offset=(5, 5))
        await until(pilot, lambda: "▸" in screen_text(app), "the command at hand")


def scrolled(widget: MomentList) -> events.MouseScrollDown:
    return events.MouseScrollDown(widget, 5, 5, 0, 1, 0, False, False, False)


async def test_a_list_without_a_line_says_why() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await with_commands(pilot, app)
        await pilot.press("ampersand", *"nothing", "enter")
        await until(pilot, lambda: "none has these words" in screen_text(app), "the reason")
        await pilot.press("escape", "slash", *"nothing", "enter")
        await until(pilot, lambda: "HITS /nothing" in screen_text(app), "the hits")
        assert re.search(r"│ +not found", screen_text(app))


async def test_tab_stays_in_a_line_that_is_typed_in() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await with_commands(pilot, app)
        await pilot.press("slash", *"wh", "tab", *"o", "shift+tab", *"ami")
        await until(pilot, lambda: "/whoami 0 of " in screen_text(app), "the whole word")


async def test_a_narrowed_list_in_a_small_window_lies_over_the_picture() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(80, 24)) as pilot:
        await with_commands(pilot, app)
        await pilot.press("ampersand", *"who", "enter")
        await until(pilot, lambda: "COMMANDS &who" in screen_text(app), "the list")
        await pilot.press("enter")
        await until(pilot, lambda: " whoami" in marked_moment(app), "the command")


async def test_a_time_that_nobody_recorded_is_marked_beside_it(tmp_path: Path) -> None:
    (tmp_path / "out.bin").write_bytes(b"sh-5.2$ whoami\r\nroot\r\nsh-5.2$ exit\r\n" * 3)
    app = ReplayerApp(
        replay=ReplayRequest(find_one([str(tmp_path / "out.bin")], [])), clock=Clock()
    )
    async with app.run_test(size=(140, 45)) as pilot:
        await with_commands(pilot, app)
        await until(pilot, lambda: ":02◌ whoami" in screen_text(app), "the sign")


async def test_a_name_with_escapes_in_the_filter_is_text() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        screen = await replaying(pilot, app)
        await with_commands(pilot, app)
        await pilot.press("ampersand", *"[b]x")
        await until(pilot, lambda: "&[b]x" in screen_text(app), "the words")
        await pilot.press("ampersand", "w")
        assert "&[b]x&w" in screen_text(app)
        assert screen.status is not None
        assert screen.status.state is State.PAUSED


async def test_a_list_that_is_opened_late_shows_the_command_at_hand() -> None:
    app = replay_app("streaming-only")
    async with app.run_test(size=(80, 14)) as pilot:
        await with_commands(pilot, app)
        await pilot.press("G", "c")
        await until(pilot, lambda: "COMMANDS" in screen_text(app), "the list")
        assert "▸" in screen_text(app)
