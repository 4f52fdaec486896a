"""A review: notes, verdict, what was watched."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from replayer.notes import Note, Review, joined

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
