"""A cast that this program wrote, opened by this program again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import run

FOREIGN = """\
{"version": 2, "width": 100, "height": 30, "timestamp": 1795558335, "title": "from elsewhere"}
[0.5, "o", "one\\r\\n"]
[0.5, "o", "\\u001b[31mtwo\\u001b[0m é\\r\\n"]
[1.25, "r", "120x40"]
[1.25, "m", "a marker"]
[2.000001, "o", "three"]
[9.0, "i", "q"]
[9.5, "o", "\\r\\n"]
"""


def lines_of(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize(("first", "second"), [("cast", "cast"), ("cast3", "cast3")])
def test_its_events_are_the_same(tmp_path: Path, first: str, second: str) -> None:
    (tmp_path / "foreign.cast").write_text(FOREIGN)
    one, two = tmp_path / "one", tmp_path / "two"
    assert run("export", tmp_path / "foreign.cast", "-o", one, "-f", first, "--raw").code == 0
    assert run("export", one, "-o", two, "-f", second, "--raw").code == 0
    assert lines_of(one)[1:] == lines_of(two)[1:]


def test_version_2_keeps_each_event_of_a_foreign_cast(tmp_path: Path) -> None:
    (tmp_path / "foreign.cast").write_text(FOREIGN)
    run("export", tmp_path / "foreign.cast", "-o", tmp_path / "again.cast", "--raw")
    expected = [json.loads(line) for line in FOREIGN.splitlines()[1:]]
    assert lines_of(tmp_path / "again.cast")[1:] == expected


def test_version_3_says_the_same_as_version_2(tmp_path: Path) -> None:
    (tmp_path / "foreign.cast").write_text(FOREIGN)
    run("export", tmp_path / "foreign.cast", "-o", tmp_path / "three", "-f", "cast3", "--raw")
    run("export", tmp_path / "three", "-o", tmp_path / "two.cast", "--raw")
    expected = [json.loads(line) for line in FOREIGN.splitlines()[1:]]
    assert lines_of(tmp_path / "two.cast")[1:] == expected


def test_a_foreign_cast_has_recorded_times(tmp_path: Path) -> None:
    (tmp_path / "foreign.cast").write_text(FOREIGN)
    shown = json.loads(run("show", "--json", tmp_path / "foreign.cast").out)
    assert shown["certainty"]["recorded"] == 1.0
    assert shown["size"]["known"] == "recorded"


def test_an_invented_pace_does_not_become_recorded_by_a_cast(tmp_path: Path) -> None:
    (tmp_path / "raw.log").write_bytes(b"sh-5.2$ ls\r\na b\r\nsh-5.2$ exit\r\n")
    assert run("export", tmp_path / "raw.log", "-o", tmp_path / "out.cast").code == 0
    shown = json.loads(run("show", "--json", tmp_path / "out.cast").out)
    assert shown["certainty"] == {"estimated": 1.0, "bounded": 0.0, "recorded": 0.0}
    assert shown["size"]["known"] == "assumed"


def test_a_cast_with_another_speed_has_no_recorded_times(tmp_path: Path) -> None:
    (tmp_path / "foreign.cast").write_text(FOREIGN)
    run("export", tmp_path / "foreign.cast", "-o", tmp_path / "fast.cast", "-s", "2")
    ran = run("show", tmp_path / "fast.cast")
    assert "at speed 2" in ran.out
    assert "100 % of the bytes estimated" in ran.out
