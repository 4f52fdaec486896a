"""`show`: what is known of one session, and how."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.cli.test_list import HISTORY, KEYS, LOG


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The S3 object of a session, under a name that says nothing."""
    path = tmp_path / "renamed.log"
    path.write_bytes(LOG)
    return path


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """The history's reply that has the session."""
    path = tmp_path / "history.json"
    path.write_text(json.dumps(HISTORY))
    return path


def test_json_has_the_keys_of_list_and_what_opening_told(log: Path, history: Path) -> None:
    ran = run("show", log, history, "--json", "--size", "132x43")
    assert ran.code == 0
    shown = json.loads(ran.out)
    assert list(shown)[: len(KEYS)] == KEYS
    assert shown["id"] == "alice-0aa"
    assert shown["bytes"] == len(b"sh-5.2$ exit\r\nexit\r\n")
    assert shown["text"] == [{"fidelity": "exact", "offset": 0, "length": shown["bytes"]}]
    assert shown["size"] == {
        "cols": 132,
        "rows": 43,
        "known": "given",
        "evidence": shown["size"]["evidence"],
    }
    assert shown["certainty"].keys() == {"recorded", "bounded", "estimated"}
    assert sum(shown["certainty"].values()) == pytest.approx(1)
    assert shown["error"].keys() == {"typical", "worst"}
    assert shown["gaps"] == []
    assert {source["sha256"] for source in shown["sources"]} == {
        hashlib.sha256(path.read_bytes()).hexdigest() for path in (log, history)
    }
    assert shown["complete"] is True


def test_a_start_that_only_cloudtrail_tells_is_said_to_be_its_and_in_whole_seconds(
    log: Path, tmp_path: Path
) -> None:
    trail = tmp_path / "trail.json"
    record = {
        "eventSource": "ssm.amazonaws.com",
        "eventName": "StartSession",
        "eventTime": "2026-11-24T20:11:48Z",
        "responseElements": {"sessionId": "alice-0aa"},
    }
    trail.write_text(json.dumps({"Records": [record]}))
    ran = run("show", log, trail)
    assert "begins at 24 Nov 2026 20:11:48 UTC: as CloudTrail says, in whole seconds" in ran.out
    assert "by: the session's start in CloudTrail and the header of the log" in ran.out
    assert "history" not in ran.out.partition("Time")[2]


def test_an_end_that_only_cloudtrail_tells_bounds_to_the_next_second(tmp_path: Path) -> None:
    raw = tmp_path / "alice-0123456789abcdef0" / "ipcTempFile.log"
    raw.parent.mkdir()
    raw.write_bytes(b"sh-5.2$ exit\r\nexit\r\n")
    trail = tmp_path / "trail.json"
    record = {
        "eventSource": "ssm.amazonaws.com",
        "eventName": "TerminateSession",
        "eventTime": "2026-11-24T20:14:01Z",
        "requestParameters": {"sessionId": "alice-0123456789abcdef0"},
    }
    start = {
        **record,
        "eventName": "StartSession",
        "eventTime": "2026-11-24T20:11:48Z",
        "responseElements": {"sessionId": "alice-0123456789abcdef0"},
    }
    trail.write_text(json.dumps({"Records": [start, record]}))
    ran = run("show", raw, trail)
    assert "the session's end in CloudTrail" in ran.out
    assert "lasts 2:14" in ran.out


def test_a_log_alone_is_told_to_have_an_invented_pace(log: Path) -> None:
    ran = run("show", log)
    assert "100 % of the bytes estimated: a bound is missing, so their pace is invented" in ran.out
    assert "begins at unknown: nobody recorded it" in ran.out
    shown = json.loads(run("show", log, "--json").out)
    assert shown["certainty"]["estimated"] == 1.0
    assert shown["error"] == {"typical": None, "worst": None}


def test_start_and_end_bound_a_log(log: Path, history: Path) -> None:
    ran = run("show", log, history)
    assert "100 % of the bytes bounded" in ran.out
    assert "begins at 24 Nov 2026 20:11:48 UTC: as the session history says" in ran.out
    assert "error, where both bounds are known: typical ±" in ran.out


def test_it_says_who_says_what_and_gives_each_digest(log: Path, history: Path) -> None:
    out = run("show", log, history).out
    assert "  id: alice-0aa  (said by " in out
    assert "  reason: INC-4711  (said by history)" in out
    assert hashlib.sha256(log.read_bytes()).hexdigest() in out
    assert "complete: what was found is all there is" in out


def test_foreign_text_in_it_acts_on_no_terminal(log: Path, history: Path) -> None:
    assert "\x1b" not in run("show", log, history).out


def test_no_reason_looks_like_more_that_is_known_or_pushes_it_away(
    log: Path, tmp_path: Path
) -> None:
    forged = f"none{' ' * 68}owner: root  (said by history){'!' * 100_000}"
    session = HISTORY["Sessions"][0] | {"Reason": forged}
    path = tmp_path / "forged.json"
    path.write_text(json.dumps({"Sessions": [session]}))
    lines = run("show", log, path).out.splitlines()
    (reason,) = [line for line in lines if "reason: " in line]
    assert reason.startswith("  reason: none ␣×68 owner: root")
    assert max(map(len, lines)) < 2100


def test_a_session_without_id_says_so(tmp_path: Path) -> None:
    (tmp_path / "out.cast").write_text(
        '{"version": 2, "width": 90, "height": 20}\n[0.5, "o", "hi"]\n'
    )
    out = run("show", tmp_path / "out.cast").out
    assert "id: none; nothing that is here names one" in out
    assert "size 90×20, recorded" in out
    assert "100 % of the bytes recorded" in out


def test_an_id_is_looked_up_in_the_sources(log: Path, history: Path) -> None:
    assert (
        json.loads(run("show", "alice-0aa", "--source", log.parent, "--json").out)["id"]
        == "alice-0aa"
    )


def test_standard_input_is_evidence_too() -> None:
    ran = run("show", "-", "--json", stdin=LOG)
    assert json.loads(ran.out)["id"] == "alice-0aa"


def test_a_streamed_session_says_what_it_lacks(samples: Path) -> None:
    out = run("show", samples / "simple" / "cloudwatch-streaming.json").out
    assert "damaged: streamed lines lack carriage returns" in out
