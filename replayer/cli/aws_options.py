"""The options that say which accounts of AWS are asked; the environment wins over the settings, and a flag over both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

import click
from click.core import ParameterSource

Command = TypeVar("Command", bound=Callable[..., Any])

AWS = "aws:"


def _name(value: str) -> str:
    if not value:
        raise click.BadParameter("an empty name was given.")
    return value


def _many(
    flag: str, name: str, metavar: str, text: str, convert: Callable[[str], str] = _name
) -> Callable[[Command], Command]:
    variable = f"SSM_REPLAY_{flag.removeprefix('--').replace('-', '_').upper()}"
    return click.option(
        flag,
        name,
        metavar=metavar,
        multiple=True,
        type=convert,
        envvar=variable,
        show_envvar=True,
        help=f"{text} May be given several times.",
    )


_OPTIONS = (
    _many("--profile", "profiles", "NAME", "An AWS profile."),
    _many("--region", "regions", "NAME", "An AWS region."),
    _many(
        "--bucket",
        "buckets",
        "NAME",
        "A bucket with transcripts, or BUCKET/PREFIX; the account's own are not asked for.",
    ),
    _many(
        "--prefix",
        "prefixes",
        "PREFIX",
        "Where in each --bucket to look; {account} and {region} are filled in.",
        str,  # an empty one is all of the bucket
    ),
    _many(
        "--log-group",
        "log_groups",
        "NAME",
        "A CloudWatch log group; the account's own are not asked for.",
    ),
    click.option(
        "--endpoint-url",
        metavar="URL",
        envvar="SSM_REPLAY_ENDPOINT_URL",
        show_envvar=True,
        help="Where every service of AWS is.  [default: as the AWS tools are told]",
    ),
    click.option(
        "--unmask",
        is_flag=True,
        default=None,
        help="Read log events without the masks of a data protection policy; needs logs:Unmask.",
    ),
)
_NO_CACHE = click.option(
    "--no-cache",
    is_flag=True,
    help="Keep nothing of what is read from AWS on this machine, and use nothing that was kept.",
)
_PLACES = ("buckets", "prefixes", "log_groups")
"""Options that name what is looked at; the others say who looks."""
_NAMES = ("profiles", "regions", *_PLACES, "endpoint_url", "unmask")


def _is_in_aws(place: str) -> bool:
    from replayer.opening import SpecKind, parse_spec

    return parse_spec(place).kind in {SpecKind.S3, SpecKind.LOGS}


def aws(command: Command) -> Command:
    """Give a command the options of AWS, and as `aws` the settings that they and the user's own make.

    An option on the command line opens AWS even where a PATH or --source is given; one that only says who looks does not
    where that lies in AWS by itself.
    """

    @wraps(command)
    def run(*args: Any, sources: tuple[str, ...], **options: Any) -> Any:
        from replayer.settings import load_settings  # reads a file, which --help need not

        no_cache = options.pop("no_cache")
        context = click.get_current_context()
        given = {name: value for name in _NAMES if (value := options.pop(name))}
        typed = {
            name
            for name in given
            if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        }
        places = (*options.get("paths", ()), *sources)
        if places and typed.intersection(_PLACES if any(map(_is_in_aws, places)) else _NAMES):
            sources = (*sources, *(() if AWS in places else (AWS,)))
        if no_cache:
            given["cache_mb"] = 0
        return command(*args, sources=sources, aws=replace(load_settings().aws, **given), **options)

    for option in reversed((*_OPTIONS, _NO_CACHE)):
        run = option(run)
    return run  # type: ignore[return-value]  # click hands over keywords that the command takes
