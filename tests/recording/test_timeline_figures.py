"""Shares and errors of a whole timeline."""

from __future__ import annotations

import random

import pytest

from replayer.recording.timeline import Certainty, TimelineBuilder


def test_an_empty_timeline_has_no_shares_and_no_error() -> None:
    timeline = TimelineBuilder().build()
    assert set(timeline.shares().values()) == {0.0}
    assert timeline.errors() is None


def test_the_typical_error_is_that_of_the_middle_byte() -> None:
    builder = TimelineBuilder()
    builder.add(2, 1.0, 0.0, 2.0, Certainty.RECORDED, "a")
    builder.add(5, 3.0, 2.0, 10.0, Certainty.BOUNDED, "b")
    builder.add(2, 11.0, 10.0, None, Certainty.ESTIMATED, "c")
    assert builder.build().errors() == (4.0, 4.0)


def test_one_wide_step_is_the_worst_and_not_the_typical_error() -> None:
    builder = TimelineBuilder()
    builder.add(10, 1.0, 0.5, 1.5, Certainty.RECORDED, "a")
    builder.add(1, 3.0, 2.0, 62.0, Certainty.BOUNDED, "b")
    assert builder.build().errors() == (0.5, 30.0)


@pytest.mark.parametrize("seed", range(6))
def test_the_typical_error_of_a_long_session_is_the_median_over_its_bytes(seed: int) -> None:
    draw = random.Random(seed)
    widths = [
        draw.choice([1.0, 1.06, 3.0, draw.random(), 60 * draw.random()]) for _ in range(40_000)
    ]
    lengths = [draw.randrange(1, 200) for _ in widths]
    if seed % 2:
        widths[seed] = 1e6  # all others are alike beside it
    builder = TimelineBuilder()
    for width, length in zip(widths, lengths, strict=True):
        builder.add(length, 0.0, 0.0, width, Certainty.BOUNDED, "a")
    total, below = sum(lengths), 0
    for expected, length in sorted(zip(widths, lengths, strict=True)):
        below += length
        if below * 2 >= total:
            assert builder.build().errors() == (expected / 2, max(widths) / 2)
            break
