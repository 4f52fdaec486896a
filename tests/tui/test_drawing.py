"""How much is drawn while a session plays: a slow line must carry it."""

from __future__ import annotations

import pytest
from textual.strip import Strip

from replayer.terminal.cells import Frame
from replayer.tui.widgets.terminal_view import TerminalView
from tests.tui.driving import Clock, replay_app, replaying, screen_text, until

MOMENTS = 60
"""Steps in which the whole session is played."""


def looks(frame: Frame) -> list[object]:
    """Return what each row looks like, the cursor's place included."""
    cursor = frame.cursor
    return [
        (row.cells, row.runs, cursor.column if cursor.visible and cursor.line == line else None)
        for line, row in enumerate(frame.rows)
    ]


@pytest.mark.parametrize("name", ["vim", "shell"])
async def test_playing_draws_no_more_rows_than_changed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    app = replay_app(name, clock)
    async with app.run_test(size=(130, 45)) as pilot:
        screen = await replaying(pilot, app)
        view = screen.query_one("#picture", TerminalView)
        drawn, changed, draw = list[int](), list[int](), view.render_line

        def render_line(y: int) -> Strip:
            drawn.append(y)
            return draw(y)

        def compare(before: Frame, after: Frame) -> None:
            pairs = zip(looks(before), looks(after), strict=True)
            changed.extend(line for line, (old, new) in enumerate(pairs) if old != new)

        def tenths() -> int:
            assert screen.status is not None
            return screen.status.tenths

        await pilot.pause()
        assert view.picture is not None
        assert screen.status is not None
        monkeypatch.setattr(view, "render_line", render_line)
        screen.watch(view, "picture", compare, init=False)
        duration = screen.status.duration
        for number in range(MOMENTS):
            clock.now = duration * number / MOMENTS
            await until(pilot, lambda: tenths() == int(clock.now * 10))
        clock.now = duration + 1
        await until(pilot, lambda: "ended" in screen_text(app))
        await pilot.pause()
        assert len(changed) > len(view.picture.rows), "little happened"
    assert len(drawn) <= len(changed)
