"""`list`: one row a session."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.sources.evidence_files import ALICE, entry, transcript, write

KEYS = [
    "key", "id", "account", "region", "owner", "target", "status", "started", "ended", "duration", "document",
    "reason", "traces",
]  # fmt: skip
HISTORY: dict[str, list[dict[str, object]]] = {
    "Sessions": [
        {
            "SessionId": "alice-0aa",
            "Target": "i-0123456789abcdef0",
            "Status": "Terminated",
            "StartDate": "2026-11-24T20:11:48.250000+00:00",
            "EndDate": "2026-11-24T20:14:01.750000+00:00",
            "Owner": "arn:aws:sts::123456789012:assumed-role/Admin/alice\x1b]0;x\x07",
            "Reason": "INC-4711",
            "DocumentName": "SSM-SessionManagerRunShell",
            "OutputUrl": {},
        },
        {
            "SessionId": "bob-0bb",
            "Target": "i-0123456789abcdef1",
            "Status": "Terminated",
            "StartDate": "2026-11-24T21:00:00+00:00",
            "EndDate": "2026-11-24T21:00:05+00:00",
            "Owner": "arn:aws:iam::123456789012:user/bob",
            "DocumentName": "AWS-StartPortForwardingSession",
        },
    ]
}
LOG = (
    b'Script started on 2026-11-24 20:14:02+00:00 [COMMAND="cat /var/lib/amazon/ssm/i-0123456789abcdef0/session/'
    b'orchestration/alice-0aa/Standard_Stream/ipcTempFile.log" <not executed on terminal>]\n'
    b'sh-5.2$ exit\r\r\nexit\r\r\n\nScript done on 2026-11-24 20:14:02+00:00 [COMMAND_EXIT_CODE="0"]\n'
)


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """A folder with a history of two sessions, the log of one, and a file that is nothing."""
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "history.json").write_text(json.dumps(HISTORY))
    (folder / "renamed.log").write_bytes(LOG)
    (folder / "notes.md").write_text("# Notes\n")
    return folder


def test_json_has_one_session_a_line_with_the_agreed_keys(logs: Path) -> None:
    ran = run("list", logs, "--json")
    assert ran.code == 0
    rows = {row["key"]: row for row in map(json.loads, ran.out.splitlines())}
    assert set(rows) == {"alice-0aa", "bob-0bb"}
    assert all(list(row)[: len(KEYS)] == KEYS for row in rows.values())
    alice = rows["alice-0aa"]
    assert alice["started"] == "2026-11-24T20:11:48.250000Z"
    assert alice["duration"] == 133.5
    assert alice["account"] == "123456789012"
    assert {(trace["source"], trace["state"]) for trace in alice["traces"]} >= {
        ("s3", "present"),
        ("history", "present"),
    }
    assert all(list(trace) == ["source", "state", "form", "where"] for trace in alice["traces"])


def test_a_session_that_began_at_a_limit_is_since_it_and_not_until_it(logs: Path) -> None:
    limit = "2026-11-24T21:00"
    assert '"key": "bob-0bb"' in run("list", logs, "--json", "--since", limit).out
    found = run("list", logs, "--json", "--until", limit).out
    assert '"key": "alice-0aa"' in found
    assert '"key": "bob-0bb"' not in found


def test_what_is_no_evidence_is_named_on_stderr(logs: Path) -> None:
    ran = run("list", logs)
    assert ran.err.startswith(f"ssm-replay: skipped {logs}/notes.md: ")
    assert ran.err.count("\n") == 1


def test_columns_are_aligned_and_the_newest_comes_first(logs: Path) -> None:
    heading, *rows = run("list", logs).out.splitlines()
    assert [row[heading.rindex("ID") :] for row in rows] == ["bob-0bb", "alice-0aa"]
    assert rows[0][heading.index("TIME") :].startswith("– no log")
    assert rows[1][heading.index("TIME") :].startswith("◐ ")
    assert rows[1].startswith("2026-11-24 20:11:48  2026-11-24 20:14:01  2:13 ")


def test_an_owner_written_by_the_person_under_review_acts_on_no_terminal(logs: Path) -> None:
    assert "\x1b" not in run("list", logs).out
    assert "alice\u241b]0;x\u2407" in run("list", logs).out
    assert "\x1b" not in run("list", logs, "--json").out


def test_sources_of_the_environment_are_listed(logs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSM_REPLAY_SOURCE", f"{logs}:{logs / 'renamed.log'}")
    assert "alice-0aa" in run("list").out


def test_without_a_place_the_fixtures_are_listed_and_that_is_said() -> None:
    ran = run("list", "--json")
    assert "bundled fixtures" in ran.err
    assert len(ran.out.splitlines()) >= 6


def test_a_long_target_keeps_its_ends(tmp_path: Path) -> None:
    session = HISTORY["Sessions"][0] | {
        "Target": "ecs:web-cluster_0123456789abcdef_0123456789abcdef-1527056392"
    }
    (tmp_path / "one.json").write_text(json.dumps({"Sessions": [session]}))
    assert "ecs:web-cluster_…-1527056392  " in run("list", tmp_path).out


def test_a_place_that_does_not_exist_is_one_line_and_the_others_are_listed(logs: Path) -> None:
    ran = run("list", logs / "gone", logs, "--json")
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 2
    (line,) = [line for line in ran.err.splitlines() if "gone" in line]
    assert "there is no such file or folder" in line


def test_where_no_place_can_be_opened_the_exit_code_is_3(tmp_path: Path) -> None:
    ran = run("list", tmp_path / "one", tmp_path / "two")
    assert ran.code == 3
    assert ran.err.count("there is no such file or folder") == 2


def test_a_name_of_any_length_leaves_the_table_as_it_is(tmp_path: Path) -> None:
    long = "x" * 100_000
    sessions = [
        {"SessionId": f"{long}-{long}", "Owner": f"arn:aws:iam::1:user/{long}", "Status": long}
    ]
    (tmp_path / "history.json").write_text(json.dumps({"Sessions": sessions}))
    ran = run("list", tmp_path)
    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) < 4500


def test_one_id_in_two_accounts_is_two_rows_of_what_was_fetched_and_what_fits_both_is_told(
    tmp_path: Path,
) -> None:
    other = f"{ALICE}@999999999999"
    for folder, account in ((ALICE, "123456789012"), (other, "999999999999")):
        owner = f"arn:aws:iam::{account}:user/alice"
        write(tmp_path / folder / "history.json", entry(Owner=owner))
        write(tmp_path / folder / f"{ALICE}.log", transcript())
    ran = run("list", "--json", tmp_path)
    rows = {row["key"]: row for row in map(json.loads, ran.out.splitlines())}
    assert {
        key: [Path(each["where"]).parent.name for each in row["traces"]]
        for key, row in rows.items()
    } == {ALICE: [ALICE, ALICE], other: [other, other]}
    assert "account 123456789012 has a session of the same id" in ran.err
    for stray, told_of in (("stray.log", other), ("z/stray.log", ALICE)):  # met before, or after
        write(tmp_path / stray, transcript())
        ran = run("list", tmp_path)
        (line,) = [line for line in ran.err.splitlines() if stray in line]
        assert line.startswith(f"ssm-replay: {told_of}: ")
        assert "nothing says of which" in line
        (tmp_path / stray).unlink()
