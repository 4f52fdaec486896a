"""A replay while newer versions of its recording arrive."""

from __future__ import annotations

import queue
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.recording.recording import Cue, CueKind, Recording, Size, SizeKnown
from replayer.recording.timeline import Certainty, TimelineBuilder
from replayer.session import Session
from replayer.tui.playback import Playback, same_line
from replayer.tui.projection import Found, Indexed, Report, Shown
from replayer.tui.version import version


def recording(
    data: bytes, *, seconds: float = 1.0, text_id: str = "s3", **more: object
) -> Recording:
    """Make a recording of whole lines, `seconds` apart."""
    builder = TimelineBuilder()
    for number, line in enumerate(data.splitlines(keepends=True), 1):
        builder.add(len(line), number * seconds, None, None, Certainty.ESTIMATED, "test")
    made = Recording(
        data=data,
        timeline=builder.build(),
        size=Size(40, 10, SizeKnown.ASSUMED),
        session=Session(key="alice-0"),
        text_id=text_id,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # by name, as tests read best


class Reports:
    """What the thread reported."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Report] = queue.Queue()

    def __call__(self, report: Report) -> None:
        self._queue.put(report)

    def frame(self, offset: int) -> str:
        """Wait for the frame at an offset."""
        while True:
            match self._queue.get(timeout=10):
                case Shown(frame) if frame.offset == offset:
                    return "\n".join(row.text for row in frame.rows).rstrip()

    def found(self) -> Found:
        while True:
            report = self._queue.get(timeout=10)
            if isinstance(report, Found):
                return report

    def indexed(self) -> None:
        while True:
            match self._queue.get(timeout=10):
                case Indexed(progress) if progress >= 1:
                    return


LINES = b"".join(b"line %d\r\n" % number for number in range(8))


@pytest.fixture
def reports() -> Reports:
    return Reports()


def test_a_version_with_more_at_its_end_and_other_times_shows_the_same_bytes(
    reports: Reports,
) -> None:
    playback = Playback(version(recording(LINES[:24])), time.monotonic, reports)
    playback.player.seek(2.0)
    playback.show()
    before = reports.frame(16)
    playback.load(version(recording(LINES, seconds=10.0)))
    playback.show()
    assert playback.player.offset == 16
    assert playback.player.position == 20.0
    assert reports.frame(16) == before == "line 0\nline 1"
    playback.close()


@pytest.mark.parametrize("ticked", [True, False])
def test_a_replay_that_came_to_the_end_of_what_was_known_goes_on(
    reports: Reports, ticked: bool
) -> None:
    now = [0.0]
    first = recording(LINES[:24], complete=False)
    playback = Playback(version(first), lambda: now[0], reports)
    playback.player.play()
    now[0] = 99.0
    if ticked:
        playback.tick()
    playback.load(version(recording(LINES)))
    assert playback.is_playing()
    now[0] = 199.0
    playback.tick()
    assert playback.player.offset == len(LINES)
    assert not playback.is_playing()
    playback.close()


def test_a_version_with_other_bytes_keeps_the_line(reports: Reports) -> None:
    playback = Playback(version(recording(b"line 0\nline 1\nline 2\n")), time.monotonic, reports)
    playback.player.seek_to_offset(9)
    playback.load(version(recording(LINES, text_id="better")))
    assert playback.player.offset == 8  # the start of line 1 in bytes that have CR, too
    playback.close()


@given(st.lists(st.binary(max_size=4).map(lambda b: b.replace(b"\n", b"")), max_size=6), st.data())
def test_a_place_keeps_its_line_however_the_bytes_of_lines_differ(
    lines: list[bytes], data: st.DataObject
) -> None:
    older = recording(b"".join(line + b"\n" for line in lines))
    newer = recording(b"".join(b"##" + line + b"\r\n" for line in lines))
    offset = data.draw(st.integers(0, len(older.data)))
    place = same_line(older, newer, offset)
    assert newer.data[:place].count(b"\n") == older.data[:offset].count(b"\n")


def test_a_version_with_fewer_lines_ends_at_its_end() -> None:
    assert same_line(recording(LINES), recording(b"one\n"), len(LINES)) == 4


def test_the_nearest_change_is_found_in_both_directions(reports: Reports) -> None:
    unseen = recording(b"a\r\n\x1b]0;title\x07\r\nb\r\n", text_id="")
    playback = Playback(version(unseen), time.monotonic, reports)
    reports.indexed()
    playback.step(forward=True)
    found = reports.found()
    assert found.offset == 3
    playback.found(found.offset, forward=True)
    assert playback.player.offset == 3
    playback.step(forward=False)
    found = reports.found()
    assert found.offset == 0
    playback.close()


def test_a_change_found_after_the_user_went_elsewhere_moves_nothing(reports: Reports) -> None:
    playback = Playback(version(recording(LINES)), time.monotonic, reports)
    playback.step(forward=True)
    playback.player.seek(5.0)
    playback.found(reports.found().offset, forward=True)
    assert playback.player.position == 5.0
    playback.close()


def test_markers_are_gone_to_one_by_one(reports: Reports) -> None:
    cues = tuple(
        Cue(offset, time, CueKind.MARKER, "here") for offset, time in ((8, 2.0), (24, 4.0))
    )
    playback = Playback(version(recording(LINES, cues=cues)), time.monotonic, reports)
    assert playback.marks == (2.0, 4.0)
    places = []
    for forward in (True, True, False):
        playback.go_to_marker(forward=forward)
        places.append(playback.player.offset)
    assert places == [8, 24, 8]
    playback.close()
