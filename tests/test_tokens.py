"""Bytes are cut where a terminal cuts them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replayer.tokens import LONGEST_CSI, Kind, control_sequence, tokenize

PIECES = st.sampled_from(
    [
        *(bytes([value]) for value in range(0x20)),
        *(
            b"[",
            b"]",
            b"P",
            b"X",
            b"\\",
            b"(",
            b"0",
            b"m",
            b"?",
            b";",
            b"1",
            b":",
            b"!",
            b" ",
            b"~",
        ),
        *(
            b"\xc2",
            b"\x9b",
            b"\xc2\x9b",
            b"\xc2\x9c",
            b"\xc2\x9d",
            b"\xc2\x90",
            b"\xc2\x85",
            b"\xc3\xa9",
        ),
        *(
            b"\xe2\x82\xac",
            b"\xe2",
            b"\xf0\x9f\x98\x80",
            b"\xf0",
            b"\x80",
            b"\xff",
            b"\x7f",
            b"text",
        ),
        *(b"\x1b[31m", b"\x1b]0;t\x07", b"\x1b[", b"\x1b]", b"\x1b\\", b"\x1b(B", b"\x1b="),
    ]
)
OUTPUT = st.lists(PIECES, max_size=30).map(b"".join)


def cut(data: bytes) -> list[tuple[str, bytes]]:
    return [(token.kind.name, data[token.start : token.end]) for token in tokenize(data)]


@pytest.mark.parametrize(
    ("data", "tokens"),
    [
        (b"a\x1b[31mb", [("TEXT", b"a"), ("CSI", b"\x1b[31m"), ("TEXT", b"b")]),
        (b"\r\n", [("CONTROL", b"\r"), ("CONTROL", b"\n")]),
        (b"\x1b(B\x1b=", [("ESCAPE", b"\x1b(B"), ("ESCAPE", b"\x1b=")]),
        (b"\x1b]0;t\x07x", [("STRING", b"\x1b]0;t\x07"), ("TEXT", b"x")]),
        (b"\x1b]0;t\x1b\\x", [("STRING", b"\x1b]0;t\x1b\\"), ("TEXT", b"x")]),
        (b"\x1bPq\x07#\x1b\\x", [("STRING", b"\x1bPq\x07#\x1b\\"), ("TEXT", b"x")]),
        (b"\x1b]0;t\x1b[mx", [("STRING", b"\x1b]0;t"), ("CSI", b"\x1b[m"), ("TEXT", b"x")]),
        (b"\x1b]8;;\x18x", [("BROKEN", b"\x1b]8;;"), ("CONTROL", b"\x18"), ("TEXT", b"x")]),
        (b"\x1b[3\x1b[1m", [("BROKEN", b"\x1b[3"), ("CSI", b"\x1b[1m")]),
        (b"\x1b[3\x1ax", [("BROKEN", b"\x1b[3"), ("CONTROL", b"\x1a"), ("TEXT", b"x")]),
        (b"\x1b\x1bM", [("BROKEN", b"\x1b"), ("ESCAPE", b"\x1bM")]),
        (b"\x1b[3\xc3\xa9x", [("BROKEN", b"\x1b[3\xc3\xa9"), ("TEXT", b"x")]),
        (b"\x1b[1\n;3Hx", [("CSI", b"\x1b[1\n;3H"), ("TEXT", b"x")]),
        (b"\xc2\x9b1m\xc2\x84", [("CSI", b"\xc2\x9b1m"), ("CONTROL", b"\xc2\x84")]),
        (
            b"\xc2\x9d0;\xc3\xa9\xc2\x9cx",
            [("STRING", b"\xc2\x9d0;\xc3\xa9\xc2\x9c"), ("TEXT", b"x")],
        ),
        (b"\xe6\x9b\x9b\xff!", [("TEXT", b"\xe6\x9b\x9b\xff!")]),
        (b"a\x1b", [("TEXT", b"a"), ("UNFINISHED", b"\x1b")]),
        (b"a\x1b[3", [("TEXT", b"a"), ("UNFINISHED", b"\x1b[3")]),
        (b"\x1b]0;title\x1b", [("UNFINISHED", b"\x1b]0;title\x1b")]),
        (b"a\xe2\x82", [("TEXT", b"a"), ("UNFINISHED", b"\xe2\x82")]),
        (b"a\xc2", [("TEXT", b"a"), ("UNFINISHED", b"\xc2")]),
    ],
)
def test_bytes_are_cut_as_xterm_cuts_them(data: bytes, tokens: list[tuple[str, bytes]]) -> None:
    assert cut(data) == tokens


@pytest.mark.parametrize("head", [b"\x1b[", b"\x1b(", b"\x1b"])
def test_a_sequence_that_never_ends_does_not_hide_what_follows(head: bytes) -> None:
    data = head + b"\x00" * (LONGEST_CSI + 10) + b"shown"
    tokens = cut(data)
    assert tokens[0] == ("BROKEN", data[: len(head) + LONGEST_CSI])
    assert tokens[-1] == ("TEXT", b"shown")


@given(OUTPUT)
def test_tokens_follow_each_other_and_cover_every_byte(data: bytes) -> None:
    at = 0
    for token in tokenize(data):
        assert token.start == at < token.end
        at = token.end
    assert at == len(data)


@given(OUTPUT, st.integers(0, 40), st.integers(0, 40))
def test_a_part_is_cut_as_if_it_stood_alone(data: bytes, start: int, length: int) -> None:
    start = min(start, len(data))
    part = data[start : start + length]
    shifted = [(kind, a - start, b - start) for kind, a, b in tokenize(data, start, start + length)]
    assert shifted == [tuple(token) for token in tokenize(part)]


@given(OUTPUT, st.integers(0, 60))
@example(b"\x1b\xc3\xa9", 2)
@example(b"\x1b[1\xc2\x9b1m", 4)
def test_more_bytes_change_only_the_last_token(data: bytes, length: int) -> None:
    before = list(tokenize(data[:length]))
    after = list(tokenize(data))
    if before and before[-1].kind is Kind.UNFINISHED:
        before.pop()
    if before and before[-1].kind is Kind.TEXT:
        text = before.pop()
        assert after[len(before)].kind is Kind.TEXT
        assert after[len(before)].end >= text.end
    assert after[: len(before)] == before


@given(OUTPUT)
def test_nothing_is_unfinished_after_a_cancel(data: bytes) -> None:
    tokens = list(tokenize(data + b"\x18"))
    assert Kind.UNFINISHED not in [token.kind for token in tokens]
    assert tokens[-1] == (Kind.CONTROL, len(data), len(data) + 1)


@given(OUTPUT)
def test_only_text_and_whole_sequences_hold_printable_bytes(data: bytes) -> None:
    for token in tokenize(data):
        part = data[token.start : token.end]
        if token.kind is Kind.TEXT:
            assert not any(byte < 0x20 or byte == 0x7F for byte in part)
        elif token.kind is Kind.CSI:
            assert 0x40 <= part[-1] <= 0x7E
        elif token.kind is Kind.CONTROL:
            assert len(part) == 1 or part[0] == 0xC2


def test_recorded_programs_have_no_broken_sequence(samples: Path) -> None:
    data = (samples / "emulator" / "htop_80x24.bin").read_bytes()
    kinds = {token.kind for token in tokenize(data)}
    assert kinds == {Kind.TEXT, Kind.CONTROL, Kind.CSI, Kind.ESCAPE}


def test_the_parts_of_a_control_sequence_are_told_apart() -> None:
    assert control_sequence(b"\x1b[?25;1h") == ("?", (25, 1), ((), ()), "", "h")
    assert control_sequence(b"\xc2\x9b>4;2m") == (">", (4, 2), ((), ()), "", "m")
    assert control_sequence(b"\x1b[H") == ("", (0,), ((),), "", "H")
    assert control_sequence(b"\x1b[;5H") == ("", (0, 5), ((), ()), "", "H")
    assert control_sequence(b"\x1b[!p") == ("", (0,), ((),), "!", "p")
    assert control_sequence(b"\x1b[38:2::1:2:3;1m") == (
        "",
        (38, 1),
        ((2, -1, 1, 2, 3), ()),
        "",
        "m",
    )


def test_controls_inside_a_control_sequence_are_no_part_of_its_numbers() -> None:
    assert control_sequence(b"\x1b\r[1\n2H") == ("", (12,), ((),), "", "H")


def test_a_control_sequence_in_disorder_means_nothing() -> None:
    assert control_sequence(b"\x1b[1?m") is None
    assert control_sequence(b"\x1b[ 1m") is None


def test_a_number_and_a_list_have_a_bound() -> None:
    huge = control_sequence(b"\x1b[" + b"9" * 400 + b";" * 100 + b"m")
    assert huge is not None
    assert huge.params[0] == 0x7FFFFFFF
    assert len(huge.params) == 32
