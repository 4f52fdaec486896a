"""A replay in the bare terminal, through asciinema's own player.

What it plays is a sanitised cast made in memory, so nothing that the transcript holds can act on the terminal; at the
end, however it comes, the terminal is put back.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import click

from replayer.cli.terminal import tidy_end
from replayer.cli.words import invented_pace
from replayer.exporters import ExportOptions, exporter_for
from replayer.player import Player
from replayer.player.moment import parse_moment
from replayer.recording.recording import Recording

_KEYS = {"pause": b" ", "step": b".", "next_marker": b"]"}
_RESTORE = (
    "\x1b7\x1b[?1049l"  # leaving a screen that was never entered jumps to the saved place: save this one
    "\x1b[!p"  # soft reset: margins, origin, character sets
    "\x1b[0m\x1b(B\x0f\x1b[4l\x1b[20l\x1b[?5l\x1b[?7h\x1b[?45l\x1b[?25h"  # for terminals that know no soft reset
    "\r\n"
)


def play_plain(
    recording: Recording, *, speed: float, idle: float | None, moment: str | None
) -> None:
    """Play until the end or ctrl-c.

    Raises:
        WrongUsage: `moment` is none, or a clock time that nobody recorded.
        KeyboardInterrupt: ctrl-c, as asciinema's player hands it on.
    """
    from asciinema.asciicast import v2  # brings its own HTTP client along
    from asciinema.player import Player as PlainPlayer

    lines = _cast_lines(recording, _start(recording, moment))
    cast = v2.build_from_header_and_file(json.loads(next(lines)), lines)
    _say(recording)
    try:
        with tidy_end():
            PlainPlayer().play(cast, idle_time_limit=idle, speed=speed, key_bindings=_KEYS)
    finally:
        if sys.stdout.isatty():
            sys.stdout.write(_RESTORE)
            sys.stdout.flush()


def _start(recording: Recording, moment: str | None) -> float:
    """Return the recording time to begin at."""
    player = Player(recording.timeline, lambda: 0.0)
    if moment is not None:
        parse_moment(moment).go(player)
    return player.position


def _cast_lines(recording: Recording, start: float) -> Iterator[str]:
    """Yield the lines of a cast in which all before `start` comes at once, so that the screen is right from there on."""
    chunks = exporter_for("cast", None).chunks(recording, ExportOptions())
    yield next(chunks).decode()
    for chunk in chunks:
        event: list[Any] = json.loads(chunk)
        yield json.dumps([max(0.0, event[0] - start), *event[1:]])


def _say(recording: Recording) -> None:
    if line := invented_pace(recording):
        click.echo(f"ssm-replay: {line}", err=True)
    if not sys.stdout.isatty():
        return
    cols, rows = shutil.get_terminal_size()
    size = recording.size
    if cols < size.cols or rows < size.rows:
        click.echo(
            f"ssm-replay: the session's terminal had {size.cols}×{size.rows}, this one has {cols}×{rows}: "
            "what is too wide will look broken.",
            err=True,
        )
