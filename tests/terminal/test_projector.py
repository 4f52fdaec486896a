"""A recording's screen at any byte, at once where it is indexed."""

from __future__ import annotations

import dataclasses

import pytest

from replayer.recording.recording import Cue, CueKind, Newline, Recording, Size, SizeKnown
from replayer.recording.timeline import Certainty, TimelineBuilder
from replayer.session import Session
from replayer.terminal import Emulator, Projector
from replayer.terminal.keyframes import Keyframes
from tests.terminal.recorded import STREAMS
from tests.terminal.test_emulator import texts

STREAM = next(stream for stream in STREAMS if stream.name.startswith("htop"))
LONG = STREAM.data * 40  # 260 kB


def recording(data: bytes, *cues: Cue, newline: Newline = Newline.CRLF) -> Recording:
    builder = TimelineBuilder()
    builder.add(len(data), 0.0, None, None, Certainty.ESTIMATED, "none")
    return Recording(
        data=data,
        timeline=builder.build(),
        size=Size(20, 4, SizeKnown.GIVEN),
        session=Session("key"),
        newline=newline,
        cues=cues,
        text_id="text",
    )


def resized(offset: int, size: str) -> Cue:
    return Cue(offset, 0.0, CueKind.RESIZE, size)


def test_a_frame_is_the_screen_after_so_many_bytes() -> None:
    projector = Projector(recording(b"one\r\ntwo\r\nthree"))
    assert texts(projector.frame_at(8)) == ["one", "two", "", ""]
    assert texts(projector.frame_at(3)) == ["one", "", "", ""]
    assert texts(projector.frame_at(99)) == ["one", "two", "three", ""]
    assert projector.frame_at(99).offset == 15
    assert projector.frame_at(-1).offset == 0


def test_seeking_gives_the_same_frames_with_an_index_and_without() -> None:
    indexed = Projector(recording(LONG))
    progress = list(indexed.index())
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
    assert indexed.indexed_to == len(LONG)
    assert indexed.keyframes_size > 0
    for offset in (0, 5, 40_000, 200_001, 70_000, 32_768, len(LONG)):
        emulator = Emulator(20, 4)
        emulator.feed(LONG[:offset])
        assert indexed.frame_at(offset) == Projector(recording(LONG)).frame_at(offset)
        assert indexed.frame_at(offset) == emulator.frame()


def test_an_index_that_was_stopped_goes_on_where_it_stopped() -> None:
    projector = Projector(recording(LONG))
    steps = iter(projector.index(lambda: projector.indexed_to > 50_000))
    assert len(list(steps)) == 2
    assert projector.indexed_to == 65_536
    assert next(projector.index()) == pytest.approx(98_304 / len(LONG))


def test_an_empty_recording_has_a_blank_screen_and_is_indexed_at_once() -> None:
    projector = Projector(recording(b""))
    assert list(projector.index()) == [1.0]
    assert texts(projector.frame_at(0)) == [""] * 4


def test_a_resize_comes_before_the_byte_at_its_offset() -> None:
    projector = Projector(recording(b"abcdef", resized(0, "10x3"), resized(3, "8x2")))
    assert (projector.frame_at(0).columns, projector.frame_at(0).lines) == (10, 3)
    assert projector.frame_at(2).columns == 10
    assert projector.frame_at(3).columns == 8
    assert projector.frame_at(6).columns == 8
    assert projector.frame_at(1).columns == 10


def test_a_resize_brings_rows_back_and_lays_lines_out_anew_wherever_one_seeks_from() -> None:
    lines = b"".join(b"line number %d\r\n" % number for number in range(9_000))
    size = len(lines) - 5
    there = recording(lines, resized(size, "40x8"), resized(0, "nonsense"))
    indexed = Projector(there)
    list(indexed.index())
    emulator = Emulator(20, 4)
    emulator.feed(lines[:size])
    emulator.resize(40, 8)
    for offset in (size, len(lines)):
        emulator.feed(lines[emulator.offset : offset])
        assert indexed.frame_at(offset) == emulator.frame()
        assert Projector(there).frame_at(offset) == emulator.frame()


def test_a_size_out_of_reason_is_brought_into_it() -> None:
    frame = Projector(recording(b"x", resized(0, "1x0"))).frame_at(1)
    assert (frame.columns, frame.lines) == (2, 1)
    assert Projector(recording(b"x", resized(0, "9999x5"))).frame_at(1).columns == 1000


def test_no_pty_means_that_line_feeds_return() -> None:
    projector = Projector(recording(b"one\ntwo", newline=Newline.LF))
    assert texts(projector.frame_at(7))[:2] == ["one", "two"]


def test_rows_stay_the_same_objects_while_playing_forward() -> None:
    projector = Projector(recording(b"one\r\ntwo"))
    list(projector.index())
    before = projector.frame_at(6)
    after = projector.frame_at(8)
    assert after.rows[0] is before.rows[0]
    assert after.rows[1] is not before.rows[1]


def test_a_longer_version_takes_the_keyframes_over() -> None:
    first = Projector(recording(LONG[:100_000]))
    list(first.index())
    grown = Projector(recording(LONG), before=first)
    assert grown.indexed_to == 100_000
    assert next(grown.index()) == pytest.approx(132_768 / len(LONG))
    assert grown.frame_at(120_000) == Projector(recording(LONG)).frame_at(120_000)


def test_another_text_or_size_starts_anew() -> None:
    first = Projector(recording(LONG[:100_000]))
    list(first.index())
    other = dataclasses.replace(recording(LONG), text_id="other")
    wider = dataclasses.replace(recording(LONG), size=Size(30, 4, SizeKnown.GIVEN))
    assert Projector(other, before=first).indexed_to == 0
    assert Projector(wider, before=first).indexed_to == 0
    assert Projector(recording(LONG[:50_000]), before=first).indexed_to == 0


def test_keyframes_stay_within_their_memory_and_seeking_stays_right() -> None:
    projector = Projector(recording(LONG), cap=2_000)
    list(projector.index())
    assert projector.keyframes_size <= 2_000
    assert projector.frame_at(150_000) == Projector(recording(LONG)).frame_at(150_000)


def test_the_nearest_keyframe_is_the_last_one_before() -> None:
    keyframes = Keyframes(cap=10)
    assert keyframes.nearest(5) is None
    for offset in range(1, 9):
        keyframes.add(offset * 10, b"xx")
    assert keyframes.nearest(9) is None
    assert len(keyframes) * 2 == keyframes.size <= 10
    assert keyframes.nearest(45) == (40, b"xx")
    assert keyframes.nearest(999) == (80, b"xx")
