"""The oddities of real logs that concern time, numbered as in docs/time.md#oddities."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from replayer.formats.evidence import Transcript, TranscriptKind
from replayer.recording import build
from replayer.recording.recording import Fidelity, Newline, SizeKnown
from replayer.recording.timeline import Certainty, StartedKnown
from tests.recording.pieces import (
    EPOCH,
    SESSION,
    history,
    line_end,
    moment,
    step_of,
    streamed,
    told,
    transcript,
)

PROMPT = b"sh-5.2$ "
SIMPLE = b"sh-5.2$ whoami\r\nssm-user\r\nsh-5.2$ exit\r\nexit\r\n"
SIMPLE_EVENTS = (
    (5.13, ["sh-5.2$ whoami", "ssm-user"]),
    (9.13, ["sh-5.2$ exit", "exit"]),
)


def test_oddity_01_each_kind_of_line_end_survives_and_keeps_its_time() -> None:
    data = b"a\r\r\nb\r\nc\nd\r"
    recording = build(SESSION, [transcript(data), streamed((3.0, ["a", "b", "c"]), (9.0, ["d"]))])
    assert recording.data == data
    assert line_end(recording, b"c").time < step_of(recording, b"d").time + 6.5
    alone = build(SESSION, [transcript(data, kind=TranscriptKind.IPC)])
    assert alone.data == data


@pytest.mark.parametrize("ended", [None, 11.0])
def test_oddity_02_without_header_the_history_bounds_the_end(ended: float | None) -> None:
    recording = build(SESSION, [transcript(SIMPLE, ended=ended), history(0.0, 14.0)])
    latest = max(step.latest or 0.0 for step in recording.timeline)
    assert latest == (14.0 if ended is None else 12.0)


def test_oddity_02_a_header_without_zone_bounds_nothing() -> None:
    recording = build(SESSION, [transcript(SIMPLE, ended=11.0, zone=False), history(0.0, 14.0)])
    assert max(step.latest or 0.0 for step in recording.timeline) == 14.0
    assert any("names no zone" in done for done in recording.provenance[0].done)


def test_oddity_21_a_log_made_after_the_history_s_end_widens_the_bounds_and_is_named() -> None:
    recording = build(SESSION, [transcript(SIMPLE, ended=90.0), history(0.0, 14.0)])
    assert max(step.latest or 0.0 for step in recording.timeline) == 91.0
    assert "made 76.0 s after the session's end in the history" in told(recording)


def test_oddity_21_an_upload_stamped_before_its_log_was_made_is_named() -> None:
    made = transcript(SIMPLE, kind=TranscriptKind.PLAIN_EVENTS, ended=50.0)
    assert isinstance(made.evidence, Transcript)
    stamped = replace(made.evidence, stamps_ms=((EPOCH + 20) * 1000,))
    recording = build(SESSION, [replace(made, evidence=stamped)])
    assert "stamped 30.0 s before the log in it was made" in told(recording)


def test_oddity_03_a_cut_transcript_goes_on_with_streamed_text() -> None:
    cut = SIMPLE[: SIMPLE.index(b"exit\r\nexit") + 2]
    recording = build(SESSION, [transcript(cut, whole=False), streamed(*SIMPLE_EVENTS)])
    assert recording.data == SIMPLE
    assert [each.fidelity for each in recording.fidelity] == [Fidelity.EXACT, Fidelity.DAMAGED]
    assert recording.fidelity[1].offset == len(cut)
    assert "breaks off" in told(recording)
    assert line_end(recording, b"exit").latest == pytest.approx(
        recording.timeline.step_at(len(SIMPLE) - 1).latest
    )


def test_oddity_03_a_cut_inside_an_escape_sequence_loses_nothing() -> None:
    whole = b"sh-5.2$ ls\r\n\x1b[31mred\x1b[0m blue\r\n"
    cut = whole[: whole.index(b"\x1b[0m") + 2]
    events = streamed((3.0, ["sh-5.2$ ls"]), (4.0, ["red blue"]))
    recording = build(SESSION, [transcript(cut, whole=False), events])
    assert recording.data[: len(cut)] == cut
    assert recording.timeline.length == len(recording.data)
    alone = build(SESSION, [transcript(cut, whole=False)])
    assert alone.data == cut
    assert "may break off" in told(alone)


def test_oddity_04_a_log_of_script_inside_the_session_is_timed_like_other_text() -> None:
    data = (
        b"sh-5.2$ cat x\r\nScript started on 2020-01-01 00:00:00+00:00\r\nhi\r\n\r\n"
        b"Script done on 2020-01-01 00:00:09+00:00\r\nsh-5.2$ exit\r\nexit\r\n"
    )
    lines = [line.decode() for line in data.replace(b"\r", b"").split(b"\n")[:-1]]
    recording = build(SESSION, [transcript(data), streamed((4.0, lines[:5]), (7.0, lines[5:]))])
    assert recording.data == data
    assert line_end(recording, b"Script done").latest == pytest.approx(
        line_end(recording, b"Script started").latest
    )


def test_oddity_05_the_last_byte_of_the_screen_years_lies_ten_seconds_before_the_header() -> None:
    body = b"\x1b[?1034hsh-4.2$ whoami\r\nssm-user\r\nsh-4.2$ exit\r\nexit\r\n"
    piece = transcript(body, kind=TranscriptKind.SCREEN_ERA, ended=19.0)
    recording = build(SESSION, [piece, history(0.0, 145.0)])
    assert recording.timeline.times[-1] == pytest.approx(9.5, abs=1.0)
    assert {step.certainty for step in recording.timeline} == {Certainty.BOUNDED}


def test_oddity_06_a_session_without_output_has_a_timeline_without_steps() -> None:
    recording = build(SESSION, [transcript(b"", ended=20.0), history(0.0, 21.0)])
    assert recording.data == b""
    assert len(recording.timeline) == 0
    assert recording.timeline.duration == 21.0
    nothing = build(SESSION, [history(0.0, 21.0)])
    assert nothing.timeline.length == 0


def test_oddity_07_a_line_of_many_parts_is_timed_part_by_part() -> None:
    parts = [b"".join(b"%09d " % (n * 3300 + i) for i in range(3300)) for n in range(4)]
    line = b"".join(parts) + b"end\r\n"
    data = b"sh-5.2$ cat x\r\n" + line + b"sh-5.2$ exit\r\nexit\r\n"
    events = streamed(
        (3.0, ["sh-5.2$ cat x"]),
        (4.0, [parts[0].decode()]),
        (5.0, [parts[1].decode()]),
        (6.0, [parts[2].decode()]),
        (7.0, [parts[3].decode()]),
        (8.0, ["end"]),
        (12.0, ["sh-5.2$ exit", "exit"]),
    )
    recording = build(SESSION, [transcript(data), events])
    assert not recording.gaps
    ends = [recording.timeline.step_at(15 + 33_000 * n - 1).latest for n in range(1, 5)]
    assert all(end is not None for end in ends)
    assert [round(end - ends[0]) for end in ends] == [0, 1, 2, 3]  # type: ignore[operator]


def test_oddity_08_escapes_in_every_prompt_do_not_hide_the_typing() -> None:
    prompt = b"\x1b[?2004h\x1b]0;u@h: ~\x07\x1b]133;A\x1b\\u@h:~$ "
    data = prompt + b"ls\r\n\x1b[?2004l\r" + b"a\r\n" + prompt + b"exit\r\n\x1b[?2004l\rexit\r\n"
    recording = build(SESSION, [transcript(data, ended=9.0), history(0.0, 11.0)])
    kinds = [span.kind.value for span in recording.spans]
    assert kinds == ["prompt", "echo", "enter", "output", "prompt", "echo", "enter", "output"]


def test_oddity_09_a_session_that_ends_in_a_full_screen_program_is_covered_to_its_last_byte() -> (
    None
):
    data = b"sh-5.2$ vi\r\n\x1b[?1049h\x1b[?25l\x1b[H\x1b[2Jtext"
    recording = build(SESSION, [transcript(data, whole=False), streamed((4.0, ["sh-5.2$ vi"]))])
    assert recording.timeline.length == len(data)
    assert recording.spans[-1].kind.value == "screen"


def test_oddity_10_the_width_at_which_a_shell_wraps_a_typed_line_is_the_terminals() -> None:
    typed = b"x" * 72
    data = b"\x1b[?2004hsh-5.2$ " + typed + b" \ryy\r\n\x1b[?2004l\rok\r\n"
    recording = build(SESSION, [transcript(data)])
    assert (recording.size.cols, recording.size.known) == (80, SizeKnown.INFERRED)


def test_oddity_11_bytes_that_are_no_text_match_what_the_service_made_of_them() -> None:
    data = b"sh-5.2$ cat x\r\n\xe9t\xe9 \xef\x00\x9b\x80\xff\r\n\xe4\xb8\r\nsh-5.2$ exit\r\n"
    events = streamed(
        (3.0, ["sh-5.2$ cat x"]),
        (4.0, ["\ufffdt\ufffd \ufffd\x00\ufffd\ufffd\ufffd", "\ufffd"]),
        (8.0, ["sh-5.2$ exit"]),
    )
    recording = build(SESSION, [transcript(data), events])
    assert recording.data == data
    assert not recording.gaps
    assert line_end(recording, b"\xe4\xb8").certainty is Certainty.RECORDED


def test_oddity_12_raw_and_stripped_elements_match_side_by_side() -> None:
    data = (
        b"\x1b[?2004h\x1b]0;t\x07[u@h st]# echo abcx\x08\x1b[Kd \xe2\x86\x92 caf\xc3\xa9\r\n"
        b"abcd \xe2\x86\x92 caf\xc3\xa9\r\n\x1b[0m\r\n\r\na\tb\r\n"
    )
    events = streamed(
        (3.0, ["\x1b[?2004h\x1b]0;t\x07[u@h st]# echo abcx\x08\x1b[Kd → café"]),
        (4.0, ["abcd \ufffd café", "", "", "a b"]),
    )
    recording = build(SESSION, [transcript(data), events])
    assert not recording.gaps
    assert line_end(recording, b"a\tb").latest == line_end(recording, b"abcd").latest


@pytest.mark.parametrize("size", [33_000, 200_000])
def test_oddity_13_parts_shortened_by_clean_up_are_joined(size: int) -> None:
    coloured = b"\x1b[31mab\r"  # eight bytes, of which two are streamed
    line = coloured * (size // 8 * 2) + b"z\r\n"
    streamed_part = "ab" * (size // 8)
    events = [(4.0, [streamed_part]), (5.0, [streamed_part]), (6.0, ["z"])]
    if size == 200_000:
        events.insert(0, (3.0, ["x" * 40_000]))  # more than the younger agents put into an event
        line = b"x" * 40_000 + b"\r\n" + line
    data = line + b"sh-5.2$ exit\r\n"
    recording = build(SESSION, [transcript(data), streamed(*events, (9.0, ["sh-5.2$ exit"]))])
    assert recording.data == data
    assert "fits nowhere" not in told(recording)
    first = data.index(coloured) + size - 1
    assert recording.timeline.step_at(first).latest == pytest.approx(
        (recording.timeline.step_at(first + 1).latest or 0) - 1.0
    )


def test_oddity_14_copies_with_one_stamp_are_dropped() -> None:
    copies = [(5.13, ["sh-5.2$ whoami", "ssm-user"], delay) for delay in (0.01, 0.2, 1.4)]
    recording = build(SESSION, [transcript(SIMPLE), streamed(*copies, SIMPLE_EVENTS[1])])
    assert line_end(recording, b"ssm-user").latest == line_end(recording, b"whoami").latest
    assert "stored 3 times" in told(recording)


def test_oddity_14_events_that_are_built_again_and_grow_keep_the_first_stamp() -> None:
    data = b"".join(b"line %d\r\n" % n for n in range(6))
    events = streamed(
        (3.0, ["line 0", "line 1", "line 2"]),
        (4.0, ["line 3"]),
        (5.0, ["line 3", "line 4"]),
        (6.0, ["line 3", "line 4", "line 5"]),
    )
    recording = build(SESSION, [transcript(data), events])
    latest = [line_end(recording, b"line %d" % n).latest for n in range(6)]
    assert all(each is not None for each in latest)
    assert [round((each or 0) - (latest[0] or 0)) for each in latest] == [0, 0, 0, 1, 2, 3]
    assert "built it again" in told(recording)


def test_oddity_14_a_command_that_was_really_run_twice_is_no_copy() -> None:
    data = b"sh-5.2$ id\r\nuid=0\r\n" * 2 + b"sh-5.2$ exit\r\n"
    twice = ["sh-5.2$ id", "uid=0"]
    recording = build(
        SESSION, [transcript(data), streamed((3.0, twice), (8.0, twice), (11.0, ["sh-5.2$ exit"]))]
    )
    first, second = (recording.timeline.step_at(data.index(b"\n", at)).latest for at in (0, 19))
    assert first is not None
    assert second is not None
    assert second - first == pytest.approx(5.0)
    assert not recording.gaps


def test_oddity_14_where_a_copy_and_a_second_run_cannot_be_told_apart_the_bounds_hold_both() -> (
    None
):
    data = b"sh-5.2$ id\r\nuid=0\r\n" * 2 + b"sh-5.2$ exit\r\n"
    twice = ["sh-5.2$ id", "uid=0"]
    events = streamed((3.0, twice), (4.0, twice), (9.0, twice), (11.0, ["sh-5.2$ exit"]))
    recording = build(SESSION, [transcript(data), events])
    second = recording.timeline.step_at(data.index(b"\n", 19))
    first = recording.timeline.step_at(data.index(b"\n"))
    assert second.latest is not None
    assert first.latest is not None
    assert second.latest - first.latest == pytest.approx(6.0)
    assert second.earliest is not None
    assert second.earliest <= first.latest + 0.01


def test_oddity_14_full_events_of_one_short_line_are_known_when_they_are_built_again() -> None:
    full = ["y"] * 11_000
    data = b"$ yes\r\n" + b"y\r\n" * 24_070 + b"$ exit\r\n"
    call = [(5.0, full), (5.001, full), (5.003, ["y"] * 2070)]
    again = [(stamp + 1, lines) for stamp, lines in call]
    events = streamed((3.0, ["$ yes"]), *call, *again, (20.0, ["$ exit"]))
    recording = build(SESSION, [transcript(data), events, history(0.0, 60.0)])
    last = recording.timeline.step_at(data.index(b"$ exit") - 1)
    assert last.latest is not None
    assert last.latest < 6.01
    assert "11,000 lines that an event before had brought" in told(recording)


def test_oddity_15_a_stream_that_stops_early_leaves_the_rest_bounded_by_the_end() -> None:
    data = SIMPLE + b"more\r\nand more\r\n"
    recording = build(
        SESSION, [transcript(data, ended=40.0), streamed(*SIMPLE_EVENTS), history(0.0, 42.0)]
    )
    step = line_end(recording, b"and more")
    assert step.latest == 41.0
    assert step.earliest == pytest.approx(9.1, abs=1.1)
    assert "ends early" in told(recording)


def test_oddity_16_equal_stamps_may_stand_in_another_order() -> None:
    data = b"".join(b"line %d\r\n" % n for n in range(4))
    events = streamed((3.0, ["line 2", "line 3"]), (3.0, ["line 0", "line 1"]))
    recording = build(SESSION, [transcript(data), events])
    assert line_end(recording, b"line 0").latest == pytest.approx(
        line_end(recording, b"line 3").latest
    )


def test_oddity_16_a_clock_that_was_set_back_widens_the_bounds_and_is_told() -> None:
    data = b"".join(b"line %d\r\n" % n for n in range(5))
    events = streamed(
        (8.0, ["line 3"]),
        (9.0, ["line 4"]),
        (10.0, ["line 0"]),
        (11.0, ["line 1"]),
        (12.0, ["line 2"]),
    )
    recording = build(SESSION, [transcript(data), events])
    times = list(recording.timeline.times)
    assert times == sorted(times)
    last = line_end(recording, b"line 4")
    assert last.earliest is not None
    assert last.latest is not None
    assert last.latest - last.earliest > 3
    assert "clock was set" in told(recording)


def _clock_set(seconds: float, *, off_grid: float = 0.0) -> list[tuple[float, list[str], float]]:
    """Return ten events, one each three seconds, the clock set by some seconds before the fifth."""
    return [
        (
            3.0 * (n + 1) + (seconds if n >= 5 else 0.0) + off_grid * n,
            [f"line {n}"],
            0.01 - (seconds if n >= 5 else 0.0),
        )
        for n in range(10)
    ]


TEN = b"".join(b"line %d\r\n" % n for n in range(10))


@pytest.mark.parametrize("seconds", [-7.0, 8.3, 3600.0])
def test_oddity_16_a_clock_that_was_set_is_put_right_by_the_receipts(seconds: float) -> None:
    events = sorted(_clock_set(seconds))
    recording = build(SESSION, [transcript(TEN), streamed(*events), history(0.0, 60.0)])
    for n in range(10):
        step = line_end(recording, b"line %d" % n)
        assert step.earliest is not None
        assert step.latest is not None
        assert step.earliest <= 3.0 * (n + 1) <= step.latest + 0.01
        assert step.latest - step.earliest < 3.2
    how = "back" if seconds < 0 else "ahead"
    assert f"set {how} by {abs(seconds):.1f} s" in told(recording)
    assert "held up" not in told(recording)


def test_oddity_16_without_a_grid_a_clock_that_was_set_leaves_the_bounds_wider() -> None:
    events = sorted(_clock_set(-7.0, off_grid=0.137))
    recording = build(SESSION, [transcript(TEN), streamed(*events)])
    started = recording.timeline.started
    assert started is not None
    zero = started.timestamp() - EPOCH
    step = line_end(recording, b"line 7")
    assert step.latest is not None
    assert step.latest + zero == pytest.approx(24.0 + 7 * 0.137 + 0.3, abs=0.02)


def test_oddity_16_a_stream_alone_is_read_in_the_order_of_receipt() -> None:
    recording = build(SESSION, [streamed(*sorted(_clock_set(-7.0)))])
    assert recording.data == TEN


def test_oddity_16_a_header_by_a_clock_that_was_set_back_cuts_nothing_off() -> None:
    events = sorted(_clock_set(-7.0))
    recording = build(SESSION, [transcript(TEN, ended=25.0), streamed(*events), history(0.0, 60.0)])
    assert line_end(recording, b"line 9").latest == pytest.approx(30.0, abs=0.01)


@pytest.mark.parametrize("number", [0, 4, 9])
def test_oddity_16_a_call_that_was_stored_late_sets_no_clock(number: int) -> None:
    events = [(1.0 * (n + 3), [f"line {n}"], 20.0 if n == number else 0.01) for n in range(10)]
    recording = build(SESSION, [transcript(TEN), streamed(*events)])
    assert "clock was set" not in told(recording)


def test_oddity_17_hours_between_stamps_stay_hours() -> None:
    events = streamed((5.13, ["sh-5.2$ whoami", "ssm-user"]), (9005.13, ["sh-5.2$ exit", "exit"]))
    recording = build(SESSION, [transcript(SIMPLE), events])
    waited = line_end(recording, b"exit").time - line_end(recording, b"whoami").time
    assert waited == pytest.approx(9000, abs=1.1)
    assert step_of(recording, PROMPT, 20).time - line_end(recording, b"ssm-user").time < 0.1


def test_oddity_18_text_of_another_stream_fits_nowhere_and_is_told() -> None:
    events = streamed(SIMPLE_EVENTS[0], (7.0, ["GET /orders 200"]), SIMPLE_EVENTS[1])
    recording = build(SESSION, [transcript(SIMPLE), events])
    assert recording.data == SIMPLE
    assert "“GET /orders 200”" in told(recording)
    assert "fits nowhere" in told(recording)


def test_oddity_19_events_without_lines_time_nothing() -> None:
    events = streamed((3.0, []), SIMPLE_EVENTS[0], (7.0, []), SIMPLE_EVENTS[1])
    with_them = build(SESSION, [transcript(SIMPLE), events])
    assert with_them.data == SIMPLE
    assert not with_them.gaps


def test_oddity_20_masked_text_matches_and_is_told() -> None:
    data = b"sh-5.2$ curl -u bob:hunter2 x\r\nok\r\nsh-5.2$ exit\r\n"
    events = streamed((4.0, ["sh-5.2$ curl -u ****** x", "ok"]), (8.0, ["sh-5.2$ exit"]))
    recording = build(SESSION, [transcript(data), events])
    assert "masked" in told(recording)
    assert line_end(recording, b"curl").latest == line_end(recording, b"ok").latest


def test_oddity_21_where_two_transcripts_differ_both_are_quoted_and_the_better_is_used() -> None:
    other = SIMPLE.replace(b"ssm-user", b"root-user")
    recording = build(
        SESSION,
        [transcript(other, kind=TranscriptKind.PLAIN_EVENTS), transcript(SIMPLE)],
    )
    assert recording.data == SIMPLE
    assert "“ssm-user" in told(recording)
    assert "“root-user" in told(recording)


def test_oddity_21_a_worse_transcript_that_goes_on_is_used_from_there() -> None:
    recording = build(
        SESSION,
        [
            transcript(SIMPLE, kind=TranscriptKind.PLAIN_EVENTS),
            transcript(SIMPLE[:20], whole=False),
        ],
    )
    assert recording.data == SIMPLE
    assert "ends here" in told(recording)


def test_oddity_25_output_without_a_terminal_is_shown_when_the_agent_read_it() -> None:
    data = b"== check ==\nok\nwarning\n"
    piece = transcript(data, ended=9.0, session_type="NonInteractiveCommands")
    recording = build(SESSION, [piece, history(0.0, 11.0)])
    assert recording.newline is Newline.LF
    assert (
        recording.timeline.times[0] == recording.timeline.times[-1] == pytest.approx(9.2, abs=0.5)
    )


def test_oddity_25_with_separate_streams_the_agent_reads_as_the_command_runs() -> None:
    data = b"STDOUT:\nfirst\nSTDERR:\nsecond\nEXIT_CODE: 3"
    piece = transcript(data, ended=9.0, session_type="NonInteractiveCommands")
    recording = build(SESSION, [piece, history(0.0, 11.0)])
    assert recording.timeline.times[0] < 1.0
    assert recording.timeline.times[-1] == pytest.approx(9.2, abs=0.5)


def test_oddity_26_a_host_that_stopped_leaves_the_stream_alone() -> None:
    recording = build(SESSION, [streamed(*SIMPLE_EVENTS), history(0.0, 900.0)])
    assert recording.data == SIMPLE
    assert recording.fidelity[0].fidelity is Fidelity.DAMAGED
    assert recording.timeline.started_known is StartedKnown.HISTORY
    assert recording.timeline.started == moment(0)
    assert recording.timeline.duration == timedelta(seconds=900).total_seconds()
    assert recording.timeline.times[-1] < 10


def test_oddity_14_a_burst_hides_for_how_long_uploads_had_failed() -> None:
    lines = [f"{number:09d}" for number in range(16_500)]
    data = b"sh-5.2$ id\r\nsh-5.2$ seq\r\n" + b"".join(b"%s\r\n" % line.encode() for line in lines)
    full = [lines[start : start + 3300] for start in range(0, len(lines), 3300)]
    burst = [(12.0 + number / 1000, part) for number, part in enumerate(full[:4])]
    events = streamed((2.0, ["sh-5.2$ id"]), (3.0, ["sh-5.2$ seq"]), *burst, (13.0, full[4]))
    recording = build(SESSION, [transcript(data), events, history(0.0, 15.0)])
    first = line_end(recording, b"000000000")
    assert first.earliest is not None
    assert first.earliest == pytest.approx(3.0, abs=0.1)
    assert first.certainty is Certainty.BOUNDED
