"""Laws of the map between recording time and playing time."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.player.idle import IdleMap, long_pauses

waits = st.lists(st.floats(0, 5000, allow_nan=False), max_size=40)
limits = st.floats(0.01, 10)


def _map(steps: list[float], limit: float) -> tuple[IdleMap, list[float]]:
    times = [0.0, *accumulate(steps)]
    return IdleMap(long_pauses(times, limit), limit), times


@given(waits, limits, st.floats(0, 250_000))
def test_each_direction_undoes_the_other(steps: list[float], limit: float, time: float) -> None:
    idle, _ = _map(steps, limit)
    assert idle.to_recording(idle.to_playing(time)) == pytest.approx(time, rel=1e-6, abs=1e-6)
    assert idle.to_playing(idle.to_recording(time)) == pytest.approx(time, rel=1e-6, abs=1e-6)


@given(waits, limits, st.floats(0, 250_000), st.floats(0, 250_000))
def test_neither_direction_ever_goes_back(
    steps: list[float], limit: float, one: float, other: float
) -> None:
    idle, _ = _map(steps, limit)
    early, late = sorted((one, other))
    assert idle.to_playing(early) <= idle.to_playing(late)
    assert idle.to_recording(early) <= idle.to_recording(late)


@given(waits, limits)
def test_a_pause_lasts_its_length_or_the_limit(steps: list[float], limit: float) -> None:
    idle, times = _map(steps, limit)
    expected = accumulate((min(step, limit) for step in steps), initial=0.0)
    for time, playing in zip(times, expected, strict=True):
        assert idle.to_playing(time) == pytest.approx(playing, rel=1e-6, abs=1e-6)


def test_without_pauses_both_times_are_the_same() -> None:
    assert IdleMap().to_playing(12.5) == 12.5
    assert IdleMap().to_recording(12.5) == 12.5


def test_inside_a_cut_pause_time_runs_evenly_faster() -> None:
    idle = IdleMap(long_pauses([0.0, 1.0, 101.0, 102.0], 2.0), 2.0)
    assert idle.to_playing(51.0) == 2.0
    assert idle.to_recording(2.0) == 51.0
    assert idle.to_playing(102.0) == 4.0
