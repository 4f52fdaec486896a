"""`ssm-replay export`: a recording as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from replayer.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from replayer.exporters import Exporter, ExportOptions
    from replayer.recording.recording import Recording
    from replayer.settings import AwsSettings


@click.command(epilog="Example: ssm-replay export session.log cloudwatch.json -o session.cast -i 2")
@options.specs
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    type=click.Path(),
    help="The file to write; - is standard output.",
)
@click.option(
    "-f",
    "--format",
    "format_name",
    metavar="FORMAT",
    help="cast (asciicast v2), cast3 (asciicast v3), text, timeline or review.  [default: what FILE ends in]",
)
@options.speed
@options.idle
@options.size
@click.option(
    "--raw",
    is_flag=True,
    help="Keep a cast's output as it was recorded, with all it would do to a terminal (titles, clipboard, questions).",
)
@click.option(
    "--notes",
    is_flag=True,
    help="Put your bookmarks among a cast's markers. They are left out unless you ask: they are your words.",
)
@click.option("--overwrite", is_flag=True, help="Replace FILE if it exists.")
@options.source
@options.aws
def export(
    specs: tuple[str, ...],
    output: str,
    format_name: str | None,
    speed: float,
    idle: float | None,
    size: tuple[int, int] | None,
    raw: bool,
    notes: bool,
    overwrite: bool,
    sources: tuple[str, ...],
    aws: AwsSettings,
) -> None:
    """Write one session to FILE, whole or not at all.

    Casts are made safe to play unless --raw is given. A file can be read by its owner only: it contains whatever
    the screen showed.
    """
    from replayer.cli.lookup import open_one
    from replayer.cli.terminal import tidy_end
    from replayer.exporters import ExportOptions, exporter_for, refuse_existing, write_stream
    from replayer.exporters import export as write

    target = None if output == "-" else Path(output)
    exporter = exporter_for(format_name, target)
    if target is not None:
        refuse_existing(target, overwrite=overwrite)
    recording = open_one(specs, sources, aws, size=size)
    wanted = ExportOptions(speed=speed, idle=idle, raw=raw, notes=notes)
    with tidy_end():
        if target is None:
            write_stream(sys.stdout.buffer, exporter.chunks(recording, wanted))
        else:
            write(recording, target, exporter, wanted, overwrite=overwrite)
    for line in _warnings(recording, exporter, wanted):
        click.echo(f"ssm-replay: {line}", err=True)


def _warnings(recording: Recording, exporter: Exporter, wanted: ExportOptions) -> Iterator[str]:
    """Yield what the one who hands the file on should know."""
    from replayer.cli.words import invented_pace
    from replayer.exporters import ExportOptions

    yield f"the export contains {exporter.contains}."
    if exporter.paced and wanted.notes:
        yield "it contains your bookmarks and their words."
    if exporter.paced and wanted.raw:
        yield "it is raw: played in a terminal, it does to it whatever the session did."
    if exporter.paced and (line := invented_pace(recording)):
        yield line
    if not exporter.paced and wanted != ExportOptions():
        yield f"--speed, --idle, --raw and --notes change casts only, not {exporter.name}."
