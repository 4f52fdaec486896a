"""The list, as a user meets it."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import pytest
from textual.widgets import Input

from replayer.tui.app import ReplayerApp
from replayer.tui.widgets.session_table import SessionTable
from tests.tui.driving import (
    bundled,
    listed,
    replay,
    replaying,
    screen_lines,
    screen_text,
    until,
)


def history(*sessions: dict[str, object]) -> str:
    return json.dumps({"Sessions": list(sessions)})


def app_on(*places: Path) -> ReplayerApp:
    return ReplayerApp(places=tuple(str(place) for place in places))


def rows(app: ReplayerApp) -> list[str]:
    """Return the owners in the table, from the top."""
    lines = screen_lines(app)
    top = next(index for index, line in enumerate(lines) if "STARTED" in line) + 1
    owner = lines[top - 1].index("OWNER")
    found = []
    for line in lines[top:]:
        if not line[owner:].strip() or line.startswith("─"):
            break
        found.append(line[owner:].split()[0])
    return found


def cursor_line(app: ReplayerApp) -> str:
    return next(line for line in screen_lines(app) if line.startswith("▌"))


async def test_without_places_the_bundled_sessions_are_listed_and_said_to_be_so() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await listed(pilot, app)
        text = screen_text(app)
        assert "These sessions come with the program" in text
        assert "bundled" in text
        assert "alice" in rows(app)


async def test_searching_again_finds_what_is_new_and_says_the_same_of_the_rest(
    tmp_path: Path,
) -> None:
    app = ReplayerApp()
    async with app.run_test(size=(140, 45)) as pilot:
        await listed(pilot, app)
        await pilot.press("r")
        await until(pilot, lambda: "searching" not in screen_text(app))
        assert "no PATH was given" in screen_text(app)
    app = app_on(tmp_path)
    async with app.run_test(size=(140, 45)) as pilot:
        await until(pilot, lambda: "There is no session here" in screen_text(app))
        (tmp_path / "alice-0123456789abcdef0.log").write_bytes(b"sh-5.2$ exit\r\r\n")
        await pilot.press("r")
        await until(pilot, lambda: "1 session " in screen_text(app))


async def test_the_list_says_loudly_whose_pace_is_invented_and_whose_times_are_recorded() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await listed(pilot, app)
        text = screen_text(app)
        assert "◌ invented" in text
        assert "● streamed" in text
        assert "◐ bounds only" in text


async def test_typing_a_filter_narrows_the_list_with_each_letter_and_escape_widens_it() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await listed(pilot, app)
        everyone = rows(app)
        await pilot.press("slash")
        for typed in ("c", "a", "r"):
            await pilot.press(typed)
        assert rows(app) == ["carol"]
        assert "1 of 9" in screen_text(app)
        await pilot.press("enter")  # the filter stays, keys move in the list again
        assert isinstance(app.focused, SessionTable)
        assert rows(app) == ["carol"]
        await pilot.press("escape")
        assert rows(app) == everyone


async def test_a_filter_that_nothing_passes_says_how_to_get_out() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await listed(pilot, app)
        await pilot.press("slash", *"nobody")
        assert "No session passes the filter: esc shows all again." in screen_text(app)
        await pilot.press("escape")
        assert "alice" in rows(app)


async def test_sorting_goes_from_column_to_column_and_turns_round() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await listed(pilot, app)
        assert "newest first" in screen_text(app)
        await pilot.press("s", "s")
        assert "by owner, ascending" in screen_text(app)
        assert rows(app) == sorted(rows(app))
        await pilot.press("S")
        assert rows(app) == sorted(rows(app), reverse=True)


async def test_a_click_on_a_heading_sorts_and_on_a_row_chooses_it() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await listed(pilot, app)
        heading = next(line for line in screen_lines(app) if "OWNER" in line)
        await pilot.click(SessionTable, offset=(heading.index("OWNER"), 0))
        assert "by owner, ascending" in screen_text(app)
        await pilot.click(SessionTable, offset=(10, 4))
        assert screen_lines(app).index(cursor_line(app)) == 3 + 3


async def test_the_keys_of_less_and_vi_move_in_the_list() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await listed(pilot, app)
        first = cursor_line(app)
        await pilot.press("j", "down")
        third = cursor_line(app)
        await pilot.press("k")
        assert first != cursor_line(app) != third
        await pilot.press("G")
        last = cursor_line(app)
        await pilot.press("g")
        assert cursor_line(app) == first
        await pilot.press("pagedown")
        assert cursor_line(app) == last


async def test_enter_replays_the_session_at_the_cursor_and_q_comes_back_to_it() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await listed(pilot, app)
        await pilot.press("G")
        line = cursor_line(app)
        await pilot.press("enter")
        await replaying(pilot, app)
        target = replay(app).request.entry.session.target
        assert target is not None
        assert target in line
        await pilot.press("q")
        assert cursor_line(app) == line
        await pilot.press("q")
    assert app.return_code == 0


async def test_a_session_without_a_log_says_why_and_does_not_open(tmp_path: Path) -> None:
    (tmp_path / "history.json").write_text(
        history(
            {
                "SessionId": "alice-0aa",
                "Target": "i-0123",
                "Owner": "arn:aws:iam::1:user/alice",
                "StartDate": "2026-11-24T20:00:00Z",
                "EndDate": "2026-11-24T20:01:00Z",
                "DocumentName": "AWS-StartPortForwardingSession",
            }
        )
    )
    app = app_on(tmp_path)
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await listed(pilot, app)
        assert "– no log" in screen_text(app)
        assert "tunnel" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: "Nothing to replay" in screen_text(app))
        assert len(app.screen_stack) == 1


async def test_what_is_passed_over_is_counted_and_listed(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# not a log\n")
    (tmp_path / "history.json").write_text(history({"SessionId": "alice-0aa"}))
    app = app_on(tmp_path)
    async with app.run_test(size=(140, 40)) as pilot:
        await listed(pilot, app)
        assert "1 passed over" in screen_text(app)
        await pilot.press("i")
        assert "PASSED OVER" in screen_text(app)
        assert "notes.md" in screen_text(app)
        evidence = screen_text(app).partition("EVIDENCE  ")[2].partition("EVIDENCE")[2]
        assert "history.json" in evidence


async def test_an_empty_place_and_a_missing_one_say_so_in_one_sentence(tmp_path: Path) -> None:
    app = app_on(tmp_path)
    async with app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: "There is no session here" in screen_text(app))
        await pilot.press("i")
        await until(pilot, lambda: "Nothing was found, and nothing passed over" in screen_text(app))
        await pilot.press("f1")
        assert "passed over" not in screen_text(app)
    app = app_on(tmp_path / "nowhere")
    async with app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: "Check the path" in screen_text(app))
        await pilot.press("slash", "j", "escape", "q")
    assert app.return_code == 0


async def test_the_preview_shows_the_last_screen_and_what_is_known() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(140, 45)) as pilot:
        await listed(pilot, app)
        await pilot.press("slash", *"carol", "enter")
        await until(pilot, lambda: "the last screen" in screen_text(app), "the preview")
        text = screen_text(app)
        assert "logout" in text
        assert "5,552 bytes" in text
        assert "before 24 Nov 2026 22:40:06 UTC" in text
        assert "evidence: logs" in text


async def test_a_session_that_was_looked_into_shows_its_typical_error_in_the_list() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(140, 45)) as pilot:
        await listed(pilot, app)
        assert "±" not in screen_text(app)
        await pilot.press("slash", *"0eee65", "enter")
        await until(pilot, lambda: "±" in cursor_line(app), "the error in the list")


async def test_a_window_that_grows_shows_the_preview_of_the_session_at_the_cursor() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await listed(pilot, app)
        await pilot.press("u")
        await until(pilot, lambda: "by 15 min" in screen_text(app), "the usage")
        await pilot.press("q")
        await pilot.resize_terminal(140, 45)
        await until(pilot, lambda: "the last screen" in screen_text(app), "the preview")


async def test_a_log_that_was_found_opens_nothing_over_where_the_user_went_meanwhile() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await listed(pilot, app)
        await pilot.press("question_mark")
        screen.post_message(screen.LookedUp(bundled("shell")))
        await pilot.pause()
        await pilot.press("escape")
        assert app.screen is screen
        screen.post_message(screen.LookedUp(bundled("shell")))
        await replaying(pilot, app)


async def test_the_palette_lists_what_belongs_together_side_by_side() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(100, 60)) as pilot:
        await listed(pilot, app)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Page up  page up" in screen_text(app), "the palette")
        text = screen_text(app)
        assert text.index("Up  ↑") < text.index("Last  end") < text.index("Filter  /")


@pytest.mark.parametrize("keys", [("ctrl+c",), ("ctrl+q",), ("slash", "x", "ctrl+c")])
async def test_the_program_can_be_quit_at_once_from_anywhere(keys: tuple[str, ...]) -> None:
    app = ReplayerApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
    assert app.return_code == 0


async def test_the_filter_is_kept_to_be_changed(tmp_path: Path) -> None:
    app = ReplayerApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await listed(pilot, app)
        await pilot.press("slash", *"bob", "enter", "slash")
        field = app.screen.query_one(Input)
        assert field.value == "bob"
        await pilot.press("backspace", "backspace", "backspace", "enter")
        assert len(rows(app)) == 9


async def test_where_there_is_nothing_no_key_is_offered_that_needs_a_session(
    tmp_path: Path,
) -> None:
    app = app_on(tmp_path)
    async with app.run_test(size=(100, 24)) as pilot:
        await listed(pilot, app)
        keys = screen_lines(app)[-1]
        assert [
            word for word in ("replay", "mark", "filter", "sort", "export", "usage") if word in keys
        ] == []
        assert "help" in keys
        (tmp_path / "history.json").write_text(history({"SessionId": "alice-0aa"}))
        await pilot.press("r")
        await until(pilot, lambda: "enter replay  space mark" in screen_lines(app)[-1], "the keys")
        await pilot.press("slash", *"zz", "enter")
        await until(pilot, lambda: "replay" not in screen_lines(app)[-1], "nothing to replay")
        assert "filter" in screen_lines(app)[-1]


async def test_what_was_passed_over_beyond_a_screenful_of_lines_is_counted(tmp_path: Path) -> None:
    for number in range(203):
        (tmp_path / f"{number:03}.bin").write_bytes(b"\0\1\2")
    app = app_on(tmp_path)
    async with app.run_test(size=(100, 24)) as pilot:
        await listed(pilot, app)
        await pilot.press("i")
        await until(pilot, lambda: "PASSED OVER" in screen_text(app), "the list")
        await pilot.press("end")
        await until(pilot, lambda: "and 3 more" in screen_text(app), "the rest")


async def test_double_click_replays() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await listed(pilot, app)
        await pilot.click(SessionTable, offset=(10, 2), times=2)
        await replaying(pilot, app)
        assert len(app.screen_stack) == 2


async def test_a_long_list_is_left_alone_by_the_collector_that_would_hold_up_a_key(
    tmp_path: Path,
) -> None:
    sessions: list[dict[str, object]] = [
        {"SessionId": f"alice-{number:017x}"} for number in range(10_000)
    ]
    (tmp_path / "history.json").write_text(history(*sessions))
    app = app_on(tmp_path)
    before = gc.get_freeze_count()
    try:
        async with app.run_test(size=(100, 30)) as pilot:
            await listed(pilot, app)
            assert gc.get_freeze_count() > before + 10_000
    finally:
        gc.unfreeze()
