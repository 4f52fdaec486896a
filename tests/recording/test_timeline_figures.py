"""Shares and errors of a whole timeline."""

from __future__ import annotations

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
