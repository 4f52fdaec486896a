"""Long work in runs gives what it gives at once, and can be given up between two of them."""

from __future__ import annotations

import re
from itertools import repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replayer.errors import ReplayError
from replayer.recording import build
from replayer.recording.cleanup import cleaned, cleaned_lines, kept_length, kept_lines
from replayer.recording.long_work import RUN, check_of, find, in_runs, matches, unchecked
from tests.recording.pieces import SESSION, history, streamed, transcript

SLOW = settings(max_examples=30, deadline=None)
NEAR_A_BORDER = st.builds(
    lambda run, off: max(0, run * RUN + off), st.integers(0, 3), st.integers(-12, 12)
)


def with_marks(places: list[int], mark: bytes) -> bytes:
    data = bytearray(b"." * (3 * RUN + 40))
    for place in places:
        data[place : place + len(mark)] = mark
    return bytes(data)


@SLOW
@given(st.lists(NEAR_A_BORDER, max_size=6), st.integers(0, 20), st.integers(0, 20))
def test_matches_in_runs_are_those_of_one_search(places: list[int], start: int, less: int) -> None:
    data = with_marks(places, b"<abc>")
    pattern = re.compile(rb"(?<=\.)<a?b?c?>?|>\.{0,9}(?=<)")
    end = len(data) - less
    expected = [match.span() for match in pattern.finditer(data, start, end)]
    assert [match.span() for match in matches(pattern, data, unchecked, start, end)] == expected


@SLOW
@given(st.lists(NEAR_A_BORDER, max_size=3), NEAR_A_BORDER)
def test_what_is_found_in_runs_is_what_one_search_finds(places: list[int], start: int) -> None:
    data = with_marks(places, b"<abc>")
    assert find(data, b"<abc>", start, len(data), unchecked) == data.find(b"<abc>", start)


@given(st.lists(st.integers(), max_size=50), st.integers(1, 9))
def test_items_in_runs_are_all_items(items: list[int], size: int) -> None:
    assert list(in_runs(items, unchecked, size)) == items


def test_a_check_stops_the_work_once_nobody_wants_it() -> None:
    answers = iter([False, False, True])
    with pytest.raises(ReplayError, match="cancelled"):
        list(in_runs(range(100), check_of(lambda: next(answers)), size=10))


LINES = st.lists(
    st.lists(
        st.sampled_from(
            [
                b"text\t\r",
                *(
                    b"\x1b[1;31m",
                    b"\x1b[K",
                    b"\x1b[?25l",
                    b"\x1b[1;2K",
                    b"\x1b[>4;2m",
                    b"\x1b[1;2;3H",
                ),
                *(b"\x1b]", b"\x1b[", b"\xc2\x85", b"\xe2\x80\x93"),
            ]
        ),
        max_size=4,
    ).map(lambda parts: b"".join(parts) + b"\r\n"),
    max_size=6,
)


@given(LINES)
def test_lines_are_cleaned_together_as_they_are_one_by_one(lines: list[bytes]) -> None:
    together = cleaned_lines(b"".join(lines))
    assert together is None or together == b"".join(map(cleaned, lines))
    kept = kept_lines(b"".join(lines))
    assert kept is None or kept == sum(map(kept_length, lines))


@pytest.mark.parametrize("asked", [1, 40, 400])
def test_a_recording_is_given_up_wherever_it_is_in_the_making(asked: int) -> None:
    lines = [f"line {number} of what a program said" for number in range(3000)]
    data = b"".join(b"$ seq\r\n" + line.encode() + b"\r\n" for line in lines)
    stream = [(1.0 + at / 100, ["$ seq", line]) for at, line in enumerate(lines)]
    pieces = [transcript(data), streamed(*stream), history(0.0, 40.0)]
    answers = iter([*repeat(False, asked), *repeat(True, 2)])
    with pytest.raises(ReplayError, match="cancelled"):
        build(SESSION, pieces, cancelled=lambda: next(answers))
    assert len(list(answers)) == 1, "it was asked again after it had been told"
