"""Patterns: the same answers as `re`, in time that no pattern and no line can stretch."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.analysis.patterns import LONGEST_LINE, is_in, pattern, spans_of
from replayer.errors import WrongUsage

ATOMS = [
    "a",
    "b",
    ".",
    r"\w",
    r"\s",
    r"\d",
    "[ab]",
    "[^a]",
    r"\b",
    "^",
    "$",
    r"\B",
    "(?:a|b c)",
    "(?P<x>ab)",
    r"\x41",
    "[]x]",
]
REPEATS = ["", "", "*", "+", "?", "{2}", "{,2}", "{1,3}", "*?", "+?"]


@st.composite
def expressions(draw: st.DrawFn) -> str:
    parts = draw(
        st.lists(
            st.tuples(st.sampled_from(ATOMS), st.sampled_from(REPEATS)), min_size=1, max_size=5
        )
    )
    text = "".join(
        atom if atom in {"^", "$", r"\b", r"\B"} else atom + repeat for atom, repeat in parts
    )
    text = text.replace("(?P<x>", "(")  # a name may stand once only
    return f"{text}|{draw(st.sampled_from(['b+c', 'a$']))}" if draw(st.booleans()) else text


# `\B` in an empty line: versions of `re` differ
@given(expressions(), st.text("abcA1 _]x", min_size=1, max_size=12))
def test_a_line_has_a_match_exactly_when_re_finds_one(text: str, line: str) -> None:
    assert pattern(text, regex=True, case=True).found_in(line) == bool(re.search(text, line))


@given(expressions(), st.text("abcA1 _]x", max_size=12))
def test_matches_are_the_leftmost_and_each_as_long_as_can_be(text: str, line: str) -> None:
    spans = pattern(text, regex=True, case=True).spans(line)
    assert spans == sorted(spans)
    at = 0
    for start, end in spans:
        assert at <= start < end
        fits = [
            stop for stop in range(start + 1, len(line) + 1) if _matches(text, line, start, stop)
        ]
        assert end == max(fits)
        at = end
    if not spans:
        assert not any(match[0] for match in re.finditer(text, line))


def _matches(text: str, line: str, start: int, stop: int) -> bool:
    # the rest of the line must be seen, or `$` and `\b` would be tested against a border that is none
    return re.compile(rf"(?:{text})(?<=\A.{{{stop}}})", re.DOTALL).match(line, start) is not None


@pytest.mark.parametrize(
    "text", ["(a+)+$", "(a|a)*b", "(a*)*c", "a*a*a*a*a*a*b", "(.*)(.*)(.*)(.*)x$"]
)
def test_a_pattern_that_would_keep_re_busy_for_ever_answers(text: str) -> None:
    line = "a" * 1500 + "!"
    wanted = pattern(text, regex=True)
    assert not wanted.found_in(line)
    assert wanted.spans(line) == []


def test_small_letters_find_capitals_and_capitals_find_themselves() -> None:
    assert pattern("error").found_in("An ERROR")
    assert not pattern("Error").found_in("An ERROR")
    assert pattern("Error", case=False).found_in("An ERROR")
    assert pattern(r"\Srror", regex=True).found_in("ERROR")
    assert not pattern(r"E\w+r", regex=True).found_in("ERROR")


def test_plain_text_means_itself() -> None:
    assert pattern("a.b*").spans("aab a.b* ") == [(4, 8)]
    assert pattern("x").spans("x" * (LONGEST_LINE + 1))[-1] == (LONGEST_LINE, LONGEST_LINE + 1)


def test_an_expression_looks_at_the_beginning_of_an_overlong_line_only() -> None:
    wanted = pattern("a$|z", regex=True)
    assert wanted.spans("a" * LONGEST_LINE + "z") == []
    assert wanted.spans("a" * LONGEST_LINE) == [(LONGEST_LINE - 1, LONGEST_LINE)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("(", "no regular expression"),
        ("*a", "no regular expression"),
        (r"(a)\1", "not supported"),
        ("(?=a)", "not supported"),
        ("(?i)a", "not supported"),
        (r"\N{DIGIT ONE}", "not supported"),
        ("(a{200}){200}", "too large"),
        ("a{99999}", "too often"),
        ("(" * 60 + "a" + ")" * 60, "too many brackets"),
    ],
)
def test_what_cannot_be_searched_for_is_refused_with_a_reason(text: str, says: str) -> None:
    with pytest.raises(WrongUsage, match=says):
        pattern(text, regex=True)


def test_nothing_cannot_be_searched_for() -> None:
    with pytest.raises(WrongUsage, match="nothing to search for"):
        pattern("")


def test_many_states_do_not_pile_up() -> None:
    wanted = pattern("[ab]*a[ab]{14}c", regex=True)
    line = "".join("ab"[(n * n // 7 + n // 3) % 2] for n in range(LONGEST_LINE))
    assert not wanted.found_in(line)
    assert wanted.found_in(line[:1000] + "a" + "b" * 14 + "c")


@pytest.mark.parametrize("at", [0, 999, 1000, 1999, 2000, 2500, 4993])
def test_a_long_line_is_looked_at_part_by_part(at: int) -> None:
    line = " " * at + "needle" + " " * (4994 - at) + "."
    for wanted in (pattern("needle"), pattern(r"n\w+", regex=True)):
        assert spans_of(wanted, line) == [(at, at + 6)]
        assert is_in(wanted, line)
    assert spans_of(pattern("^ +", regex=True), " " * 500 + "x" * 5000) == [(0, 500)]
    assert spans_of(pattern("x$", regex=True), "x" * 5000) == [(4999, 5000)]
