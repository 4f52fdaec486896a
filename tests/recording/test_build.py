"""Recordings of whatever evidence there is, and what they say of themselves."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from replayer.formats.evidence import (
    Cast,
    CastCode,
    CastEvent,
    Streaming,
    Transcript,
    TranscriptKind,
)
from replayer.recording import Piece, build
from replayer.recording.recording import CueKind, Fidelity, Provenance, SizeKnown
from replayer.recording.timeline import Certainty, StartedKnown
from replayer.session import Session, TraceSource
from tests.recording.pieces import (
    SESSION,
    history,
    line_end,
    moment,
    step_of,
    streamed,
    told,
    transcript,
)

DATA = b"sh-5.2$ whoami\r\nssm-user\r\nsh-5.2$ exit\r\nexit\r\n"
EVENTS = streamed((5.13, ["sh-5.2$ whoami", "ssm-user"]), (9.13, ["sh-5.2$ exit", "exit"]))


def test_transcript_stream_and_history_together_are_exact_and_recorded() -> None:
    recording = build(SESSION, [transcript(DATA, ended=10.0), EVENTS, history(0.0, 12.0)])
    assert recording.data == DATA
    assert recording.fidelity[0].fidelity is Fidelity.EXACT
    assert recording.timeline.started == moment(0)
    assert recording.timeline.started_known is StartedKnown.HISTORY
    assert recording.timeline.duration == 12.0
    end = line_end(recording, b"whoami")
    assert end.certainty is Certainty.RECORDED
    assert end.basis == "the event stamped 22:13:25.131, and the poll before it"
    assert end.earliest == pytest.approx(4.1)
    assert end.latest == pytest.approx(5.131)
    assert step_of(recording, b"whoami").certainty is Certainty.BOUNDED
    assert not recording.gaps


def test_the_order_of_the_pieces_does_not_matter() -> None:
    pieces = [transcript(DATA, ended=10.0), EVENTS, history(0.0, 12.0)]
    one, other = build(SESSION, pieces), build(SESSION, pieces[::-1])
    assert list(one.timeline) == list(other.timeline)
    assert one.gaps == other.gaps


def test_a_stream_alone_is_damaged_text_with_recorded_times() -> None:
    recording = build(SESSION, [EVENTS])
    assert recording.data == DATA
    assert recording.fidelity[0].fidelity is Fidelity.DAMAGED
    assert recording.timeline.started_known is StartedKnown.OUTPUT
    assert recording.timeline.times[0] == 0.0
    assert line_end(recording, b"whoami").certainty is Certainty.RECORDED
    assert any("used as text" in done for done in recording.provenance[0].done)


def test_a_transcript_alone_is_estimated_and_has_no_wall_clock() -> None:
    recording = build(SESSION, [transcript(DATA, ended=10.0)])
    assert {step.certainty for step in recording.timeline} == {Certainty.ESTIMATED}
    assert recording.timeline.started is None
    assert recording.timeline.started_known is None
    assert recording.session.ended == moment(10)
    assert recording.session.said_by["ended"] == "script header"


def test_the_narrow_bounds_name_what_they_assume() -> None:
    recording = build(SESSION, [transcript(DATA), EVENTS])
    assert any(
        done.startswith("assumed: uploads were on time") for done in recording.provenance[1].done
    )


@pytest.mark.parametrize(
    "kind",
    [
        TranscriptKind.IPC,
        TranscriptKind.PLAIN_EVENTS,
        TranscriptKind.RAW,
        TranscriptKind.SCREEN_ERA,
    ],
)
def test_each_kind_of_transcript_keeps_its_bytes(kind: TranscriptKind) -> None:
    assert build(SESSION, [transcript(DATA, kind=kind)]).data == DATA


def test_the_agents_own_file_is_better_than_what_was_made_of_it() -> None:
    own = transcript(DATA, kind=TranscriptKind.IPC)
    recording = build(SESSION, [transcript(DATA), own])
    assert "its bytes are the recording's" in recording.provenance[1].done
    assert "compared with the recording's bytes" in recording.provenance[0].done
    assert not recording.gaps


def test_a_windows_transcript_is_lines_only() -> None:
    recording = build(SESSION, [transcript(b"PS C:\\> dir\r\n", kind=TranscriptKind.POWERSHELL)])
    assert recording.fidelity[0].fidelity is Fidelity.LINES


def test_uploads_of_plain_events_bound_the_end_when_nobody_else_does() -> None:
    piece = transcript(DATA, kind=TranscriptKind.PLAIN_EVENTS)
    assert isinstance(piece.evidence, Transcript)
    evidence = replace(piece.evidence, stamps_ms=(1_700_000_020_000,))
    recording = build(SESSION, [Piece(evidence, piece.provenance), history(0.0, None)])
    assert max(step.latest or 0 for step in recording.timeline) == 20.0


def test_a_start_in_the_history_that_stamps_contradict_is_not_believed() -> None:
    recording = build(SESSION, [transcript(DATA), EVENTS, history(7.0, 12.0)])
    assert recording.timeline.started_known is StartedKnown.OUTPUT
    assert "the start is not believed" in told(recording)


def test_stamps_long_after_the_end_in_the_history_make_it_unbelievable() -> None:
    recording = build(
        SESSION, [transcript(DATA), streamed((500.1, ["sh-5.2$ whoami"])), history(0.0, 12.0)]
    )
    assert "the end is not believed" in told(recording)
    assert line_end(recording, b"whoami").latest == pytest.approx(500.101)


@pytest.mark.parametrize(
    ("skew", "says"), [(7.0, "the service's clock"), (-4.0, "the host's clock")]
)
def test_clocks_that_differ_are_told_and_the_history_is_moved(skew: float, says: str) -> None:
    events = streamed(
        (5.1, ["sh-5.2$ whoami"], skew),
        (6.1, ["ssm-user"], skew + 0.01),
        (9.1, ["sh-5.2$ exit", "exit"], skew),
    )
    recording = build(SESSION, [transcript(DATA), events, history(skew, 12.0 + skew)])
    assert f"{says} is ahead" in told(recording)
    assert recording.timeline.started == moment(skew)
    assert line_end(recording, b"whoami").latest == pytest.approx(5.1, abs=0.02)


def test_stamps_of_whole_seconds_are_wide_and_never_on_a_grid() -> None:
    piece = streamed((5.0, ["sh-5.2$ whoami", "ssm-user"]), (9.0, ["sh-5.2$ exit", "exit"]))
    assert isinstance(piece.evidence, Streaming)
    events = tuple(replace(event, rounded_ms=999) for event in piece.evidence.events)
    rounded = Piece(replace(piece.evidence, events=events), piece.provenance)
    end = line_end(build(SESSION, [transcript(DATA), rounded, history(0.0, 12.0)]), b"exit")
    assert end.latest == pytest.approx(10.0)
    assert end.certainty is Certainty.BOUNDED


def test_an_upload_that_was_held_up_widens_the_bounds_of_what_followed() -> None:
    lines = [f"line {number}" for number in range(6)]
    data = "".join(f"{line}\r\n" for line in lines).encode()
    events = streamed(
        *((3.1 + number, [line]) for number, line in enumerate(lines[:3])),
        (6.1, lines[3:4], 20.0),
        (26.4, lines[4:5]),
        (30.1, lines[5:]),
    )
    recording = build(SESSION, [transcript(data), events])
    after = line_end(recording, b"line 4")
    assert after.latest is not None
    assert after.earliest is not None
    assert after.latest - after.earliest == pytest.approx(20.33, abs=0.02)
    assert "received 20.0 s later" in told(recording)


def test_a_last_upload_that_came_late_may_have_been_stamped_by_a_clock_set_back() -> None:
    data = DATA[: DATA.index(b"sh-5.2$ exit")] + b"sh-5.2$ id\r\nsh-5.2$ exit\r\nexit\r\n"
    said = (
        (5.13, ["sh-5.2$ whoami", "ssm-user"]),
        (6.13, ["sh-5.2$ id"]),
        (9.13, ["sh-5.2$ exit", "exit"], 5.01),
    )
    recording = build(SESSION, [transcript(data), streamed(*said), history(0.0, 16.0)])
    assert line_end(recording, b"id").latest == pytest.approx(6.13, abs=0.01)
    latest = line_end(recording, b"exit\r\nexit").latest
    assert latest == pytest.approx(14.14, abs=0.01)
    followed = build(
        SESSION,
        [transcript(data), streamed(*said, (15.13, ["sh-5.2$ "])), history(0.0, 16.0)],
    )
    latest = line_end(followed, b"exit\r\nexit").latest
    assert latest == pytest.approx(9.13, abs=0.01)


def test_a_line_that_was_never_finished_is_shown_when_it_came_and_not_when_it_was_sent() -> None:
    data = DATA + b"sh-5.2$ "
    events = streamed(
        (5.13, ["sh-5.2$ whoami", "ssm-user"]),
        (9.13, ["sh-5.2$ exit", "exit"]),
        (40.13, ["sh-5.2$ "]),
    )
    recording = build(SESSION, [transcript(data, ended=12.0), events, history(0.0, 42.0)])
    last = recording.timeline[len(recording.timeline) - 1]
    assert last.time < 11
    assert last.latest == 13.0


def test_a_long_line_of_a_stream_alone_is_joined() -> None:
    part = "0123456789" * 3300
    recording = build(SESSION, [streamed((3.1, [part]), (4.1, [part]), (5.1, ["end"]))])
    assert recording.data == part.encode() * 2 + b"end\r\n"


def test_so_far_is_not_the_end() -> None:
    recording = build(SESSION, [EVENTS, history(0.0, None)], complete=False)
    assert not recording.complete
    assert recording.timeline.duration == recording.timeline.times[-1]


def test_the_first_bytes_of_a_transcript_keep_the_name_of_the_whole() -> None:
    data = b"".join(b"line %d\r\n" % number for number in range(2000))
    head = build(SESSION, [transcript(data[:9000])], complete=False)
    assert head.text_id == build(SESSION, [transcript(data), history(0.0, 30.0)]).text_id
    assert head.text_id != build(SESSION, [transcript(b"other" + data)]).text_id


def test_a_cast_says_all_by_itself() -> None:
    events = (
        CastEvent(0.5, CastCode.OUTPUT, b"$ "),
        CastEvent(1.0, CastCode.INPUT, b"l"),
        CastEvent(1.25, CastCode.OUTPUT, b"ls\r\n"),
        CastEvent(2.0, CastCode.RESIZE, b"100x30"),
        CastEvent(3.0, CastCode.MARKER, b"here"),
        CastEvent(4.0, CastCode.EXIT, b"0"),
    )
    cast = Cast(2, 90, 20, events, started=datetime(2026, 1, 2, tzinfo=UTC))
    piece = Piece(cast, Provenance(TraceSource.FILE, None, "x.cast", "0" * 64, 1))
    recording = build(Session("file:x.cast"), [piece])
    assert recording.data == b"$ ls\r\n"
    assert [step.time for step in recording.timeline] == [0.5, 1.25]
    assert {step.certainty for step in recording.timeline} == {Certainty.RECORDED}
    assert [(cue.offset, cue.time, cue.kind) for cue in recording.cues] == [
        (2, 1.0, CueKind.INPUT),
        (6, 2.0, CueKind.RESIZE),
        (6, 3.0, CueKind.MARKER),
        (6, 4.0, CueKind.EXIT),
    ]
    assert (recording.size.cols, recording.size.rows, recording.size.known) == (
        90,
        20,
        SizeKnown.RECORDED,
    )
    assert recording.timeline.duration == 4.0


def test_a_cast_of_our_own_passes_nothing_estimated_off_as_recorded() -> None:
    cast = Cast(
        2,
        80,
        24,
        (CastEvent(1.0, CastCode.OUTPUT, b"a"),),
        retold="a cast made by us",
        size_known="inferred",
    )
    piece = Piece(cast, Provenance(TraceSource.FILE, None, "x.cast", "0" * 64, 1))
    recording = build(Session("file:x.cast"), [piece], size=None)
    assert recording.timeline[0].certainty is Certainty.ESTIMATED
    assert recording.timeline[0].basis == "a cast made by us"
    assert recording.size.known is SizeKnown.INFERRED


def test_many_gaps_of_one_kind_are_counted_instead_of_listed() -> None:
    lines = [f"line {number}" for number in range(60)]
    data = "".join(f"{line}\r\n" for line in lines).encode()
    copies = [
        (3.1 + number, [line], delay) for number, line in enumerate(lines) for delay in (0.01, 0.3)
    ]
    recording = build(SESSION, [transcript(data), streamed(*copies)])
    stored = [gap for gap in recording.gaps if "was stored 2 times" in gap.text]
    assert len(stored) == 20
    assert re.search(r"and 40 more places", told(recording))


def test_without_a_transcript_lines_that_stand_twice_may_be_of_either_time() -> None:
    twice = ["sh-5.2$ id", "uid=0"]
    recording = build(
        SESSION, [streamed((3.1, twice), (4.1, [*twice, "sh-5.2$ ls"]), (9.1, ["sh-5.2$ exit"]))]
    )
    text = recording.data[:]
    assert text.count(b"uid=0") == 2
    second = recording.timeline.step_at(text.rindex(b"uid=0") + 6)
    assert second.certainty is not Certainty.RECORDED
    assert second.latest is not None
    assert second.earliest is None or second.latest - second.earliest > 1.9
    assert "without a transcript that cannot be told" in told(recording)


def test_lines_of_lost_events_are_not_taken_for_those_of_an_event_that_fits_elsewhere() -> None:
    home, away = "[15:39:01] alice@web:~", "[15:39:01] alice@web:/tmp"
    said = [
        (2.0, [home]),
        (5.0, ["$ whoami", "alice", home]),  # lost
        (9.0, ["$ cd /tmp", away]),
        (15.0, ["$ pwd", "/tmp", away]),  # lost
        (20.0, ["$ echo hello", "hello", away]),
        (24.0, ["$ exit", "exit"]),
    ]
    data = "".join(f"{line}\r\n" for _, lines in said for line in lines).encode()
    kept = [said[0], said[2], said[4], said[5]]
    recording = build(SESSION, [transcript(data), streamed(*kept), history(0.0, 26.0)])
    assert line_end(recording, b"cd /tmp").latest == pytest.approx(9.0, abs=0.1)
    latest = line_end(recording, b"pwd").latest
    assert latest is not None
    assert latest >= 15.0
