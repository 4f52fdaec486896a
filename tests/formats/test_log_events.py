"""CloudWatch events of streaming sessions, and the JSON in which users have events of both forms."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from replayer.errors import NotEvidence
from replayer.formats import read
from replayer.formats.evidence import Streaming, Transcript
from tests.formats.script_logs import PTY, SESSION, TARGET, as_event, stored

OTHER = "bob-0fedcba9876543210"


def message(lines: Any, *, session: str = SESSION, second: int = 0) -> dict[str, Any]:
    return {
        "eventVersion": "1.0",
        "eventTime": f"2023-07-18T10:24:{second:02}Z",
        "awsRegion": "eu-central-1",
        "target": {"id": TARGET},
        "userIdentity": {"arn": "arn:aws:sts::123456789012:assumed-role/Role/alice"},
        "runAsUser": "ssm-user",
        "sessionId": session,
        "sessionData": lines,
    }


def event(lines: Any, second: int = 0, **more: Any) -> dict[str, Any]:
    session = more.pop("session", SESSION)
    return {
        "timestamp": 1_689_675_840_123 + second * 1000,
        "message": json.dumps(message(lines, session=session, second=second)),
        "ingestionTime": 1_689_675_840_200 + second * 1000,
        **more,
    }


EVENTS = [event(["sh-5.2$ whoami", "ssm-user"]), event([""], 2), event(["sh-5.2$ exit", "exit"], 5)]
LINES = [("sh-5.2$ whoami", "ssm-user"), ("",), ("sh-5.2$ exit", "exit")]


def streaming(content: bytes) -> Streaming:
    (evidence,) = read(content)
    assert isinstance(evidence, Streaming)
    return evidence


def test_an_event_keeps_stamp_lines_and_what_it_says_of_the_session() -> None:
    found = streaming(json.dumps({"events": EVENTS}).encode())
    assert [each.lines for each in found.events] == LINES
    assert [each.timestamp_ms for each in found.events] == [
        1_689_675_840_123,
        1_689_675_842_123,
        1_689_675_845_123,
    ]
    assert found.events[0].ingestion_ms == 1_689_675_840_200
    assert (found.session_id, found.target, found.region, found.run_as_user) == (
        SESSION,
        TARGET,
        "eu-central-1",
        "ssm-user",
    )
    assert found.owner == "arn:aws:sts::123456789012:assumed-role/Role/alice"


def pages(split: int) -> bytes:
    return b"".join(
        json.dumps({"events": part, "nextForwardToken": "f/1"}, indent=4).encode() + b"\n"
        for part in (EVENTS[:split], EVENTS[split:], [])
    )


WRAPPERS: dict[str, Callable[[], bytes]] = {
    "one page of get-log-events": lambda: json.dumps({"events": EVENTS}).encode(),
    "several pages concatenated": lambda: pages(1),
    "pages in a list": lambda: json.dumps([{"events": EVENTS[:1]}, {"events": EVENTS[1:]}]).encode(),
    "the bare list of events": lambda: json.dumps(EVENTS).encode(),
    "one event a line": lambda: "\n".join(map(json.dumps, EVENTS)).encode(),
    "filter-log-events": lambda: json.dumps(
        {"events": [{"logStreamName": SESSION, "eventId": "3", **each} for each in EVENTS], "searchedLogStreams": []}
    ).encode(),
    "a subscription's record": lambda: json.dumps(
        {"messageType": "DATA_MESSAGE", "logGroup": "/aws/ssm", "logStream": SESSION, "logEvents": EVENTS}
    ).encode(),
    "Elasticsearch hits": lambda: json.dumps(
        {"hits": {"hits": [{"_source": {"@timestamp": each["timestamp"], "@message": each["message"]}} for each in EVENTS]}}
    ).encode(),
    "Splunk results": lambda: "\n".join(
        json.dumps({"preview": False, "result": {"_raw": each["message"], "_time": stamp}})
        for each, stamp in zip(
            EVENTS,
            ("2023-07-18T10:24:00.123Z", "2023-07-18T10:24:02.123+00:00", "2023-07-18T12:24:05.123+02:00"),
            strict=True,
        )
    ).encode(),
    "messages that a wrapper had parsed": lambda: json.dumps(
        [{"timestamp": each["timestamp"], "message": json.loads(each["message"])} for each in EVENTS]
    ).encode(),
    "gzip": lambda: gzip.compress(json.dumps({"events": EVENTS}).encode()),
    "a byte order mark": lambda: b"\xef\xbb\xbf" + json.dumps({"events": EVENTS}).encode(),
    "UTF-16 as PowerShell redirects it": lambda: json.dumps({"events": EVENTS}, indent=4).encode("utf-16"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRAPPERS)
def test_oddity_19_events_are_found_in_wrapper(name: str) -> None:
    found = streaming(WRAPPERS[name]())
    assert [each.lines for each in found.events] == LINES
    assert [each.timestamp_ms for each in found.events] == [e["timestamp"] for e in EVENTS]
    assert found.session_id == SESSION


BARE: dict[str, Callable[[], bytes]] = {
    "objects, one a line": lambda: "\n".join(each["message"] for each in EVENTS).encode(),
    "texts, one a line": lambda: "\n".join(json.dumps(each["message"]) for each in EVENTS).encode(),
    "a list of texts": lambda: json.dumps([each["message"] for each in EVENTS]).encode(),
}


@pytest.mark.parametrize("name", BARE)
def test_messages_alone_have_whole_seconds_and_say_so(name: str) -> None:
    found = streaming(BARE[name]())
    assert [each.lines for each in found.events] == LINES
    assert [each.timestamp_ms for each in found.events] == [
        1_689_675_840_000,
        1_689_675_842_000,
        1_689_675_845_000,
    ]
    assert {each.rounded_ms for each in found.events} == {999}
    assert any("whole seconds" in remark for remark in found.remarks)


def test_several_streams_in_one_file_come_apart_even_when_interleaved() -> None:
    mixed = [
        event(["a1"], 0, logStreamName=SESSION),
        event(["b1"], 1, logStreamName=OTHER, session=OTHER),
        event(["a2"], 2, logStreamName=SESSION),
        {"logStreamName": "nginx", "timestamp": 5, "message": "GET / 200"},
        {
            "logStreamName": "carol-0000aaaa1111bbbb2",
            "timestamp": 9,
            "message": as_event(stored(PTY)),
        },
    ]
    first, second, third = read(json.dumps({"events": mixed}).encode())
    assert isinstance(first, Streaming)
    assert isinstance(second, Streaming)
    assert isinstance(third, Transcript)
    assert [each.lines for each in first.events] == [("a1",), ("a2",)]
    assert second.session_id == OTHER
    assert third.body[:] == PTY
    assert third.stream == "carol-0000aaaa1111bbbb2"


def test_streamed_sessions_without_stream_names_come_apart_by_their_id() -> None:
    mixed = [event(["a"]), event(["b"], 1, session=OTHER)]
    assert [each.session_id for each in read(json.dumps(mixed).encode()) if isinstance(each, Streaming)] == [
        SESSION,
        OTHER,
    ]  # fmt: skip


@pytest.mark.parametrize("first", [True, False])
def test_oddity_18_a_message_that_is_not_the_agents_is_left_out_and_told(first: bool) -> None:
    stranger = {"timestamp": 1, "message": "not JSON {", "logStreamName": SESSION}
    mine = [{**each, "logStreamName": SESSION} for each in EVENTS]
    found = streaming(json.dumps([stranger, *mine] if first else [*mine, stranger]).encode())
    assert [each.lines for each in found.events] == LINES
    assert found.remarks == ("events that are not the agent's JSON were left out: 1",)


@pytest.mark.parametrize("lines", [None, []])
def test_oddity_19_session_data_may_be_null_or_empty(lines: Any) -> None:
    found = streaming(json.dumps({"events": [event(lines), event(["x"], 1)]}).encode())
    assert [each.lines for each in found.events] == [(), ("x",)]
    assert found.remarks == ()


def test_oddity_19_fields_may_be_missing_and_others_may_be_there() -> None:
    bare = {"sessionData": ["x"], "newField": {"deep": [1]}, "target": "text", "userIdentity": None}
    found = streaming(json.dumps([{"timestamp": 1, "message": json.dumps(bare)}]).encode())
    assert found.events[0].lines == ("x",)
    assert (found.session_id, found.target, found.owner, found.run_as_user) == (None,) * 4


def test_oddity_16_the_services_order_is_kept_when_stamps_run_backward() -> None:
    found = streaming(json.dumps([event(["b"], 5), event(["a"], 1), event(["c"], 5)]).encode())
    assert [each.lines for each in found.events] == [("b",), ("a",), ("c",)]


def test_oddity_12_raw_and_cleaned_elements_are_kept_as_they_are() -> None:
    lines = ["\x1b[?2004h\x1b]0;t\x07$ x\x08\x1b[K", "abcd \ufffd café", "", "tab gone", "<&>"]
    found = streaming(json.dumps([event(lines)]).encode())
    assert found.events[0].lines == tuple(lines)


def test_a_lone_surrogate_becomes_a_character_that_every_encoder_takes() -> None:
    content = json.dumps([event(["a\ud800b"])]).encode()
    (line,) = streaming(content).events[0].lines
    assert line.encode().startswith(b"a\xef\xbf\xbd")


@pytest.mark.parametrize("stamp", [None, "yesterday", -5, 1e300, float("nan"), True, [], "9" * 400])
def test_a_stamp_that_is_none_falls_back_on_the_event_time(stamp: Any) -> None:
    found = streaming(json.dumps([{**event(["x"]), "timestamp": stamp}]).encode())
    assert found.events[0].timestamp_ms == 1_689_675_840_000
    assert found.events[0].rounded_ms == 999


def test_the_streams_of_the_samples_name_their_session(samples: Path) -> None:
    files = sorted(samples.glob("*/cloudwatch-streaming.json*"))
    assert len(files) == 9
    for file in files:
        entry = json.loads((file.parent / "session.json").read_text())
        found = streaming(file.read_bytes())
        assert (found.session_id, found.target, found.owner) == (
            entry["SessionId"],
            entry["Target"],
            entry["Owner"],
        )


def test_pages_of_which_the_last_breaks_off_give_the_whole_ones_with_a_remark() -> None:
    content = json.dumps({"events": EVENTS}).encode() + b'\n{"events": [{"timestamp": 1, "mess'
    found = streaming(content)
    assert [each.lines for each in found.events] == LINES
    assert any("breaks off in line 2" in remark for remark in found.remarks)


@pytest.mark.parametrize("cut", [20, 200, -30])
def test_a_page_that_breaks_off_is_refused_with_the_line(cut: int) -> None:
    content = json.dumps({"events": EVENTS}, indent=1).encode()
    with pytest.raises(NotEvidence, match=r"no whole JSON: it breaks off in line \d+"):
        read(content[:cut])


def test_a_stream_that_is_being_fetched_empty_is_no_evidence() -> None:
    with pytest.raises(NotEvidence, match="no log events of a session"):
        read(b'{"events": [], "nextForwardToken": "f/1"}')


def test_what_is_no_line_and_what_has_no_time_is_left_out_and_told() -> None:
    timeless = {**message(["gone"]), "eventTime": "yesterday"}
    found = streaming(
        json.dumps([event(["a", 5, None, "b"]), {"message": timeless}, event("text", 1)]).encode()
    )
    assert [each.lines for each in found.events] == [("a", "b"), ()]
    assert found.remarks == (
        "events without a usable time were left out: 1",
        "what events held beside lines was left out: 2",
    )
