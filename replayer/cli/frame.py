"""`ssm-replay frame`: the screen at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from replayer.cli import options

if TYPE_CHECKING:
    from replayer.settings import AwsSettings


@click.command(epilog="Example: ssm-replay frame session.log --at 50% --at 100% --text")
@options.specs
@click.option(
    "--at",
    "moments",
    metavar="TIME",
    multiple=True,
    help="A moment: seconds, m:ss, 50%, #OFFSET, 20:12:37 UTC, or a date and time. May be given several times.  "
    "[default: the end]",
)
@click.option(
    "--offset",
    "offsets",
    metavar="N",
    type=click.IntRange(min=0),
    multiple=True,
    help="The moment after N bytes of output. May be given several times.",
)
@options.size
@click.option(
    "--json", "form", flag_value="json", help="Print one JSON object a line, for a program."
)
@click.option(
    "--ansi", "form", flag_value="ansi", help="Print text and colours.  [default in a terminal]"
)
@click.option("--text", "form", flag_value="text", help="Print text only.  [default elsewhere]")
@click.option(
    "--svg",
    "form",
    flag_value="svg",
    help="Print an SVG picture of one moment, with the session, the time and how sure it is above the screen.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(),
    help="Write to a file, whole or not at all, that only its owner can read.  [default: standard output]",
)
@click.option("--overwrite", is_flag=True, help="Replace FILE if it exists.")
@options.source
@options.aws
def frame(
    specs: tuple[str, ...],
    moments: tuple[str, ...],
    offsets: tuple[int, ...],
    size: tuple[int, int] | None,
    form: str | None,
    output: str | None,
    overwrite: bool,
    sources: tuple[str, ...],
    aws: AwsSettings,
) -> None:
    """Print the screen of one session as it was at a moment, or at several.

    Frames come in the order in which their moments are given, those of --at first. Whatever the form, what is
    printed does nothing to your terminal but colour it.
    """
    import sys
    from pathlib import Path

    from replayer.cli.lookup import find_entry, moment_in
    from replayer.cli.picture import FORMS, as_svg
    from replayer.errors import WrongUsage
    from replayer.exporters import refuse_existing
    from replayer.exporters.destination import write_whole
    from replayer.opening import open_recording
    from replayer.player import Player
    from replayer.player.moment import parse_moment
    from replayer.terminal import Projector

    target = None if output is None or output == "-" else Path(output)
    if target is not None:
        refuse_existing(target, overwrite=overwrite)
    named = moment_in(specs)
    wanted = [parse_moment(moment) for moment in (*moments, *((named,) if named else ()))]
    recording = open_recording(find_entry(specs, sources, aws), size=size)
    player = Player(recording.timeline, lambda: 0.0)
    stops: list[tuple[int, float]] = []
    for moment in wanted:
        moment.go(player)
        stops.append((player.offset, player.position))
    stops += [
        (offset, recording.timeline.time_at(offset - 1) if offset else 0.0) for offset in offsets
    ]
    stops = stops or [(len(recording.data), recording.timeline.duration)]
    projector = Projector(recording)
    texts: list[str] = []
    if form == "svg":
        if len(stops) > 1:
            raise WrongUsage("a picture shows one moment.", hint="Give one --at or --offset.")
        ((stop, position),) = stops
        texts.append(as_svg(projector.frame_at(stop), recording, position))
    else:
        in_terminal = target is None and sys.stdout.isatty()
        print_frame = FORMS[form or ("ansi" if in_terminal else "text")]
        for stop, _ in stops:
            shown = projector.frame_at(stop)
            if len(stops) > 1 and form != "json":
                texts.append(f"#{shown.offset} {shown.columns}x{shown.lines}\n")
            texts.append(f"{print_frame(shown)}\n")
    if target is not None:
        write_whole(target, (text.encode() for text in texts), overwrite=overwrite)
        return
    for text in texts:
        click.echo(text, nl=False, color=True)  # colours were asked for, wherever they go
