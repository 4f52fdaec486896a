"""`ssm-replay commands`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.analysis.sessions import OFF, ON, bash
from tests.cli.running import run


def test_each_command_is_one_json_object_a_line() -> None:
    ran = run("commands", "fixture:shell", "--json")
    assert ran.code == 0
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert found
    for each in found:
        assert list(each) == [
            "text", "prompt", "start", "enter", "end", "certainty", "offset", "length", "exit_code",
        ]  # fmt: skip
        assert each["start"] <= each["enter"] <= each["end"]
    offsets = [each["offset"] for each in found]
    assert offsets == sorted(offsets)


def test_people_get_a_table_with_wall_clock_times() -> None:
    ran = run("commands", "fixture:shell")
    heading, *lines = ran.out.splitlines()
    assert heading.split() == ["ENTERED", "AT", "(UTC)", "EXIT", "COMMAND"]
    found = [
        json.loads(line) for line in run("commands", "fixture:shell", "--json").out.splitlines()
    ]
    assert len(lines) == len(found)
    for line, each in zip(lines, found, strict=True):
        assert line[0] in "●◐◌"
        assert line.endswith(each["text"].replace("\n", "␊"))


def test_foreign_text_reaches_the_terminal_without_control_characters(tmp_path: Path) -> None:
    file = tmp_path / "session.bin"
    file.write_bytes(bash(("ls", ""), ("echo \u202eevil", "")).encode())
    ran = run("commands", file)
    assert "echo <U+202E>evil" in ran.out
    assert not any(ord(char) < 0x20 and char != "\n" for char in ran.out)
    assert "pace is invented" in ran.err


def test_no_command_looks_like_more_lines_of_the_list(tmp_path: Path) -> None:
    file = tmp_path / "session.bin"
    file.write_bytes(bash((f":{' ' * 60}●      99.0        whoami", "")).encode())
    assert ":" + " ␣×60 " + "●" in run("commands", file, "--size", "200x24").out


def test_what_the_list_leaves_out_of_full_screen_programs_is_said(tmp_path: Path) -> None:
    file = tmp_path / "session.bin"
    hidden = f"\x1b[?1049h\x1b[H{ON}other% rm -rf /srv\r\n{OFF}"
    file.write_bytes(bash(("ls", "a\r\n"), ("vim", f"{hidden}\x1b[?1049l")).encode())
    assert "is not in the list: bytes 76 to 132" in run("commands", file).err
    file.write_bytes(bash(("ls", "a\r\n"), *[("vim", f"{hidden}\x1b[?1049l")] * 5).encode())
    assert "and 2 stretches more" in run("commands", file, "--json").err
    assert "full-screen" not in run("commands", "fixture:shell").err


def test_a_session_without_commands_prints_nothing(tmp_path: Path) -> None:
    file = tmp_path / "session.bin"
    file.write_bytes(b"only output\r\n")
    ran = run("commands", file)
    assert (ran.code, ran.out) == (0, "")
