"""The session history as the CLI prints it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from replayer.errors import NotEvidence
from replayer.formats import read
from replayer.formats.evidence import History
from replayer.session import Session, TraceSource, TraceState

ENTRY: dict[str, Any] = {
    "SessionId": "bob-ni3a3imzxwgbhnhj5rjcmbvy3k",
    "Target": "i-09b7aab5abee0be0b",
    "Status": "Terminated",
    "StartDate": "2026-11-24T22:40:04.408+00:00",
    "EndDate": "2026-11-25T00:42:32.640+02:00",
    "DocumentName": "SSM-SessionManagerRunShell",
    "Owner": "arn:aws:iam::123456789012:user/bob",
    "Reason": "check app-03",
    "OutputUrl": {
        "S3OutputUrl": "https://s3.console.aws.amazon.com/s3/object/logs-bucket/ssm/bob%2Bx-ni3a.log?region=us-east-1",
        "CloudWatchOutputUrl": "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1"
        "#logEventViewer:group=/aws/ssm/session-logs;stream=bob-ni3a",
    },
    "AccessType": "Standard",
    "MaxSessionDuration": "",
}


def sessions(value: Any) -> tuple[Session, ...]:
    (found,) = read(json.dumps(value).encode() if not isinstance(value, bytes) else value)
    assert isinstance(found, History)
    return found.sessions


WHOLE = {"Sessions": [ENTRY], "NextToken": "x"}


@pytest.mark.parametrize(
    "value",
    [
        WHOLE,
        [ENTRY],
        ENTRY,
        json.dumps(WHOLE).encode() * 1,
        b"\xef\xbb\xbf" + json.dumps(WHOLE, indent=4).encode(),
    ],
)
def test_the_whole_answer_the_list_and_one_element_say_the_same(value: Any) -> None:
    (found,) = sessions(value)
    assert str(found.id) == found.key == ENTRY["SessionId"]
    assert found.started == datetime(2026, 11, 24, 22, 40, 4, 408000, tzinfo=UTC)
    assert found.ended == datetime(2026, 11, 24, 22, 42, 32, 640000, tzinfo=UTC)
    assert (found.target, found.status, found.reason, found.document) == (
        "i-09b7aab5abee0be0b",
        "Terminated",
        "check app-03",
        "SSM-SessionManagerRunShell",
    )
    assert (found.owner, found.account, found.region, found.access_type) == (
        "arn:aws:iam::123456789012:user/bob",
        "123456789012",
        "us-east-1",
        "Standard",
    )
    assert found.said_by["started"] == "history"


def test_several_pages_in_a_row_are_one_history() -> None:
    other = {**ENTRY, "SessionId": "carol-0123456789abcdef0"}
    content = b"\n".join(json.dumps({"Sessions": [each]}).encode() for each in (ENTRY, other))
    assert [each.key for each in sessions(content)] == [ENTRY["SessionId"], other["SessionId"]]


@pytest.mark.parametrize(
    "date", [1795560004.408, 1795560004408, "1795560004.408", "2026-11-24T22:40:04.408Z"]
)
def test_dates_may_be_epoch_seconds_or_iso(date: Any) -> None:
    (found,) = sessions({**ENTRY, "StartDate": date})
    assert found.started is not None
    assert abs(found.started.timestamp() - 1795560004.408) < 0.0005


def test_a_date_without_zone_is_taken_for_utc() -> None:
    (found,) = sessions({**ENTRY, "StartDate": "2026-11-24T22:40:04"})
    assert found.started == datetime(2026, 11, 24, 22, 40, 4, tzinfo=UTC)


def test_any_field_may_be_absent() -> None:
    (found,) = sessions({"SessionId": "bob-1"})
    assert found.id is not None
    assert found.id.text == "bob-1"
    assert {found.started, found.ended, found.owner, found.target, found.status} == {None}
    assert [(trace.source, trace.state) for trace in found.traces] == [
        (TraceSource.HISTORY, TraceState.PRESENT)
    ]


@pytest.mark.parametrize(
    "odd", [None, 5, [], {}, "", "not a date", {"S3OutputUrl": 7}, float("nan"), 10**400]
)
@pytest.mark.parametrize("key", [key for key in ENTRY if key != "SessionId"])
def test_a_field_of_any_other_type_is_left_open(key: str, odd: Any) -> None:
    (found,) = sessions([{**ENTRY, key: odd}])
    assert found.key == ENTRY["SessionId"]


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", -62135596800, 1e18]
)
def test_a_date_that_is_no_sane_one_is_left_open(date: Any) -> None:
    (found,) = sessions({**ENTRY, "StartDate": date})
    assert found.started is None


@pytest.mark.parametrize(
    "document",
    [
        "AWS-StartPortForwardingSession",
        "AWS-StartPortForwardingSessionToRemoteHost",
        "AWS-StartSSHSession",
    ],
)
def test_tunnels_expect_no_log(document: str) -> None:
    (found,) = sessions({**ENTRY, "DocumentName": document, "OutputUrl": {}})
    assert {trace.source: trace.state for trace in found.traces} == {
        TraceSource.HISTORY: TraceState.PRESENT,
        TraceSource.S3: TraceState.NOT_EXPECTED,
        TraceSource.CLOUDWATCH: TraceState.NOT_EXPECTED,
    }


def places(url: dict[str, str]) -> dict[TraceSource, str | None]:
    (found,) = sessions({**ENTRY, "OutputUrl": url})
    return {trace.source: trace.where for trace in found.traces if trace.state is TraceState.ABSENT}


def test_the_addresses_of_logs_are_read_out_of_console_addresses() -> None:
    assert places(ENTRY["OutputUrl"]) == {
        TraceSource.S3: "s3://logs-bucket/ssm/bob+x-ni3a.log",
        TraceSource.CLOUDWATCH: "logs:///aws/ssm/session-logs/bob-ni3a",
    }


@pytest.mark.parametrize(
    ("url", "where"),
    [
        (
            "https://eu-west-1.console.aws.amazon.com/s3/object/b/p%20q/x-1.log",
            "s3://b/p q/x-1.log",
        ),
        ("https://eu-west-1.console.aws.amazon.com/s3/object/b//x-1.log", "s3://b//x-1.log"),
        ("s3://b/x-1.log", "s3://b/x-1.log"),
        ("https://example.com/elsewhere", None),
        ("https://[broken", None),
        ("https://eu-west-1.console.aws.amazon.com/s3/object/b", None),
    ],
)
def test_an_s3_address_is_read_or_left(url: str, where: str | None) -> None:
    assert places({"S3OutputUrl": url}).get(TraceSource.S3) == where


def test_the_newer_console_address_of_a_log_stream_is_read_too() -> None:
    url = (
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/"
        "$252Faws$252Fssm/log-events/bob-ni3a"
    )
    assert (
        places({"CloudWatchOutputUrl": url})[TraceSource.CLOUDWATCH] == "logs:///aws/ssm/bob-ni3a"
    )


def test_an_answer_without_sessions_is_no_evidence() -> None:
    with pytest.raises(NotEvidence, match="lists no session"):
        read(b'{"Sessions": []}')
