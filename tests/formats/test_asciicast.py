"""asciicast, versions 1 to 3."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.errors import NotEvidence
from replayer.formats import read
from replayer.formats.evidence import Cast, CastCode, CastEvent


def cast(content: bytes) -> Cast:
    (evidence,) = read(content)
    assert isinstance(evidence, Cast)
    return evidence


def lines(*values: Any) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


V2 = {"version": 2, "width": 120, "height": 30, "timestamp": 1_700_000_000, "title": "hi"}
V3 = {"version": 3, "term": {"cols": 120, "rows": 30, "type": "xterm"}, "timestamp": 1_700_000_000}
EVENTS = [
    [0.5, "o", "a"],
    [0.5, "i", "x"],
    [1.25, "r", "80x24"],
    [1.5, "m", "here"],
    [2.0, "x", "0"],
]
READ = (
    CastEvent(0.5, CastCode.OUTPUT, b"a"),
    CastEvent(0.5, CastCode.INPUT, b"x"),
    CastEvent(1.25, CastCode.RESIZE, b"80x24"),
    CastEvent(1.5, CastCode.MARKER, b"here"),
    CastEvent(2.0, CastCode.EXIT, b"0"),
)


def test_version_2_has_absolute_times() -> None:
    found = cast(lines(V2, *EVENTS))
    assert (found.version, found.cols, found.rows, found.title) == (2, 120, 30, "hi")
    assert found.started == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert found.events == READ
    assert found.remarks == ()


def test_version_3_has_times_that_count_from_the_event_before_and_comments() -> None:
    relative = [
        [0.5, "o", "a"],
        [0, "i", "x"],
        [0.75, "r", "80x24"],
        [0.25, "m", "here"],
        [0.5, "x", "0"],
    ]
    content = lines(V3, *relative[:2]) + b"# a comment\n" + lines(*relative[2:])
    found = cast(content)
    assert (found.version, found.cols, found.rows) == (3, 120, 30)
    assert found.events == READ


def test_version_1_is_one_object_with_delays() -> None:
    value = {
        "version": 1,
        "width": 80,
        "height": 24,
        "duration": 2,
        "stdout": [[0.5, "a"], [0.25, "b"]],
    }
    for content in (lines(value), json.dumps(value, indent=2).encode()):
        found = cast(content)
        assert (found.version, found.cols, found.rows) == (1, 80, 24)
        assert [(each.time, each.data) for each in found.events] == [(0.5, b"a"), (0.75, b"b")]


def test_codes_that_nobody_knows_are_kept_as_other() -> None:
    found = cast(lines(V2, [1, "z", "?"]))
    assert found.events == (CastEvent(1.0, CastCode.OTHER, b"?"),)


@pytest.mark.parametrize("torn", ['[3.0, "o", "hal', "[3.0", "["])
def test_a_last_line_that_breaks_off_is_left_out_and_told(torn: str) -> None:
    found = cast(lines(V2, *EVENTS) + torn.encode())
    assert found.events == READ
    assert found.remarks == ("the last line breaks off and was left out",)


@pytest.mark.parametrize(
    "broken",
    [
        "nonsense",
        "[1]",
        '[1, 2, "x"]',
        '["1e999", "o", "x"]',
        '[NaN, "o", "x"]',
        '{"a": 1}',
        "[" * 100_000,
        '[1, "o", {}]',
    ],
)
def test_a_broken_line_in_the_middle_is_left_out_and_told(broken: str) -> None:
    content = lines(V2, EVENTS[0]) + broken.encode() + b"\n" + lines(*EVENTS[1:])
    found = cast(content)
    assert found.events == READ
    assert found.remarks == ("broken lines were left out: 1, the first is line 3",)


def test_times_that_run_backward_are_raised() -> None:
    found = cast(lines(V2, [2, "o", "a"], [1, "o", "b"], [3, "o", "c"]))
    assert [each.time for each in found.events] == [2, 2, 3]
    assert found.remarks == ("times that ran backward were raised to the one before: 1",)


def test_our_own_header_names_session_and_exact_start() -> None:
    ours = {"session": "bob-0123456789abcdef0", "started": "2023-11-14T22:13:20.123000+00:00"}
    found = cast(lines({**V2, "title": "eve-0000000000000000a", "ssm_replay": ours}, EVENTS[0]))
    assert found.session_id == "bob-0123456789abcdef0"
    assert found.started == datetime(2023, 11, 14, 22, 13, 20, 123000, tzinfo=UTC)


def test_a_title_is_never_taken_for_a_session() -> None:
    assert cast(lines({**V2, "title": "bob-0123456789abcdef0"})).session_id is None


@pytest.mark.parametrize(
    "size",
    [
        {},
        {"width": 0, "height": 5},
        {"width": "x", "height": 24},
        {"width": 1e9, "height": 24},
        {"width": None, "height": 24},
    ],
)
@pytest.mark.parametrize("version", [1, 2])
def test_a_cast_without_a_usable_size_is_refused(size: dict[str, Any], version: int) -> None:
    with pytest.raises(NotEvidence, match=r"no usable size|no session log"):
        read(lines({"version": version, **size, "stdout": []}))


def test_a_cast_whose_header_breaks_off_is_refused() -> None:
    with pytest.raises(NotEvidence, match="first line of this cast is broken"):
        read(b'{"version": 2, "width": 80, "hei')


texts = st.text(max_size=20) | st.text(
    st.characters(categories=["Cs", "Ll", "Cc"], include_characters="é漢😀"), max_size=20
)
times = st.lists(st.integers(0, 10**10).map(lambda micros: micros / 1e6), max_size=8).map(sorted)


@given(times, st.lists(st.tuples(st.sampled_from("oimrx"), st.binary(max_size=30)), max_size=8))
def test_bytes_of_any_kind_come_back_from_a_cast(
    moments: list[float], events: list[tuple[str, bytes]]
) -> None:
    """Bytes that are no UTF-8 are written as lone surrogates, as Python's `surrogateescape` does."""
    rows = [
        [time, code, data.decode("utf-8", "surrogateescape")]
        for time, (code, data) in zip(moments, events, strict=False)
    ]
    found = cast(lines(V2, *rows))
    assert [(each.time, each.code.value, each.data) for each in found.events] == [
        (time, code, data) for time, (code, data) in zip(moments, events, strict=False)
    ]


