"""Many sessions at once: marked, exported, fetched."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from replayer.tui.app import ReplayerApp
from replayer.tui.batch import Step
from replayer.tui.dialogs.folder import FolderDialog
from replayer.tui.dialogs.progress import Batch, ProgressDialog
from replayer.tui.places import all_keys
from replayer.tui.widgets.session_table import SessionTable
from tests.tui.driving import listed, screen_lines, screen_text, until

SIZE = (140, 40)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def marked(app: ReplayerApp) -> list[str]:
    """Return the marked rows in sight, from the margin's sign on."""
    return [line[2:] for line in screen_lines(app) if line[1:2] == "✓"]


async def test_space_marks_and_goes_on_and_the_top_line_counts() -> None:
    app = ReplayerApp()
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("space", "space")
        assert len(marked(app)) == 2
        assert "✓ 2 marked" in screen_text(app)
        await pilot.press("k", "space")
        assert len(marked(app)) == 1


async def test_marks_stay_with_their_sessions_when_sorted_and_filtered() -> None:
    app = ReplayerApp()
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("slash", *"carol", "enter", "space", "escape")
        assert [line for line in marked(app) if "carol" in line] == marked(app) != []
        await pilot.press("s", "s", "S")
        assert [line for line in marked(app) if "carol" in line] == marked(app) != []
        await pilot.press("slash", *"bob", "enter")
        assert "✓ 1 marked (1 not shown)" in screen_text(app)
        assert marked(app) == []


async def test_asterisk_marks_all_that_are_shown_and_then_none() -> None:
    app = ReplayerApp()
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("slash", *"owner:bob", "enter", "asterisk", "escape")
        text = screen_text(app)
        assert f"✓ {len(marked(app))} marked" in text
        assert 0 < len(marked(app)) < 9
        await pilot.press("asterisk")
        assert len(marked(app)) == 9
        await pilot.press("asterisk")
        assert marked(app) == []
        assert "marked" not in screen_text(app).split("\n")[0]


async def test_shift_and_arrows_mark_a_range_and_all_marks_go_at_once() -> None:
    app = ReplayerApp()
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("down", "shift+down", "J")
        assert len(marked(app)) == 3
        await pilot.press("shift+up", "K", "K", "K")
        assert len(marked(app)) == 4
        assert "▌✓" in screen_text(app)
        await pilot.press("slash", *"carol", "enter")
        assert "not shown" in screen_text(app)
        await pilot.press("U")
        assert "marked" not in screen_text(app)
        await pilot.press("escape")
        assert marked(app) == []


async def test_a_dialog_says_that_marked_sessions_are_hidden_by_the_filter() -> None:
    app = ReplayerApp()
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("asterisk", "slash", *"carol", "enter")
        for key, said in (("e", "Export"), ("f", "Fetch the evidence of")):
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, FolderDialog), "the dialog")
            assert f"{said} 9 sessions, 8 of them hidden by the filter" in screen_text(app)
            await pilot.press("escape")


async def test_the_mouse_marks_one_with_ctrl_and_many_with_shift() -> None:
    app = ReplayerApp()
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.click(SessionTable, offset=(10, 2), control=True)
        assert len(marked(app)) == 1
        await pilot.click(SessionTable, offset=(10, 5), shift=True)
        assert len(marked(app)) == 4
        await pilot.click(SessionTable, offset=(10, 3), control=True)
        assert len(marked(app)) == 3


async def test_marked_sessions_are_exported_and_one_that_fails_loses_none(folder: Path) -> None:
    logs = folder / "logs"
    logs.mkdir()
    for name in ("a", "b"):
        (logs / f"{name}-0123456789abcdef0.log").write_bytes(b"\x1b[1mhello\r\n")
    (logs / "history.json").write_text(
        json.dumps({"Sessions": [{"SessionId": "c-0123456789abcdef0", "EndDate": "2026-11-24T10:00:00Z"}]})
    )  # fmt: skip
    app = ReplayerApp(places=("logs",))
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        (logs / "a-0123456789abcdef0.log").unlink()  # lost since it was listed
        await pilot.press("asterisk", "e")
        assert isinstance(app.screen, FolderDialog)
        assert "Export 3 sessions" in screen_text(app)
        app.screen.query_one("#path", Input).value = "out"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "1 session exported" in screen_text(app), "the end")
        text = screen_text(app)
        assert "⨯ 2 failed" in text
        assert "a-0123456789abcdef0" in text
        assert "No log of it was found" in text
        assert "secrets included" in text
        await pilot.press("escape")
        assert len(app.screen_stack) == 1
    assert [file.name for file in (folder / "out").iterdir()] == ["b-0123456789abcdef0.cast"]


async def test_existing_files_are_kept_and_told(folder: Path) -> None:
    app = ReplayerApp()
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("space", "space")
        for said in ("2 sessions exported", "⨯ 2 failed"):
            await pilot.press("e", "ctrl+s")
            await until(pilot, lambda: "esc closes" in screen_text(app), "the end")
            assert said in screen_text(app)
            await pilot.press("escape")
    assert len(list((folder / "ssm-sessions").iterdir())) == 2


async def test_evidence_is_fetched_and_lists_again_without_anything_else(folder: Path) -> None:
    app = ReplayerApp(places=("fixture:",))
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("asterisk", "f")
        assert "Fetch the evidence of 9 sessions" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: "files fetched into" in screen_text(app), "the end")
        assert "failed" not in screen_text(app)
    app = ReplayerApp(places=("ssm-evidence",))
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        assert "9 sessions" in screen_text(app)


async def test_leaving_the_work_stops_it_and_says_what_was_done(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = ReplayerApp()
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)

        def work(cancelled):  # type: ignore[no-untyped-def]
            yield Step("first")
            yield Step("second", over=False)
            while not cancelled():
                pass

        app.push_screen(
            ProgressDialog(Batch("Trying", 5, work, lambda done: f"{done} tried"), all_keys({}))
        )
        await until(pilot, lambda: "second" in screen_text(app), "the second")
        assert "1 of 5" in screen_text(app)
        await pilot.press("escape")
        assert "Stopped. 1 tried" in screen_text(app)
        await pilot.press("escape")
        assert len(app.screen_stack) == 1


async def test_work_that_the_end_of_the_app_stops_tidies_up_first(folder: Path) -> None:
    beside = folder / "half done"

    def work(cancelled: Callable[[], bool]) -> Iterator[Step]:
        beside.mkdir()
        try:
            yield Step("first", over=False)
            while not cancelled():
                pass
        finally:
            beside.rmdir()

    app = ReplayerApp()
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        app.push_screen(ProgressDialog(Batch("Trying", 5, work, str), all_keys({})))
        await until(pilot, lambda: "first" in screen_text(app), "the first")
        assert beside.exists()
        await pilot.press("ctrl+c")
    assert not beside.exists()


@pytest.mark.parametrize(
    ("path", "said"), [("", "Write the name of a folder."), ("x.txt", "That is a file")]
)
async def test_a_folder_that_cannot_be_one_is_told_in_the_dialog(
    path: str, said: str, folder: Path
) -> None:
    (folder / "x.txt").write_text("")
    app = ReplayerApp()
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("f")
        app.screen.query_one("#path", Input).value = path
        await pilot.press("ctrl+s")
        assert said in screen_text(app)
        await pilot.click("#leave")
        assert len(app.screen_stack) == 1
