"""What a transcript may still do to a terminal after the pass: look the same, and nothing else."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replayer.exporters.sanitise import SafeText, VerbatimText, sanitised
from replayer.terminal import Emulator
from replayer.tokens import Kind, control_sequence, tokenize

PIECES = [
    b"text", "→ wide 漢字 é".encode(), b"\r\n", b"\t", b"\x07", b"\x00", b"\x05", b"\x0e", b"\x0f", b"\x18", b"\x7f",
    b"\x1b[31m", b"\x1b[38:2::1:2:3m", b"\x1b[H", b"\x1b[2J", b"\x1b[1;5r", b"\x1b[?1049h", b"\x1b[?1049;2004h",
    b"\x1b[6n", b"\x1b[c", b"\x1b[>c", b"\x1b[5i", b"\x1b[8;1;1t", b"\x1b[?1000h", b"\x1b[?2026h", b"\x1b[1;2;3;4;5T",
    b"\x1b[2T", b"\x1b[>4;2m", b"\x1b[?u", b"\x1b[!p", b"\x1b[2\r3C", b"\x1b[\x1b[A", b"\x1b[1$p", b"\x1b[1 q",
    b"\x1b]0;title\x07", b"\x1b]52;c;cGF5\x1b\\", b"\x1b]8;;http://x\x1b\\", b"\x1bP$qm\x1b\\", b"\x1b_a\x1b\\",
    b"\x1b^p\x1b\\", b"\x1bXs\x1b\\", b"\x1b]9;note\x07", b"\x1b]0;never closed", b"\x1b[12", b"\x1b", b"\x1bP",
    b"\xc2\x9b31m", b"\xc2\x9d0;t\x07", b"\xc2\x90q\xc2\x9c", b"\xc2\x85", b"\xc2\x84", b"\xc2\x8d", b"\xc2\x9a",
    b"\x9b31m", b"\x90", b"\x1b7", b"\x1b8", b"\x1bM", b"\x1bc", b"\x1bZ", b"\x1b=", b"\x1b(0", b"\x1b(B", b"\x1b%@",
    b"\x1b[3J", b"\x1b[?3J", b"\x1bH", b"\x1b[3g", b"\x1b[?5W", b"\x1b[?25l", "\u202e".encode(),
    b"\x1b#8", b"\x1b#3", b"\x1b F", b"\x1b\\", b"\xe2\x82", b"\xff", b"\xc2", "😀".encode(),
]  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=6)), max_size=30).map(
    b"".join
)


def forbidden(text: str) -> list[bytes]:
    """Return the tokens of a text that a real terminal should never be sent by someone else."""
    data, found = text.encode(), []
    for kind, start, end in tokenize(data):
        token = data[start:end]
        bad = kind in {Kind.STRING, Kind.BROKEN, Kind.UNFINISHED}
        if bad or (kind is Kind.CONTROL and token not in b"\b\t\n\v\f\r\x0e\x0f"):
            found.append(token)
        elif kind is Kind.CSI:
            sequence = control_sequence(token)
            assert sequence is not None
            queries = {"c", "n", "t", "x", "i"} if sequence.final not in "@A" else set()
            if (
                sequence.final in queries
                or sequence.prefix in {">", "=", "<"}
                or "$" in sequence.intermediates
            ):
                found.append(token)
        elif kind is Kind.ESCAPE and not re.fullmatch(
            rb"\x1b(?:[78DEHMno|}~]|#8|[()*+\-./].?[0-~])", token
        ):
            found.append(token)
    return found


@given(hostile)
@example(b"\x1b[\xc2\x9bm")
@example(b"\x1b]0;a\x1b[6n")
def test_nothing_is_left_that_acts_or_asks(data: bytes) -> None:
    text = sanitised(data)
    assert forbidden(text) == []
    assert not re.search("[\x00-\x07\x10-\x1a\x1c-\x1f\x7f-\x9f]", text)


@given(hostile, st.lists(st.integers(0, 200)))
def test_cuts_change_nothing(data: bytes, cuts: list[int]) -> None:
    borders = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    safe, verbatim = SafeText(data), VerbatimText(data)
    assert "".join(safe.until(end) for _, end in pairwise(borders)) == sanitised(data)
    assert "".join(verbatim.until(end) for _, end in pairwise(borders)) == data.decode(
        "utf-8", "replace"
    )


@given(hostile)
def test_a_second_pass_finds_nothing_to_do(data: bytes) -> None:
    once = sanitised(data)
    assert sanitised(once.encode()) == once


@pytest.mark.parametrize(
    ("data", "safe"),
    [
        (b"a\x1b]0;title\x07b", "ab"),
        (b"a\x1b]52;c;cGF5bG9hZA==\x1b\\b", "ab"),
        (b"a\x1b[6n\x1b[c\x05b\x07", "ab"),
        (b"\x1b[1;31mred\x1b[0m", "\x1b[1;31mred\x1b[0m"),
        (b"\x1b[?1049;1000;25h", "\x1b[?1049;25h"),
        (b"\x1b[?2004h", ""),
        (b"\x1b[4l\x1b[2h", "\x1b[4l"),
        (b"\xc2\x9b31mred", "\x1b[31mred"),
        (b"\x1b[3\r1m", "\r\x1b[31m"),
        (b"\x1b[1;2", ""),
        (b"caf\xc3", "caf\ufffd"),
        # what the reader's own terminal has scrolled off is not the session's to erase
        (b"\x1b[H\x1b[2J\x1b[3J", "\x1b[H\x1b[2J"),
        (b"\x1b[?3Ja\x1b[3;2Jb", "ab"),
        # letters of such scripts stay, what turns others around does not
        (
            "\u05d0 \u202edrowssap\u202c a\u2066b\u2069\u200e\u200f\u061c".encode(),
            "\u05d0 drowssap ab",
        ),
    ],
)
def test_known_sequences(data: bytes, safe: str) -> None:
    assert sanitised(data) == safe


TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")
"""What turns text around where it is shown; an emulator joins it to the character before it."""


def screen(data: bytes) -> tuple[object, ...]:
    """Return all that is seen after some output, but for the title."""
    emulator = Emulator(20, 6)
    emulator.feed(data)
    frame = emulator.frame()
    rows = [
        (tuple(TURNS.sub("", cell) for cell in row.cells), row.runs, row.wrapped)
        for row in frame.rows
    ]
    return frame.alternate, frame.cursor, rows


@given(hostile)
@example(b"a\x07\x1b[3b")
@example(b"a\x1b[3\x00b")
@example(b"\x1b(0q\x1b%Gq")
@example(b"\x1bH\x1b[3g\x1b[2;4r\x1b[?6;25h\x1b[?1049h\x1b[31;1mab\x1b[4h\x1bcx\ty\x1b[?1049h\tz")
@example(b"ab\x1b[?7l\x1b[20h\x1b(0\x1b7\x1bcq\ny\x1b8w")
@example(b"\x1b[1;2 q\x1b[4hab\x1b[H\x1b]0;t\x07c")
def test_the_screen_looks_the_same(data: bytes) -> None:
    data += b"."  # a character cut by the very end becomes a sign in a cast, and nothing on a screen that waits
    assert screen(sanitised(data).encode()) == screen(data)


def test_the_screens_of_recorded_programs_look_the_same(samples: Path) -> None:
    for stream in sorted((samples / "emulator").glob("*.bin")):
        data = stream.read_bytes()
        assert screen(sanitised(data).encode()) == screen(data), stream.name


def test_a_string_without_end_hides_nothing_for_ever() -> None:
    shown = sanitised(b"\x1b]0;" + b"x" * (16 * 1024 * 1024 + 10) + b"after")
    assert shown.endswith("after")


def test_recorded_programs_lose_only_what_acts(samples: Path) -> None:
    for stream in sorted((samples / "emulator").glob("*.bin")):
        data = stream.read_bytes()
        text = sanitised(data)
        assert forbidden(text) == [], stream.name
        words = re.findall(r"[A-Za-z]{4,}", text)
        assert words or not re.search(rb"[A-Za-z]{8,}", data), stream.name
