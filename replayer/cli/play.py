"""`ssm-replay play`: straight into a replay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from replayer.cli import options

if TYPE_CHECKING:
    from replayer.settings import AwsSettings


@click.command(epilog="Example: ssm-replay play session.log cloudwatch.json --at 1:30 -s 2")
@options.specs
@options.speed
@options.idle
@click.option(
    "--at",
    "moment",
    metavar="TIME",
    help="Where to begin: seconds, m:ss, 50%, #OFFSET, 20:12:37 UTC, or a date and time.  [default: the start]",
)
@click.option(
    "--pause",
    "paused",
    is_flag=True,
    help="Show what is known of the session, and wait for space. The setting autoplay = false does so always.",
)
@options.size
@click.option(
    "--plain",
    is_flag=True,
    help="Play in the bare terminal: space pauses, . steps, ] goes to the next marker, ctrl-c ends.",
)
@click.option(
    "--follow",
    is_flag=True,
    help="Follow a session that goes on; lines show within two seconds after the agent sent them.",
)
@options.source
@options.aws
def play(
    specs: tuple[str, ...],
    speed: float,
    idle: float | None,
    moment: str | None,
    paused: bool,
    size: tuple[int, int] | None,
    plain: bool,
    follow: bool,
    sources: tuple[str, ...],
    aws: AwsSettings,
) -> None:
    """Replay one session as it happened."""
    from replayer.cli.lookup import find_entry, moment_in
    from replayer.player.moment import parse_moment

    moment = moment or moment_in(specs)
    if moment is not None:
        parse_moment(moment)  # a wrong one is told before anything is read
    if paused and (plain or follow):
        from replayer.errors import WrongUsage

        raise WrongUsage("--pause waits in the app.", hint="Leave --plain and --follow away.")
    if plain and follow:
        from replayer.cli.plain import follow_plain, say_unanswered
        from replayer.opening import follow as followed

        entry = find_entry(specs, sources, aws)
        follow_plain(followed(entry, size=size, on_unanswered=say_unanswered))
        return
    if plain:
        from replayer.cli.plain import play_plain
        from replayer.opening import open_recording

        recording = open_recording(find_entry(specs, sources, aws), size=size)
        play_plain(recording, speed=speed, idle=idle, moment=moment)
        return
    from replayer.cli.terminal import take_terminal
    from replayer.tui import run_replay

    take_terminal("Use --plain, or `ssm-replay export`.")
    entry = find_entry(specs, sources, aws)
    run_replay(entry, speed=speed, idle=idle, at=moment, paused=paused, size=size, live=follow)
