"""Usage: what is counted, and how it leads back to the list."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from replayer.tui.app import ReplayerApp
from replayer.tui.screens.usage import UsageScreen
from replayer.tui.widgets.time_chart import TimeChart
from tests.tui.driving import listed, screen_lines, screen_text, until

SIZE = (100, 30)
SESSIONS = (  # owner, host, start
    ("alice", "i-01", "2026-11-24T10:02:00Z"),
    ("alice", "i-01", "2026-11-24T10:14:59Z"),
    ("bob", "i-02", "2026-11-24T10:15:00Z"),
    ("bobby", "i-01", "2026-11-24T18:00:00Z"),
    ("bob", "i-02", "2026-11-26T18:00:00Z"),
    ("bob", "i-02", ""),
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "history.json").write_text(
        json.dumps(
            {
                "Sessions": [
                    {
                        "SessionId": f"{owner}-{number:017x}",
                        "Target": target,
                        "Owner": f"arn:aws:iam::123456789012:user/{owner}",
                        **({"StartDate": start} if start else {}),
                    }
                    for number, (owner, target, start) in enumerate(SESSIONS)
                ]
            }
        )
    )
    return tmp_path


def app_on(place: Path) -> ReplayerApp:
    return ReplayerApp(places=(str(place),))


def bar(app: ReplayerApp) -> str:
    return next(line for line in screen_lines(app) if line.startswith(" ▲ "))


async def test_sessions_are_counted_by_time_owner_and_target(place: Path) -> None:
    app = app_on(place)
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("u")
        await until(pilot, lambda: "by 15 min" in screen_text(app), "the usage")
        text = screen_text(app)
        assert "usage · 6 sessions" in text
        assert "1 at an unknown time are in no bin" in " ".join(text.split())
        assert re.search(r"bob +3 █+", text)
        assert "26 Nov 2026 18:00 – 18:15 · 1 session" in bar(app)
        await pilot.press("home")
        assert "24 Nov 2026 10:00 – 10:15 · 2 sessions" in bar(app)
        await pilot.press("right")
        assert "24 Nov 2026 10:15 – 10:30 · 1 session" in bar(app)


async def test_what_lies_outside_the_window_is_counted_at_its_edge(place: Path) -> None:
    app = app_on(place)
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("u")
        await until(pilot, lambda: "by 15 min" in screen_text(app), "the usage")
        assert "◂ 4 earlier" in bar(app)
        await pilot.press("home")
        assert "1 later ▸" in bar(app)
        assert "earlier" not in bar(app)
        await pilot.press("b", "b")
        await until(pilot, lambda: "by 1 day" in screen_text(app), "days")
        assert "◂" not in bar(app)
        assert "▸" not in bar(app)


async def test_bins_change_and_what_is_selected_stays_at_its_moment(place: Path) -> None:
    app = app_on(place)
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("u")
        await until(pilot, lambda: "by 15 min" in screen_text(app), "the usage")
        await pilot.press("home", "right", "b")
        await until(pilot, lambda: "by 1 h" in screen_text(app), "hours")
        assert "24 Nov 2026 10:00 – 11:00 · 3 sessions" in bar(app)
        await pilot.press("b")
        await until(pilot, lambda: "by 1 day" in screen_text(app), "days")
        assert "24 Nov 2026 00:00 – 25 Nov 2026 00:00 · 4 sessions" in bar(app)
        await pilot.press("b")
        await until(pilot, lambda: "by 15 min" in screen_text(app), "quarters")


async def test_enter_shows_the_sessions_of_a_bar_and_as_many_as_it_counted(place: Path) -> None:
    app = app_on(place)
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("u")
        await until(pilot, lambda: "by 15 min" in screen_text(app), "the usage")
        await pilot.press("home", "enter")
        await until(pilot, lambda: "2 of 6" in screen_text(app), "the list")
        assert "since:2026-11-24T10:00 until:2026-11-24T10:15" in screen_text(app)
        await pilot.press("u")
        await until(pilot, lambda: "usage · 2 sessions" in screen_text(app), "the usage of these")
        assert "Only what passes the filter" in screen_text(app)
        await pilot.press("q", "escape")
        assert "6 sessions" in screen_text(app)


@pytest.mark.parametrize(
    ("keys", "words", "count"),
    [
        (("tab", "enter"), "owner:=bob", 3),
        (("tab", "down", "enter"), "owner:=alice", 2),
        (("tab", "tab", "end", "enter"), "target:=i-02", 3),
    ],
)
async def test_enter_shows_the_sessions_of_just_that_owner_or_target(
    keys: tuple[str, ...], words: str, count: int, place: Path
) -> None:
    app = app_on(place)
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("u")
        await until(pilot, lambda: "by 15 min" in screen_text(app), "the usage")
        await pilot.press(*keys)
        await until(pilot, lambda: f"{count} of 6" in screen_text(app), "the list")
        assert words in screen_text(app)


async def test_bars_and_names_are_chosen_with_the_mouse(place: Path) -> None:
    app = app_on(place)
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("u")
        await until(pilot, lambda: "by 15 min" in screen_text(app), "the usage")
        await pilot.press("home")
        await pilot.click(TimeChart, offset=(0, 2))
        assert "10:00 – 10:15" in bar(app)
        await pilot.click("#names", offset=(10, 2), times=2)
        await until(pilot, lambda: "owner:=alice" in screen_text(app), "the list")


async def test_times_are_shown_in_utc_or_local_and_the_filter_stays_in_utc(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    app = app_on(place)
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("u")
        await until(pilot, lambda: "by 15 min" in screen_text(app), "the usage")
        assert "UTC" in screen_lines(app)[0]
        await pilot.press("t")
        assert "IST" in screen_lines(app)[0]
        assert "26 Nov 2026 23:30 – 23:45" in bar(app)
        await pilot.press("enter")
        await until(pilot, lambda: "since:2026-11-26T18:00" in screen_text(app), "the list")


async def test_nothing_to_count_is_said(place: Path) -> None:
    app = app_on(place)
    async with app.run_test(size=(80, 24)) as pilot:
        await listed(pilot, app)
        await pilot.press("slash", *"nobody", "enter", "u")
        await until(pilot, lambda: "There is no session to count." in screen_text(app), "that")
        assert isinstance(app.screen, UsageScreen)
        await pilot.press("right", "enter", "tab", "enter")
        assert isinstance(app.screen, UsageScreen)


async def test_sessions_that_nobody_dated_are_counted_by_owner_only(place: Path) -> None:
    app = app_on(place)
    async with app.run_test(size=(80, 24)) as pilot:
        await listed(pilot, app)
        await pilot.press("slash", *"00005", "enter", "u")
        await until(pilot, lambda: "Nobody recorded when" in screen_text(app), "that")
        assert "bob" in screen_text(app)


async def test_the_count_grows_with_the_list(place: Path) -> None:
    app = app_on(place)
    async with app.run_test(size=SIZE) as pilot:
        screen = await listed(pilot, app)
        await pilot.press("u")
        await until(pilot, lambda: "usage · 6 sessions" in screen_text(app), "the usage")
        more = [{"SessionId": f"eve-{number:017x}", "Owner": "eve"} for number in range(4)]
        (place / "later.json").write_text(json.dumps({"Sessions": more}))
        screen.action_refresh()
        await until(pilot, lambda: "usage · 10 sessions" in screen_text(app), "the count of all")
        assert "eve" in screen_text(app)


async def test_a_name_that_was_made_to_harm_is_text_in_the_charts_and_in_the_filter(
    tmp_path: Path,
) -> None:
    name = "[bold]e\x1b]0;OWNED\x07\u202e[/bold] x"
    session = {"SessionId": "eve-0aa", "Owner": name, "Target": name, "StartDate": SESSIONS[0][2]}
    (tmp_path / "history.json").write_text(json.dumps({"Sessions": [session]}))
    app = app_on(tmp_path)
    async with app.run_test(size=(160, 30)) as pilot:
        await listed(pilot, app)
        await pilot.press("u")
        await until(pilot, lambda: "by 15 min" in screen_text(app), "the usage")
        await pilot.press("tab", "tab")
        assert "[bold]e␛]0;OWNED␇" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: "1 of 1" in screen_text(app), "the list")
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", screen_text(app))


async def test_esc_leaves_the_usage_as_q_does(place: Path) -> None:
    app = app_on(place)
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("u")
        await until(pilot, lambda: "by 15 min" in screen_text(app), "the usage")
        await pilot.press("tab", "escape")
        await until(pilot, lambda: "by 15 min" not in screen_text(app), "the list")
        assert "6 sessions" in screen_text(app)
