"""The account together with files of the host and of a trail: still one row a session."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from replayer.opening import catalog, find_one, open_recording
from replayer.session import TraceSource, TraceState
from replayer.settings import AwsSettings
from replayer.sources import Entry
from tests.cli.running import run
from tests.sources.aws import filling
from tests.sources.aws.cloud import ACCOUNT, Cloud, Fault
from tests.sources.aws.filling import BUCKET, FIXTURES, PREFIX

SHELL = "alice-a7edcmpb3u2m7os5af3r09fquo"
WORKER = f"[ssm-session-worker] [{SHELL}]"
AGENT_LOG = f"""2026-11-24 22:08:00.0001 INFO {WORKER} [DataBackend] Setting up datachannel for session: {SHELL}, requestId: x
2026-11-24 22:08:24 INFO {WORKER} [DataBackend] Uploading /var/x.log to s3://{BUCKET}/{PREFIX}/{SHELL}.log
2026-11-24 22:08:26 INFO {WORKER} [DataBackend] Closing datachannel with channel Id {SHELL}
"""
RAW = b"sh-5.2$ whoami\r\nssm-user\r\nsh-5.2$ exit\r\nexit\r\n"


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """What a person copied from the host: the agent's log and the orchestration folder, and a trail's file."""
    folder = tmp_path / "host"
    folder.mkdir()
    (folder / "amazon-ssm-agent.log").write_text(AGENT_LOG)
    return folder


def orchestration(host: Path, content: bytes, session: str = SHELL) -> Path:
    path = host / filling.INSTANCE / "session" / "orchestration" / session / "Standard_Stream"
    path.mkdir(parents=True)
    (path / "ipcTempFile.log").write_bytes(content)
    return path


def joined(settings: AwsSettings, *places: str | Path) -> dict[str, Entry]:
    found = catalog(["aws:", *map(str, places)], aws=settings)
    return {each.key: each for each in found if isinstance(each, Entry)}


def states(entry: Entry) -> dict[TraceSource, TraceState]:
    return {trace.source: trace.state for trace in entry.session.traces}


def test_the_agent_s_log_joins_the_row_of_the_account(
    filled: Cloud, quick: AwsSettings, host: Path
) -> None:
    found = joined(quick, host)
    assert len(found) == 9
    assert states(found[SHELL]) == dict.fromkeys(
        (
            TraceSource.S3,
            TraceSource.CLOUDWATCH,
            TraceSource.HISTORY,
            TraceSource.CLOUDTRAIL,
            TraceSource.AGENT_LOG,
        ),
        TraceState.PRESENT,
    )
    assert found[SHELL].session.said_by["started"] == "history"


def test_the_host_s_own_file_gives_its_bytes_and_the_account_the_times(
    filled: Cloud, quick: AwsSettings, host: Path
) -> None:
    log = (FIXTURES / "shell" / f"{SHELL}.log").read_bytes()
    body = log.partition(b"\n")[2].rpartition(b"\nScript done")[0]
    orchestration(host, body.replace(b"\r\n", b"\n"))
    online = open_recording(find_one([SHELL], ["aws:"], aws=quick))
    both = open_recording(find_one([SHELL], ["aws:", str(host)], aws=quick))
    assert both.data[:] == online.data[:]
    assert both.timeline.errors() == online.timeline.errors()
    assert {TraceSource.CLOUDWATCH, TraceSource.FILE} <= {each.source for each in both.provenance}


def test_a_session_that_was_never_uploaded_is_replayed_from_the_host(
    filled: Cloud, quick: AwsSettings, host: Path
) -> None:
    only = "zoe-0123456789abcdef0"
    entry = {
        "SessionId": only,
        "Target": filling.INSTANCE,
        "Status": "Terminated",
        "StartDate": "2026-11-24T21:00:00+00:00",
        "EndDate": "2026-11-24T21:05:00+00:00",
        "Owner": f"arn:aws:iam::{ACCOUNT}:user/zoe",
    }
    filling.put_session(filled, entry)
    orchestration(host, RAW, only)
    row = joined(quick, host)[only]
    assert row.session.owner == f"arn:aws:iam::{ACCOUNT}:user/zoe"
    assert states(row)[TraceSource.S3] is TraceState.ABSENT
    assert open_recording(row).data[:] == RAW


def test_a_trail_s_file_on_disk_tells_what_cloudtrail_may_not_be_asked_for(
    filled: Cloud, quick: AwsSettings, tmp_path: Path
) -> None:
    trail = tmp_path / "AWSLogs" / ACCOUNT / "CloudTrail" / "us-east-1" / "2026" / "11" / "24"
    trail.mkdir(parents=True)
    content = gzip.compress(json.dumps({"Records": filled.trail}).encode())
    (trail / f"{ACCOUNT}_CloudTrail_us-east-1_20261124T2210Z_x.json.gz").write_bytes(content)
    filled.faults = [Fault("LookupEvents", "AccessDeniedException")]
    assert find_one([SHELL], ["aws:"], aws=quick).session.source_address is None
    row = joined(quick, tmp_path)[SHELL]
    assert row.session.source_address == "203.0.113.7"
    assert states(row)[TraceSource.CLOUDTRAIL] is TraceState.PRESENT


def test_an_option_of_aws_opens_the_account_beside_a_folder(filled: Cloud, host: Path) -> None:
    ran = run("list", host, "--region", "us-east-1", "--json")
    assert ran.code == 0, ran.err
    rows = {row["key"]: row for row in map(json.loads, ran.out.splitlines())}
    assert len(rows) == 9
    assert {trace["source"] for trace in rows[SHELL]["traces"]} >= {"agent-log", "s3", "history"}
