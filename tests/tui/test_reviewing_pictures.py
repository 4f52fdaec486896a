"""How a review looks. The session is a cast, and who wrote what when is given, so that nothing changes by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from replayer.exporters.review import review_of
from replayer.notebook import Notebook, review_key
from replayer.notes import Judgement, Note, Verdict
from replayer.opening import find_one, open_recording
from replayer.settings import Settings
from replayer.sources import Entry
from replayer.tui.app import ReplayerApp
from replayer.tui.request import ReplayRequest
from tests.tui.driving import Clock, replaying, screen_text, until

Compare = Callable[..., bool]
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
THEMES = ["textual-dark", "textual-light"]


@pytest.fixture
def reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """Review the beginning of a session of a minute."""
    monkeypatch.chdir(tmp_path)
    header = {"version": 2, "width": 50, "height": 6, "timestamp": 1795900000}
    events = [[second + 0.5, "o", f"line {second}\r\n"] for second in range(60)]
    path = Path("alice-0123456789abcdef0.cast")
    path.write_text("\n".join(json.dumps(each) for each in (header, *events)) + "\n")
    entry = find_one([str(path)], [])
    recording = open_recording(entry)
    text = review_of(recording).text
    text_id, length = text.text_id, text.length
    Notebook().update(
        review_key(entry.session, [item.where for item in entry.items]),
        lambda review: (
            review.with_note(Note("a", 98, text_id, "the first odd line", NOW, "carol"))
            .with_note(Note("b", 300, text_id, "[b]ask[/b] \x1b[31malice", NOW, "carol"))
            .with_note(Note("c", 10, "streamed", "seen while it was live", NOW, "carol"))
            .with_verdict(Verdict(Judgement.QUESTION, "why as root?", NOW, "carol", text))
            .with_watched(text_id, [(0, 200), (250, 310)], length)
            .with_text(text_id, text)
        ),
    )
    return entry


def app_of(entry: Entry, theme: str) -> ReplayerApp:
    return ReplayerApp(replay=ReplayRequest(entry), settings=Settings(theme=theme), clock=Clock())


def after(*keys: str, seen: str) -> Callable[[Pilot[None]], object]:
    async def before(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, ReplayerApp)
        screen = await replaying(pilot, app)
        await pilot.press("space", "colon", *"0:40", "enter")
        await until(pilot, lambda: screen.panel.notes and "line 39" in screen_text(app))
        await pilot.press(*keys)
        await until(pilot, lambda: seen in screen_text(app), seen)

    return before


@pytest.mark.parametrize("theme", THEMES)
def test_the_review(snap_compare: Compare, reviewed: Entry, theme: str) -> None:
    run = after("B", seen="of another text")
    assert snap_compare(app_of(reviewed, theme), terminal_size=(80, 24), run_before=run)


@pytest.mark.parametrize("theme", THEMES)
def test_a_timeline_with_all_that_a_review_adds(
    snap_compare: Compare, reviewed: Entry, theme: str
) -> None:
    keys = ("colon", *"0:10", "enter", "l", "right_square_bracket", "l", "space")
    run = after(*keys, seen="loop 0:10 – ")
    assert snap_compare(app_of(reviewed, theme), terminal_size=(110, 30), run_before=run)


def test_the_verdict(snap_compare: Compare, reviewed: Entry) -> None:
    run = after("v", seen="why as root?")
    assert snap_compare(app_of(reviewed, THEMES[0]), terminal_size=(80, 24), run_before=run)
