"""The reference of the command line, made from the commands: `python -m replayer.cli.reference > docs/cli.md`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator

import click

from replayer.cli.group import DEFAULT
from replayer.cli.program import program

_INTRODUCTION = """\
# Command line

Made from the commands by `python -m replayer.cli.reference > docs/cli.md`; a test compares the two.

Standard output is data, standard error is talk; `-` stands for standard input or output. Exit codes: 0 done, 1 it
could not be done, 2 wrong usage, 3 a source refused or could not be reached, 130 interrupted.
"""


def reference() -> str:
    """Return the page, in Markdown."""
    parts = [_INTRODUCTION, *_section(program, "ssm-replay", "[PATH]... | COMMAND ...")]
    for name, command in sorted(program.commands.items()):
        if name != DEFAULT:
            parts += _section(command, f"ssm-replay {name}", _arguments(command))
    return "\n".join(parts)


def _section(command: click.Command, title: str, arguments: str) -> Iterator[str]:
    yield f"## {title}\n"
    yield f"    {title} [OPTIONS] {arguments}\n"
    yield f"{inspect.cleandoc(command.help or '')}\n"
    if command.epilog:
        word, _, example = command.epilog.partition(": ")
        yield f"{word}: `{example}`\n"
    shown = program.commands[DEFAULT] if command is program else command
    options = [each for each in shown.params if isinstance(each, click.Option)]
    for option in options:
        names = ", ".join(f"`{name}`" for name in option.opts)
        value = f" {option.metavar}" if option.metavar else ""
        yield f"- {names}{value}: {_told(option)}"
    if options:
        yield ""


def _told(option: click.Option) -> str:
    told = " ".join((option.help or "").split())
    if isinstance(option.show_default, str):
        told += f" [default: {option.show_default}]"
    if option.envvar:
        told += f" [env var: {option.envvar}]"
    return told


def _arguments(command: click.Command) -> str:
    return " ".join(
        each.metavar or "" for each in command.params if isinstance(each, click.Argument)
    )


if __name__ == "__main__":
    sys.stdout.write(reference())
