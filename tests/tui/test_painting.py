"""Cells on their way to the real terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorType
from textual.strip import Strip

from replayer.terminal.cells import Row, Style
from replayer.terminal.glyphs import STAND_IN
from replayer.terminal.palette import DARK, LIGHT, XTERM, palette
from replayer.tui.painting import Highlights, Pens, cell_text, paint

PENS = Pens("#e0e0e0", "#101010", XTERM)


def row(text: str, *runs: tuple[int, Style]) -> Row:
    return Row(tuple(text), runs or ((len(text), Style()),))


def styles(strip: Strip) -> list[tuple[str, str]]:
    return [(segment.text, str(segment.style)) for segment in strip]


@given(st.text(min_size=1, max_size=6), st.sampled_from([1, 2]))
@example("\x1b", 1)
@example("\x9b", 1)
@example("\u202e", 1)
@example("\u200b", 1)
@example("\ue0b0", 1)
@example("a\u200d\u202e\x1b]0;x\x07", 1)
@example("❤\ufe0f", 1)
@example("\xa0", 1)
@example("\u3000", 2)
@example("a" + "\u0301" * 50, 1)
@example("\U0001f1e9", 2)
def test_whatever_a_cell_holds_only_printable_text_of_its_width_goes_out(
    cell: str, columns: int
) -> None:
    text = cell_text(cell, columns)
    assert cell_len(text) == columns
    assert all(
        character.isprintable() and unicodedata.category(character) not in {"Cf", "Co", "Cc"}
        for character in text
    )
    assert len(text) <= 6


@pytest.mark.parametrize("cell", ["a", "ä", "e\u0301", "─", "▶", "א"])
def test_what_is_harmless_is_written_as_it_is(cell: str) -> None:
    assert cell_text(cell, 1) == cell


def test_a_blank_that_does_not_break_lines_is_a_blank() -> None:
    assert paint(row("a\xa0b"), PENS).text == "a b"
    assert paint(Row(("\u3000", "", "b"), ((3, Style()),)), PENS).text == "  b"


def test_what_is_selected_is_turned_around_and_what_is_pointed_at_underlined_too() -> None:
    style = Style(flags="i")
    highlights = Highlights(marks=((1, 2),), selected=(2, 5))
    found = [
        (segment.text, pen.reverse or False, pen.underline or False)
        for segment in paint(row("abcdef", (6, style)), PENS, highlights)
        if (pen := segment.style) is not None
    ]
    assert found == [
        ("a", False, False),
        ("b", True, True),
        ("c", False, True),
        ("de", True, False),
        ("f", False, False),
    ]


def test_a_wide_character_fills_its_two_columns() -> None:
    strip = paint(Row(("漢", "", "x"), ((3, Style()),)), PENS)
    assert strip.text == "漢x"
    assert strip.cell_length == 3


def test_a_character_without_a_place_in_the_terminal_leaves_a_mark() -> None:
    assert paint(row("a\x07b"), PENS).text == f"a{STAND_IN}b"


def test_default_colours_are_those_of_the_theme() -> None:
    (segment,) = paint(row("ab"), PENS)
    assert segment.style is not None
    assert segment.style.color is not None
    assert segment.style.color.name == "#e0e0e0"
    assert segment.style.bgcolor is not None
    assert segment.style.bgcolor.name == "#101010"


@pytest.mark.parametrize(
    ("style", "colour"),
    [
        (Style(fg=1), "#cd0000"),
        (Style(fg=1, flags="b"), "#ff0000"),
        (Style(fg=9), "#ff0000"),
        (Style(fg=16), "#000000"),
        (Style(fg=196), "#ff0000"),
        (Style(fg=231), "#ffffff"),
        (Style(fg=232), "#080808"),
        (Style(fg=255), "#eeeeee"),
        (Style(fg="#123456"), "#123456"),
    ],
)
def test_colours_are_those_of_the_palette_then_of_xterm(style: Style, colour: str) -> None:
    (segment,) = paint(row("a", (1, style)), PENS)
    assert segment.style is not None
    assert segment.style.color is not None
    assert segment.style.color.type is ColorType.TRUECOLOR
    assert segment.style.color.name == colour


def test_the_cursor_turns_its_cell_around_and_a_reversed_one_back() -> None:
    strip = paint(row("abc", (3, Style())), PENS, Highlights(cursor=1))
    assert [(s.text, bool(s.style and s.style.reverse)) for s in strip] == [
        ("a", False),
        ("b", True),
        ("c", False),
    ]
    (_, under, _) = paint(row("abc", (3, Style(flags="r"))), PENS, Highlights(cursor=1))
    assert not (under.style and under.style.reverse)


def test_the_cursor_covers_a_wide_character_whole() -> None:
    strip = paint(Row(("漢", "", "x"), ((3, Style()),)), PENS, Highlights(cursor=0))
    assert [(s.text, bool(s.style and s.style.reverse)) for s in strip] == [
        ("漢", True),
        ("x", False),
    ]


def test_hidden_text_is_blank_and_blinking_text_stays_still() -> None:
    assert paint(row("secret", (6, Style(flags="h"))), PENS).text == " " * 6
    (segment,) = paint(row("x", (1, Style(flags="k"))), PENS)
    assert segment.style is not None
    assert not segment.style.blink


def test_a_palette_follows_the_theme_unless_one_is_chosen() -> None:
    assert palette("auto", dark=True) is DARK
    assert palette("auto", dark=False) is LIGHT
    assert palette("xterm", dark=False) is XTERM
