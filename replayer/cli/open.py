"""`ssm-replay [PATH…]`: the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from replayer.cli import options
from replayer.cli.group import DEFAULT
from replayer.errors import NoSuchSession

if TYPE_CHECKING:
    from replayer.settings import AwsSettings


@click.command(DEFAULT, hidden=True, epilog="Example: ssm-replay ./logs")
@options.paths
@options.source
@options.aws
def open_app(paths: tuple[str, ...], sources: tuple[str, ...], aws: AwsSettings) -> None:
    """Open the app on the sessions in PATH; without PATH, on those that AWS knows, or else on the bundled ones."""
    from replayer.cli.terminal import take_terminal
    from replayer.opening import SpecKind, ask_for_codes, parse_spec
    from replayer.tui import run_sessions

    for path in paths:
        if parse_spec(path).kind is SpecKind.NAME:
            raise NoSuchSession(
                "there is no such file or folder, and no such command.",
                where=path,
                hint="See `ssm-replay --help`.",
            )
    ask_for_codes((*paths, *sources), aws)
    take_terminal("Use `ssm-replay list` to print the sessions.")
    run_sessions((*paths, *sources), aws=aws)
