"""Foreign text, as a reader sees it."""

from __future__ import annotations

import unicodedata

import pytest

from replayer.foreign import on_a_line, shown


@pytest.mark.parametrize(
    "point",
    [
        *(0x00AD, 0x200B, 0x202E, 0x2066, 0x2028, 0xFEFF, 0xFFF9, 0xD800, 0xE0041),
        # what a font draws nothing for, although Unicode calls it a mark or a letter
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180F, 0x3164, 0xFFA0),
        *(0xFE00, 0xFE0E, 0xFE0F),  # selectors of a look that the letter before them has not
        *(0xE0080, 0xE0100, 0xE01EF, 0xE0FFF, 0x1BCA0, 0x1D173),
    ],
)
def test_a_character_that_nobody_sees_is_named(point: int) -> None:
    assert shown(f"ls{chr(point)}x") == f"ls<U+{point:04X}>x"


def test_selectors_of_an_emojis_look_carry_nothing_hidden() -> None:
    assert shown("⚠\ufe0f\ufe0f\ufe0e") == "⚠\ufe0f<U+FE0F><U+FE0E>"
    assert shown("⚠\ufe03") == "⚠<U+FE03>"


def test_no_character_that_turns_text_around_or_acts_is_left() -> None:
    everything = "".join(map(chr, range(0x110000)))
    left = {unicodedata.category(character) for character in shown(everything)}
    assert left.isdisjoint({"Cc", "Cs", "Zl", "Zp", "Cf"})


def test_what_people_write_stays() -> None:
    text = "José ⚠️ 1️⃣ 漢字 שלום العربية हिन्दी 한국어 \ue0b0 a\u00a0b"
    assert shown(text) == text


def test_a_tower_of_marks_covers_no_other_line() -> None:
    assert shown("a" + "\u0301\u20dd" * 50 + "b") == "a" + "\u0301\u20dd" * 2 + "<96 more marks>b"
    assert shown("─" * 80 + "\u0301" * 4) == "─" * 80 + "\u0301" * 4


def test_blanks_push_nothing_out_of_sight_or_onto_a_line_that_looks_like_ours() -> None:
    assert on_a_line(f"ok{' ' * 70}owner: root\tx") == "ok ␣×70 owner: root␉x"
    assert on_a_line("a\u3000\u00a0\u2003\u2800b   c") == "a ␣×4 b   c"


def test_of_what_nobody_reads_to_its_end_both_ends_are_left() -> None:
    assert on_a_line("a" + "b" * 100_000 + "z", 20) == "a" + "b" * 18 + "…z"
    assert on_a_line("b" * 100_000, None) == "b" * 100_000
