"""The player as its owner drives it: a clock that we turn, and a timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.errors import WrongUsage
from replayer.player import Loop, Player, State
from replayer.recording.timeline import Certainty, Timeline, TimelineBuilder

START = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


@dataclass
class TurnedClock:
    """A clock that goes when the test says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def timeline(
    steps: Sequence[tuple[int, float]],
    *,
    duration: float | None = None,
    started: datetime | None = START,
) -> Timeline:
    """Make a timeline of (length, time)."""
    builder = TimelineBuilder()
    for length, time in steps:
        builder.add(length, time, time - 0.5, time + 0.5, Certainty.RECORDED, "test")
    return builder.build(duration=duration, started=started)


FOUR = [(10, 1.0), (10, 2.0), (10, 2.0), (10, 60.0)]


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def player(clock: TurnedClock) -> Player:
    return Player(timeline(FOUR, duration=70.0), clock)


def test_a_new_player_stands_at_the_start(player: Player, clock: TurnedClock) -> None:
    clock.now += 5
    assert not player.tick()
    assert (player.state, player.position, player.offset) == (State.STOPPED, 0.0, 0)
    assert player.next_due() is None
    assert player.step is None


def test_bytes_appear_when_the_clock_reaches_their_time(player: Player, clock: TurnedClock) -> None:
    player.play()
    clock.now += 0.9
    assert not player.tick()
    assert player.next_due() == pytest.approx(0.1)
    clock.now += 0.2
    assert player.tick()
    assert player.offset == 10
    assert player.position == pytest.approx(1.1)
    clock.now += 1
    player.tick()
    assert player.offset == 30  # both steps of one time at once
    assert player.step is not None
    assert player.step.offset == 20


def test_it_ends_at_the_duration_and_plays_again_from_the_start(
    player: Player, clock: TurnedClock
) -> None:
    player.play()
    clock.now += 1000
    assert player.tick()
    assert (player.state, player.position, player.offset) == (State.ENDED, 70.0, 40)
    player.play()
    assert (player.state, player.position, player.offset) == (State.PLAYING, 0.0, 0)


def test_pausing_keeps_the_moment_while_the_clock_goes_on(
    player: Player, clock: TurnedClock
) -> None:
    player.play()
    clock.now += 1.5
    player.toggle()
    clock.now += 100
    assert player.state is State.PAUSED
    assert player.position == pytest.approx(1.5)
    player.toggle()
    clock.now += 1
    player.tick()
    assert player.position == pytest.approx(2.5)


def test_speed_goes_in_doublings_and_has_ends(player: Player, clock: TurnedClock) -> None:
    player.play()
    player.faster()
    player.faster()
    assert player.speed == 4
    clock.now += 1
    player.tick()
    assert player.position == pytest.approx(4.0)
    player.set_speed(3)
    player.faster()
    assert player.speed == 4
    player.set_speed(3)
    player.slower()
    assert player.speed == 2
    for _ in range(20):
        player.slower()
    assert player.speed == 1 / 16
    for _ in range(20):
        player.faster()
    assert player.speed == 64


def test_a_change_of_speed_does_not_move_the_moment(player: Player, clock: TurnedClock) -> None:
    player.play()
    clock.now += 3
    player.set_speed(8)
    assert player.position == pytest.approx(3.0)
    assert player.next_due() == pytest.approx((60 - 3) / 8)


def test_a_long_pause_is_cut_and_shown_in_full_again(player: Player, clock: TurnedClock) -> None:
    player.limit_idle(2.0)
    player.play()
    clock.now += 3.0  # 1 s, 1 s, then half of the pause of 58 s
    player.tick()
    assert player.position == pytest.approx(2 + 29)
    assert player.silence_left == pytest.approx(29)
    assert player.next_due() == pytest.approx(1.0)
    player.limit_idle(None)
    clock.now += 1
    player.tick()
    assert player.position == pytest.approx(2 + 29 + 1)


def test_an_idle_limit_of_nothing_is_refused(player: Player) -> None:
    with pytest.raises(WrongUsage, match="idle limit"):
        player.limit_idle(0)


def test_skipping_the_pause_at_hand_goes_to_the_next_byte_and_plays_on(
    player: Player, clock: TurnedClock
) -> None:
    player.play()
    clock.now += 10
    player.skip_pause()
    assert (player.state, player.position, player.offset) == (State.PLAYING, 60.0, 40)
    player.skip_pause()
    assert (player.state, player.position) == (State.ENDED, 70.0)


