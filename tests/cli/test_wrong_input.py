"""Wrong input: one sentence, the right exit code, nothing written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import run

EVENTS = '{"events": [{"timestamp": 1, "message": "{\\"sessionId\\": \\"a-0\\", \\"sessionDa'


def _not_a_log(folder: Path) -> str:
    (folder / "in").write_text("Dear diary,\ntoday nothing happened.\n")
    return "in"


def _empty(folder: Path) -> str:
    (folder / "in").write_bytes(b"")
    return "in"


def _folder_without_logs(folder: Path) -> str:
    (folder / "in").mkdir()
    (folder / "in" / "notes.md").write_text("# Notes\n")
    return "in"


def _empty_folder(folder: Path) -> str:
    (folder / "in").mkdir()
    return "in"


def _truncated_json(folder: Path) -> str:
    (folder / "in").write_text(EVENTS)
    return "in"


def _binary(folder: Path) -> str:
    (folder / "in").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20)
    return "in"


def _missing(folder: Path) -> str:
    return "in/nothing.log"


def _unknown_id(folder: Path) -> str:
    return "alice-0123456789abcdef0"


CASES = [
    _not_a_log, _empty, _folder_without_logs, _empty_folder, _truncated_json, _binary, _missing, _unknown_id,
]  # fmt: skip


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__.strip("_"))
@pytest.mark.parametrize("command", ["show", "play", "export", "list"])
def test_wrong_input_is_one_sentence_and_nothing_is_written(
    make: Callable[[Path], str], command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    spec = make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    more = {"export": ["-o", "out.cast"], "play": ["--plain"]}.get(command, [])
    ran = run(command, spec, *more)
    assert ran.code == 1
    assert ran.out == ""
    *skipped, last = ran.err.splitlines()
    assert all(line.startswith("ssm-replay: skipped ") for line in skipped)
    assert last.startswith(f"ssm-replay: {spec}: ")
    assert last.endswith(".")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission_is_exit_code_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.log").write_text("sh-5.2$ \r\n")
    (tmp_path / "in.log").chmod(0)
    ran = run("show", "in.log")
    assert ran.code == 3
    assert ran.err == (
        "ssm-replay: in.log: you have no permission to read it. "
        "Ask its owner, or copy it to where you may read it.\n"
    )


def test_an_unknown_id_says_how_to_list_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "bob-0aa.log").write_bytes(b"sh-5.2$ ls\r\na b c\r\nsh-5.2$ exit\r\n")
    ran = run("show", "alice-0bb", "--source", tmp_path)
    assert ran.code == 1
    assert f"ssm-replay list {tmp_path}" in ran.err


def test_several_sessions_are_listed_where_one_is_wanted() -> None:
    ran = run("show", "fixture:")
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "and one is wanted: " in ran.err


def test_an_existing_file_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    target = tmp_path / "a.cast"
    target.write_text("mine")
    ran = run("export", "no-such-session", "-o", target)
    assert ran.code == 1
    assert "--overwrite" in ran.err
    assert target.read_text() == "mine"


def test_a_moment_is_refused_where_a_session_is_meant(tmp_path: Path) -> None:
    ran = run("export", "alice-0123#4096", "-o", tmp_path / "a.cast")
    assert ran.code == 2
    assert "#OFFSET" in ran.err
