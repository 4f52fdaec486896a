"""The list of sessions, its filter and its order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.notes import Judgement, Review
from replayer.session import Session, SessionId, Trace, TraceSource, TraceState
from replayer.sources import Entry
from replayer.tui.judged import Reviewed, reviewed
from replayer.tui.listing import SORTS, Listing, Order
from replayer.tui.outlook import outlook
from replayer.tui.session_row import SessionRow, session_row

NOW = datetime(2026, 11, 24, 20, 0, 0, tzinfo=UTC)
S3 = Trace(TraceSource.S3, TraceState.PRESENT)
STREAM = Trace(TraceSource.CLOUDWATCH, TraceState.PRESENT, "streaming")


def row(
    key: str,
    *,
    hours: float | None = None,
    minutes: float | None = None,
    traces: tuple[Trace, ...] = (S3,),
    target: str | None = None,
    reason: str | None = None,
) -> SessionRow:
    started = None if hours is None else NOW - timedelta(hours=hours)
    ended = None if started is None or minutes is None else started + timedelta(minutes=minutes)
    session = Session(
        key=key,
        id=SessionId(key),
        target=target,
        reason=reason,
        started=started,
        ended=ended,
        traces=traces,
    )
    entry = Entry(session, ())
    return session_row(entry, outlook(entry))


def listing(*rows: SessionRow) -> Listing:
    made = Listing(lambda: NOW)
    made.add(rows)
    return made


def keys(made: Listing) -> list[str]:
    return [made[position].session.key for position in range(len(made))]


ALICE = row("alice-1", hours=1, minutes=5, target="web-01", reason="INC-4711", traces=(S3, STREAM))
BOB = row("bob-2", hours=30, minutes=1, target="db-03")
CAROL = row("carol-3", target="web-02", traces=())


def test_the_newest_comes_first_and_what_has_no_date_last() -> None:
    assert keys(listing(CAROL, BOB, ALICE)) == ["alice-1", "bob-2", "carol-3"]


@pytest.mark.parametrize("descending", [True, False])
def test_an_unknown_value_comes_last_in_both_directions(descending: bool) -> None:
    made = listing(CAROL, BOB, ALICE)
    made.order_by(Order("started", descending))
    assert keys(made)[-1] == "carol-3"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["alice-1", "bob-2", "carol-3"]),
        ("WEB", ["alice-1", "carol-3"]),
        ("web inc", ["alice-1"]),
        ("owner:bob", ["bob-2"]),
        ("owner:web", []),
        ("target:web -owner:alice", ["carol-3"]),
        ("since:2h", ["alice-1"]),
        ("since:2", ["alice-1", "bob-2", "carol-3"]),
        ("since:2026-11-24", ["alice-1"]),
        ("until:2026-11-24T00:00", ["bob-2"]),
        ("time:streamed", ["alice-1"]),
        ("invented", []),
        ("no log", ["carol-3"]),
        ("nofield:x", []),
        ("since:9999999999999999d", ["alice-1", "bob-2", "carol-3"]),
        ("-", ["alice-1", "bob-2", "carol-3"]),
    ],
)
def test_a_filter_lets_through_what_holds_each_of_its_words(text: str, found: list[str]) -> None:
    made = listing(CAROL, BOB, ALICE)
    made.filter_by(text)
    assert keys(made) == found


ROWS = st.lists(
    st.builds(
        row,
        st.from_regex(r"[ab]{1,2}-[0-9]", fullmatch=True),
        hours=st.none() | st.floats(0, 99),
        minutes=st.none() | st.floats(0, 99),
        target=st.none() | st.text("ab", max_size=2),
        traces=st.sampled_from([(), (S3,), (S3, STREAM)]),
    ),
    max_size=12,
    unique_by=lambda each: each.session.key,
)


TYPED = st.text("ab-: ", max_size=4) | st.sampled_from(
    ["owner:a b", "-owner:ab", "target:=ab", "b target:=a", 'id:a "a b"', "since:2h a", "a until:3"]
)


@given(ROWS, TYPED, st.sampled_from(list(SORTS)), st.booleans())
def test_rows_that_come_one_by_one_under_a_typed_filter_end_as_if_all_had_been_there(
    rows: list[SessionRow], text: str, field: str, descending: bool
) -> None:
    slow, quick = Listing(lambda: NOW), Listing(lambda: NOW)
    for each in rows:
        slow.add([each])
    for end in range(len(text) + 1):
        slow.filter_by(text[:end])
    slow.order_by(Order(field, descending))
    quick.order_by(Order(field, descending))
    quick.filter_by(text)
    quick.add(rows)
    assert keys(slow) == keys(quick)
    assert slow.total == len(rows)


@given(ROWS, ROWS, st.text("ab-: ", max_size=3), st.sampled_from(list(SORTS)), st.booleans())
def test_rows_about_which_more_is_found_stand_as_if_it_had_been_known_at_once(
    rows: list[SessionRow], later: list[SessionRow], text: str, field: str, descending: bool
) -> None:
    grown, whole = Listing(lambda: NOW), Listing(lambda: NOW)
    for made in (grown, whole):
        made.order_by(Order(field, descending))
        made.filter_by(text)
    grown.add(rows)
    for each in later:
        grown.add([each])
    whole.add({each.session.key: each for each in (*rows, *later)}.values())
    assert keys(grown) == keys(whole)
    assert [grown.position(key) for key in keys(grown)] == list(range(len(grown)))


def test_a_session_about_which_more_is_found_keeps_one_row() -> None:
    made = listing(ALICE, BOB)
    made.filter_by("alice")
    made.add([row("alice-1", hours=1, minutes=5, target="web-09")])
    assert keys(made) == ["alice-1"]
    assert made[0].session.target == "web-09"
    assert made.total == 2
    assert made.position("alice-1") == 0
    assert made.position("bob-2") is None
    assert made.position("nobody") is None


def test_what_was_reviewed_is_a_field_of_the_filter_and_stays_when_a_row_grows() -> None:
    made = listing(row("alice-0"), row("bob-1"), row("carol-2"))
    clear = Reviewed(Judgement.CLEAR, 0.874, 2)
    made.review_by({"alice-0": clear, "bob-1": Reviewed(None, 0.5, 0), "gone-3": clear})
    made.add([row("alice-0")])
    for text, keys in [
        ("verdict:clear", {"alice-0"}),
        ("reviewed:yes", {"alice-0", "bob-1"}),
        ("reviewed:no", {"carol-2"}),
        ("-verdict:clear", {"bob-1", "carol-2"}),
    ]:
        made.filter_by(text)
        assert {made[index].session.key for index in range(len(made))} == keys
    made.filter_by("")
    made.review_by({})
    assert [made[index].review for index in range(3)] == [None] * 3


def test_a_review_is_told_by_sign_word_and_share() -> None:
    assert Reviewed(Judgement.CLEAR, 0.874, 2).words == "✓ clear 87 %"
    assert Reviewed(Judgement.INCIDENT, None, 0).words == "! incident"
    assert Reviewed(None, 0.999, 0).words == "○ seen 99 %"
    assert Reviewed(None, None, 3).words == "▼ 3"
    assert reviewed(Review()) is None


def test_a_name_is_looked_for_in_part_or_as_a_whole() -> None:
    made = listing(ALICE, BOB, row("bobby-4", target="db-03 old"), row("x-5"))
    for text, found in (
        ("owner:bob", {"bob-2", "bobby-4"}),
        ("owner:=bob", {"bob-2"}),
        ('target:"db-03 old"', {"bobby-4"}),
        ('target:="db-03"', {"bob-2"}),
        ("target:=unknown", {"x-5"}),
        ("until:2026-11-24T19:00", {"bob-2"}),  # the first moment that is out
        ("until:2026-11-24T19:01", {"alice-1", "bob-2"}),
    ):
        made.filter_by(text)
        assert set(keys(made)) == found, text