@given(st.floats(0.001, 1e6))
def test_all_of_it_is_the_end_whatever_the_duration(duration: float) -> None:
    player = Player(timeline([(1, 0.0), (1, duration)]), lambda: 0.0)
    player.seek_percent(100)
    assert player.state is State.ENDED


def test_seeking_by_time_percent_and_wall_clock(player: Player) -> None:
    player.seek(2.0)
    assert (player.state, player.offset) == (State.PAUSED, 30)
    player.seek_by(-1.5)
    assert (player.position, player.offset) == (0.5, 0)
    player.seek_percent(90)
    assert player.position == 63
    player.seek_to_wall_clock(START + timedelta(seconds=1))
    assert player.offset == 10
    player.seek(-5)
    assert player.position == 0
    player.seek(500)
    assert (player.state, player.position) == (State.ENDED, 70.0)


def test_relative_seeking_counts_cut_pauses_as_they_are_played(player: Player) -> None:
    player.limit_idle(2.0)
    player.seek(2.0)
    player.seek_by(1)
    assert player.position == pytest.approx(31)
    player.seek_by(2)
    assert player.position == pytest.approx(65)


def test_an_unknown_wall_clock_is_said(clock: TurnedClock) -> None:
    player = Player(timeline(FOUR, started=None), clock)
    with pytest.raises(WrongUsage, match="not known"):
        player.seek_to_wall_clock(START)


def test_seeking_to_an_offset_shows_exactly_the_bytes_before_it(
    player: Player, clock: TurnedClock
) -> None:
    for offset in (0, 5, 10, 20, 25, 30, 40):
        player.seek_to_offset(offset)
        assert player.offset == offset
    player.seek_to_offset(30)
    assert player.position == pytest.approx(60.0)
    assert player.position < 60.0
    player.play()
    clock.now += 0.001
    player.tick()
    assert player.offset == 40


def test_stops_are_found_before_and_after(player: Player) -> None:
    stops = [5, 20, 30]
    assert player.seek_to_next(stops)
    assert player.offset == 5
    assert player.seek_to_next(stops)
    assert player.seek_to_next(stops)
    assert player.offset == 30
    assert not player.seek_to_next(stops)
    assert player.seek_to_previous(stops)
    assert player.offset == 20
    assert player.seek_to_previous(stops)
    assert not player.seek_to_previous(stops)
    assert player.offset == 5


def test_while_playing_a_stop_just_passed_is_not_the_previous_one(
    player: Player, clock: TurnedClock
) -> None:
    player.seek(60.0)
    player.play()
    clock.now += 0.5
    assert player.seek_to_previous([10, 30])
    assert player.offset == 10
    player.seek(60.0)
    clock.now += 1.5
    assert player.seek_to_previous([10, 30])
    assert player.offset == 30


def test_stepping_shows_one_step_after_the_other_even_of_equal_times(player: Player) -> None:
    shown = []
    while player.step_forward():
        shown.append((player.offset, player.position))
    assert shown == [(10, 1.0), (20, 2.0), (30, 2.0), (40, 60.0)]
    back = []
    while player.step_back():
        back.append((player.offset, player.position))
    assert back == [(30, 2.0), (20, 2.0), (10, 1.0), (0, 0.0)]


def test_stepping_pauses_and_passes_over_what_changes_nothing(
    player: Player, clock: TurnedClock
) -> None:
    player.play()
    clock.now += 1
    assert player.step_forward(lambda offset: offset == 40)
    assert (player.state, player.offset) == (State.PAUSED, 40)
    assert not player.step_forward()
    assert player.step_back(lambda offset: offset <= 10)
    assert player.offset == 10
    assert not player.step_back(lambda offset: False)
    assert player.offset == 10


def loop_of(player: Player) -> Loop | None:
    """Return the loop; a property would be taken for unchanged by the type checker."""
    return player.loop


def looping(player: Player, start: float, end: float) -> None:
    for moment in (start, end):
        player.seek(moment)
        player.mark_loop()


def test_a_range_is_played_again_and_again_until_told_otherwise(
    player: Player, clock: TurnedClock
) -> None:
    player.seek(1.5)
    player.mark_loop()
    assert loop_of(player) == Loop(1.5)
    player.seek(2.0)
    player.mark_loop()
    assert (player.state, player.position, loop_of(player)) == (State.PLAYING, 1.5, Loop(1.5, 2.0))
    assert player.next_due() == pytest.approx(0.5)
    clock.now += 0.6
    assert player.tick()
    assert (player.position, player.offset) == (2.0, 30)  # its very end is seen
    assert player.next_due() == 0
    assert player.tick()
    assert (player.position, player.offset) == (1.5, 10)
    player.mark_loop()
    assert loop_of(player) is None
    clock.now += 2
    player.tick()
    assert player.position == pytest.approx(3.5)


