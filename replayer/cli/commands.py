"""`ssm-replay commands`: what was entered at the shell's prompt, when, and how it ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from replayer.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from replayer.analysis.commands import Command
    from replayer.recording.recording import Recording
    from replayer.settings import AwsSettings


@click.command(epilog="Example: ssm-replay commands session.log cloudwatch.json --json")
@options.specs
@options.as_json
@options.size
@options.source
@options.aws
def commands(
    specs: tuple[str, ...],
    as_json: bool,
    size: tuple[int, int] | None,
    sources: tuple[str, ...],
    aws: AwsSettings,
) -> None:
    """Print the commands of one session, one a line, as they stood when they were entered.

    ENTERED is in seconds from the start; the sign before it says how it is known: "●" recorded, "◐" bounded, "◌"
    invented. EXIT is the exit code where the session shows it. The texts are what the screen showed, which the person
    under review could write.

    With --json, one object a command: text, prompt, start, enter and end in seconds from the start, certainty,
    offset and length in bytes, exit_code or null.
    """
    from replayer.analysis.commands import commands as commands_of
    from replayer.cli.lookup import open_one
    from replayer.cli.words import invented_pace

    recording = open_one(specs, sources, aws, size=size)
    found = commands_of(recording)
    for line in map(_object, found) if as_json else _table(recording, found):
        click.echo(line)
    if warning := invented_pace(recording):
        click.echo(f"ssm-replay: {warning}", err=True)


def _object(command: Command) -> str:
    return json.dumps(
        {
            "text": command.text,
            "prompt": command.prompt,
            "start": round(command.start, 6),
            "enter": round(command.enter, 6),
            "end": round(command.end, 6),
            "certainty": command.certainty.word,
            "offset": command.offset,
            "length": command.length,
            "exit_code": command.exit_code,
        }
    )


def _table(recording: Recording, found: Sequence[Command]) -> Iterator[str]:
    from datetime import UTC, timedelta

    from replayer.foreign import shown
    from replayer.recording.timeline import Certainty

    signs = {Certainty.RECORDED: "●", Certainty.BOUNDED: "◐", Certainty.ESTIMATED: "◌"}
    started = recording.timeline.started
    clock = "AT (UTC)  " if started else ""
    if found:
        yield f"{'ENTERED':>11}  {clock}EXIT  COMMAND"
    for each in found:
        moment = (
            f"{(started + timedelta(seconds=each.enter)).astimezone(UTC):%H:%M:%S}  "
            if started
            else ""
        )
        code = "" if each.exit_code is None else str(each.exit_code)
        yield f"{signs[each.certainty]}{each.enter:10.1f}  {moment}{code:>4}  {shown(each.text)}"
