"""What the person under review wrote is shown and does nothing."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from replayer.opening import find_one
from replayer.tui.app import ReplayerApp
from replayer.tui.request import ReplayRequest
from tests.tui.driving import Clock, listed, picture_text, replaying, screen_text, until

EVIL = "\x1b]0;owned\x07\x1b[31m[bold red]x[/] [@click=app.quit]y[/] \u202edrowssap\u202c \x9b2J \u200bz"
BODY = (
    b"\x1b]0;[bold]title\x07\x1b]52;c;ZXZpbA==\x07\x1b[5n\x1bP$qm\x1b\\"
    b"[bold red]markup[/] \x1b]8;;javascript:alert(1)\x1b\\link\x1b]8;;\x1b\\ \xc2\x9b0Kc1 "
    b"\xe2\x80\xaedrowssap \xe2\x80\x8bzero \xee\x82\xb0private \xf3\xa0\x81\x81tag\r\r\n"
)
FORBIDDEN = {"Cc", "Cf", "Co", "Cs"}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    name = "mallory-0123456789abcdef0"
    (tmp_path / "history.json").write_text(
        json.dumps(
            {
                "Sessions": [
                    {
                        "SessionId": name,
                        "Owner": f"arn:aws:iam::1:user/{EVIL}",
                        "Target": EVIL,
                        "Reason": EVIL,
                        "Status": EVIL,
                        "DocumentName": EVIL,
                        "StartDate": "2026-11-24T20:00:00Z",
                        "EndDate": "2026-11-24T20:01:00Z",
                    }
                ]
            }
        )
    )
    (tmp_path / f"{name}.log").write_bytes(
        b"Script started on 2026-11-24 20:01:00+00:00\n" + BODY + b"\nScript done on 2026-11-24 20:01:00+00:00\n"
    )  # fmt: skip
    (tmp_path / "[bold]x\x1b[31m.txt").write_text("no log")
    return tmp_path


def written(app: ReplayerApp) -> str:
    """Return every character that goes to the terminal as text, of all that is shown."""
    lines = app.screen._compositor.render_strips()
    return "".join(segment.text for line in lines for segment in line)


def harmful(text: str) -> set[str]:
    return {character for character in text if unicodedata.category(character) in FORBIDDEN}


def links(app: ReplayerApp) -> list[str]:
    lines = app.screen._compositor.render_strips()
    return [
        segment.style.link
        for line in lines
        for segment in line
        if segment.style is not None and segment.style.link
    ]


async def test_names_and_reasons_are_shown_with_their_escapes_made_visible(hostile: Path) -> None:
    app = ReplayerApp(places=(str(hostile),))
    async with app.run_test(size=(200, 45), notifications=True) as pilot:
        await listed(pilot, app)
        await until(pilot, lambda: "last screen" in screen_text(app))
        text = screen_text(app)
        assert "[bold red]x[/]" in text
        assert "␛]0;owned␇" in text
        assert "<U+202E>" in text
        assert not harmful(written(app))
        await pilot.press("i")
        assert "[bold]x␛[31m.txt" in screen_text(app)
        assert not harmful(written(app))
        assert not links(app)


async def test_a_transcript_reaches_the_terminal_as_printable_cells_only(hostile: Path) -> None:
    clock = Clock()
    app = ReplayerApp(replay=ReplayRequest(find_one([str(hostile)], [])), clock=clock)
    async with app.run_test(size=(140, 45), notifications=True) as pilot:
        await replaying(pilot, app)
        await pilot.press("G")
        await until(pilot, lambda: "markup" in picture_text(app))
        text = screen_text(app)
        assert "[bold red]markup[/]" in text
        assert "link" in text
        assert "owned" not in (app.title, app.sub_title)
        for keys in ((), ("i",), ("escape", "e"), ("escape", "question_mark")):
            await pilot.press(*keys)
            assert not harmful(written(app))
            assert not links(app)


async def test_no_reason_is_so_long_that_it_pushes_away_what_is_known_of_the_times(
    hostile: Path,
) -> None:
    history = json.loads((hostile / "history.json").read_text())
    history["Sessions"][0] |= {"Reason": "r" * 100_000, "Owner": "o" * 100_000}
    (hostile / "history.json").write_text(json.dumps(history))
    app = ReplayerApp(places=(str(hostile),))
    async with app.run_test(size=(110, 60)) as pilot:
        await listed(pilot, app)
        await until(pilot, lambda: "% bounded" in screen_text(app), "what is known of the times")
    entry = find_one([str(hostile)])
    app = ReplayerApp(replay=ReplayRequest(entry, paused=True), clock=Clock())
    async with app.run_test(size=(110, 45)) as pilot:
        await until(pilot, lambda: "% bounded" in screen_text(app), "the poster")


async def test_a_filter_with_markup_is_text(hostile: Path) -> None:
    app = ReplayerApp(places=(str(hostile),))
    async with app.run_test(size=(140, 45)) as pilot:
        await listed(pilot, app)
        await pilot.press("slash", "left_square_bracket", *"bold")
        assert "[bold" in screen_text(app)
        assert "1 of 1" in screen_text(app)
