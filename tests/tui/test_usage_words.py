"""What leads from a count back to the sessions that were counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from replayer.errors import AccessDenied, Unreachable
from replayer.session import Session, TraceSource
from replayer.sources import Entry
from replayer.sources.source import Answer, AnswerState
from replayer.sources.usage import usage
from replayer.tui.filtering import whole
from replayer.tui.listing import Listing
from replayer.tui.outlook import outlook
from replayer.tui.session_row import session_row
from replayer.tui.usage_words import LENGTHS, basis, in_bin, of_name

NOW = datetime(2026, 11, 24, tzinfo=UTC)
letters = st.characters(codec="utf-8")
names = st.text(letters, min_size=1, max_size=12)


@given(
    st.lists(st.tuples(names, names, st.integers(0, 10**6)), max_size=12), st.sampled_from(LENGTHS)
)
@example([("bob", "web 01", 0), ("bobby", "web", 899), ("İ", "ß", 900)], LENGTHS[0])  # fmt: skip
def test_law_each_bar_leads_to_just_the_sessions_that_it_counted(
    told: list[tuple[str, str, int]], length: timedelta
) -> None:
    entries = [
        Entry(
            Session(
                key=f"s-{number}",
                owner=f"arn:aws:iam::1:user/{owner}",
                target=target,
                started=NOW + timedelta(seconds=seconds),
            ),
            (),
        )
        for number, (owner, target, seconds) in enumerate(told)
        if "/" not in owner
    ]
    listing = Listing(lambda: NOW)
    listing.add(session_row(each, outlook(each)) for each in entries)
    found = usage(entries, length)

    def seen(words: str) -> int:
        listing.filter_by(words)
        return len(listing)

    for start, count in found.bins:
        assert seen(in_bin(start, length)) == count
    for field, counts in (("owner", found.owners), ("target", found.targets)):
        for name, _ in counts:  # capitals and quotes are the same to a filter
            alike = sum(count for each, count in counts if whole(each) == whole(name))
            assert seen(of_name(field, name)) == alike


def test_a_name_in_a_filter_is_safe_to_show() -> None:
    assert of_name("target", 'a"b c"d') == "target:=\"a'b c'd\""
    assert "\x1b" not in of_name("owner", "e\x1b]0;x\x07")


def test_what_is_missing_is_said() -> None:
    answers = [
        Answer(TraceSource.HISTORY, "the history", "", AnswerState.DONE, 3),
        Answer(TraceSource.S3, "s3://logs", "", AnswerState.REFUSED, error=AccessDenied("no.")),
        Answer(TraceSource.CLOUDTRAIL, "trail", "", AnswerState.REFUSED, error=Unreachable("no.")),
    ]
    (_, filtered, incomplete) = basis(usage([], LENGTHS[0]), "owner:x", answers, searching=True)
    assert filtered.endswith("owner:x")
    assert "30 days" in incomplete
    assert "s3://logs denied" in incomplete
    assert "trail unreachable" in incomplete
    assert "the search goes on" in incomplete
