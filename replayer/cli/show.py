"""`ssm-replay show`: what is known of one session, and how."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from replayer.cli import options

if TYPE_CHECKING:
    from replayer.settings import AwsSettings


@click.command(epilog="Example: ssm-replay show session.log cloudwatch.json history.json")
@options.specs
@options.as_json
@options.size
@options.source
@options.aws
def show(
    specs: tuple[str, ...],
    as_json: bool,
    size: tuple[int, int] | None,
    sources: tuple[str, ...],
    aws: AwsSettings,
) -> None:
    """Say what is known of one session, and how it is known.

    Which sources there are and what was done with them; how much of the time is recorded, bounded or estimated, and
    how far off it can be; what is missing or contradicts itself.
    """
    from replayer.cli.explain import explained, recording_object
    from replayer.cli.lookup import open_one

    recording = open_one(specs, sources, aws, size=size)
    if as_json:
        click.echo(json.dumps(recording_object(recording), indent=2))
        return
    for line in explained(recording):
        click.echo(line)