def test_a_loop_may_be_marked_backwards_but_not_in_one_moment(player: Player) -> None:
    looping(player, 60.0, 2.5)
    assert loop_of(player) == Loop(2.5, 60.0)
    assert player.position == 2.5
    player.loop_off()
    looping(player, 5.0, 5.0)
    assert loop_of(player) is None


def test_a_loop_to_the_end_does_not_end(player: Player, clock: TurnedClock) -> None:
    looping(player, 65.0, 70.0)
    for _ in range(2):
        clock.now += 6
        player.tick()
        assert (player.state, player.position) == (State.PLAYING, 70.0)
        player.tick()
        assert (player.state, player.position) == (State.PLAYING, 65.0)


def test_seeking_keeps_the_loop_and_playing_on_from_behind_it_leaves_it(
    player: Player, clock: TurnedClock
) -> None:
    looping(player, 1.5, 2.5)
    player.seek(30.0)
    clock.now += 5
    player.tick()
    assert player.position == 35.0
    player.seek(0.0)
    clock.now += 2.6
    player.tick()
    player.tick()
    assert player.position == 1.5


def test_a_loop_stays_around_its_bytes_in_a_newer_version(player: Player) -> None:
    looping(player, 1.5, 2.5)
    player.load(timeline([(10, 11.0), (10, 12.0), (10, 12.0), (10, 60.0)]))
    assert loop_of(player) == Loop(11.5, 12.5)
    player.load(timeline([(10, 3.0), (10, 3.0), (10, 3.0), (10, 3.0)]))
    assert loop_of(player) is None
    player.mark_loop()
    player.load(timeline([(40, 5.0)]))
    assert loop_of(player) == Loop(5.0)


def watching(player: Player, clock: TurnedClock, seconds: float) -> None:
    """Play as an owner does that wakes up ten times a second."""
    for _ in range(round(seconds * 10)):
        clock.now += 0.1
        player.tick()


def test_what_is_played_was_watched_from_where_playing_began(
    player: Player, clock: TurnedClock
) -> None:
    player.play()
    watching(player, clock, 3)
    assert player.watched == (0, 30)
    player.pause()
    player.skip_pause()
    assert player.watched == (0, 40)  # silence holds no bytes
    player.seek(1.5)
    assert player.watched == (10, 10)
    player.play()
    player.limit_idle(1.0)
    watching(player, clock, 3)
    assert player.watched == (10, 40)


@pytest.mark.parametrize(("speed", "watched"), [(8.0, (0, 30)), (16.0, (30, 30))])
def test_what_is_played_too_fast_to_follow_was_not_watched(
    player: Player, clock: TurnedClock, speed: float, watched: tuple[int, int]
) -> None:
    player.set_speed(speed)
    player.play()
    watching(player, clock, 0.5)
    assert player.watched == watched


def test_what_appeared_while_the_program_stood_still_was_not_watched(
    player: Player, clock: TurnedClock
) -> None:
    player.play()
    clock.now += 50
    player.tick()
    assert player.watched == (30, 30)


def test_single_steps_forward_were_watched_and_steps_back_were_not(player: Player) -> None:
    player.step_forward()
    player.step_forward()
    assert player.watched == (0, 20)
    player.step_back()
    assert player.watched == (10, 10)


def test_one_who_stands_at_the_end_watches_what_arrives(player: Player) -> None:
    player.seek_percent(100)
    player.load(timeline([*FOUR, (10, 80.0)]))
    player.catch_up()
    assert player.watched == (40, 50)
    assert player.state is State.ENDED


def test_a_newer_version_keeps_the_bytes_and_not_the_time(player: Player) -> None:
    player.seek(2.25)
    player.load(timeline([(10, 11.0), (10, 12.0), (10, 12.0), (10, 12.1), (5, 90.0)]))
    assert player.offset == 30
    assert 12.0 <= player.position < 12.1
    player.seek_by(0.0)
    assert player.offset == 30


def test_a_newer_version_goes_on_playing_from_the_same_bytes(
    player: Player, clock: TurnedClock
) -> None:
    player.play()
    clock.now += 1.5
    player.load(timeline([(10, 5.0), (10, 6.0), (20, 7.0)]))
    assert (player.offset, player.position) == (10, 5.5)
    clock.now += 0.5
    player.tick()
    assert (player.offset, player.position) == (20, 6.0)


