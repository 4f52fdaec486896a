"""Exporting from a replay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from replayer.tui.app import ReplayerApp
from replayer.tui.naming import file_stem
from tests.tui.driving import listed, replay_app, replaying, screen_text, until


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


STEM = "alice-a7edcmpb3u2m7os5af3r09fquo"


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def proposed(app: ReplayerApp) -> str:
    return app.screen.query_one("#path", Input).value


async def test_the_dialog_proposes_a_cast_warns_and_writes_it(folder: Path) -> None:
    app = replay_app("shell")
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await replaying(pilot, app)
        await pilot.press("e")
        assert "whatever the screen showed" in screen_text(app)
        assert proposed(app) == f"{STEM}.cast"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Exported" in screen_text(app), "the end of the export")
        text = screen_text(app)
        assert str(folder)[:20] in text
        assert "whatever the screen" in text
    header = json.loads((folder / f"{STEM}.cast").read_text().splitlines()[0])
    assert header["version"] == 2


async def test_another_format_changes_the_proposed_name_but_never_the_users_own(
    folder: Path,
) -> None:
    app = replay_app("shell")
    async with app.run_test(size=(100, 40)) as pilot:
        await replaying(pilot, app)
        await pilot.press("e", "down", "down")
        assert proposed(app) == f"{STEM}.txt"
        app.screen.query_one("#path", Input).value = "mine.out"
        await pilot.press("up")
        assert proposed(app) == "mine.out"
        await pilot.press("down", "ctrl+s")
        await until(pilot, (folder / "mine.out").exists)
    assert "whoami" in (folder / "mine.out").read_text()


async def test_enter_goes_on_from_the_format_to_the_name_and_from_there_writes(
    folder: Path,
) -> None:
    app = replay_app("shell")
    async with app.run_test(size=(80, 24)) as pilot:
        await replaying(pilot, app)
        await pilot.press("e")
        assert "as JSON lines" in screen_text(app)
        assert "ctrl+s exports · esc leaves" in screen_text(app)
        await pilot.press("down", "down", "enter", *"x", "enter")
        await until(pilot, (folder / f"{STEM}.txtx").exists)


async def test_a_file_that_exists_is_kept_unless_overwriting_is_ticked(folder: Path) -> None:
    (folder / f"{STEM}.cast").write_text("mine")
    app = replay_app("shell")
    async with app.run_test(size=(100, 40)) as pilot:
        await replaying(pilot, app)
        await pilot.press("e", "ctrl+s")
        assert "The file exists" in screen_text(app)
        assert (folder / f"{STEM}.cast").read_text() == "mine"
        await pilot.click("#overwrite")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: (folder / f"{STEM}.cast").read_text() != "mine")


@pytest.mark.parametrize(
    ("path", "said"),
    [("", "Write a file name."), (".", "That is a folder"), ("no/x.cast", "no such folder")],
)
async def test_a_name_that_cannot_be_written_to_is_told_in_the_dialog(
    path: str, said: str, folder: Path
) -> None:
    app = replay_app("shell")
    async with app.run_test(size=(100, 40)) as pilot:
        await replaying(pilot, app)
        await pilot.press("e")
        app.screen.query_one("#path", Input).value = path
        await pilot.press("ctrl+s")
        assert said in screen_text(app)
        await pilot.press("escape")
        assert said not in screen_text(app)
    assert not files(folder)


async def test_a_replay_at_another_pace_can_be_written_as_it_is_played(folder: Path) -> None:
    app = replay_app("shell", speed=4.0, idle=1.0)
    async with app.run_test(size=(100, 40)) as pilot:
        await replaying(pilot, app)
        await pilot.press("e")
        assert "as it is played: speed ×4, idle cut to 1 s" in screen_text(app)
        await pilot.click("#as-played")
        await pilot.press("ctrl+s")
        await until(pilot, (folder / f"{STEM}.cast").exists)
    last = json.loads((folder / f"{STEM}.cast").read_text().splitlines()[-1])
    assert last[0] < 6


async def test_bookmarks_leave_with_a_cast_only_when_ticked_and_a_review_is_a_format(
    folder: Path,
) -> None:
    app = replay_app("shell")
    async with app.run_test(size=(80, 24)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "5", "m", *"look", "enter")
        await pilot.press("e", "ctrl+s")
        await until(pilot, (folder / f"{STEM}.cast").exists)
        assert "look" not in (folder / f"{STEM}.cast").read_text()
        await pilot.press("e")
        await pilot.click("#notes")
        app.screen.query_one("#path", Input).value = "noted.cast"
        await pilot.press("ctrl+s")
        await until(pilot, (folder / "noted.cast").exists)
        assert '"m", "look"]' in (folder / "noted.cast").read_text()
        await pilot.press("e", "up", "enter")
        assert proposed(app) == f"{STEM}.review.json"
        assert "your notes and your verdict" in screen_text(app)
        await pilot.press("ctrl+s")
        await until(pilot, (folder / f"{STEM}.review.json").exists)
    report = json.loads((folder / f"{STEM}.review.json").read_text())
    assert [note["text"] for note in report["notes"]] == ["look"]


async def test_leaving_the_dialog_writes_nothing_and_the_replay_goes_on(folder: Path) -> None:
    app = replay_app("shell")
    async with app.run_test(size=(80, 24)) as pilot:
        await replaying(pilot, app)
        await pilot.press("e")
        await pilot.click("#leave")
        await until(pilot, lambda: "▶" in screen_text(app))
    assert not files(folder)


async def test_a_session_is_exported_from_the_list_without_being_played(folder: Path) -> None:
    app = ReplayerApp(places=("fixture:",))
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await listed(pilot, app)
        await pilot.press("end", "e")
        assert proposed(app) == f"{STEM}.cast"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Exported" in screen_text(app), "the end of the export")
        assert len(app.screen_stack) == 1
    assert [place.name for place in files(folder)] == [f"{STEM}.cast"]


@pytest.mark.parametrize(
    ("key", "stem"),
    [
        ("alice-0123", "alice-0123"),
        ("file:../../etc/passwd", "file_.._.._etc_passwd"),
        ("../x", "x"),
        ("a\x1b]0;t\x07b/c", "a_0_t_b_c"),
        ("...", "session"),
        ("user@corp.com-0f", "user@corp.com-0f"),
    ],
)
def test_a_key_becomes_a_file_name_that_stays_in_its_folder(key: str, stem: str) -> None:
    assert file_stem(key) == stem
