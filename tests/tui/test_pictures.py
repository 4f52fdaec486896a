"""How the places look. The session is a cast, whose times are recorded, so that no better guess of a pace changes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from replayer.opening import find_one
from replayer.settings import Settings
from replayer.tui.app import ReplayerApp
from replayer.tui.request import ReplayRequest
from tests.tui.driving import Clock, listed, replaying, screen_text, until

Compare = Callable[..., bool]
SHELL = [
    (0.5, "o", "\x1b[1;32malice@web-01\x1b[0m:\x1b[1;34m~\x1b[0m$ "),
    *((2.0 + place * 0.15, "o", letter) for place, letter in enumerate("ls -l /srv")),
    (
        4.0,
        "o",
        "\r\ntotal 8\r\n\x1b[34mshop\x1b[0m  \x1b[7m漢字\x1b[0m  \x1b[31mcart.log\x1b[0m\r\n",
    ),
    (4.5, "m", "listed"),
    (30.0, "o", "\x1b[1;32malice@web-01\x1b[0m:\x1b[1;34m~\x1b[0m$ exit\r\n"),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with one session that can be replayed and one that cannot, and stand in it."""
    header = {"version": 2, "width": 60, "height": 12, "timestamp": 1795900000}
    lines = [json.dumps(header), *(json.dumps(event) for event in SHELL)]
    place = tmp_path / "logs"
    place.mkdir()
    (place / "alice-0123456789abcdef0.cast").write_text("\n".join(lines) + "\n")
    (place / "history.json").write_text(
        json.dumps(
            {
                "Sessions": [
                    {
                        "SessionId": f"bob-{number:017x}",
                        "Target": f"i-{number:017x}",
                        "Owner": "arn:aws:sts::123456789012:assumed-role/Admin/bob",
                        "Reason": "INC-4711 checkout slow" if number else "",
                        "Status": "Terminated",
                        "StartDate": f"2026-11-24T1{number}:00:00Z",
                        "EndDate": f"2026-11-24T1{number}:40:00Z",
                        "DocumentName": "AWS-StartPortForwardingSession",
                    }
                    for number in range(3)
                ]
            }
        )
    )
    monkeypatch.chdir(tmp_path)
    return place


def in_list(keys: tuple[str, ...] = (), seen: str = "") -> Callable[[Pilot[None]], object]:
    async def before(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, ReplayerApp)
        await listed(pilot, app)
        await pilot.press(*keys)
        await until(pilot, lambda: seen in screen_text(app), seen)

    return before


def in_replay(*keys: str, seen: str = "cart.log") -> Callable[[Pilot[None]], object]:
    async def before(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, ReplayerApp)
        await replaying(pilot, app)
        await pilot.press("space", "colon", "5", "enter")
        await until(pilot, lambda: "cart.log" in screen_text(app))
        if app.size.width > 100:
            await until(pilot, lambda: "COMMANDS" in screen_text(app), "the commands")
        await pilot.press(*keys)
        await until(pilot, lambda: seen in screen_text(app), seen)

    return before


def the_list(theme: str | None = None) -> ReplayerApp:
    return ReplayerApp(places=("logs",), settings=Settings(theme=theme))


def the_replay(theme: str | None = None) -> ReplayerApp:
    request = ReplayRequest(find_one(["logs/alice-0123456789abcdef0.cast"], []))
    return ReplayerApp(replay=request, settings=Settings(theme=theme), clock=Clock())


LARGE, SMALL = (140, 45), (80, 24)


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_the_list(snap_compare: Compare, theme: str) -> None:
    run = in_list((), "the last screen")
    assert snap_compare(the_list(theme), terminal_size=LARGE, run_before=run)


def test_the_list_in_a_small_window(snap_compare: Compare) -> None:
    assert snap_compare(the_list(), terminal_size=SMALL, run_before=in_list())


def test_a_list_that_nothing_passes(snap_compare: Compare) -> None:
    run = in_list(("slash", "x", "x"), "No session passes")
    assert snap_compare(the_list(), terminal_size=SMALL, run_before=run)


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_a_replay(snap_compare: Compare, theme: str) -> None:
    assert snap_compare(the_replay(theme), terminal_size=LARGE, run_before=in_replay())


def test_a_replay_in_a_small_window(snap_compare: Compare) -> None:
    assert snap_compare(the_replay(), terminal_size=SMALL, run_before=in_replay())


def test_a_replay_without_colour(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(the_replay(), terminal_size=SMALL, run_before=in_replay())


def test_help(snap_compare: Compare) -> None:
    run = in_replay("question_mark", seen="Start or stop the replay")
    assert snap_compare(the_replay(), terminal_size=(100, 50), run_before=run)


def test_the_export_dialog(snap_compare: Compare) -> None:
    run = in_replay("e", seen="cast3")
    assert snap_compare(the_replay(), terminal_size=SMALL, run_before=run)


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_the_poster(snap_compare: Compare, theme: str) -> None:
    request = ReplayRequest(find_one(["logs/alice-0123456789abcdef0.cast"], []), paused=True)
    app = ReplayerApp(replay=request, settings=Settings(theme=theme), clock=Clock())

    async def waiting(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: "behind this: the screen" in screen_text(app), "the poster")
        await until(pilot, lambda: "seen 0 %" in screen_text(app), "the review")

    assert snap_compare(app, terminal_size=SMALL, run_before=waiting)


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_the_list_of_commands_with_the_keys(snap_compare: Compare, theme: str) -> None:
    run = in_replay(
        "slash", "ctrl+r", *"c.rt", "enter", "ampersand", *"l", "enter", seen="enter go"
    )
    assert snap_compare(the_replay(theme), terminal_size=SMALL, run_before=run)
