"""A replay in the bare terminal, through asciinema's own player.

What it plays is a sanitised cast made in memory, so nothing that the transcript holds can act on the terminal; at the
end, however it comes, the terminal is put back.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import click

from replayer.cli.terminal import tidy_end
from replayer.cli.words import invented_pace
from replayer.exporters import ExportOptions, exporter_for, sanitised
from replayer.opening import Unanswered
from replayer.player import Player
from replayer.player.moment import parse_moment
from replayer.recording.recording import Recording
from replayer.tui.hanging_up import when_terminal_is_gone

_KEYS = {"pause": b" ", "step": b".", "next_marker": b"]"}
_ALTERNATE = re.compile(r"\x1b\[\?[\d;]*(?:1049|1047|47)(?:;\d+)*([hl])")
_MOVES_STOPS = re.compile(r"\x1bH|\x1b\[\d*g")
_LEAVE = "\x1b[?1049l"
_STOP = 8
"""Columns between two tab stops."""
_RESTORE = (
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

    feed = _Feed(recording, _start(recording, moment))
    lines = feed.lines()
    cast = v2.build_from_header_and_file(json.loads(next(lines)), lines)
    _say(recording)
    try:
        with tidy_end():
            when_terminal_is_gone(_hang_up)
            PlainPlayer().play(cast, idle_time_limit=idle, speed=speed, key_bindings=_KEYS)
    finally:
        feed.left.put_back()


def say_unanswered(unanswered: Unanswered | None) -> None:
    """Print a line once what is followed does not answer any more, and one when it does again."""
    if unanswered is None:
        line = f"answered again at {_clock(datetime.now(UTC))}; what was missed follows."
    else:
        line = f"no answer since {_clock(unanswered.since)}, still asking: {unanswered.problem}"
    click.echo(f"ssm-replay: {line}", err=True)


def _clock(when: datetime) -> str:
    return f"{when:%H:%M:%S} UTC"


def follow_plain(versions: Iterable[Recording]) -> None:
    """Print what a session writes while it goes on, made safe; ends with the session, or by ctrl-c.

    Raises:
        KeyboardInterrupt: ctrl-c.
    """
    click.echo(
        "ssm-replay: lines come when they are whole; no prompt and no full-screen program shows before a newline.",
        err=True,
    )
    left = _Left()
    try:
        with tidy_end():
            when_terminal_is_gone(_hang_up)
            offset = 0
            for recording in versions:
                if (
                    recording.complete
                ):  # its bytes may be of another source: what was streamed was shown
                    return
                text = sanitised(recording.data[offset:])
                left.read(text)
                sys.stdout.write(text)
                sys.stdout.flush()
                offset = len(recording.data)
    finally:
        left.put_back()


def _hang_up() -> None:
    """Say what the system says where this program is the terminal's own."""
    os.kill(os.getpid(), signal.SIGHUP)


def _start(recording: Recording, moment: str | None) -> float:
    """Return the recording time to begin at."""
    player = Player(recording.timeline, lambda: 0.0)
    if moment is not None:
        parse_moment(moment).go(player)
    return player.position


class _Left:
    """What a session, made safe, leaves a terminal in."""

    def __init__(self) -> None:
        """Begin with a terminal as it was."""
        self._alternate = False
        self._moved_stops = False

    def read(self, text: str) -> None:
        """Go on with what is printed next; it cuts no sequence."""
        for switch in _ALTERNATE.finditer(text):
            self._alternate = switch[1] == "h"
        self._moved_stops = self._moved_stops or _MOVES_STOPS.search(text) is not None

    def put_back(self) -> None:
        """Give the terminal back as it was, if one is printed to."""
        if not sys.stdout.isatty():
            return
        sys.stdout.write((_LEAVE if self._alternate else "") + _RESTORE)
        if self._moved_stops:
            stops = (shutil.get_terminal_size().columns - 1) // _STOP
            sys.stdout.write("\r\x1b[3g" + f"\x1b[{_STOP}C\x1bH" * stops + "\r")
        sys.stdout.flush()


class _Feed:
    """Hands a cast to the player, and knows what the terminal is left in."""

    def __init__(self, recording: Recording, start: float) -> None:
        """Let all before `start` seconds come at once, so that the screen is right from there on."""
        self._recording = recording
        self._start = start
        self.left = _Left()

    def lines(self) -> Iterator[str]:
        """Yield the cast's lines; when the next one is asked for, the one before has been played."""
        chunks = exporter_for("cast", None).chunks(self._recording, ExportOptions())
        yield next(chunks).decode()
        for chunk in chunks:
            time, code, text = json.loads(chunk)
            yield json.dumps([max(0.0, time - self._start), code, text])
            if code == "o":
                self.left.read(text)


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
