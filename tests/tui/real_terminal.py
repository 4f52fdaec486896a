"""The program in a terminal of its own, as a user runs it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from typing import NoReturn

import pytest


class Terminal:
    """A terminal of 100 by 30 in which the program runs."""

    def __init__(self, *arguments: str) -> None:
        self.written = b""
        self._side, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        self._program = subprocess.Popen(
            [sys.executable, "-m", "replayer", *arguments],
            stdin=side,
            stdout=side,
            stderr=side,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            start_new_session=True,
        )
        os.close(side)

    def press(self, keys: bytes) -> None:
        os.write(self._side, keys)

    def until(self, text: bytes) -> None:
        """Read until `text` is written, from now on."""
        start = len(self.written)
        while text not in self.written[start:]:
            if not self._read():
                self._fail(f"ended without {text!r}")

    def status(self) -> int:
        """Read to the end; return the exit code."""
        while self._read():
            pass
        os.close(self._side)
        return self._program.wait()

    def ask_to_end(self) -> None:
        self._program.terminate()

    def vanish(self) -> int:
        """Close the other side, as when the window is killed; no signal says so, since it leads no session of the system.

        Return the exit code.
        """
        os.close(self._side)
        try:
            return self._program.wait(30)
        finally:
            self._program.kill()

    def _read(self) -> bytes:
        if not select.select([self._side], [], [], 30)[0]:
            self._fail("nothing more is written")
        try:
            more = os.read(self._side, 65536)
        except OSError:  # the program has closed its side
            return b""
        self.written += more
        return more

    def _fail(self, what: str) -> NoReturn:
        self._program.kill()
        self._program.wait()
        os.close(self._side)
        pytest.fail(f"{what}: {self.written[-2000:]!r}")
