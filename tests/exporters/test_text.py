"""Plain text of recordings, as a reader of the file sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.exporters import ExportOptions, exporter_for
from replayer.formats import read
from replayer.formats.evidence import Transcript
from replayer.recording.recording import Cue, CueKind, Newline, Recording
from replayer.recording.timeline import Certainty
from replayer.recording.undo import undo
from replayer.terminal.emulator import LARGEST
from replayer.terminal.scrollback import Scrollback
from tests.exporters.recordings import recorded


def text(recording: Recording) -> str:
    """Return what would be written."""
    return b"".join(exporter_for("text", None).chunks(recording, ExportOptions())).decode()


def of(data: bytes, size: tuple[int, int] = (20, 5), newline: Newline = Newline.CRLF) -> str:
    return text(recorded((1.0, data), size=size, newline=newline))


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"one\r\ntwo\r\n", ["one", "two"]),
        (b"10%\r20%\r100%\r\ndone", ["100%", "done"]),
        (b"mistype\x08\x08\x08\x1b[Kake\r\n", ["mistake"]),
        (b"a\r\n\r\nb\r\n\r\n", ["a", "", "b"]),
        (b"\x1b[31mred\x1b[0m \x1b]0;title\x07x", ["red x"]),
        ("漢字 é".encode(), ["漢字 é"]),
        (b"", []),
    ],
)
def test_each_line_stands_as_it_last_stood(data: bytes, lines: list[str]) -> None:
    assert of(data).splitlines() == lines


def test_lines_that_scroll_off_come_before_those_that_stay() -> None:
    lines = [f"line {number}" for number in range(50)]
    assert of("\r\n".join(lines).encode()).splitlines() == lines


def test_a_wrapped_line_is_one_line_again() -> None:
    long = "x" * 20 + "yy yy" * 10 + "   z"
    assert of(f"$ cat\r\n{long}\r\nend\r\n".encode()).splitlines() == ["$ cat", long, "end"]


def test_a_cleared_screen_is_kept() -> None:
    assert of(b"secret\r\nmore\r\n\x1b[H\x1b[2J\x1b[3Jafter").splitlines() == [
        "secret",
        "more",
        "after",
    ]
    assert of(b"secret\x1b[H\x1b[Jafter").splitlines() == ["secret", "after"]
    assert of(b"secret\x1bcafter").splitlines() == ["secret", "after"]


def test_clearing_below_a_prompt_keeps_nothing_twice() -> None:
    assert of(b"$ ls\r\n\x1b[Ja b\r\n$ ").splitlines() == ["$ ls", "a b", "$"]


def test_a_full_screen_program_is_one_block_between_its_line_and_the_next() -> None:
    recording = recorded(
        (1.0, b"$ vim\r\n"),
        (2.0, b"\x1b[?1049h\x1b[Hfirst\x1b[2J\x1b[H\x1b[1mhello\r\n~\x1b[0m"),
        (65.0, b"\x1b[?1049l$ exit\r\n"),
        size=(20, 5),
    )
    assert text(recording).splitlines() == [
        "$ vim",
        "----- full-screen program from 0:02 to 1:05, times recorded; its screen as it last stood:",
        "hello",
        "~",
        "----- end of full-screen program",
        "$ exit",
    ]


def test_a_block_stays_in_its_place_when_much_scrolls_by_later() -> None:
    later = [f"line {number}" for number in range(30)]
    data = b"$ less\r\n\x1b[?1049h\x1b[Hpage\x1b[?1049l" + "\r\n".join(later).encode()
    lines = of(data).splitlines()
    assert lines[0] == "$ less"
    assert lines[2] == "page"
    assert lines[4:] == later


def test_a_program_that_clears_its_screen_before_it_ends_is_shown_as_it_stood_before() -> None:
    lines = of(b"\x1b[?1049h\x1b[Hhtop\x1b[H\x1b[J\x1b[?1049l").splitlines()
    assert "htop" in lines


def test_a_program_that_never_ended_is_a_block_after_what_was_there_before() -> None:
    lines = of(b"$ vim\r\n\x1b[?1049h\x1b[Hopen file").splitlines()
    assert lines[0] == "$ vim"
    assert lines[2] == "open file"
    assert lines[3].startswith("----- end")


def test_what_nobody_would_see_in_the_file_is_named() -> None:
    hidden = "cat \u202edrowssap\u202c a\u200bb \U000e0041x"
    assert of(hidden.encode(), (40, 5)).splitlines() == [
        "cat <U+202E>drowssap<U+202C> a<U+200B>b <U+E0041>x"
    ]
    assert "<U+202E>x" in of("\x1b[?1049h a\u202ex\x1b[?1049l".encode())


@pytest.mark.parametrize("before", ["", ">", ">>", " ", "\u2003\u2800> "])
def test_a_line_of_the_session_is_not_taken_for_one_of_ours(before: str) -> None:
    ours = [
        "----- full-screen program from 0:00 to 9:59, times recorded; its screen as it last stood:",
        "----- end of full-screen program",
    ]
    said = "\r\n".join(before + line for line in ours).encode()
    assert of(said, (100, 5)).splitlines() == [f">{before}{line}" for line in ours]
    inside = of(b"\x1b[?1049h\x1b[H" + said, (100, 5)).splitlines()
    assert inside[1:3] == [f">{before}{line}" for line in ours]


def test_a_very_long_line_is_one_line_whose_middle_is_not_quoted() -> None:
    long = "-----" + " full-screen program" * 20_000
    assert of(f"one\r\n{long}\r\ntwo".encode()) == f"one\n>{long}\ntwo\n"


def test_what_scrolls_within_margins_is_kept() -> None:
    lines = [f"line {number}" for number in range(20)]
    data = b"top\x1b[2;5r\x1b[2;1H" + "\r\n".join(lines).encode()
    assert of(data).splitlines() == [*lines[:16], "top", *lines[16:]]


@pytest.mark.parametrize(
    "away",
    [b"\x1b[2S", b"\x1b[H\x1b[2M", b"\x1b[5T", b"\x1b[H\x1b[5L", b"\x1b[H" + b"\x1bM" * 5],
    ids=["SU", "DL", "SD", "IL", "RI"],
)
def test_what_is_pushed_off_is_kept(away: bytes) -> None:
    lines = of(b"secret\r\nmore" + away + b"\x1b[H\x1b[Kafter").splitlines()
    assert sorted(lines) == ["after", "more", "secret"]


def test_what_is_filled_with_the_alignment_pattern_is_kept() -> None:
    assert of(b"secret\r\nmore\x1b#8\x1b[2J").splitlines()[:2] == ["secret", "more"]


def test_a_size_that_no_terminal_has_is_taken_for_the_largest() -> None:
    recording = recorded(
        (1.0, b"x" * 4001 + b"\r\n" + b"y\r\n" * 2100),
        size=(10_000, 10_000),
        cues=[Cue(4002, 1.0, CueKind.RESIZE, "9999x9999")],
    )
    scrollback = Scrollback(10_000, 10_000)
    assert (scrollback.cols, scrollback.rows) == (LARGEST, LARGEST)
    assert list(scrollback.resize(9999, 9999)) == []
    assert (scrollback.cols, scrollback.rows) == (LARGEST, LARGEST)
    assert text(recording).splitlines() == ["x" * 4001, *["y"] * 2100]


def test_invented_times_of_a_block_are_called_so() -> None:
    recording = recorded((0.0, b"\x1b[?1049hx\x1b[?1049l"), certainty=Certainty.ESTIMATED)
    assert "times estimated" in text(recording)


def test_a_resize_moves_no_line_away_or_twice_into_the_text() -> None:
    lines = [f"line {number}" for number in range(12)]
    data = "\r\n".join(lines).encode()
    at = data.index(b"line 8")
    cues = [Cue(at, 1.0, CueKind.RESIZE, "30x3"), Cue(len(data) - 2, 1.0, CueKind.RESIZE, "40x10")]
    assert text(recorded((1.0, data), size=(20, 5), cues=cues)).splitlines() == lines


def test_without_a_pty_lines_start_at_the_left() -> None:
    assert of(b"one\ntwo\n", newline=Newline.LF).splitlines() == ["one", "two"]


@given(st.lists(st.text("abc ", max_size=45), max_size=30), st.integers(2, 6))
def test_plain_lines_come_out_as_they_went_in(lines: list[str], rows: int) -> None:
    lines = [line.rstrip() for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    assert of("\r\n".join(lines).encode(), (20, rows)).splitlines() == lines


def test_no_line_of_a_flood_is_lost(samples: Path) -> None:
    evidence = read((samples / "flood" / "session.log.gz").read_bytes())[0]
    assert isinstance(evidence, Transcript)
    lines = of(undo(evidence.body)[:], (80, 24)).splitlines()
    numbers = [line for line in lines if line.isdecimal() and len(line) <= 5]
    assert numbers == [str(number) for number in range(1, 20001)]
