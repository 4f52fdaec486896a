"""The lanes of the timeline."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from replayer.recording.timeline import Certainty, Timeline, TimelineBuilder
from replayer.tui.lanes import lanes

STEPS = st.lists(
    st.tuples(st.integers(1, 5000), st.floats(0, 100), st.sampled_from(Certainty)), max_size=30
)


def timeline(steps: list[tuple[int, float, Certainty]], duration: float) -> Timeline:
    builder = TimelineBuilder()
    for length, time, certainty in sorted(steps, key=lambda step: step[1]):
        builder.add(length, time, 0.0, 1.0, certainty, "test")
    return builder.build(duration=duration)


@given(STEPS, st.floats(0, 200), st.integers(0, 60))
def test_each_bin_shows_the_worst_certainty_of_what_appeared_in_it(
    steps: list[tuple[int, float, Certainty]], duration: float, bins: int
) -> None:
    made = timeline(steps, duration)
    shown = lanes(made, bins)
    assert len(shown.activity) == len(shown.certainty) == len(shown.silent) == bins
    if not bins or not len(made):
        assert set(shown.certainty) <= {None}
        return
    assert all(0 <= value <= 1 for value in shown.activity)
    assert max(shown.activity) == 1
    if made.duration:
        for step in made:
            place = min(bins - 1, int(step.time / made.duration * bins))
            near = shown.certainty[max(0, place - 1) : place + 2]  # a step on an edge is in either
            assert any(value is not None and value <= step.certainty for value in near)


def test_a_silent_bin_is_as_sure_as_the_worse_of_its_neighbours() -> None:
    made = timeline([(1, 0.0, Certainty.RECORDED), (1, 9.5, Certainty.ESTIMATED)], 10.0)
    shown = lanes(made, 10)
    assert shown.certainty[0] is Certainty.RECORDED
    assert set(shown.certainty[1:]) == {Certainty.ESTIMATED}
    assert shown.silent == (False, *(True,) * 8, False)


def test_a_flood_does_not_hide_the_typing_beside_it() -> None:
    made = timeline([(1, 0.0, Certainty.BOUNDED), (1_000_000, 9.0, Certainty.BOUNDED)], 10.0)
    assert lanes(made, 10).activity[0] > 0.04
