"""JSON that is read item by item holds what `json` reads in one go, and breaks where that does."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replayer import formats
from replayer.errors import NotEvidence, ReplayError
from replayer.formats.check import check_of
from replayer.formats.json_values import text_of, values

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 0, 1, "\t"]), st.booleans())
def test_the_law_that_a_whole_value_is_read_as_json_reads_it(
    value: object, indent: int | str | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert values(text.encode()) == ([value], None)


@given(VALUES, st.integers(0, 80), st.sampled_from(["", ",", "]", "}", "{", "[", ":", '"', "\xa0"]))
@example({"events": [1, 2]}, 13, ",")
@example({"a": 1}, 4, "")
def test_the_law_that_a_broken_value_is_refused_where_json_refuses_it(
    value: object, place: int, damage: str
) -> None:
    text = json.dumps(value)
    text = text[:place] + damage + text[place + 1 :]
    try:
        expected, end = json.JSONDecoder().raw_decode(text.lstrip(" \t\n\r,\x1e\xa0"))
    except ValueError:
        expected = end = None
    try:
        found = values(text.encode())[0]
    except NotEvidence:
        found = []
    assert found[:1] == ([] if end is None else [expected])


@given(
    st.lists(st.sampled_from([b"a", b"\xc3", b"\xa9", b"\xe2\x80", b"\x99", b"\xf0\x9f", b"\xff"]))
)
def test_text_is_decoded_in_runs_as_it_is_at_once(parts: list[bytes]) -> None:
    # the runs end inside what follows the filling
    data = b"." * ((1 << 18) - 4) + b"".join(parts)
    assert text_of(data) == data.decode("utf-8", "surrogateescape")


EVENTS = json.dumps(
    {"events": [{"timestamp": at, "message": f"Script started on {at}"} for at in range(1000)]}
).encode()
SESSIONS = json.dumps({"Sessions": [{"SessionId": f"a-{at:017}"} for at in range(1000)]}).encode()


@pytest.mark.parametrize("content", [EVENTS, SESSIONS], ids=["events", "history"])
@pytest.mark.parametrize("missing", [0, 9], ids=["whole", "cut"])
def test_reading_asks_at_each_item_whether_it_is_still_wanted(content: bytes, missing: int) -> None:
    asked = []
    with suppress(NotEvidence):
        formats.read(content[: len(content) - missing], lambda: asked.append(1))
    assert len(asked) > 1000


@pytest.mark.parametrize(
    "content",
    [EVENTS, EVENTS[:-9], SESSIONS, gzip.compress(EVENTS)],
    ids=["events", "cut", "history", "packed"],
)
def test_reading_ends_where_it_is_not_wanted_any_more(content: bytes) -> None:
    answers = iter([False] * 5)
    with pytest.raises(ReplayError, match="cancelled"):
        formats.read(content, check_of(lambda: next(answers, True)))
