"""Times, lengths and certainties in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from replayer.recording.timeline import Certainty
from replayer.tui import wording


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (59.99, "0:59"), (133, "2:13"), (3600, "1:00:00"), (360_000, "100:00:00")],
)
def test_a_length_reads_like_a_clock(seconds: float, text: str) -> None:
    assert wording.length(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.5, "±0.5 s"),
        (0.0, ""),
        (0.01, "±<0.1 s"),
        (9.96, "±10 s"),
        (90, "±90 s"),
        (180, "±3 min"),
        (7200, "±2 h"),
        (None, ""),
    ],
)
def test_an_error_names_its_unit(seconds: float | None, text: str) -> None:
    assert wording.error(seconds) == text


def test_a_certainty_is_told_by_its_sign_and_by_words() -> None:
    assert wording.certainty(Certainty.RECORDED, 0.5) == "● ±0.5 s"
    assert wording.certainty(Certainty.RECORDED, None) == "● recorded"
    assert wording.certainty(Certainty.BOUNDED, 70.0) == "◐ ±70 s"
    assert wording.certainty(Certainty.ESTIMATED, 0.1) == "◌ estimated"


def test_a_clock_is_cut_to_tenths_and_shown_in_its_zone() -> None:
    moment = datetime(2026, 11, 24, 20, 12, 37, 299_999, tzinfo=UTC)
    assert wording.clock(moment, UTC) == "20:12:37.2"
    zone = timezone(timedelta(hours=5, minutes=30))
    assert wording.day_and_time(moment, zone) == "25 Nov 01:42:37"
    assert wording.date_and_time(moment, zone) == "25 Nov 2026 01:42:37"


def test_a_count_has_its_word() -> None:
    assert wording.count(1, "session") == "1 session"
    assert wording.count(2140, "session") == "2,140 sessions"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (0.0001, "<1 %"),
        (0.0099, "<1 %"),
        (0.01, "1 %"),
        (0.29, "29 %"),
        (0.5399, "53 %"),
        (0.99999, "99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_in_percent_never_says_more_than_there_is_and_never_nothing(
    share: float, text: str
) -> None:
    assert wording.percent(share) == text
