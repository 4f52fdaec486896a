"""`ssm-replay [PATH…]`: the app."""

from __future__ import annotations

import click

from replayer.cli import options
from replayer.cli.group import DEFAULT
from replayer.cli.terminal import take_terminal


@click.command(DEFAULT, hidden=True, epilog="Example: ssm-replay ./logs")
@options.paths
@options.source
def open_app(paths: tuple[str, ...], sources: tuple[str, ...]) -> None:
    """Open the app on the sessions in PATH."""
    from replayer.tui import run_sessions

    take_terminal("Use `ssm-replay list` to print the sessions.")
    run_sessions((*paths, *sources))