@given(st.lists(texts, max_size=5))
def test_any_text_is_read_and_read_again_as_the_same_bytes(data: list[str]) -> None:
    first = cast(lines(V2, *([1.0, "o", each] for each in data)))
    again = cast(
        lines(
            V2, *([1.0, "o", each.data.decode("utf-8", "surrogateescape")] for each in first.events)
        )
    )
    assert [each.data for each in again.events] == [each.data for each in first.events]


@given(times)
def test_times_of_version_3_add_up(moments: list[float]) -> None:
    delays = [after - before for before, after in zip([0.0, *moments], moments, strict=False)]
    found = cast(lines(V3, *([delay, "o", "x"] for delay in delays)))
    assert all(
        math.isclose(each.time, moment, abs_tol=1e-6)
        for each, moment in zip(found.events, moments, strict=True)
    )


def test_pairs_of_version_1_that_are_none_are_left_out_and_told() -> None:
    stdout = [[0.5, "a"], "x", [1], [1, 2], ["x", "b"], [-1, "c"]]
    found = cast(lines({"version": 1, "width": 80, "height": 24, "stdout": stdout}))
    assert [(each.time, each.data) for each in found.events] == [(0.5, b"a"), (0.5, b"c")]
    assert found.remarks == (
        "broken lines were left out: 4, the first is line 2",
        "times that ran backward were raised to the one before: 1",
    )


@pytest.mark.parametrize("header", [V2, V3])
def test_times_beyond_a_life_are_left_out_also_when_they_add_up(header: dict[str, Any]) -> None:
    events = [
        [0.5, "o", "a"],
        [9e8, "o", "b"],
        [9e8, "o", "c"],
        [1e300, "o", "d"],
        [1e9 + 1, "o", "e"],
    ]
    found = cast(lines(header, *events))
    assert all(each.time <= 1e9 for each in found.events)
    assert found.remarks


def test_an_exit_status_may_be_a_number() -> None:
    assert cast(lines(V2, [1, "x", 7])).events == (CastEvent(1.0, CastCode.EXIT, b"7"),)
