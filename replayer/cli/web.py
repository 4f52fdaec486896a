"""`ssm-replay web`: the app in a browser."""

from __future__ import annotations

import secrets
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from replayer.cli import options
from replayer.cli.group import DEFAULT
from replayer.errors import ReplayError, WrongUsage

if TYPE_CHECKING:
    from replayer.settings import AwsSettings

_OWN = {"host", "port"}


@click.command(epilog="Example: ssm-replay web ./logs --port 8080")
@options.paths
@click.option(
    "--port",
    metavar="PORT",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Where to listen; 0 takes a free port.",
)
@click.option(
    "--host",
    metavar="HOST",
    default="127.0.0.1",
    show_default=True,
    help="On which address to listen. Any but the default lets other machines in.",
)
@options.source
@options.aws
def web(
    paths: tuple[str, ...], port: int, host: str, sources: tuple[str, ...], aws: AwsSettings
) -> None:
    """Open the app in a browser.

    PATH says which sessions it lists, as without a command. It prints an address with a key that is made anew at each
    start: whoever has the address sees the sessions. It answers this machine only, unless --host says otherwise. ctrl-c
    ends it. Needs the extra: pip install 'ssm-replay[web]'.
    """
    from replayer.opening import needs_codes

    if find_spec("textual_serve") is None:
        raise ReplayError(
            "the app in a browser needs the extra web.", hint="Run: pip install 'ssm-replay[web]'"
        )
    if "-" in paths:
        raise WrongUsage("each page reads by itself: name files, not standard input.", where="-")
    if needs_codes((*paths, *sources), aws):
        raise WrongUsage(
            "the profile needs an MFA code, and a page in a browser cannot ask for it.",
            hint="Put the credentials of a session into the environment first (aws configure export-credentials).",
        )
    from replayer.web.guard import is_loopback  # after the check: the rest of it needs the extra
    from replayer.web.server import app_command, serve

    if not is_loopback(host):
        click.echo(
            f"ssm-replay: WARNING: {host} is open to other machines. Whoever gets the address reads the sessions with "
            "your AWS rights and writes exports on this machine as you. The connection is not encrypted and there is no "
            "password. Better leave out --host, and use an SSH tunnel.",
            err=True,
        )
    try:
        serve(
            app_command(_passed_on(click.get_current_context())),
            host=host,
            port=port,
            key=secrets.token_urlsafe(18),
            listening=lambda address: click.echo(f"{address}\nctrl-c ends it."),
        )
    except OSError as error:
        raise ReplayError(
            f"it cannot listen there ({error.strerror or error}).",
            where=f"{host}:{port}",
            hint="Name another --port, or 0 for a free one.",
        ) from error


def _passed_on(context: click.Context) -> list[str]:
    """Return the words that start the app on what was asked for here; the environment it has by itself."""
    words, places = [DEFAULT], []
    for each in context.command.get_params(context):
        given = context.get_parameter_source(each.name or "") is ParameterSource.COMMANDLINE
        if not given or each.name in _OWN:
            continue
        value = context.params[each.name or ""]
        if isinstance(each, click.Argument):
            places += value
        elif isinstance(each, click.Option) and each.is_flag:
            words.append(each.opts[0])
        else:
            words += [f"{each.opts[0]}={part}" for part in (value if each.multiple else (value,))]
    return [*words, "--", *places]
