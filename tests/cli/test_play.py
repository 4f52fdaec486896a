"""`play --plain`: in a real terminal, through asciinema's player."""

from __future__ import annotations

import os
import pty
import re
import signal
import sys
import threading
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.cli.test_list import LOG

CAST = """\
{"version": 2, "width": 80, "height": 24}
[0.0, "o", "\\u001b]0;title\\u0007\\u001b[31mred\\u001b[0m\\r\\n"]
[0.1, "o", "\\u001b[6n\\u001b[?1049h\\u001b[?25lfull screen"]
[900.0, "o", " later"]
"""


def played(*arguments: str | Path) -> tuple[int, bytes]:
    """Run in a terminal of its own until it ends; return the exit code and all that reached the terminal."""
    child, terminal = pty.fork()
    if not child:  # pragma: no cover
        os.execv(sys.executable, [sys.executable, "-m", "replayer", *map(str, arguments)])
    output = b""
    while True:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # what Linux says when the other side is closed
            break
        if not chunk:
            break
        shown_before = b"full screen" in output
        output += chunk
        if b"full screen" in output and not shown_before:
            os.write(terminal, b"\x03")
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), output


def test_it_plays_what_is_safe_and_says_that_the_pace_is_invented(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(LOG)
    code, output = played("play", "--plain", tmp_path / "a.log", "-s", "64", "-i", "1")
    assert code == 0
    assert b"sh-5.2$ exit\r\nexit\r\n" in output
    assert b"its pace is invented" in output


def test_the_terminal_is_put_back_when_it_is_interrupted_in_a_full_screen_program(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.cast").write_text(CAST)
    code, output = played("play", "--plain", tmp_path / "a.cast")
    assert code == 130
    assert b"\x1b[31mred" in output
    assert b"title" not in output
    assert b"\x1b[6n" not in output
    assert b"later" not in output
    after = output[output.index(b"full screen") :]
    assert re.search(rb"\x1b\[\?1049l.*\x1b\[0m.*\x1b\[\?25h", after, re.DOTALL)
    assert output.rstrip().endswith(b"ssm-replay: interrupted.")


def test_what_the_terminal_had_is_left_to_it(tmp_path: Path) -> None:
    """The lines that it scrolled off stay, and tab stops that the session moved come back."""
    cast = [
        '{"version": 2, "width": 80, "height": 24}',
        '[0.0, "o", "\\u001b[H\\u001b[2J\\u001b[3J\\u001bc\\u001b[3gmoved"]',
    ]
    (tmp_path / "a.cast").write_text("\n".join(cast))
    code, output = played("play", "--plain", tmp_path / "a.cast")
    assert code == 0
    assert b"\x1b[3J" not in output
    assert b"\x1bc" not in output
    after = output[output.index(b"moved") :]
    assert b"\r\x1b[3g" + b"\x1b[8C\x1bH" * 9 in after
    (tmp_path / "b.cast").write_text("\n".join(cast).replace("\\u001b[3g", ""))
    assert b"\x1b[3g" not in played("play", "--plain", tmp_path / "b.cast")[1]


def test_it_ends_when_its_terminal_is_gone_and_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.cast").write_text(CAST)
    child, terminal = pty.fork()
    if not child:  # pragma: no cover
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        words = ["play", "--plain", str(tmp_path / "a.cast")]
        os.execv(sys.executable, [sys.executable, "-m", "replayer", *words])
    output = b""
    while b"full screen" not in output:
        output += os.read(terminal, 65536)
    os.write(terminal, b" ")
    os.close(terminal)
    late = threading.Timer(30, os.kill, (child, signal.SIGKILL))
    late.start()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    late.cancel()
    assert code in (1, 129)  # whether it wrote once more to what was gone


def test_a_moment_late_in_the_recording_comes_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.cast").write_text(CAST.replace("full screen", "other"))
    code, output = played("play", "--plain", tmp_path / "a.cast", "--at", "15:00")
    assert code == 0
    assert b"later" in output


def test_without_a_terminal_it_plays_to_whoever_listens(tmp_path: Path) -> None:
    (tmp_path / "a.cast").write_text(CAST)
    ran = run("play", "--plain", tmp_path / "a.cast", "-s", "64", "-i", "0.001")
    assert ran.code == 0
    assert ran.raw == b"\x1b[31mred\x1b[0m\r\n\x1b[?1049h\x1b[?25lfull screen later"


@pytest.mark.parametrize("moment", ["soon", "20:12:37 UTC"])
def test_a_moment_that_cannot_be_found_is_wrong_usage(tmp_path: Path, moment: str) -> None:
    (tmp_path / "a.cast").write_text(CAST)
    assert run("play", "--plain", tmp_path / "a.cast", "--at", moment).code == 2


def test_the_app_needs_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.cast").write_text(CAST)
    ran = run("play", tmp_path / "a.cast")
    assert (ran.code, ran.out) == (1, "")
    assert "--plain" in ran.err


@pytest.mark.parametrize("option", ["--plain", "--follow"])
def test_only_the_app_waits_to_be_started(tmp_path: Path, option: str) -> None:
    (tmp_path / "a.log").write_bytes(LOG)
    ran = run("play", "--pause", option, tmp_path / "a.log")
    assert ran.code == 2
    assert "--pause waits in the app" in ran.err
