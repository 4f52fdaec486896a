"""`ssm-replay fetch`: the raw evidence of sessions, on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from replayer.cli import options
from replayer.cli.filters import filters

if TYPE_CHECKING:
    from replayer.cli.filters import Filter
    from replayer.settings import AwsSettings


@click.command(epilog="Example: ssm-replay fetch aws: --since 7d --owner alice -o ./evidence")
@options.specs
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to; made where it is not there.",
)
@filters
@options.source
@options.aws
def fetch(
    specs: tuple[str, ...],
    output: Path,
    chosen: Filter,
    sources: tuple[str, ...],
    aws: AwsSettings,
) -> None:
    """Write the raw evidence of one or many sessions to DIR, with a manifest; the rest then works without a network.

    A SPEC may be a session's id or a place with many: aws: for all that the account names, s3://BUCKET/PREFIX/,
    logs://GROUP/. manifest.json names for each file its address, digest, version and time, and who asked. Objects
    that an earlier fetch wrote, and that are still the same, are not read again.
    """
    from replayer.cli.lookup import entries_of, say_skipped
    from replayer.errors import SourceFailed
    from replayer.foreign import shown
    from replayer.opening import SpecKind, parse_spec
    from replayer.opening.fetching import callers
    from replayer.opening.fetching import fetch as write
    from replayer.sources import Skipped
    from replayer.tui.wording import count

    local = {SpecKind.FILE, SpecKind.FOLDER, SpecKind.STDIN, SpecKind.FIXTURE}
    who = [] if {parse_spec(spec).kind for spec in specs} <= local else callers(aws)
    entries = [
        each for each in entries_of(specs, sources, aws, chosen.wanted) if chosen.passes(each)
    ]
    files = size = refused = 0
    for each in write(entries[: chosen.limit], output, callers=who):
        if isinstance(each, Skipped):
            refused += 1
            say_skipped(each)
        else:
            files, size = files + 1, size + each.bytes
            click.echo(shown(str(output / each.path)))
    click.echo(
        f"ssm-replay: {count(files, 'file')}, {count(size, 'byte')}, with whatever the screens showed, secrets included.",
        err=True,
    )
    if refused and not files:
        raise SourceFailed("nothing could be read.", hint="The lines above say why.")
