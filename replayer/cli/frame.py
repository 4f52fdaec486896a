"""`ssm-replay frame`: the screen at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from replayer.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from replayer.player.moment import Moment
    from replayer.recording.recording import Recording
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
    from replayer.exporters import refuse_existing
    from replayer.exporters.destination import write_whole
    from replayer.opening import open_recording
    from replayer.player.moment import parse_moment

    target = None if output is None or output == "-" else Path(output)
    if target is not None:
        refuse_existing(target, overwrite=overwrite)
    named = moment_in(specs)
    wanted = [parse_moment(moment) for moment in (*moments, *((named,) if named else ()))]
    recording = open_recording(find_entry(specs, sources, aws), size=size)
    stops = _stops(recording, wanted, offsets) or [
        (len(recording.data), recording.timeline.duration)
    ]
    form = form or ("ansi" if target is None and sys.stdout.isatty() else "text")
    texts = list(_printed(recording, stops, form))
    if target is not None:
        write_whole(target, (text.encode() for text in texts), overwrite=overwrite)
        return
    for text in texts:
        click.echo(text, nl=False, color=True)  # colours were asked for, wherever they go


def _stops(
    recording: Recording, moments: Sequence[Moment], offsets: Sequence[int]
) -> list[tuple[int, float]]:
    """Return where each frame is: its offset, and its seconds from the start."""
    from replayer.player import Player

    player = Player(recording.timeline, lambda: 0.0)
    stops: list[tuple[int, float]] = []
    for moment in moments:
        moment.go(player)
        stops.append((player.offset, player.position))
    time_at = recording.timeline.time_at
    return stops + [(offset, time_at(offset - 1) if offset else 0.0) for offset in offsets]


def _printed(recording: Recording, stops: Sequence[tuple[int, float]], form: str) -> Iterator[str]:
    """Yield the frames in the form that was asked for, each under its size where there are several.

    Raises:
        WrongUsage: several in one picture.
    """
    from replayer.cli.picture import FORMS, as_svg
    from replayer.errors import WrongUsage
    from replayer.terminal import Projector

    projector = Projector(recording)
    if form == "svg":
        if len(stops) > 1:
            raise WrongUsage("a picture shows one moment.", hint="Give one --at or --offset.")
        ((offset, position),) = stops
        yield as_svg(projector.frame_at(offset), recording, position)
        return
    for offset, _ in stops:
        frame = projector.frame_at(offset)
        if len(stops) > 1 and form != "json":
            yield f"#{frame.offset} {frame.columns}x{frame.lines}\n"
        yield f"{FORMS[form](frame)}\n"
