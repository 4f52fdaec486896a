"""Moments as people write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from replayer.errors import WrongUsage
from replayer.player import Player
from replayer.player.moment import parse_moment
from replayer.recording.timeline import Certainty, TimelineBuilder

STARTED = datetime(2026, 11, 24, 23, 50, 0, tzinfo=UTC)


def player(started: datetime | None = STARTED) -> Player:
    builder = TimelineBuilder()
    for second in range(0, 4000, 10):
        builder.add(100, float(second), None, None, Certainty.ESTIMATED, "test")
    return Player(builder.build(duration=4000.0, started=started), lambda: 0.0)


def went(text: str, start: float = 100.0) -> float:
    standing = player()
    standing.seek(start)
    parse_moment(text).go(standing)
    return standing.position


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("90", 90.0),
        ("90.5", 90.5),
        (" 90 s ", 90.0),
        ("1:30", 90.0),
        ("1:00:30", 3630.0),
        ("50%", 2000.0),
        ("12.5 %", 500.0),
        ("+30", 130.0),
        ("-1:00", 40.0),
        ("23:51:00 UTC", 60.0),
        ("23:51:00.5z", 60.5),
        ("23:52 UTC", 120.0),
        ("2026-11-24T23:51:00", 60.0),
        ("2026-11-25 00:51:10+01:00", 70.0),
    ],
)
def test_a_moment_is_found_however_it_is_written(text: str, position: float) -> None:
    assert went(text) == pytest.approx(position)


def test_a_time_of_day_after_midnight_is_on_the_next_day() -> None:
    assert went("00:10:00 UTC") == pytest.approx(1200.0)


def test_a_time_of_day_shortly_before_the_start_is_the_start() -> None:
    assert went("23:40 UTC") == 0.0


def test_a_moment_outside_is_the_nearest_end() -> None:
    assert went("9:00:00") == 4000.0
    assert went("-99:00") == 0.0


def test_an_offset_shows_the_bytes_before_it() -> None:
    standing = player()
    parse_moment("#1234").go(standing)
    assert standing.offset == 1234


NO_MOMENTS = [
    "", "soon", "1:2:3:4", "1e5", "50 %%", "#-1", "٣", "25:00 UTC", "23:60 UTC",
    "0001-01-01T00:00+05:00", "9999-12-31T23:59:59.999999", "9" * 400, "#" + "9" * 400, "9" * 400 + "%",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_MOMENTS, ids=lambda text: text[:30])
def test_what_is_no_moment_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(WrongUsage, match=r"no moment.*50%"):
        parse_moment(text)


@pytest.mark.parametrize("text", ["20:12 UTC", "2026-11-24"])
def test_a_clock_time_needs_a_known_start(text: str) -> None:
    with pytest.raises(WrongUsage, match="wall clock"):
        parse_moment(text).go(player(started=None))