def test_a_version_that_grew_waits_at_the_old_end(player: Player) -> None:
    player.seek(70)
    player.load(timeline([*FOUR, (10, 90.0)]))
    assert (player.state, player.offset, player.position) == (State.PAUSED, 40, 60.0)
    player.seek(90)
    player.load(timeline([*FOUR, (10, 90.0)], duration=95))
    assert (player.state, player.position) == (State.ENDED, 95)


def test_a_shorter_version_shows_what_it_has(player: Player) -> None:
    player.seek(65)
    player.load(timeline([(10, 1.0)]))
    assert player.offset == 10
    assert player.position == 1.0


def test_an_empty_recording_ends_at_once(clock: TurnedClock) -> None:
    player = Player(timeline([]), clock)
    player.play()
    assert (player.state, player.offset, player.silence_left) == (State.ENDED, 0, 0)
    assert not player.step_forward()
    assert not player.step_back()


steps = st.lists(st.tuples(st.integers(1, 50), st.floats(0, 100)), max_size=30).map(
    lambda pairs: list(zip((p[0] for p in pairs), sorted(p[1] for p in pairs), strict=True))
)


@given(steps, st.lists(st.floats(0, 20), max_size=20), st.one_of(st.none(), st.floats(0.1, 5)))
def test_playing_shows_what_has_appeared_by_its_position(
    pairs: list[tuple[int, float]], waits: list[float], limit: float | None
) -> None:
    clock = TurnedClock()
    line = timeline(pairs, duration=110)
    player = Player(line, clock)
    player.limit_idle(limit)
    player.play()
    position = player.position
    for wait in waits:
        clock.now += wait
        player.tick()
        assert player.position >= position
        position = player.position
        assert player.offset == line.offset_at(position)


@given(steps, steps, st.integers(0, 2000))
def test_no_version_takes_shown_bytes_back(
    pairs: list[tuple[int, float]], others: list[tuple[int, float]], place: int
) -> None:
    player = Player(timeline(pairs), TurnedClock())
    player.seek_to_offset(place)
    shown = player.offset
    newer = timeline(others)
    player.load(newer)
    assert player.offset == min(shown, newer.length)
    assert newer.offset_at(player.position) >= player.offset or player.offset == 0


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 30_000)), max_size=30))
def test_sleeping_until_due_misses_no_step(pairs: list[tuple[int, int]]) -> None:
    clock = TurnedClock(0.0)
    times = sorted(milliseconds / 1000 for _, milliseconds in pairs)
    line = timeline(
        [(length, time) for (length, _), time in zip(pairs, times, strict=True)], duration=31
    )
    player = Player(line, clock)
    player.limit_idle(1.5)
    player.play()
    seen = {player.offset}
    while (due := player.next_due()) is not None:
        clock.now += due + 1e-6
        player.tick()
        seen.add(player.offset)
    assert player.state is State.ENDED
    assert seen >= {line.offset_at(time) for time in times}


ACTS = st.one_of(
    st.tuples(st.just("tick"), st.floats(0, 1.5)),
    st.tuples(st.just("seek"), st.floats(0, 70)),
    st.tuples(st.just("speed"), st.sampled_from([1.0, 8.0, 16.0])),
    st.tuples(st.sampled_from(["step", "back", "skip", "toggle", "idle", "loop"]), st.just(0.0)),
)


@given(st.lists(ACTS, max_size=30))
def test_only_what_time_or_a_step_revealed_was_watched(acts: list[tuple[str, float]]) -> None:
    clock = TurnedClock()
    player = Player(timeline([(10, 0.0), *FOUR], duration=70.0), clock)
    revealed = set(range(10))
    player.play()
    for act, value in acts:
        before = player.offset
        match act:
            case "tick":
                clock.now += value
                player.tick()
            case "step":
                player.step_forward()
            case "skip":
                player.skip_pause()
            case "seek":
                player.seek(value)
            case "speed":
                player.set_speed(value)
            case "back":
                player.step_back()
            case "toggle":
                player.toggle()
            case "idle":
                player.limit_idle(1.0 if player.idle_limit is None else None)
            case _:
                player.mark_loop()
        if act in {"tick", "step", "skip"}:
            revealed |= set(range(before, player.offset))
        start, end = player.watched
        assert 0 <= start <= end == player.offset
        assert set(range(start, end)) <= revealed
