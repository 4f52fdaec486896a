"""Searching everything that was ever on the screen."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replayer.analysis.patterns import pattern
from replayer.analysis.search import Hit, search
from replayer.recording.recording import Cue, CueKind, Newline, Recording
from replayer.terminal import Projector
from tests.exporters.recordings import recorded


def hits(recording: Recording, text: str, *, regex: bool = False) -> list[Hit]:
    return [hit for step in search(recording, pattern(text, regex=regex)) for hit in step.hits]


def of(*pieces: str, size: tuple[int, int] = (40, 6)) -> Recording:
    return recorded(*((float(n), piece.encode()) for n, piece in enumerate(pieces)), size=size)


def test_text_is_found_where_and_when_it_appeared() -> None:
    recording = of("$ ", "ls\r\n", "one  needle\r\n", "$ ")
    (hit,) = hits(recording, "needle")
    assert (hit.row, hit.column, hit.line, hit.text) == (1, 5, "one  needle", "needle")
    assert hit.offset == len(b"$ ls\r\none  needle\r\n")


def test_text_that_was_overwritten_is_found() -> None:
    (hit,) = hits(of("10 % needle", "\r\x1b[K100 % done\r\n"), "needle")
    assert hit.offset == len("10 % needle")


def test_text_that_was_overwritten_within_one_step_is_found() -> None:
    assert len(hits(of("10 % needle\r\x1b[K100 % done\r\n"), "needle")) == 1


@pytest.mark.parametrize(
    "wiped",
    [
        "needle\x1b[2K\rok\r\n",
        "needle" + "\b" * 6 + "      \r\nok",
        "needle\x1b[H\x1b[2Jok",
        "\x1b[?1049hneedle\x1b[?1049lok",
        "needle\x1bcok",
        "needle\x1b#8ok",
        "nee\x1b[31mdle\x1b[0m\x1b[1Kok",
        "needle\x1b[Gooooooooooo",
        "grüße 日本 needle\x1b[2Kok",
        "\x1b[8mneedle\x1b[2K",
    ],
)
@pytest.mark.parametrize(
    "before",
    ["", "x\r\n" * 9000, "-" * 8189 + "\r\n", "-" * 8190 + "\r\n"],
    ids=["first", "behind a flood", "at a border", "behind a border"],
)
def test_text_that_is_wiped_as_soon_as_it_is_drawn_is_found(before: str, wiped: str) -> None:
    recording = of(before + wiped)
    (hit,) = hits(recording, "needle")
    assert hit.offset == (before + wiped).encode().index(b"dle") + 3
    assert len(hits(recording, r"need\w+", regex=True)) == 1


@pytest.mark.parametrize("regex", [False, True])
def test_text_in_a_line_longer_than_the_screen_is_found(regex: bool) -> None:
    for line in ("x" * 3000 + " needle " + "y" * 3000, "x" * 30_000 + " needle"):
        assert len(hits(of(line + "\r\n"), "needle", regex=regex)) == 1
        assert len(hits(of("z\r\n" * 5000 + line + "\r\n"), "needle", regex=regex)) == 1


def test_text_that_scrolled_away_is_found() -> None:
    lines = [f"line {n}\r\n" for n in range(50)]
    lines[7] = "the needle\r\n"
    assert len(hits(of(*lines), "needle")) == 1
    assert len(hits(of("".join(lines)), "needle")) == 1


def test_text_of_a_full_screen_program_is_found() -> None:
    recording = of("$ vim\r\n", "\x1b[?1049h\x1b[3;5Hneedle", "\x1b[?1049l", "$ ")
    (hit,) = hits(recording, "needle")
    assert (hit.row, hit.column) == (2, 4)


def test_text_that_wraps_is_found_across_the_rows() -> None:
    (hit,) = hits(of("x" * 37 + "needle\r\n"), "needle")
    assert (hit.row, hit.column) == (0, 37)
    assert hit.line == "x" * 37 + "needle"


def test_text_behind_wide_characters_is_found_in_its_column() -> None:
    (hit,) = hits(of("日本 needle\r\n"), "needle")
    assert hit.column == 5


def test_text_typed_key_by_key_appears_once() -> None:
    assert len(hits(of(*"grep needle file", "\r\n"), "needle")) == 1
    assert len(hits(of(*"grep needle file", "\r\n"), r"need\w*", regex=True)) == 1


def test_text_that_only_moves_appears_once() -> None:
    page = [f"{n}\r\n" for n in range(12)]
    assert len(hits(of("needle\r\n", *page), "needle")) == 1
    drawn = "\x1b[?1049h" + "".join(
        f"\x1b[{n};1H\x1b[K{text}" for n, text in enumerate(["a", "needle"], 1)
    )
    moved = "".join(f"\x1b[{n};1H\x1b[K{text}" for n, text in enumerate(["needle", "b"], 1))
    assert len(hits(of(drawn, moved), "needle")) == 1


def test_a_program_that_draws_its_screen_again_shows_nothing_new() -> None:
    frame = "\x1b[H\x1b[2Jtop\r\nneedle\r\n"
    assert len(hits(of("\x1b[?1049h" + frame, frame, frame), "needle")) == 1


def test_the_same_line_printed_twice_appears_twice() -> None:
    assert len(hits(of("needle\r\n", "needle\r\n"), "needle")) == 2
    assert len(hits(of(*["needle\r\n"] * 20), "needle")) == 20
    assert len(hits(of("needle\r\n" * 20), "needle")) == 20


def test_two_matches_in_a_line_are_two() -> None:
    assert [hit.column for hit in hits(of("needle in a needle\r\n"), "needle")] == [0, 12]


def test_a_flood_is_searched_line_by_line() -> None:
    lines = [
        f"{n:06} INFO all is well with \x1b[32mworker {n % 7}\x1b[0m\r\n" for n in range(20000)
    ]
    lines[12345] = "012345 ERROR \x1b[31mneedle\x1b[0m\tin a haystack\r\n"
    for recording in (of("".join(lines)), of(*lines)):
        (hit,) = hits(recording, "needle  ")
        assert hit.line == "012345 ERROR needle     in a haystack"
        assert hit.offset == sum(map(len, lines[:12346]))


def test_each_match_of_a_line_longer_than_the_screen_is_found() -> None:
    line = "".join(f"{n:04} needle of a long line. " for n in range(400))
    found = hits(of(line + "\r\n"), r"\d+ needle", regex=True)
    assert [hit.text for hit in found] == [f"{n:04} needle" for n in range(400)]


def test_where_no_terminal_translated_line_ends_lines_are_found_too() -> None:
    text = "".join(f"line {n}\n" for n in range(2000)) + "the needle\n"
    recording = recorded((0.0, text.encode()), newline=Newline.LF)
    (hit,) = hits(recording, "^the needle$", regex=True)
    assert hit.column == 0


def test_a_resize_is_taken_into_account() -> None:
    cue = Cue(4, 1.0, CueKind.RESIZE, "10x6")
    recording = recorded((0.0, b"ab\r\n"), (1.0, b"12345678needle\r\n"), cues=[cue], size=(40, 6))
    (hit,) = hits(recording, "needle")
    assert (hit.row, hit.column) == (1, 8)


def test_a_search_stops_when_it_is_cancelled() -> None:
    recording = of("x" * 100_000)
    steps = search(recording, pattern("x"), cancelled=lambda: True)
    assert list(steps) == []


def test_progress_reaches_the_end() -> None:
    recording = of("ab\r\n" * 20_000)
    offsets = [step.offset for step in search(recording, pattern("c"))]
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(recording.data)


PIECES = [
    "needle", "need", "le", " ", "x" * 30, "\r\n", "\r", "\n", "\b", "\x1b[K", "\x1b[2J", "\x1b[H", "\x1b[3;2H", "\x1b[L",
    "\x1b[M", "\x1b[?1049h", "\x1b[?1049l", "日", "\t", "\x1b[1m", "\x1b[A", "a\r\n" * 1200, "\x1b[2;4r", "\x1b[r",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_stands_on_a_screen_was_found_and_stands_where_the_hit_says(
    texts: list[str],
) -> None:
    recording = of(*texts, size=(20, 6))
    found = hits(recording, "needle")
    projector = Projector(recording)
    for hit in found:
        frame = projector.frame_at(hit.offset)
        cells = [*frame.rows[hit.row].cells[hit.column :]]
        for row in frame.rows[hit.row + 1 :]:
            cells += row.cells if row.wrapped else ["\n"]
        assert "".join(cells).startswith("needle")
    ends = {sum(len(text.encode()) for text in texts[: n + 1]) for n in range(len(texts))}
    shown = [
        end for end in ends if any("needle" in row.text for row in projector.frame_at(end).rows)
    ]
    assert not shown or min(hit.offset for hit in found) <= min(shown)


@pytest.mark.parametrize("name", ["vim", "progress"])
def test_passing_plain_output_by_changes_no_hit(name: str, samples: Path) -> None:
    from replayer.opening import find_one, open_recording

    recording = open_recording(find_one([str(samples / name)], []))
    rng = random.Random(name)
    words = {
        word
        for word in bytes(recording.data[:]).decode("utf-8", "replace").split()
        if word.isalpha()
    }
    for word in rng.sample(sorted(words), min(8, len(words))):
        slow = hits(recording, f"(?:{word})|\x01", regex=True)
        assert [hit.offset for hit in hits(recording, word, regex=True)] == [
            hit.offset for hit in slow
        ]
