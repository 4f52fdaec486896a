"""The program and its commands."""

from __future__ import annotations

import click

from replayer import __version__
from replayer.cli.cache import cache
from replayer.cli.commands import commands
from replayer.cli.export import export
from replayer.cli.fetch import fetch
from replayer.cli.frame import frame
from replayer.cli.group import ReplayGroup
from replayer.cli.list import list_sessions
from replayer.cli.open import open_app
from replayer.cli.play import play
from replayer.cli.review import review
from replayer.cli.show import show
from replayer.cli.usage import usage
from replayer.cli.web import web


@click.group(
    "ssm-replay",
    cls=ReplayGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: ssm-replay ./logs",
    subcommand_metavar="[PATH]... | COMMAND ...",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def program() -> None:
    """Replay AWS Session Manager sessions: what was on the screen, when, and how sure that is.

    Without a command it opens the app on the sessions that lie in PATH: log files, folders of them, - for
    standard input. A PATH that is named like a command is written ./list. Without a PATH it opens the places in
    SSM_REPLAY_SOURCE, without those all that your AWS account names, and without credentials the bundled fixtures.

    A SPEC names one session: an id that AWS or an opened source knows, a file, a folder, -, fixture:NAME,
    s3://BUCKET/KEY, logs://GROUP/STREAM, or the address of one in the AWS console. Several SPECs are pieces of
    evidence of one session, and are put together.
    """


for command in (
    open_app,
    list_sessions,
    show,
    commands,
    play,
    frame,
    export,
    review,
    fetch,
    usage,
    web,
    cache,
):
    program.add_command(command)
