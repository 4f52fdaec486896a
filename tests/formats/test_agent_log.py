"""The agent's own log on the host."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from replayer.errors import NotEvidence
from replayer.formats import read
from replayer.formats.evidence import Facts
from replayer.opening import catalog, find_one, open_recording
from replayer.session import TraceSource, TraceState
from replayer.sources import Entry

SESSION = "alice-a7edcmpb3u2m7os5af3r09fquo"
WORKER = f"[ssm-session-worker] [{SESSION}]"
LOG = f"""2026-11-24 22:07:00.1234 INFO [amazon-ssm-agent] amazon-ssm-agent - v3.3.987.0
2026-11-24 22:08:00.0001 INFO {WORKER} [DataBackend] [pluginName=Standard_Stream] Setting up datachannel for session: {SESSION}, requestId: x, clientId: y
2026-11-24 22:08:00.2 INFO {WORKER} [DataBackend] Parsing AgentMessage m, Payload: {{\\"SessionOwner\\":\\"arn:aws:iam::123456789012:user/alice\\",\\"RunAsUser\\":\\"deploy\\"}}
2026-11-24 22:08:24 INFO {WORKER} [DataBackend] [pluginName=Standard_Stream] Uploading /var/x.log to s3://logs/a/{SESSION}.log
2026-11-24 22:08:26 INFO {WORKER} [DataBackend] Closing datachannel with channel Id {SESSION}
"""


def facts(text: str) -> Facts:
    (found,) = read(text.encode())
    assert isinstance(found, Facts)
    return found


def test_it_tells_when_a_session_began_and_ended_for_whom_and_where_its_log_went() -> None:
    (session,) = facts(LOG).sessions
    assert session.key == SESSION
    assert session.started == datetime(2026, 11, 24, 22, 8, 0, 100, tzinfo=UTC)
    assert session.ended == datetime(2026, 11, 24, 22, 8, 26, tzinfo=UTC)
    assert session.owner == "arn:aws:iam::123456789012:user/alice"
    assert session.run_as_user == "deploy"
    assert (TraceSource.S3, TraceState.ABSENT, f"s3://logs/a/{SESSION}.log") in [
        (trace.source, trace.state, trace.where) for trace in session.traces
    ]


def test_its_times_are_said_to_name_no_zone() -> None:
    assert "zone unknown" in facts(LOG).sessions[0].said_by["started"]


def test_a_log_without_sessions_says_so() -> None:
    with pytest.raises(NotEvidence, match="no session"):
        read(LOG.splitlines(keepends=True)[0].encode())


def test_its_times_bound_nothing_in_a_recording_though_the_list_shows_them(tmp_path: Path) -> None:
    (tmp_path / "amazon-ssm-agent.log").write_text(LOG)
    (tmp_path / f"{SESSION}.log").write_bytes(b"\x1b[1msh-5.2$ date\r\n")
    (entry,) = {e.key: e for e in catalog([str(tmp_path)]) if isinstance(e, Entry)}.values()
    assert entry.session.started is not None
    recording = open_recording(find_one([str(tmp_path)]))
    assert recording.session.started is None
    assert {each.source for each in recording.provenance} == {
        TraceSource.AGENT_LOG,
        TraceSource.FILE,
    }


def test_it_is_known_by_its_content_and_not_taken_for_output(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text(LOG)
    (entry,) = (each for each in catalog([str(path)]) if isinstance(each, Entry))
    assert not entry.has_text
