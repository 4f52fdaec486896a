"""Commands, search and what was tried: the ways to a moment by what happened in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from replayer.opening import find_one
from replayer.player import State
from replayer.tui.app import ReplayerApp
from replayer.tui.request import ReplayRequest
from replayer.tui.searching import MOST_HITS
from replayer.tui.widgets.moment_list import MomentList
from replayer.tui.widgets.timeline_bar import TimelineBar
from tests.tui.driving import (
    Clock,
    burst,
    marked_moment,
    picture_text,
    replay,
    replay_app,
    replaying,
    screen_text,
    until,
)


async def test_the_commands_are_listed_beside_the_picture_and_go_along_with_the_replay() -> None:
    clock = Clock()
    app = replay_app("shell", clock)
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "COMMANDS" in screen_text(app), "the list")
        for command in ("whoami", "id", "ls --color=always", "exit"):
            assert command in screen_text(app)
        assert marked_moment(app) == ""
        clock.now = 8.0
        await until(pilot, lambda: " id" in marked_moment(app))
        clock.now = 999.0
        await until(pilot, lambda: " exit" in marked_moment(app))


@pytest.mark.parametrize(
    ("following", "previous"),
    [("right_curly_bracket", "left_curly_bracket"), ("pagedown", "pageup")],
)
async def test_braces_and_page_keys_go_from_command_to_command_as_each_was_entered(
    following: str, previous: str
) -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "COMMANDS" in screen_text(app), "the list")
        await pilot.press("space", following, following)
        await until(pilot, lambda: picture_text(app).endswith("$ id"), "the second command")
        assert " id" in marked_moment(app)
        await pilot.press(previous)
        await until(pilot, lambda: picture_text(app).endswith("$ whoami"), "the first command")


async def test_a_click_on_a_command_goes_to_it() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "COMMANDS" in screen_text(app), "the list")
        await pilot.press("space")
        await pilot.click(MomentList, offset=(6, 3))
        await until(pilot, lambda: "ls --color" in marked_moment(app))
        assert picture_text(app).endswith("| head")


async def test_in_a_small_window_the_list_opens_over_the_picture_when_asked() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(80, 24)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "5")
        assert "COMMANDS" not in screen_text(app)
        await pilot.press("c")
        await until(pilot, lambda: "COMMANDS" in screen_text(app), "the list")
        await pilot.press("c")
        await until(pilot, lambda: "COMMANDS" not in screen_text(app))


async def test_what_was_ever_on_the_screen_is_found_and_shown_when_it_appeared() -> None:
    app = replay_app("vim")
    async with app.run_test(size=(140, 45)) as pilot:
        screen = await replaying(pilot, app)
        await pilot.press("space", "g", "slash", *"rotate")
        await until(pilot, lambda: "/rotate 0 of " in screen_text(app), "the hits")
        assert "◆" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: "rotate" in picture_text(app), "the first hit")
        first = picture_text(app)
        assert "/rotate 1 of " in screen_text(app)
        await pilot.press("n")
        await until(pilot, lambda: picture_text(app) != first, "the next hit")
        assert "/rotate 2 of " in screen_text(app)
        await pilot.press("N")
        await until(pilot, lambda: picture_text(app) == first, "the hit before")
        assert screen.status is not None
        assert screen.status.state is State.PAUSED


async def test_the_hit_is_pointed_at_in_the_picture() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "g", "slash", *"uid=", "enter")
        await until(pilot, lambda: "uid=" in picture_text(app), "the hit")
        await until(pilot, lambda: pointed_at(app) == ["uid="], "the place in the picture")
        await pilot.press("G")
        await until(pilot, lambda: pointed_at(app) == [], "nothing to point at")


async def test_what_is_nowhere_is_said_not_to_be_found_and_escape_forgets_the_search() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("slash", *"xyzzy")
        await until(pilot, lambda: "/xyzzy not found" in screen_text(app))
        await pilot.press("enter", "n", "slash", "escape")
        await until(pilot, lambda: "xyzzy" not in screen_text(app))
        assert not app.screen.query_one(TimelineBar).hits


async def test_a_new_search_takes_the_place_of_the_one_before_unless_that_is_edited() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "slash", *"who", "enter", "slash", *"uid")
        await until(pilot, lambda: "/uid 0 of 1" in screen_text(app), "the new search")
        await pilot.press("enter", "slash", "end", "equals_sign")
        await until(pilot, lambda: "/uid= 1 of 1" in screen_text(app), "more of the same search")


async def test_a_search_of_a_text_that_only_was_there_earlier_goes_back_to_it() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "G", "slash", *"whoami", "enter")
        await until(pilot, lambda: picture_text(app).rstrip().endswith("whoami"))


async def test_what_the_session_tried_is_counted_and_listed_with_its_times(tmp_path: Path) -> None:
    (tmp_path / "mallory-0123456789abcdef0.log").write_bytes(
        b"Script started on 2026-11-24 22:08:23+00:00\n"
        b"$ \x1b]0;[bold]mine\x07ls\r\r\n\x1b]52;c;ZXZpbA==\x07\r\r\n"
        b"\nScript done on 2026-11-24 22:08:23+00:00\n"
    )
    app = ReplayerApp(replay=ReplayRequest(find_one([str(tmp_path)], [])), clock=Clock())
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "2 attempts (x)" in screen_text(app), "the count")
        await pilot.press("x")
        assert "[bold]mine" in screen_text(app)
        assert "clipboard" in screen_text(app)
        assert "None of it was done" in screen_text(app)
        await pilot.press("x")
        assert "None of it was done" not in screen_text(app)


async def test_a_session_that_tried_nothing_says_so() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("x")
        assert "It tried nothing." in screen_text(app)


def pointed_at(app: ReplayerApp) -> list[str]:
    """Return the texts of the picture that are underlined."""
    view = replay(app).query_one("#picture")
    return [
        segment.text
        for y in range(view.size.height)
        for segment in view.render_line(y)
        if segment.style is not None and segment.style.underline
    ]


async def test_a_search_is_plain_text_until_it_is_made_a_regular_expression() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "g", "slash", *"uid=.*gid")
        await until(pilot, lambda: "/uid=.*gid not found" in screen_text(app), "no such text")
        assert "plain text" in screen_text(app)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "/uid=.*gid (regex) 0 of 1" in screen_text(app), "a match")
        assert ".* regex" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: "uid=" in picture_text(app), "the hit")
        await until(pilot, lambda: "gid" in "".join(pointed_at(app)), "the place in the picture")
        await pilot.press("slash", "ctrl+r")
        await until(pilot, lambda: "/uid=.*gid not found" in screen_text(app), "plain text again")


async def test_a_wrong_expression_is_complained_about_while_it_is_typed() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "slash", "ctrl+r", *"(uid")
        await until(pilot, lambda: "unterminated subpattern" in screen_text(app), "the complaint")
        await pilot.press("enter")
        assert "unterminated subpattern" in screen_text(app)
        assert "searching" not in screen_text(app)
        await pilot.press("right_parenthesis")
        await until(pilot, lambda: "/(uid) (regex) 0 of 1" in screen_text(app), "a match")
        assert "unterminated" not in screen_text(app)
        await pilot.press("ctrl+r", "ctrl+r", "backspace")
        await until(pilot, lambda: "unterminated subpattern" in screen_text(app), "the complaint")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "unterminated" not in screen_text(app), "plain text")


async def test_an_expression_that_others_never_finish_is_searched_for_like_any_other() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "slash", "ctrl+r", *"(([a-z ]+)+)+_$")
        await until(pilot, lambda: "(regex) not found" in screen_text(app), "an answer")
        assert "searching" not in screen_text(app)


async def test_the_last_search_comes_back_after_it_was_given_up() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "slash", "ctrl+r", *"u.d=", "escape")
        await until(pilot, lambda: "u.d=" not in screen_text(app), "nothing searched for")
        await pilot.press("slash", "up")
        await until(pilot, lambda: "/u.d= (regex) 0 of " in screen_text(app), "the last search")


async def test_a_flood_of_attempts_is_counted_and_not_kept(tmp_path: Path) -> None:
    (tmp_path / "mallory-0123456789abcdef0.log").write_bytes(
        b"Script started on 2026-11-24 22:08:23+00:00\n"
        + b"\x1b[6n\x07" * 3000
        + b"\nScript done on 2026-11-24 22:08:23+00:00\n"
    )
    app = ReplayerApp(replay=ReplayRequest(find_one([str(tmp_path)], [])), clock=Clock())
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "6,000 attempts (x)" in screen_text(app), "the count")
        await pilot.press("x", "pagedown", *["pagedown"] * 20)
        assert "… and 5,800 more" in screen_text(app)


async def test_of_very_many_hits_the_first_are_kept_and_the_count_says_so(tmp_path: Path) -> None:
    (tmp_path / "alice-0123456789abcdef0.log").write_bytes(
        b"Script started on 2026-11-24 22:08:23+00:00\n"
        + b"".join(
            b"%d eeeeeeeeeeeeeeeeeeeeeeeeeeeeee\r\r\n" % line for line in range(MOST_HITS // 25)
        )
        + b"\nScript done on 2026-11-24 22:18:23+00:00\n"
    )
    app = ReplayerApp(replay=ReplayRequest(find_one([str(tmp_path)], [])), clock=Clock())
    async with app.run_test(size=(140, 45)) as pilot:
        screen = await replaying(pilot, app)
        await pilot.press("space", "slash", "e")
        await until(pilot, lambda: re.search(r"/e \d of [\d,]+\+", screen_text(app)), "the count")
        assert MOST_HITS < len(screen.finds.hits) < MOST_HITS * 1.1
        assert len(app.screen.query_one(TimelineBar).hits) <= 2001


async def test_keys_that_come_in_one_go_with_enter_are_keys_again_after_it() -> None:
    app = replay_app("vim")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "g")
        burst(app, "slash", *"rotate", "enter")
        await until(pilot, lambda: "/rotate 1 of " in screen_text(app), "the first hit")
        burst(
            app, "slash", *"work", "enter", "g", "m", *"here", "enter", "colon", "5", "enter", "m"
        )
        await until(pilot, lambda: "words for this bookmark" in screen_text(app), "the last key")
        assert "/work 0 of " in screen_text(app) or "/work 1 of " in screen_text(app)
        assert "▼ here" in screen_text(app) or screen_text(app).count("▼") >= 2
        assert "0:05 / " in screen_text(app)


async def test_the_next_hit_that_is_asked_for_before_any_is_found_is_gone_to_once_it_is(
    tmp_path: Path,
) -> None:
    lines = b"".join(b"line %d of many\r\n" % number for number in range(150_000))
    needles = b"".join(b"needle %d\r\n" % number for number in range(5))
    (tmp_path / "out.bin").write_bytes(lines + needles)
    entry = find_one([str(tmp_path / "out.bin")], [])
    app = ReplayerApp(replay=ReplayRequest(entry, paused=True), clock=Clock())
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        burst(app, "slash", *"needle", "enter", "n", "n", "n", "N")
        await until(pilot, lambda: "/needle 3 of 5 " in screen_text(app), "the third hit")


async def test_keys_that_come_in_one_go_with_escape_are_keys_again_after_it() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        screen = await replaying(pilot, app)
        await pilot.press("space")
        burst(app, "slash", *"who", "escape", "f")
        await until(pilot, lambda: screen.full, "the picture alone")
        assert "/who" not in screen_text(app)
        assert not screen.finds.text


async def test_what_is_wrong_keeps_the_line_and_the_keys_after_it() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        burst(app, "colon", *"x", "enter", "y")
        await until(pilot, lambda: ": xy" in screen_text(app), "the line")
