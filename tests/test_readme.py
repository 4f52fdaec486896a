"""The README's commands are ones that the program has, and those on bundled sessions do what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from replayer.cli.program import program

README = Path(__file__).resolve().parents[1] / "README.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
COMMANDS = [
    shlex.split(line, comments=True)[1:]
    for block in BLOCKS
    for line in block.splitlines()
    if line.startswith("ssm-replay")
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_readme_names_only_commands_and_options_that_exist(words: list[str]) -> None:
    context = program.make_context("ssm-replay", list(words), resilient_parsing=True)
    name = words[0] if words and words[0] in program.list_commands(context) else None
    command = program if name is None else program.get_command(context, name)
    assert command is not None
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-") and word != "-"} <= options


@pytest.mark.parametrize(
    "words",
    [words for words in COMMANDS if words and words[0] in {"export", "frame", "commands"}],
    ids=" ".join,
)
def test_what_the_readme_runs_on_bundled_sessions_works(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(program, words)
    assert result.exit_code == 0, result.output
    written = list(tmp_path.iterdir())
    assert result.stdout.strip() or written
    assert all(file.stat().st_size for file in written)


def test_the_readme_has_one_command_to_run_and_one_to_test() -> None:
    setups = [line for block in BLOCKS for line in block.splitlines() if "venv" in line]
    assert [line.rpartition("&& ")[2] for line in setups] == [
        ".venv/bin/ssm-replay",
        ".venv/bin/pytest",
    ]
    pictures = re.findall(r"!\[[^]]*]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    links = re.findall(r"(?<!!)\[[^]]*]\(((?!http)[^)]+)\)", README.read_text(encoding="utf-8"))
    assert all((README.parent / path).exists() for path in (*pictures, *links))
