"""Taking along what the picture shows: its text, marked or whole, and the picture itself."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from replayer.opening import find_one
from replayer.player import State
from replayer.tui.app import ReplayerApp
from replayer.tui.request import ReplayRequest
from replayer.tui.widgets.selectable_view import SelectableView
from tests.tui.driving import Clock, picture_text, replay, replay_app, replaying, screen_text, until

SMALL = (80, 24)


@pytest.fixture
def evil(tmp_path: Path) -> ReplayerApp:
    """A replay of text that would turn around, hide or command."""
    (tmp_path / "mallory-0123456789abcdef0.log").write_bytes(
        b"Script started on 2026-11-24 22:08:23+00:00\n"
        b"rm \xe2\x80\xae-rf\xe2\x80\x8b \x1b[8mhidden\x1b[0m[b]x[/] \xe6\xbc\xa2\xe5\xad\x97\xee\x82\xb0 e\xcc\x81\r\r\n"
        b"</text><script>alert(1)</script>\r\r\n"
        b"\nScript done on 2026-11-24 22:08:24+00:00\n"
    )
    return ReplayerApp(replay=ReplayRequest(find_one([str(tmp_path)], [])), clock=Clock())


async def drag(pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int]) -> None:
    """Drag from one cell of the picture to another; cells are (column, line)."""
    edge = replay(pilot.app).query_one(SelectableView).gutter  # type: ignore[arg-type]
    await pilot.mouse_down(SelectableView, offset=(start[0] + edge.left, start[1] + edge.top))
    await pilot.hover(SelectableView, offset=(end[0] + edge.left, end[1] + edge.top))
    await pilot.mouse_up(SelectableView, offset=(end[0] + edge.left, end[1] + edge.top))


def files(folder: Path) -> dict[str, str]:
    """Return the whole files of a folder by name."""
    return {each.name: each.read_text() for each in folder.glob("[!.]*")}


def is_marked(app: ReplayerApp) -> bool:
    return app.screen.query_one(SelectableView).selection is not None


def is_shown(app: ReplayerApp, text: str) -> bool:
    return text in screen_text(app)


async def test_all_text_of_the_picture_is_copied_and_said_to_be() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45), notifications=True) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "G")
        await until(pilot, lambda: "exit" in picture_text(app))
        await pilot.press("y")
        lines = app.clipboard.split("\n")
        assert lines == [line.rstrip() for line in picture_text(app).splitlines()]
        await until(pilot, lambda: f"{len(lines)} lines copied" in screen_text(app), "the word")


async def test_of_a_hostile_screen_only_what_is_seen_is_copied(evil: ReplayerApp) -> None:
    async with evil.run_test(size=SMALL, notifications=True) as pilot:
        await replaying(pilot, evil)
        await pilot.press("space", "G")
        await until(pilot, lambda: "script" in picture_text(evil))
        await pilot.press("y")
        text = evil.clipboard
        assert text.split("\n")[1] == "</text><script>alert(1)</script>"
        assert "[b]x[/] 漢字▯ e\u0301" in text
        assert "hidden" not in text
        assert not {
            unicodedata.category(char) for char in text.replace("\n", "")
        } & {"Cc", "Cf", "Co", "Cs", "Zl"}  # fmt: skip
        await until(pilot, lambda: "2 lines copied" in screen_text(evil), "the word")


@pytest.mark.parametrize("size", [(60, 12), (80, 24)])
async def test_a_drag_to_the_edge_goes_on_through_what_is_out_of_sight(
    size: tuple[int, int],
) -> None:
    app = replay_app("vim")  # 100×28
    async with app.run_test(size=size) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "5", "k", *["up"] * 28, *["ctrl+left"] * 12)
        await until(pilot, lambda: "[server]" in picture_text(app), "vim")
        view = app.screen.query_one(SelectableView)
        assert view.scroll_offset == (0, 0)
        window = view.scrollable_content_region.size
        await pilot.mouse_down(SelectableView, offset=(0, 2))
        await pilot.hover(SelectableView, offset=(5, window.height - 1))
        await pilot.pause(0.2)
        assert view.scroll_offset == (0, 0)  # the last line can be marked in peace
        await pilot.hover(SelectableView, offset=(window.width - 1, window.height))
        lowest, farthest = 28 - window.height, 100 - window.width
        await until(pilot, lambda: view.scroll_offset == (farthest, lowest), "the far corner")
        await pilot.mouse_up(SelectableView, offset=(window.width - 1, window.height - 1))
        assert view.selection is not None
        assert view.selection.first.line == 2
        assert (view.selection.last.line, view.selection.last.column) == (27, 99)
        await pilot.mouse_down(SelectableView, offset=(3, 3))
        await pilot.hover(SelectableView, offset=(3, 0))
        await until(pilot, lambda: view.scroll_offset.y == 0, "the top")
        await pilot.mouse_up(SelectableView, offset=(3, 0))
        await pilot.press("escape", "ctrl+left")
        there = view.scroll_offset
        await pilot.pause(0.2)
        assert view.scroll_offset == there


async def test_the_mouse_marks_text_which_stops_the_replay_and_is_copied() -> None:
    clock = Clock()
    app = replay_app("shell", clock)
    async with app.run_test(size=(140, 45)) as pilot:
        screen = await replaying(pilot, app)
        clock.now = 9.0
        await until(pilot, lambda: "uid=" in picture_text(app), "some text")
        shown = picture_text(app)
        await drag(pilot, (2, 0), (3, 1))
        first, second = shown.splitlines()[:2]
        await until(pilot, lambda: screen.status and screen.status.state is State.PAUSED)
        await pilot.press("y")
        assert app.clipboard == f"{first[2:].rstrip()}\n{second[:4]}"
        clock.now = 30.0
        await pilot.press("y")
        assert picture_text(app) == shown
        await pilot.click(SelectableView, offset=(20, 20))
        await pilot.press("y")
        assert app.clipboard == shown


async def test_what_is_marked_stands_out_until_something_else_is_shown_there() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "5")
        await until(pilot, lambda: "uid=" in picture_text(app), "some text")
        view = app.screen.query_one(SelectableView)
        await drag(pilot, (7, 0), (2, 0))
        reversed_ = [
            segment.text
            for segment in view.render_line(0)
            if segment.style is not None and segment.style.reverse
        ]
        assert "".join(reversed_) == picture_text(app)[2:8]
        await pilot.press("escape")
        assert not is_marked(app)
        await drag(pilot, (7, 0), (2, 0))
        assert is_marked(app)
        await pilot.press("0")
        await until(pilot, lambda: "uid=" not in picture_text(app), "another picture")
        assert not is_marked(app)


async def test_two_clicks_take_a_word_and_three_the_line_with_the_rows_over_which_it_wrapped(
    tmp_path: Path,
) -> None:
    path = "/srv/shop/app/cart.py" * 4
    (tmp_path / "alice-0123456789abcdef0.log").write_bytes(
        b"Script started on 2026-11-24 22:08:23+00:00\n"
        + f"$ less {path} | (漢字 x)\r\r\nend\r\r\n".encode()
        + b"\nScript done on 2026-11-24 22:08:24+00:00\n"
    )
    app = ReplayerApp(replay=ReplayRequest(find_one([str(tmp_path)], [])), clock=Clock())
    async with app.run_test(size=(100, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "G")
        await until(pilot, lambda: "end" in picture_text(app))
        await pilot.click(SelectableView, offset=(4, 1), times=2)
        await pilot.press("y")
        assert app.clipboard == "less"
        await pilot.click(SelectableView, offset=(18, 2), times=2)
        await pilot.press("y")
        assert app.clipboard == "漢字"
        await pilot.click(SelectableView, offset=(4, 2), times=3)
        await pilot.press("y")
        assert app.clipboard == f"$ less {path} | (漢字 x)"


async def test_the_moment_is_saved_as_a_picture_that_says_when_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = replay_app("vim")
    async with app.run_test(size=(140, 45), notifications=True) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "6")
        await until(pilot, lambda: "[server]" in picture_text(app), "vim")
        shown = picture_text(app)
        await pilot.press("w")
        await until(pilot, lambda: "picture to alice-" in screen_text(app), "the line")
        await pilot.press("enter")
        await until(pilot, lambda: files(tmp_path), "the file")
        ((name, picture),) = files(tmp_path).items()
        assert re.fullmatch(r"alice-\w+-0m30\.7s\.svg", name)
        text = "\n".join(ElementTree.fromstring(picture).itertext())
        assert "time bounded, ±" in text
        assert "24 Nov 2026 22:12:4" in text
        assert shown.splitlines()[1].strip() in text.replace("\n", "")
        await until(pilot, lambda: "The file contains" in screen_text(app), "the word")


async def test_a_file_that_is_there_is_not_overwritten_and_the_name_can_be_corrected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.svg").write_text("mine")
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        for name, problem in (
            ("mine.svg", "The file exists"),
            ("", "Write a file name"),
            (".", "That is a folder"),
            ("no/such.svg", "There is no such folder"),
            ("~nobody-here/x.svg", "There can be no such name"),
            ("x" * 300, "There can be no such name"),
        ):
            await pilot.press("w", "home", "ctrl+k")
            assert app.focused is not None
            app.focused.post_message(Paste(name))  # typed, three hundred letters take half a minute
            await pilot.press("enter")
            await until(pilot, partial(is_shown, app, problem), problem)
        await pilot.press("escape")
        assert "picture to" not in screen_text(app)
        assert files(tmp_path) == {"mine.svg": "mine"}
