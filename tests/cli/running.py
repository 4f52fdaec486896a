"""The program as a user runs it: arguments in, exit code, output and talk out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from replayer.cli.program import program


@dataclass(frozen=True)
class Ran:
    """What a run left."""

    code: int
    out: str
    err: str
    raw: bytes
    """Standard output as bytes."""


def run(*arguments: str | Path, stdin: bytes = b"") -> Ran:
    """Run the program in this process."""
    result = CliRunner().invoke(program, [str(each) for each in arguments], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr, result.stdout_bytes)
