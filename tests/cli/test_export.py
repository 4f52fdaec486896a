"""`export`: what is written where, and what is said about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.cli.test_list import HISTORY, LOG


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The S3 object of a session."""
    path = tmp_path / "session.log"
    path.write_bytes(LOG)
    return path


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.cast", '{"version": 2, '),
        ("a.cast3", '{"version": 3, '),
        ("a.txt", "sh-5.2$ exit\nexit\n"),
        ("a.timeline", '{"started": '),
    ],
)
def test_the_suffix_tells_the_format(log: Path, tmp_path: Path, name: str, start: str) -> None:
    ran = run("export", log, "-o", tmp_path / name)
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / name).read_text().startswith(start)


def test_the_name_of_a_format_wins_over_the_suffix(log: Path, tmp_path: Path) -> None:
    assert run("export", log, "-f", "text", "-o", tmp_path / "a.cast").code == 0
    assert (tmp_path / "a.cast").read_text() == "sh-5.2$ exit\nexit\n"


def test_standard_output_gets_what_the_file_would_get(log: Path, tmp_path: Path) -> None:
    run("export", log, "-o", tmp_path / "a.cast")
    ran = run("export", log, "-f", "cast", "-o", "-")
    assert ran.raw == (tmp_path / "a.cast").read_bytes()


def test_standard_output_needs_the_name_of_a_format(log: Path) -> None:
    ran = run("export", log, "-o", "-")
    assert (ran.code, ran.out) == (2, "")
    assert "-f: cast, cast3, text, timeline" in ran.err


@pytest.mark.parametrize("name", ["cast", "cast3", "text", "timeline"])
def test_every_export_says_what_it_contains(log: Path, name: str) -> None:
    assert "contains whatever the screen showed" in run("export", log, "-f", name, "-o", "-").err


def test_a_cast_with_an_invented_pace_says_so(log: Path, tmp_path: Path) -> None:
    assert "its pace is invented" in run("export", log, "-f", "cast", "-o", "-").err
    (tmp_path / "history.json").write_text(json.dumps(HISTORY))
    ran = run("export", log, tmp_path / "history.json", "-f", "cast", "-o", "-")
    assert "invented" not in ran.err


def test_a_raw_cast_says_what_it_does(log: Path) -> None:
    assert "it is raw" in run("export", log, "-f", "cast", "-o", "-", "--raw").err


def test_options_that_change_nothing_are_said_to(log: Path) -> None:
    ran = run("export", log, "-f", "timeline", "-o", "-", "-s", "2")
    assert ran.code == 0
    assert "change casts only, not timeline" in ran.err


def test_the_size_that_the_user_gives_is_written(log: Path) -> None:
    out = run("export", log, "-f", "timeline", "-o", "-", "--size", "132x43").out
    head = json.loads(out.splitlines()[0])
    assert (head["cols"], head["rows"], head["size_known"]) == (132, 43, "given")


def test_overwriting_needs_the_word(log: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.cast"
    target.write_text("mine")
    assert run("export", log, "-o", target).code == 1
    assert run("export", log, "-o", target, "--overwrite").code == 0
    assert target.read_text().startswith('{"version": 2')
