"""What was watched, as it grows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from replayer.notes import Review, joined
from replayer.tui.watching import Watched, unwatched_columns

LENGTH = 70
SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)


@given(SPANS)
def test_spans_added_one_by_one_are_what_a_review_makes_of_them(
    spans: list[tuple[int, int]],
) -> None:
    watched = Watched()
    for start, end in spans:
        before = watched.bytes
        assert watched.add(start, end) == (watched.bytes > before)
    review = Review().with_watched("t", spans, LENGTH)
    assert watched.spans == joined(spans) == joined(watched.take_fresh(LENGTH))
    assert watched.take_fresh(LENGTH) == ()
    assert watched.coverage(LENGTH) == review.coverage("t", LENGTH)


@given(SPANS, st.integers(0, LENGTH))
def test_of_what_is_not_kept_yet_the_part_is_given_whose_bytes_are_known(
    spans: list[tuple[int, int]], known: int
) -> None:
    watched = Watched()
    for start, end in spans:
        watched.add(start, end)
    part = watched.take_fresh(known)
    assert all(end <= known for _, end in part)
    rest = watched.take_fresh(LENGTH)
    assert all(start >= known for start, _ in rest)
    assert joined([*part, *rest]) == joined(spans)


@given(SPANS, st.integers(0, LENGTH))
def test_the_next_unwatched_span_is_the_one_after_and_then_the_first(
    spans: list[tuple[int, int]], offset: int
) -> None:
    review = Review().with_watched("t", spans, LENGTH)
    begins = [start for start, _ in review.unwatched("t", LENGTH)]
    expected = next((begin for begin in begins if begin > offset), begins[0])
    assert Watched(joined(spans)).next_unwatched(offset, LENGTH) == expected


def test_nothing_is_next_when_all_was_watched() -> None:
    watched = Watched([(0, 5)])
    assert watched.next_unwatched(0, 5) is None
    assert watched.coverage(5) == 1
    assert Watched().next_unwatched(0, 0) is None
    assert Watched().coverage(0) == 1


def test_what_is_watched_from_frame_to_frame_is_one_span_to_write() -> None:
    watched = Watched()
    for end in range(1, 1000):
        watched.add(0, end)
    watched.add(2000, 2001)
    assert watched.take_fresh(3000) == ((0, 999), (2000, 2001))


def test_a_column_is_unwatched_if_anything_in_it_is_and_silence_is_as_what_was_before() -> None:
    edges = [0, 0, 10, 10, 20, 20, 30]
    assert unwatched_columns([(0, 10), (12, 30)], edges) == (
        False, False, False, True, True, False,
    )  # fmt: skip
    assert unwatched_columns([], [0, 5, 9]) == (True, True)
