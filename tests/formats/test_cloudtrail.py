"""CloudTrail: who started a session, from where."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from replayer.errors import NotEvidence
from replayer.formats import read
from replayer.formats.evidence import Facts
from replayer.session import TraceSource

SESSION = "alice-a7edcmpb3u2m7os5af3r09fquo"


def record(**more: Any) -> dict[str, Any]:
    return {
        "eventVersion": "1.08",
        "userIdentity": {
            "arn": "arn:aws:iam::123456789012:user/alice",
            "accountId": "123456789012",
        },
        "eventTime": "2026-11-24T22:07:59Z",
        "eventSource": "ssm.amazonaws.com",
        "eventName": "StartSession",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "203.0.113.7",
        "requestParameters": {"target": "i-0eee65f53e9421ce5", "reason": "INC-1"},
        "responseElements": {"sessionId": SESSION},
        **more,
    }


def facts(value: Any) -> Facts:
    (found,) = read(json.dumps(value).encode())
    assert isinstance(found, Facts)
    return found


def test_a_start_tells_who_where_when_and_from_which_address() -> None:
    (session,) = facts({"Records": [record()]}).sessions
    assert session.key == SESSION
    assert session.owner == "arn:aws:iam::123456789012:user/alice"
    assert session.target == "i-0eee65f53e9421ce5"
    assert session.source_address == "203.0.113.7"
    assert session.reason == "INC-1"
    assert session.started == datetime(2026, 11, 24, 22, 7, 59, tzinfo=UTC)
    assert session.said_by["source_address"] == "cloudtrail"
    assert session.traces[0].source is TraceSource.CLOUDTRAIL


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda one: {"Records": [one]},
        lambda one: {"Events": [{"EventName": "StartSession", "CloudTrailEvent": json.dumps(one)}]},
        lambda one: [one],
        lambda one: one,
    ],
    ids=["trail file", "lookup-events", "list", "record"],
)
def test_a_record_is_found_in_every_wrapper(wrapped: Any) -> None:
    assert facts(wrapped(record())).sessions[0].key == SESSION


def test_whoever_ended_a_session_does_not_become_its_owner() -> None:
    ended = record(
        eventName="TerminateSession",
        userIdentity={"arn": "arn:aws:iam::123456789012:user/admin"},
        requestParameters={"sessionId": SESSION},
        responseElements=None,
    )
    (session,) = facts([ended]).sessions
    assert session.owner is None
    assert session.ended is not None


def test_a_command_in_a_container_is_a_session_too() -> None:
    one = record(
        eventSource="ecs.amazonaws.com",
        eventName="ExecuteCommand",
        responseElements={"session": {"sessionId": "ecs-execute-command-0a42ca8f052a1113f"}},
    )
    assert facts([one]).sessions[0].key == "ecs-execute-command-0a42ca8f052a1113f"


def test_a_command_in_a_container_names_its_cluster_task_and_container() -> None:
    one = record(
        eventSource="ecs.amazonaws.com",
        eventName="ExecuteCommand",
        requestParameters={"cluster": "shop", "task": "0123456789abcdef0123456789abcdef"},
        responseElements={
            "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/shop",
            "taskArn": "arn:aws:ecs:us-east-1:123456789012:task/shop/0123456789abcdef0123456789abcdef",
            "containerName": "web",
            "session": {"sessionId": "ecs-execute-command-0a42ca8f052a1113f"},
        },
    )
    session = facts([one]).sessions[0]
    assert session.target_name == "shop/01234567/web"
    assert session.said_by["target_name"] == "cloudtrail"


def test_refused_calls_and_those_of_other_services_are_not_sessions() -> None:
    others = [
        record(errorCode="AccessDenied", responseElements=None),
        record(eventSource="athena.amazonaws.com"),
        record(eventName="SendCommand"),
    ]
    with pytest.raises(NotEvidence, match="no record in it is of a session"):
        read(json.dumps({"Records": others}).encode())


def test_odd_values_are_unknown_and_no_reason_to_fail() -> None:
    odd = record(eventTime=7e300, userIdentity=[], requestParameters="x", sourceIPAddress=None)
    (session,) = facts([odd, {"eventSource": 1}, None]).sessions
    assert (session.started, session.owner, session.target) == (None, None, None)
