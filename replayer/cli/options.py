"""Options and arguments that several commands share; each is told once."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable

import click
from click.shell_completion import CompletionItem

from replayer.cli.aws_options import aws

__all__ = ["as_json", "aws", "idle", "paths", "size", "source", "specs", "speed"]

LARGEST = 1000
"""Columns or rows: more than any terminal has, and little enough to draw."""


def _files(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let the shell offer its files; ids would have to be looked up first."""
    return [CompletionItem(incomplete, type="file")]


def _size(value: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,4})[x×](\d{1,4})", value, re.ASCII | re.IGNORECASE)
    cols, rows = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (1 <= cols <= LARGEST and 1 <= rows <= LARGEST):
        raise click.BadParameter(f"{value!r} is no size: write COLSxROWS, each 1 to {LARGEST}.")
    return cols, rows


def _number(least: float, most: float, text: str) -> Callable[[str], float]:
    def convert(value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not least <= number <= most:  # not-a-number fails too
            raise click.BadParameter(f"{value!r} is not {text}.")
        return number

    return convert


specs = click.argument("specs", metavar="SPEC...", nargs=-1, required=True, shell_complete=_files)

paths = click.argument("paths", metavar="[PATH]...", nargs=-1, shell_complete=_files)

source = click.option(
    "--source",
    "sources",
    metavar="PATH",
    multiple=True,
    type=click.Path(),  # in the environment it is split as PATH is
    envvar="SSM_REPLAY_SOURCE",
    show_envvar=True,
    help="A place in which session ids are looked up; may be given several times, in the variable joined by "
    f"{os.pathsep!r}.",
)

size = click.option(
    "--size",
    metavar="COLSxROWS",
    type=_size,
    help="The size that the terminal had, in columns and rows, when you know better than the log.  "
    "[default: what the log says or shows]",
)

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")

speed = click.option(
    "-s",
    "--speed",
    metavar="SPEED",
    type=_number(1 / 16, 64, "a speed from 0.0625 (1/16) to 64"),
    default=1.0,
    show_default="1, as it happened",
    help="Recorded seconds per second, 0.0625 to 64.",
)

idle = click.option(
    "-i",
    "--idle",
    metavar="IDLE",
    type=_number(0.001, 1e9, "a number of seconds above 0"),
    help="Cut pauses longer than this many seconds to this length.  [default: pauses in full]",
)
