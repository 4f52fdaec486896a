"""How soon the app answers a key while a large session is loaded, read and played, against a bare Textual app.

    python benchmarks/keys.py [MEGABYTES] [--rounds N]

Drives the app by Pilot in a window of 140 by 45. Space is pressed again and again, which always changes the status
line; the time runs from the key to the end of the drawing that shows it. The bare app shows a static picture of the same
size and one line that changes with each key, in the same process. Then the program is run in a terminal of its own, for
the bytes that it writes per second while a session plays and while it stands still, which a slow line must carry.
"""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import os
import pty
import random
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import quantiles
from typing import Any

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.reactive import reactive
from textual.widgets import Static

from replayer.opening import find_one
from replayer.tui.app import ReplayerApp
from replayer.tui.request import ReplayRequest
from replayer.tui.screens.replay import ReplayScreen

_SIZE = (140, 45)
_PAUSE = 0.03
"""Seconds between an answer and the next key."""
_KEYS = 60
"""Keys pressed while nothing goes on but playing, and in the bare app."""
_WORDS = ("total", "drwxr-xr-x", "\x1b[34mshop\x1b[0m", "cart.log", "4096", "root")


def session(size: int) -> Iterator[bytes]:
    """Yield a session of about `size` bytes: prompts, commands, coloured output."""
    draw = random.Random(1)
    yield b"Script started on 2026-11-24 22:08:23+00:00\n"
    made = 0
    while made < size:
        lines = ["\x1b[?2004hsh-5.2$ ls -l\r\r\n"]
        lines += [" ".join(draw.choices(_WORDS, k=8)) + "\r\r\n" for _ in range(40)]
        block = "".join(lines).encode()
        made += len(block)
        yield block
    yield b"\nScript done on 2026-11-24 22:08:23+00:00\n"


class Bare(App[None]):
    """As little as an app can do for a key: one line of it changes."""

    BINDINGS = [Binding("space", "count")]
    pressed: reactive[int] = reactive(0, repaint=False)

    def compose(self) -> ComposeResult:
        """Fill the window."""
        yield Static("\n".join("x" * _SIZE[0] for _ in range(_SIZE[1] - 1)))
        yield Static("0", id="line")

    def action_count(self) -> None:
        """Count a key."""
        self.pressed += 1

    def watch_pressed(self, pressed: int) -> None:
        """Change the line."""
        self.query_one("#line", Static).update(str(pressed))


class Keys:
    """Presses space and waits until the change that it makes is drawn."""

    def __init__(
        self, pilot: Pilot[None], node: DOMNode, name: str, value: Callable[[Any], object]
    ) -> None:
        """Look at `value` of the reactive `name` of `node`, which each key changes."""
        self._pilot, self._screen, self._value = pilot, pilot.app.screen, value
        self._before = value(getattr(node, name))
        self._drawn, self._ended = asyncio.Event(), 0.0
        self._screen.watch(node, name, self._changed, init=False)

    async def press(self) -> float:
        """Return the seconds from the key to the end of the drawing."""
        self._drawn.clear()
        pressed = time.perf_counter()
        await self._pilot.press("space")
        await self._drawn.wait()
        await asyncio.sleep(_PAUSE)
        return self._ended - pressed

    def _changed(self, new: Any) -> None:
        if self._value(new) != self._before:
            self._before = self._value(new)
            self._screen.call_after_refresh(self._done)

    def _done(self) -> None:
        self._ended = time.perf_counter()
        self._drawn.set()


async def bare() -> list[float]:
    """Return the answers of an app that does nothing else."""
    app = Bare()
    async with app.run_test(size=_SIZE) as pilot:
        keys = Keys(pilot, app, "pressed", lambda pressed: pressed)
        return [await keys.press() for _ in range(_KEYS)]


async def replay(place: Path, answers: dict[str, list[float]]) -> None:
    """Add the answers of the app by what goes on meanwhile."""
    app = ReplayerApp(replay=ReplayRequest(find_one([str(place)], [])))
    async with app.run_test(size=_SIZE) as pilot:
        await pilot.pause()
        screen, playing = app.screen, 0
        assert isinstance(screen, ReplayScreen)
        while screen.status is None:  # noqa: ASYNC110 — a thread of the app sets it
            await asyncio.sleep(0.001)
        keys = Keys(pilot, screen, "status", lambda status: status.state)
        while playing < _KEYS:
            status = screen.status
            doing = "loads" if not status.complete else "reads" if status.loading else "plays"
            playing += doing == "plays"
            answers[doing].append(await keys.press())


def report(answers: dict[str, list[float]], peer: list[float]) -> None:
    """Print a table."""
    print("| while the app | keys | p50 | p95 | worst | ratios to the bare app |")
    print("|---|---|---|---|---|---|")
    usual = figures(peer)
    for name, row in (("is bare", peer), *answers.items()):
        own = figures(row)
        cells = " | ".join(f"{each * 1000:.1f} ms" for each in own)
        ratios = ", ".join(f"{each / other:.1f}" for each, other in zip(own, usual, strict=True))
        print(f"| {name} | {len(row)} | {cells} | {ratios} |")


def figures(row: list[float]) -> tuple[float, float, float]:
    """Return p50, p95 and the worst."""
    cuts = quantiles(row, n=100, method="inclusive")
    return cuts[49], cuts[94], max(row)


class Terminal:
    """The program in a terminal of its own."""

    def __init__(self, *arguments: str) -> None:
        self._side, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", _SIZE[1], _SIZE[0], 0, 0))
        self._program = subprocess.Popen(
            [sys.executable, "-m", "replayer", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            start_new_session=True,
        )
        os.close(theirs)

    def read(self, seconds: float) -> int:
        """Read for so long; return how many bytes came."""
        end, count = time.monotonic() + seconds, 0
        while (left := end - time.monotonic()) > 0:
            if select.select([self._side], [], [], left)[0]:
                count += len(os.read(self._side, 65536))
        return count

    def press(self, key: bytes) -> None:
        """Press a key, and let the answer pass."""
        os.write(self._side, key)
        self.read(1)

    def end(self) -> None:
        """End the program."""
        self._program.terminate()
        self._program.wait()
        os.close(self._side)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("megabytes", type=int, nargs="?", default=20)
    parser.add_argument("--rounds", type=int, default=3, help="how often the session is opened")
    options = parser.parse_args()
    answers: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "alice-0123456789abcdef0.log"
        with place.open("wb") as file:
            file.writelines(session(options.megabytes << 20))
        peer = asyncio.run(bare())
        for _ in range(options.rounds):
            asyncio.run(replay(place, answers))
    print(f"A session of {options.megabytes} MB, opened {options.rounds} times:\n")
    report(answers, peer)
    small = Terminal("play", "fixture:vim")
    small.read(3)
    playing = small.read(5) / 5
    small.press(b" ")
    print(f"\nvim at ×1: {playing:,.0f} bytes/s, paused: {small.read(3) / 3:,.0f} bytes/s")
    small.end()


if __name__ == "__main__":
    main()
