"""How soon the app answers a key in a real terminal while a large session is read, indexed and played.

    python benchmarks/keys.py [MEGABYTES] [SECONDS]

Presses space again and again, which always changes the status line, and prints the time from the key to the first byte
that the app writes. Then the bytes written per second at rest and while playing, which a slow line must carry.
"""

from __future__ import annotations

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

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


class App:
    """The app in a terminal of 140 by 45."""

    def __init__(self, side: int) -> None:
        self._side = side

    def read(self, seconds: float) -> int:
        """Read for so long; return how many bytes came."""
        end, count = time.monotonic() + seconds, 0
        while (left := end - time.monotonic()) > 0:
            if select.select([self._side], [], [], left)[0]:
                count += len(os.read(self._side, 65536))
        return count

    def press(self, key: bytes) -> float:
        """Press a key; return the seconds until something is written."""
        pressed = time.monotonic()
        os.write(self._side, key)
        select.select([self._side], [], [], 30)
        answered = time.monotonic() - pressed
        self.read(0.05)
        return answered


@contextmanager
def app(*arguments: str) -> Iterator[App]:
    """Run the app, and end it."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 45, 140, 0, 0))
    program = subprocess.Popen(
        [sys.executable, "-m", "replayer", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield App(ours)
    finally:
        program.terminate()
        program.wait()
        os.close(ours)


def main() -> None:
    """Measure and print."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 20.0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "alice-0123456789abcdef0.log"
        with place.open("wb") as file:
            file.writelines(session(megabytes << 20))
        with app("play", str(place)) as large:
            large.read(1.5)
            end, answers = time.monotonic() + seconds, []
            while time.monotonic() < end:
                large.read(0.1)
                answers.append(large.press(b" ") * 1000)
    cuts = quantiles(answers, n=100)
    print(
        f"{megabytes} MB, {len(answers)} keys: p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms,"
        f" worst {max(answers):.0f} ms"
    )
    with app("play", "fixture:vim") as small:
        small.read(3)
        playing = small.read(5) / 5
        small.press(b" ")
        print(f"vim at ×1: {playing:,.0f} bytes/s, paused: {small.read(3) / 3:,.0f} bytes/s")


if __name__ == "__main__":
    main()
