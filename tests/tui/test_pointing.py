"""What the timeline says of the place under the mouse."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from replayer.opening import find_one
from replayer.recording.timeline import Certainty, TimelineBuilder
from replayer.tui.app import ReplayerApp
from replayer.tui.pointing import Place, pointed_at, when
from replayer.tui.request import ReplayRequest
from replayer.tui.widgets.timeline_bar import TimelineBar
from tests.tui.driving import Clock, replay_app, replaying, screen_text, until

COMMANDS = (Place(3.0, "pwd"), Place(12.0, "ls -la /srv"))
GAPS = (Place(10.0, "4 lines are missing"), Place(10.5, "and more"), Place(20.0, "late"))


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ((0.0, 2.0), " 0:01 "),
        ((2.0, 4.0), " 0:01  pwd "),
        ((10.0, 10.2), " 0:01  ! 4 lines are missing  pwd "),
        ((10.0, 12.5), " 0:01  ! 4 lines are missing (and 1 more)  ls -la /srv "),
        ((19.0, 20.0), " 0:01  ls -la /srv "),
    ],
)
def test_a_place_is_told_by_its_time_its_gaps_and_what_ran(
    column: tuple[float, float], expected: str
) -> None:
    assert pointed_at("0:01", column, COMMANDS, GAPS, 80) == expected


def test_a_bookmark_is_told_with_its_words() -> None:
    notes = (Place(1.2, "ask alice"), Place(9.0, "elsewhere"))
    assert pointed_at("0:01", (1.0, 2.0), (), (), 80, notes) == " 0:01  ▼ ask alice "


def test_what_is_said_is_never_wider_than_the_line() -> None:
    wide = (Place(0.0, "漢字" * 40),)
    for room in range(30):
        assert len(pointed_at("0:01", (1.0, 2.0), wide, GAPS, room)) <= room


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
async def test_the_mouse_over_the_timeline_tells_the_time_and_the_command(
    size: tuple[int, int],
) -> None:
    app = replay_app("shell")
    async with app.run_test(size=size) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: app.screen.query_one(TimelineBar).entered, "the commands")
        await pilot.press("space", "home")
        await pilot.hover(TimelineBar, offset=(size[0] // 2, 0 if size[0] < 100 else 1))
        await until(
            pilot,
            lambda: re.search(r" 0:1[23]  22:08:1[23] [●◐]  id ", screen_text(app)),
            "the words",
        )


def test_a_moment_is_told_by_both_clocks_and_by_how_sure_it_is() -> None:
    builder = TimelineBuilder()
    builder.add(2, 1.0, 0.5, 2.0, Certainty.BOUNDED, "a test")
    builder.add(2, 3.0, 0.5, None, Certainty.ESTIMATED, "a test")
    known = builder.build(duration=4.0, started=datetime(2026, 11, 24, 22, 8, tzinfo=UTC))
    unknown = builder.build(duration=4.0)
    assert when(known, 0.5, UTC) == "0:00  22:08:00"
    assert when(known, 1.5, UTC) == "0:01  22:08:01 ◐"
    assert when(known, 1.5, timezone(timedelta(hours=1))) == "0:01  23:08:01 ◐"
    assert when(known, 3.5, UTC) == "0:03  ≈22:08:03 ◌"
    assert when(unknown, 3.5, UTC) == "0:03 ◌"


async def test_gaps_stand_on_the_timeline_and_say_what_they_are(samples: Path) -> None:
    outage = find_one([str(samples / "outage" / "cloudwatch-streaming.json")], [])
    app = ReplayerApp(replay=ReplayRequest(outage), clock=Clock())
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        assert "! 3 gaps (i)" in screen_text(app)
        bar = app.screen.query_one(TimelineBar)
        line = bar.render_line(1).text
        assert line.count("!") == 2
        await pilot.hover(TimelineBar, offset=(line.index("!") + bar.gutter.left, 1))
        await until(pilot, lambda: "! the upload stamped 22:35:42" in screen_text(app))
