"""Clocks that the host printed into its output: heard where they agree, and named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from replayer.recording import build
from replayer.recording.recording import Recording
from replayer.recording.timeline import Certainty
from tests.recording.pieces import EPOCH, SESSION, history, line_end, step_of, streamed, transcript

ON, OFF = b"\x1b[?2004h", b"\x1b[?2004l\r"
LENGTH = 1000.0
MOMENTS = (10, 200, 420, 700)


def clock(second: float, ahead: int = 0) -> bytes:
    """Return what a clock shows `second` seconds into the session, `ahead` hours of UTC."""
    return datetime.fromtimestamp(EPOCH + second + ahead * 3600, UTC).strftime("%H:%M:%S").encode()


def prompted(*moments: float, ahead: int = 0) -> bytes:
    """Return a session whose prompts show when they were printed."""
    return b"".join(
        ON
        + b"["
        + clock(moment, ahead)
        + b"] u@h:~$ cmd%d\r\n" % number
        + OFF
        + b"out%d\r\n" % number
        for number, moment in enumerate(moments)
    )


def bounded(data: bytes) -> Recording:
    return build(SESSION, [transcript(data, ended=LENGTH), history(0.0, LENGTH + 2)])


@pytest.mark.parametrize("ahead", [0, 2, -5])
def test_prompts_with_a_clock_narrow_what_only_start_and_end_bound(ahead: int) -> None:
    recording = bounded(prompted(*MOMENTS, ahead=ahead))
    for number, moment in enumerate(MOMENTS[1:], 1):
        before = line_end(recording, b"out%d" % (number - 1))
        after = line_end(recording, b"cmd%d" % number)
        assert before.latest is not None
        assert after.earliest is not None
        assert moment <= before.latest <= moment + 1.5
        assert moment - 1 <= after.earliest <= moment
        assert step_of(
            recording, b"] u@h", recording.data[:].index(b"out%d" % (number - 1))
        ).time == pytest.approx(moment + 0.5, abs=0.6)
    assert (
        "clocks that the output shows (the session's own word)"
        in line_end(recording, b"cmd1").basis
    )
    assert {step.certainty for step in recording.timeline} == {Certainty.BOUNDED}


@pytest.mark.parametrize(
    "line",
    [
        "Tue Nov 14 {} UTC 2023",
        "2023-11-14T{}Z",
        "2023-11-14 {}+00:00",
        "top - {} up 10 min,  0 user,  load average: 1.25, 0.98, 0.47",
        " {} up  1:04,  0 user,  load average: 3.12, 2.90, 2.42",
        "{}",
    ],
)
def test_a_line_that_is_a_date_says_when_it_was_printed(line: str) -> None:
    data = b"".join(
        ON + b"sh-5.2$ now\r\n" + OFF + line.format(clock(moment).decode()).encode() + b"\r\n"
        for moment in MOMENTS
    )
    recording = bounded(data)
    at = 0
    for moment in MOMENTS:
        at = recording.data[:].index(clock(moment), at) + 8
        step = recording.timeline.step_at(recording.data[:].index(b"\n", at))
        assert step.latest is not None
        assert step.earliest is not None
        assert step.earliest == pytest.approx(moment, abs=0.1)
        assert step.latest == pytest.approx(moment + 1.3, abs=0.1)


def test_stamps_of_log_lines_are_not_heard() -> None:
    log = b"".join(b"Nov 14 " + clock(moment) + b" app[1]: started\r\n" for moment in MOMENTS)
    recording = bounded(ON + b"sh-5.2$ cat app.log\r\n" + OFF + log)
    assert not any("clocks" in step.basis for step in recording.timeline)


def test_a_clock_that_stands_still_is_not_heard() -> None:
    recording = bounded(prompted(10, 10, 10, 10))
    assert not any("clocks" in step.basis for step in recording.timeline)


def test_a_single_clock_guides_the_pace_but_bounds_nothing() -> None:
    recording = bounded(prompted(600))
    assert not any("clocks" in step.basis for step in recording.timeline)
    assert step_of(recording, b"] u@h").time == pytest.approx(600.5, abs=0.6)


@pytest.mark.parametrize("later", [0, 6100], ids=["by day", "over midnight"])
@pytest.mark.parametrize("ended", [None, 90_000.0], ids=["no header", "a header"])
def test_clocks_guide_the_pace_where_nothing_else_tells_it(
    later: float, ended: float | None
) -> None:
    data = prompted(*(later + moment for moment in MOMENTS))
    recording = build(SESSION, [transcript(data, ended=ended)])
    first = recording.timeline.time_at(recording.data[:].index(b"] u@h"))
    for number, moment in enumerate(MOMENTS):
        before = recording.data[:].index(b"out%d" % (number - 1)) if number else 0
        shown = step_of(recording, b"] u@h", before).time
        assert shown - first == pytest.approx(moment - MOMENTS[0], abs=1.1)
    assert recording.timeline.times[0] == 0.0
    assert {step.certainty for step in recording.timeline} == {Certainty.ESTIMATED}
    assert {step.earliest for step in recording.timeline} == {None}
    assert (
        "clocks that the output shows (the session's own word)"
        in line_end(recording, b"cmd1").basis
    )


@pytest.mark.parametrize(
    "moments",
    [(10, 700), (10, 10, 10, 10), (700, 420, 200, 10)],
    ids=["too few", "standing still", "going back"],
)
def test_clocks_that_do_not_agree_guide_nothing(moments: tuple[float, ...]) -> None:
    recording = build(SESSION, [transcript(prompted(*moments))])
    assert not any("own word" in step.basis for step in recording.timeline)
    assert recording.timeline.duration < 60


def test_one_odd_clock_among_those_that_agree_is_not_heard() -> None:
    alone = build(SESSION, [transcript(prompted(*MOMENTS, 30_000, 900, 950))])
    shown = [step_of(alone, b"] u@h", alone.data[:].index(b"out%d" % n)).time for n in (2, 4)]
    assert shown[1] - shown[0] == pytest.approx(200, abs=1.1)


def test_clocks_outside_the_session_are_not_heard() -> None:
    recording = bounded(prompted(-5000, 200, 420, 700, 90_000 - 20_000))
    assert line_end(recording, b"cmd0").time < 201.3
    times = list(recording.timeline.times)
    assert times == sorted(times)


def test_narrow_bounds_are_left_to_the_polls() -> None:
    data = prompted(*(3 + number for number in range(5)))
    events = streamed(
        *(
            (4.1 + number, [f"[{clock(3 + number).decode()}] u@h:~$ cmd{number}", f"out{number}"])
            for number in range(5)
        )
    )
    with_clocks = build(SESSION, [transcript(data), events, history(0.0, 12.0)])
    assert not any("clocks" in step.basis for step in with_clocks.timeline)
