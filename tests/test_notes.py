"""A review: notes, verdict, what was watched."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.notes import Fingerprint, Judgement, Match, Note, Review, Text, Verdict, joined, match

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


def note(key: str, offset: int, text: str = "", text_id: str = "t") -> Note:
    return Note(key, offset, text_id, text, NOW)


def test_a_note_with_the_same_key_takes_the_place_of_the_old_one() -> None:
    review = (
        Review()
        .with_note(note("a", 5, "old"))
        .with_note(note("b", 1))
        .with_note(note("a", 9, "new"))
    )
    assert [(each.key, each.text) for each in review.notes] == [("b", ""), ("a", "new")]
    assert review.without_note("a").notes == (note("b", 1),)


def test_notes_about_another_text_are_kept_and_have_no_place_in_this_one() -> None:
    review = Review().with_note(note("a", 5)).with_note(note("b", 1, text_id="other"))
    assert [each.key for each in review.notes_of("t")] == ["a"]
    assert len(review.notes) == 2


@given(SPANS)
def test_joined_spans_cover_the_same_bytes_apart_and_in_order(spans: list[tuple[int, int]]) -> None:
    union = joined(spans)
    assert {at for start, end in union for at in range(start, end)} == {
        at for start, end in spans for at in range(start, end)
    }
    assert all(end < after for (_, end), (after, _) in pairwise(union))
    assert all(start < end for start, end in union)


@given(st.lists(SPANS, max_size=4), st.integers(0, 70))
def test_watched_and_unwatched_make_the_whole(
    sittings: list[list[tuple[int, int]]], length: int
) -> None:
    review = Review()
    for spans in sittings:
        review = review.with_watched("t", spans, 70)
    watched = {at for start, end in review.watched.get("t", ()) for at in range(start, end)}
    missing = {at for start, end in review.unwatched("t", length) for at in range(start, end)}
    assert missing == set(range(length)) - watched
    assert (review.coverage("t", length) == 1) == (not missing)
    assert review.coverage("other", length) == (0 if length else 1)


def test_the_text_that_was_watched_last_counts_and_keeps_its_greatest_length() -> None:
    assert Review().last_coverage is None
    review = Review().with_watched("old", [(0, 5)], 10).with_watched("new", [(0, 30)], 40)
    assert review.last_coverage == 0.75
    assert review.with_watched("old", [], 8).last_coverage == 0.5


def text(data: bytes, text_id: str = "t") -> Text:
    return Text(text_id, len(data), hashlib.sha256(data).hexdigest())


def seen(data: bytes, text_id: str = "t", *, complete: bool = True) -> Fingerprint:
    beginnings = {at: hashlib.sha256(data[:at]).hexdigest() for at in range(len(data) + 1)}
    return Fingerprint(text(data, text_id), beginnings, complete)


@pytest.mark.parametrize(
    ("at_hand", "found"),
    [
        (seen(b"abc"), Match.SAME),
        (seen(b"abcd"), Match.GROWN),
        (seen(b"abx"), Match.ANOTHER),
        (seen(b"abxd"), Match.ANOTHER),
        (seen(b"ab"), Match.ANOTHER),
        (seen(b"ab", complete=False), Match.PENDING),
        (seen(b"ab", "fused", complete=False), Match.ANOTHER),
        (Fingerprint(text(b"abcd"), {}), Match.PENDING),
        (None, Match.PENDING),
    ],
)
def test_a_verdict_is_held_against_the_text_at_hand(
    at_hand: Fingerprint | None, found: Match
) -> None:
    assert match(Verdict(Judgement.CLEAR, "", NOW, of=text(b"abc")), at_hand) is found
    assert match(Verdict(Judgement.CLEAR, "", NOW), at_hand) is Match.UNKNOWN


def test_an_empty_text_was_judged_as_far_as_it_went() -> None:
    verdict = Verdict(Judgement.CLEAR, "", NOW, of=text(b""))
    assert match(verdict, seen(b"")) is Match.SAME
    assert match(verdict, seen(b"a")) is Match.GROWN


def look(review: Review, at_hand: Fingerprint, key: str) -> Review:
    """Watch all of a text, and mark its first byte."""
    name = review.name_of(at_hand)
    length = at_hand.text.length
    return review.changed_at(
        at_hand,
        name,
        lambda before: before.with_watched(name, [(0, length)], length).with_note(
            note(key, 1, text_id="")
        ),
    )


def test_texts_that_begin_alike_have_what_was_kept_of_each_apart() -> None:
    one, other = seen(b"alike one"), seen(b"alike two")
    review = look(Review(), one, "a")
    assert review.coverage(review.name_of(other), 9) == 0
    assert review.notes_of(review.name_of(other)) == ()
    review = look(review, other, "b")
    for at_hand, key in ((one, "a"), (other, "b")):
        name = review.name_of(at_hand)
        assert review.coverage(name, 9) == 1
        assert [each.key for each in review.notes_of(name)] == [key]


def test_what_was_kept_while_less_was_there_is_joined_when_the_rest_came() -> None:
    review = look(Review(), seen(b"0123456789"), "a")
    review = look(review, seen(b"01234", complete=False), "b")  # it may still become either
    assert len(review.texts) == 2
    review = look(review, seen(b"0123456789ab"), "c")
    (name,) = review.texts
    assert [each.key for each in review.notes_of(name)] == ["a", "b", "c"]
    assert review.watched == {name: ((0, 12),)}
    assert review.texts[name] == text(b"0123456789ab")


def test_what_is_known_by_its_beginning_only_never_becomes_more() -> None:
    old = Review().with_watched("t", [(0, 3)], 3)
    review = look(old, seen(b"abc"), "a")
    assert review.knows_by_beginning("t")
    assert not review.texts
