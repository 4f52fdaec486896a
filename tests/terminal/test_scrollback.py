"""What leaves the screen comes out whole, whatever the emulator may skip."""

from __future__ import annotations

from replayer.recording.recording import Newline
from replayer.terminal.scrollback import Line, Scrollback


def lines(data: bytes, newline: Newline = Newline.CRLF) -> list[str]:
    scrollback = Scrollback(20, 4, newline)
    return [
        part.text
        for part in [*scrollback.feed(data, 0.0), *scrollback.finish()]
        if isinstance(part, Line)
    ]


def test_no_line_is_lost_when_much_comes_at_once() -> None:
    written = [f"line {number}" for number in range(2_000)]
    assert lines("".join(f"{line}\r\n" for line in written).encode()) == written


def test_a_reset_does_not_make_a_staircase_of_lines_without_a_pty() -> None:
    assert lines(b"\x1bcone\ntwo\nthree\n", Newline.LF) == ["one", "two", "three"]


def test_a_line_of_any_length_comes_in_pieces_that_join_to_it() -> None:
    long = "".join(f"{number} " for number in range(60_000)) + " " * 200_000 + "end"
    scrollback = Scrollback(20, 4)
    data = f"before\r\n{long}\r\nafter".encode()
    parts = [*scrollback.feed(data, 0.0), *scrollback.finish()]
    pieces = [part for part in parts if isinstance(part, Line)]
    assert [piece.text for piece in (pieces[0], pieces[-1])] == ["before", "after"]
    middle = pieces[1:-1]
    assert "".join(piece.text for piece in middle) == long
    assert [piece.begins for piece in middle] == [True] + [False] * (len(middle) - 1)
    assert [piece.ends for piece in middle] == [False] * (len(middle) - 1) + [True]
    assert max(len(piece.text) for piece in middle[:2]) < 100_000
