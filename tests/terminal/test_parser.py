"""The reading of bytes: what fails, what never ends, and what is cut."""

from __future__ import annotations

import pyte
import pytest

from replayer.recording.recording import Newline
from replayer.terminal import Emulator, Failure
from replayer.terminal.parser import MOST_FAILURES, Parser
from replayer.terminal.screen import Screen
from tests.terminal.test_emulator import texts


class Broken(Screen):
    """A screen on which tabs and one word cannot be drawn."""

    def tab(self) -> None:
        raise ZeroDivisionError("no tabs")

    def write(self, text: str) -> None:
        if text == "bad":
            raise ValueError("no such word")
        super().write(text)


def test_a_handler_that_fails_costs_its_own_sequence_only() -> None:
    screen = Broken(20, 3)
    parser = Parser(screen)
    parser.feed(b"one\tbad\x1b[31mtwo")
    parser.feed(b"\tthree")
    assert screen.display[0].rstrip() == "onetwothree"
    assert parser.failed == 3
    assert parser.failures == [
        Failure(3, b"\t", "ZeroDivisionError: no tabs"),
        Failure(4, b"bad", "ValueError: no such word"),
        Failure(15, b"\t", "ZeroDivisionError: no tabs"),
    ]


def test_failures_are_counted_and_only_the_first_are_kept() -> None:
    parser = Parser(Broken(20, 3))
    parser.feed(b"\t" * 500)
    assert parser.failed == 500
    assert len(parser.failures) == MOST_FAILURES


def test_a_failure_quotes_the_beginning_of_its_sequence() -> None:
    screen = Broken(20, 3)
    screen.write = None  # type: ignore[method-assign, assignment]  # whatever is written fails
    parser = Parser(screen)
    parser.feed(b"x" * 100)
    assert [len(failure.sequence) for failure in parser.failures] == [64]


@pytest.mark.parametrize("size", [1, 7, 1000, 4096])
@pytest.mark.parametrize(
    "string",
    [
        b"\x1b]0;" + b"x" * 5000 + b"\x07",
        b"\x1b]2;" + b"x" * 5000 + b"\x1b\\",
        b"\xc2\x9d2;" + "é".encode() * 2500 + b"\xc2\x9c",
        b"\x1b]2;" + b"x" * 5000 + b"\x1b[1D",
        b"\x1bPq" + b"\x07~" * 2500 + b"\x1b\\",
        b"\x1b_G" + b"A" * 5000 + b"\x18",
        b"\x1b]2;" + b"x" * 5000 + b"\x1a",
        b"\x1b^" + b"x" * 5000 + b"\xc2\x85",
    ],
)
def test_a_long_string_in_pieces_is_swallowed_as_in_one(string: bytes, size: int) -> None:
    whole = Emulator(20, 3)
    whole.feed(b"before" + string + b"after")
    pieces = Emulator(20, 3)
    data = b"before" + string + b"after"
    for at in range(0, len(data), size):
        pieces.feed(data[at : at + size])
    assert pieces.frame() == whole.frame()
    assert "xx" not in whole.frame().rows[0].text


def test_nothing_more_to_read_changes_nothing() -> None:
    emulator = Emulator(20, 3)
    for data in (b"", b"\x1b]2;" + b"x" * 5000, b"", b"\x07", b""):
        emulator.feed(data)
    assert len(emulator.frame().title) == 1024


def test_an_endless_string_is_given_up_so_that_it_hides_nothing_for_ever() -> None:
    emulator = Emulator(20, 3)
    emulator.feed(b"\x1b]2;")
    for _ in range(17):
        emulator.feed(b"y" * (1 << 20))
    emulator.feed(b"\x1b[2J\x1b[Hshown")
    assert texts(emulator.frame()) == ["shown", "", ""]


def test_line_feeds_return_the_carriage_for_good_where_there_was_no_pty() -> None:
    emulator = Emulator(20, 3, Newline.LF)
    emulator.feed(b"\x1b[20l\x1bcone\ntwo\r\nthree")
    assert texts(emulator.frame()) == ["one", "two", "three"]


def test_pyte_itself_can_drive_the_screen() -> None:
    screen = Screen(20, 4)
    stream = pyte.Stream(screen)
    stream.feed("one\r\n\x1b[1;31mtwo\x1b[0m\x1b[4;1Hfour\x1b[2;3r\x1b[H")
    assert [line.rstrip() for line in screen.display] == ["one", "two", "", "four"]
    assert (screen.margins, screen.cursor.y) == ((1, 2), 0)
    assert screen.rows[1].freeze().runs[0][1].flags == "b"
    screen.margins = None
    assert screen.margins is None
    screen.select_graphic_rendition()
    assert screen.pen.style.flags == ""
