"""Casts: what asciinema's own reader finds in them, and that nothing is lost or made up."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from asciinema.asciicast import open_from_url
from hypothesis import given
from hypothesis import strategies as st

from replayer.exporters import ExportOptions, export, exporter_for
from replayer.recording.recording import Cue, CueKind, Newline, Recording
from replayer.recording.timeline import Certainty
from replayer.session import Session
from tests.exporters.recordings import recorded


def cast(
    recording: Recording, name: str = "cast", **options: Any
) -> tuple[dict[str, Any], list[Any]]:
    """Return header and events of what would be written."""
    chunks = exporter_for(name, None).chunks(recording, ExportOptions(**options))
    header, *events = [json.loads(line) for line in b"".join(chunks).splitlines()]
    return header, events


def test_asciinema_reads_the_recorded_output(tmp_path: Path) -> None:
    steps = [(0.5, b"caf\xc3"), (1.25, b"\xa9 \x1b[31mred\x1b[0m\r\n"), (3.0, b"end")]
    target = tmp_path / "out.cast"
    assert export(recorded(*steps), target, exporter_for(None, target))
    with open_from_url(str(target)) as read:
        assert (read.v2_header["width"], read.v2_header["height"]) == (80, 24)
        assert list(read.events()) == [
            [0.5, "o", "caf"],
            [1.25, "o", "é \x1b[31mred\x1b[0m\r\n"],
            [3.0, "o", "end"],
        ]


def test_the_header_says_who_where_when_and_how_sure() -> None:
    header, _ = cast(recorded((0.5, b"abc"), duration=9.5))
    assert header["version"] == 2
    assert header["timestamp"] == 1795551108
    assert header["title"] == "alice on i-0a at 2026-11-24 20:11:48 UTC"
    assert header["duration"] == 9.5
    assert header["ssm_replay"]["session"] == "alice-0123"
    assert header["ssm_replay"]["started"] == "2026-11-24T20:11:48.250000Z"
    assert header["ssm_replay"]["certainty"] == {"recorded": 1.0, "bounded": 0.0, "estimated": 0.0}


def test_no_wall_clock_is_made_up() -> None:
    header, _ = cast(recorded((0.5, b"abc"), started=None))
    assert "timestamp" not in header
    assert header["ssm_replay"]["started"] is None


def test_a_hostile_name_reaches_the_title_only_as_signs() -> None:
    session = Session("file:x", owner="\x1b]0;x\x07mallory\u202e", target="i-\x9b1")
    header, _ = cast(recorded((0.0, b"a"), started=None, session=session))
    assert header["title"] == "\u241b]0;x\u2407mallory<U+202E> on i-<U+009B>1"


def test_a_cast_is_safe_unless_raw_is_asked_for() -> None:
    recording = recorded((0.0, b"\x1b]0;t\x07a\x1b[6nb"), (1.0, b"\x07"), (2.0, b"c"))
    assert cast(recording)[1] == [[0.0, "o", "ab"], [2.0, "o", "c"]]
    assert cast(recording, raw=True)[1] == [
        [0.0, "o", "\x1b]0;t\x07a\x1b[6nb"],
        [1.0, "o", "\x07"],
        [2.0, "o", "c"],
    ]


def test_the_file_itself_holds_no_control_character() -> None:
    chunks = exporter_for("cast", None).chunks(
        recorded((0.0, b"\x1b\x7f\xc2\x9b\x00\r\n")), ExportOptions(raw=True)
    )
    text = b"".join(chunks).decode()
    assert all(sign == "\n" or (" " <= sign <= "~") for sign in text)


def test_version_3_counts_from_one_event_to_the_next() -> None:
    header, events = cast(recorded((0.5, b"a"), (0.75, b"b"), (2.0, b"c")), "cast3")
    assert header["version"] == 3
    assert header["term"] == {"cols": 80, "rows": 24}
    assert events == [[0.5, "o", "a"], [0.25, "o", "b"], [1.25, "o", "c"]]


def test_speed_and_idle_limit_shape_the_times() -> None:
    recording = recorded((1.0, b"a"), (101.0, b"b"), (102.0, b"c"), duration=110)
    header, events = cast(recording, speed=2.0, idle=4.0)
    assert [time for time, *_ in events] == [0.5, 2.5, 3.0]
    assert header["duration"] == 5.0


def test_cues_become_events_before_the_byte_at_their_offset() -> None:
    cues = [
        Cue(0, 0.0, CueKind.RESIZE, "100x30"),
        Cue(2, 1.0, CueKind.MARKER, "a mark\x1b"),
        Cue(2, 1.0, CueKind.RESIZE, "not a size"),
        Cue(3, 1.0, CueKind.INPUT, "secret"),
        Cue(4, 5.0, CueKind.EXIT, "0"),
    ]
    recording = recorded((1.0, b"abcd"), cues=cues)
    assert cast(recording)[1] == [
        [0.0, "r", "100x30"],
        [1.0, "o", "ab"],
        [1.0, "m", "a mark\u241b"],
        [1.0, "o", "c"],
        [1.0, "o", "d"],
        [5.0, "x", "0"],
    ]
    assert [1.0, "i", "secret"] in cast(recording, raw=True)[1]


def test_without_a_pty_lines_return_the_carriage_unless_raw() -> None:
    recording = recorded((0.0, b"one\ntwo\r\n"), newline=Newline.LF)
    assert cast(recording)[1] == [[0.0, "o", "one\r\ntwo\r\n"]]
    assert cast(recording, raw=True)[1] == [[0.0, "o", "one\ntwo\r\n"]]


def test_shares_in_the_header_tell_an_invented_pace() -> None:
    header, _ = cast(recorded((0.0, b"a"), certainty=Certainty.ESTIMATED))
    assert header["ssm_replay"]["certainty"]["estimated"] == 1.0


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=10))
def test_raw_text_is_the_recorded_bytes_decoded(data: bytes, cuts: list[int]) -> None:
    borders = sorted({0, len(data), *(min(cut, len(data)) for cut in cuts)})
    steps = [(i * 0.1, data[a:b]) for i, (a, b) in enumerate(pairwise(borders))]
    _, events = cast(recorded(*steps), raw=True)
    assert "".join(text for _, _, text in events) == data.decode("utf-8", "replace")


@pytest.mark.parametrize("name", ["cast", "cast3"])
@given(times=st.lists(st.floats(0, 1e6), min_size=1, max_size=20))
def test_times_never_decrease_and_keep_their_microsecond(name: str, times: list[float]) -> None:
    times = sorted(times)
    _, events = cast(recorded(*((time, b"x") for time in times)), name)
    total = 0.0
    for (written, _, _), time in zip(events, times, strict=True):
        assert written >= 0
        total = written if name == "cast" else total + written
        assert total == pytest.approx(time, abs=1e-6, rel=1e-9)
