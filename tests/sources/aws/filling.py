"""The bundled sessions, put where AWS would have them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from moto.backends import get_backend

from tests.sources.aws.cloud import ACCOUNT, REGION, Cloud, moment

BUCKET = "ssm-session-logs-example"
PREFIX = "session-logs"
GROUP = "/aws/ssm/session-logs"
FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
INSTANCE = "i-0eee65f53e9421ce5"


def client(cloud: Cloud, service: str, region: str = REGION) -> Any:
    return _client(cloud.url, service, region)


@cache
def _client(url: str, service: str, region: str) -> Any:
    return boto3.client(
        service,  # type: ignore[call-overload]  # any of them
        region_name=region,
        endpoint_url=url,
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="not-a-secret",
    )


def put_object(cloud: Cloud, key: str, body: bytes, bucket: str = BUCKET) -> None:
    s3 = client(cloud, "s3")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key=key, Body=body)


def put_stream(
    stream: str,
    events: list[dict[str, Any]],
    group: str = GROUP,
    region: str = REGION,
    account: str = ACCOUNT,
) -> None:
    """Put events with stamps of any age, which the service's own door refuses."""
    backend = get_backend("logs")[account][region]
    if group not in backend.groups:
        backend.create_log_group(group, {})
    found = backend.groups[group]
    if stream not in found.streams:
        found.create_log_stream(stream)
    stored = found.streams[stream]
    stored.put_log_events(
        [{"timestamp": each["timestamp"], "message": each["message"]} for each in events]
    )
    for event, each in zip(stored.events[-len(events) :], events, strict=True):
        event.ingestion_time = each.get("ingestionTime", each["timestamp"] + 40)


def put_session(cloud: Cloud, entry: dict[str, Any]) -> None:
    dates = {
        key: moment(entry[key]) for key in ("StartDate", "EndDate") if entry.get(key) is not None
    }
    cloud.sessions.append({**{k: v for k, v in entry.items() if v is not None}, **dates})


def started(entry: dict[str, Any], address: str = "203.0.113.7") -> dict[str, Any]:
    """Return the record that CloudTrail keeps of the session's start."""
    return {
        "eventVersion": "1.08",
        "userIdentity": {"type": "IAMUser", "arn": entry["Owner"], "accountId": ACCOUNT},
        "eventTime": entry["StartDate"][:19] + "Z",
        "eventSource": "ssm.amazonaws.com",
        "eventName": "StartSession",
        "awsRegion": REGION,
        "sourceIPAddress": address,
        "userAgent": "aws-cli/2.15.0",
        "requestParameters": {"target": entry["Target"]},
        "responseElements": {
            "sessionId": entry["SessionId"],
            "tokenValue": "Value hidden due to security reasons.",
            "streamUrl": "wss://ssmmessages.us-east-1.amazonaws.com/v1/data-channel/x",
        },
        "eventID": f"event-{entry['SessionId']}",
        "recipientAccountId": ACCOUNT,
    }


def save_preferences(cloud: Cloud, name: str = "SSM-SessionManagerRunShell", **inputs: Any) -> None:
    content = {
        "schemaVersion": "1.0",
        "description": "Preferences",
        "sessionType": "Standard_Stream",
        "inputs": {
            "s3BucketName": BUCKET,
            "s3KeyPrefix": PREFIX,
            "cloudWatchLogGroupName": GROUP,
            "cloudWatchStreamingEnabled": True,
            **inputs,
        },
    }
    client(cloud, "ssm").create_document(
        Name=name, DocumentType="Session", DocumentFormat="JSON", Content=json.dumps(content)
    )


def run_task(cloud: Cloud, cluster: str, service: str) -> str:
    """Run a task of a service; return its id."""
    ecs = client(cloud, "ecs")
    ecs.create_cluster(clusterName=cluster)
    container = {"name": "app", "image": "app", "memory": 128}
    ecs.register_task_definition(family="app", containerDefinitions=[container])
    subnet = client(cloud, "ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    reply = ecs.run_task(
        cluster=cluster,
        taskDefinition="app",
        launchType="FARGATE",
        group=f"service:{service}",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}},
    )
    arn: str = reply["tasks"][0]["taskArn"]
    return arn.rpartition("/")[2]


def fill(cloud: Cloud) -> None:
    """Put all bundled sessions there, and the preferences that name the places."""
    save_preferences(cloud)
    for folder in sorted(each for each in FIXTURES.iterdir() if each.is_dir()):
        fill_with(cloud, folder)


def fill_with(cloud: Cloud, folder: Path) -> None:
    """Put one bundled session there."""
    names = [each.stem for each in folder.glob("*.log")]
    for log in folder.glob("*.log"):
        put_object(cloud, f"{PREFIX}/{log.name}", log.read_bytes())
    for history in folder.glob("session.json"):
        entry = json.loads(history.read_text())
        entry = {key: value for key, value in entry.items() if value not in ("", {})}
        names.append(entry["SessionId"])
        put_session(cloud, entry)
        cloud.trail.append(started(entry))
    for events in folder.glob("cloudwatch-*.json"):
        page = json.loads(events.read_text())
        put_stream(_stream(page, names), page["events"])


def _stream(page: dict[str, Any], names: list[str]) -> str:
    if names:
        return names[0]
    message = page["events"][0]["message"]
    if message.startswith("{"):
        return str(json.loads(message)["sessionId"])
    return (
        message.partition("/orchestration/")[2].partition("/")[0]
        if "/orchestration/" in message
        else "?"
    )
