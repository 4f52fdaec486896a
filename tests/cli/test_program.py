"""The program as a whole: which command runs, what is loaded for it, how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from replayer.cli.program import program
from replayer.cli.reference import reference
from tests.cli.running import run

HEAVY = ("textual", "boto3", "botocore", "pyte", "asciinema")
LOADED = f"""
import sys
from replayer.cli import main
try:
    main()
finally:
    sys.stderr.write("loaded " + " ".join(name for name in {HEAVY!r} if name in sys.modules))
"""


def python(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=os.environ | environment,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["export", "--help"], ["play", "-h"]]
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    ran = python("-c", LOADED, *arguments)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == "loaded "


@pytest.mark.parametrize(
    ("words", "count", "offered"),
    [
        ("ssm-replay ", "1", "plain,export"),
        ("ssm-replay sh", "1", "plain,show"),
        ("ssm-replay export --", "2", "plain,--overwrite"),
        ("ssm-replay show ses", "2", "file,ses"),
        ("ssm-replay ./lo", "1", "file,./lo"),
    ],
)
def test_completion_offers_commands_options_and_files_and_loads_nothing_heavy(
    words: str, count: str, offered: str
) -> None:
    ran = python(
        "-c", LOADED, _SSM_REPLAY_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=count
    )
    assert offered in ran.stdout.splitlines()
    assert ran.stderr == "loaded "


def test_the_module_is_the_same_program() -> None:
    ran = python("-m", "replayer", "--help")
    assert ran.returncode == 0
    assert ran.stdout.split() == run("--help").out.split()  # lines break where the terminal ends
    assert ran.stdout.startswith("Usage: ssm-replay ")


@pytest.mark.parametrize("name", sorted(program.commands))
def test_each_command_and_option_says_what_it_is_for(name: str) -> None:
    command = program.commands[name]
    assert command.help
    assert (command.epilog or "").startswith("Example: ssm-replay ")
    for each in command.params:
        assert each.metavar or (isinstance(each, click.Option) and each.is_flag)
        if isinstance(each, click.Option):
            assert each.help
            assert each.help.strip()


def test_the_reference_is_what_the_commands_say() -> None:
    page = Path(__file__).parents[2] / "docs" / "cli.md"
    assert page.read_text() == reference(), "run: python -m replayer.cli.reference > docs/cli.md"


def test_a_word_that_is_no_command_is_a_path_and_its_absence_is_said_in_one_line() -> None:
    ran = run("lits")
    assert ran.code == 1
    assert ran.err == (
        "ssm-replay: lits: there is no such file or folder, and no such command. See `ssm-replay --help`.\n"
    )


def test_a_path_may_be_named_like_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list").mkdir()
    ran = run("./list")  # gets as far as wanting a terminal
    assert (ran.code, ran.err.startswith("ssm-replay: the app needs a terminal.")) == (1, True)


@pytest.mark.parametrize("arguments", [[], ["--source", "."]])
def test_without_a_command_the_app_opens(arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.code == 1
    assert "the app needs a terminal" in ran.err


def test_wrong_usage_is_one_line_with_the_way_to_help() -> None:
    ran = run("show", "--size", "120", "x")
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "COLSxROWS" in ran.err
    assert ran.err.endswith("See `ssm-replay show --help`.\n")
    assert run("--frobnicate").err.endswith("See `ssm-replay --help`.\n")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--speed", "0"), ("--speed", "65"), ("--speed", "nan"), ("--speed", "fast"), ("--idle", "0"),
        ("--idle", "inf"), ("--size", "0x0"), ("--size", "80x99999"), ("--at", "soon"),
    ],
)  # fmt: skip
def test_values_that_make_no_sense_are_wrong_usage(option: str, value: str) -> None:
    ran = run("play", "fixture:none", option, value)
    assert ran.code == 2
    assert value in ran.err


def test_control_characters_of_an_argument_do_not_reach_the_terminal() -> None:
    ran = run("show", "\x1b]0;x\x07")
    assert "\x1b" not in ran.err
    assert "\u241b]0;x\u2407" in ran.err


def test_a_reader_that_stops_reading_hears_nothing(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(b"".join(b"line %d\r\n" % number for number in range(200_000)))
    command = [sys.executable, "-m", "replayer", "export", str(log), "-o", "-", "-f", "cast"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith(b'{"version": 2')
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 1


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_export_that_is_ended_leaves_nothing_behind(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    script = f"""
import os, signal, sys
from replayer.cli import main
from replayer.exporters import asciicast
# a test run in the background is started with ctrl-c ignored
signal.signal(signal.SIGINT, signal.default_int_handler)
whole = asciicast._events
def ended(*arguments):
    yield from whole(*arguments)
    os.kill(os.getpid(), {int(number)})  # while the file is half written
    yield from whole(*arguments)
asciicast._events = ended
sys.argv = ["ssm-replay", "export", "in.log", "-o", "out/a.cast"]
main()
"""
    (tmp_path / "in.log").write_bytes(b"hello\r\n" * 100)
    (tmp_path / "out").mkdir()
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == code, ran.stderr
    assert "Traceback" not in ran.stderr
    assert list((tmp_path / "out").iterdir()) == []
