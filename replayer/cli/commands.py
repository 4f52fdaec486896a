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

_MOST_PLACES = 3


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
    invented. EXIT is the exit code where the session shows it. All of it is what the screen showed, which the person
    under review could write: docs/safety.md says what that means. What is typed into full-screen programs is not
    listed.

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
    for warning in (_left_out(recording), invented_pace(recording)):
        if warning:
            click.echo(f"ssm-replay: {warning}", err=True)


def _left_out(recording: Recording) -> str | None:
    """Return where the list is blind; None where it is not."""
    from replayer.analysis.edits import full_screen
    from replayer.tui.wording import count, length

    stretches = list(full_screen(recording.data))
    if not stretches:
        return None
    time_at = recording.timeline.time_at
    places = [
        f"{start:,} to {end:,} (from {length(time_at(start))} to {length(time_at(end - 1))})"
        for start, end in stretches[:_MOST_PLACES]
    ]
    rest = len(stretches) - len(places)
    more = f" and {count(rest, 'stretch', 'stretches')} more" if rest else ""
    return (
        "what was typed into full-screen programs is not in the list: bytes "
        f"{', '.join(places)}{more}."
    )


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

    from replayer.foreign import on_a_line
    from replayer.tui.wording import SIGNS

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
        yield f"{SIGNS[each.certainty]}{each.enter:10.1f}  {moment}{code:>4}  {on_a_line(each.text, None)}"
