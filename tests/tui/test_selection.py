"""Text that is marked in a picture: what is seen, without anything that a terminal or a shell would obey."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replayer.recording.recording import Newline
from replayer.terminal import Emulator
from replayer.terminal.cells import Frame
from replayer.terminal.glyphs import glyphs
from replayer.tui.selection import Selection, Spot, dragged, line_at, text_of, word_at

COLUMNS, LINES = 12, 4
SPOTS = st.builds(Spot, st.integers(0, LINES - 1), st.integers(0, COLUMNS - 1))
BYTES = st.one_of(
    st.binary(max_size=120),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(str.encode),
    st.text("ab /漢字é-.|\n", max_size=60).map(lambda text: text.replace("\n", "\r\n").encode()),
)


def screen(data: bytes) -> Frame:
    emulator = Emulator(COLUMNS, LINES, Newline.CRLF)
    emulator.feed(data)
    return emulator.frame()


@given(BYTES, SPOTS, SPOTS)
@example("漢字\u202e\x1b[8mhidden".encode(), Spot(0, 1), Spot(0, 2))
@example(b"x" * 30, Spot(2, 3), Spot(0, 11))
def test_law_what_is_marked_is_printable_and_part_of_the_whole(
    data: bytes, anchor: Spot, head: Spot
) -> None:
    frame = screen(data)
    selection = dragged(anchor, head)
    text = text_of(frame, selection)
    assert selection == dragged(head, anchor)
    assert all(char.isprintable() or ord(char) > 0x2FF for char in text.replace("\n", ""))
    assert not set(text) & {chr(code) for code in (*range(10), *range(11, 32), *range(127, 160))}
    squeezed = text_of(frame).replace("\n", "").replace(" ", "")
    assert text.replace("\n", "").replace(" ", "") in squeezed


@given(BYTES)
def test_law_all_of_it_is_the_rows_as_they_are_seen_those_that_wrapped_joined(data: bytes) -> None:
    frame = screen(data)
    lines: list[str] = []
    for row in frame.rows:
        seen = "".join(glyphs(row))
        if row.wrapped and lines:
            lines[-1] += seen
        else:
            lines.append(seen)
    assert text_of(frame) == "\n".join(line.rstrip(" ") for line in lines).rstrip("\n")


@given(BYTES, SPOTS)
def test_law_a_word_and_a_line_hold_the_place_that_was_pointed_at(data: bytes, spot: Spot) -> None:
    frame = screen(data)
    for selection in (word_at(frame, spot), line_at(frame, spot)):
        assert selection.first <= spot <= selection.last
        columns = selection.columns(spot.line, frame)
        assert columns is not None
        assert columns[0] <= spot.column < columns[1]


@pytest.mark.parametrize(
    ("column", "word"),
    [(0, "ls"), (1, "ls"), (2, ""), (3, "/srv/a-b.py"), (10, "/srv/a-b.py"), (14, "|("), (16, "x")],
)
def test_a_word_is_what_terminals_take_for_one(column: int, word: str) -> None:
    emulator = Emulator(20, 1, Newline.CRLF)
    emulator.feed(b"ls /srv/a-b.py|(x")
    frame = emulator.frame()
    assert text_of(frame, word_at(frame, Spot(0, column))) == word


def test_half_of_a_wide_character_marks_it_whole() -> None:
    frame = screen("a漢b".encode())
    assert text_of(frame, Selection(Spot(0, 2), Spot(0, 2))) == "漢"
    assert text_of(frame, Selection(Spot(0, 0), Spot(0, 1))) == "a漢"


def test_lines_that_are_no_longer_there_are_not_part_of_it() -> None:
    frame = screen(b"a\r\nb")
    assert text_of(frame, Selection(Spot(1, 0), Spot(9, 5))) == "b"
