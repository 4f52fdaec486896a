"""The picture: only what changed is drawn, and the cursor stays in sight."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.app import App, ComposeResult
from textual.events import (
    MouseEvent,
    MouseScrollDown,
    MouseScrollLeft,
    MouseScrollRight,
    MouseScrollUp,
)
from textual.strip import Strip

from replayer.terminal.cells import Cursor, Frame, Row, Style
from replayer.tui.widgets.terminal_view import TerminalView, changed_lines


def frame(lines: list[str], *, columns: int = 20, cursor: tuple[int, int] = (0, 0)) -> Frame:
    rows = tuple(Row(tuple(line.ljust(columns)), ((columns, Style()),)) for line in lines)
    return Frame(0, columns, len(lines), "", False, Cursor(*cursor, visible=True), rows)


class CountingView(TerminalView):
    """Remembers which lines it drew."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[int] = []

    def render_line(self, y: int) -> Strip:
        self.drawn.append(y)
        return super().render_line(y)


class ViewApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.view = CountingView()

    def compose(self) -> ComposeResult:
        yield self.view


TEN = [f"line {number}" for number in range(10)]


async def test_of_the_next_frame_only_the_rows_that_differ_are_drawn() -> None:
    app = ViewApp()
    async with app.run_test(size=(40, 20)) as pilot:
        app.view.picture = frame(TEN)
        await pilot.pause()
        assert set(app.view.drawn) == set(range(10))
        app.view.drawn.clear()
        app.view.picture = frame([*TEN[:6], "another", *TEN[7:]])
        await pilot.pause()
        assert set(app.view.drawn) == {6}
        app.view.drawn.clear()
        app.view.picture = frame([*TEN[:6], "another", *TEN[7:]])
        await pilot.pause()
        assert app.view.drawn == []


async def test_where_the_cursor_goes_two_rows_are_drawn() -> None:
    app = ViewApp()
    async with app.run_test(size=(40, 20)) as pilot:
        app.view.picture = frame(TEN)
        await pilot.pause()
        app.view.drawn.clear()
        app.view.picture = frame(TEN, cursor=(3, 7))
        await pilot.pause()
        assert set(app.view.drawn) == {0, 7}


async def test_another_theme_draws_all_in_its_colours() -> None:
    app = ViewApp()
    async with app.run_test(size=(40, 20)) as pilot:
        app.view.picture = frame(TEN)
        await pilot.pause()
        dark = app.view.render_line(3)
        app.theme = "textual-light"
        await pilot.pause()
        assert app.view.render_line(3) != dark


async def test_a_small_window_follows_the_cursor_as_little_as_it_must() -> None:
    app = ViewApp()
    async with app.run_test(size=(8, 4)) as pilot:
        seen = []
        for cursor in ((0, 0), (0, 3), (0, 4), (19, 9), (18, 8), (0, 9)):
            app.view.picture = frame(TEN, cursor=cursor)
            await pilot.pause()
            seen.append(tuple(app.view.scroll_offset))
        assert seen == [(0, 0), (0, 0), (0, 1), (12, 6), (12, 6), (0, 6)]
        assert app.view.out_of_sight == "↑6 →12"


async def test_the_user_may_look_elsewhere_and_comes_back_to_the_cursor() -> None:
    app = ViewApp()
    async with app.run_test(size=(20, 4)) as pilot:
        app.view.picture = frame(TEN, cursor=(0, 9))
        await pilot.pause()
        app.view.look(0, -6)
        app.view.picture = frame(TEN, cursor=(1, 9))
        await pilot.pause()
        assert app.view.scroll_offset.y == 0
        app.view.look(0, 6)
        app.view.picture = frame(TEN, cursor=(0, 0))
        await pilot.pause()
        assert app.view.scroll_offset.y == 0


@pytest.mark.parametrize(
    ("notches", "offset"),
    [
        ([MouseScrollDown] * 2, (0, 4)),
        ([MouseScrollDown, MouseScrollUp], (0, 0)),
        ([MouseScrollRight], (8, 0)),
        ([MouseScrollRight, MouseScrollRight, MouseScrollRight, MouseScrollLeft], (4, 0)),
    ],
)
async def test_the_wheel_moves_the_view_which_then_stays_there(
    notches: list[type[MouseEvent]], offset: tuple[int, int]
) -> None:
    app = ViewApp()
    async with app.run_test(size=(8, 4)) as pilot:
        app.view.picture = frame(TEN)
        await pilot.pause()
        for notch in notches:
            app.view.post_message(wheel(app, notch))
        await pilot.pause()
        app.view.picture = frame(TEN, cursor=(1, 0))
        await pilot.pause()
        assert tuple(app.view.scroll_offset) == offset


async def test_the_wheel_with_shift_moves_the_view_from_side_to_side() -> None:
    app = ViewApp()
    async with app.run_test(size=(8, 4)) as pilot:
        app.view.picture = frame(TEN)
        await pilot.pause()
        app.view.post_message(wheel(app, MouseScrollDown, shift=True))
        await pilot.pause()
        assert tuple(app.view.scroll_offset) == (8, 0)


def wheel(app: ViewApp, notch: type[MouseEvent], *, shift: bool = False) -> MouseEvent:
    return notch(app.view, 2, 2, 0, 0, 0, shift, meta=False, ctrl=False)


async def test_a_frame_of_another_size_replaces_all() -> None:
    app = ViewApp()
    async with app.run_test(size=(40, 20)) as pilot:
        app.view.picture = frame(TEN)
        await pilot.pause()
        app.view.picture = frame(TEN[:5], columns=30)
        await pilot.pause()
        assert app.view.size == (30, 5)
        app.view.picture = None
        await pilot.pause()
        assert app.view.render_line(0).text.strip() == ""


@pytest.mark.parametrize("visible", [True, False])
def test_a_hidden_cursor_changes_no_line(visible: bool) -> None:
    here, there = (replace(frame(TEN), cursor=Cursor(0, line, visible=visible)) for line in (2, 5))
    assert changed_lines(here, there) == ({2, 5} if visible else set())
