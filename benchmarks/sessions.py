"""How soon the list answers a key in a real terminal, while a hundred thousand sessions come and once they are there.

    python benchmarks/sessions.py [SESSIONS]

Prints the time from the key to its answer on the screen while the list fills, and to the first byte that the app writes
once it draws nothing by itself: moving, paging, filtering letter by letter, sorting.
"""

from __future__ import annotations

import fcntl
import json
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
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

_OWNERS = ("alice", "bob", "carol", "deploy-bot", "eve@corp.example")


def history(count: int) -> str:
    """Return a history of so many sessions."""
    draw, now = random.Random(1), datetime(2026, 11, 24, tzinfo=UTC)
    sessions = []
    for number in range(count):
        owner, start = draw.choice(_OWNERS), now - timedelta(seconds=draw.randrange(10**7))
        sessions.append(
            {
                "SessionId": f"{owner}-{number:017x}",
                "Target": f"i-{draw.randrange(500):017x}",
                "Owner": f"arn:aws:sts::123456789012:assumed-role/Admin/{owner}",
                "Reason": f"INC-{draw.randrange(9999)}",
                "Status": "Terminated",
                "StartDate": start.isoformat(),
                "EndDate": (start + timedelta(seconds=draw.randrange(4000))).isoformat(),
            }
        )
    return json.dumps({"Sessions": sessions})


class Terminal:
    """A terminal of 140 by 45 in which the program runs."""

    def __init__(self, side: int) -> None:
        self._side = side

    def read(self, seconds: float) -> int:
        """Read for so long; return how many bytes came."""
        end, count = time.monotonic() + seconds, 0
        while (left := end - time.monotonic()) > 0:
            count += len(self._some(left))
        return count

    def wait_for(self, text: str, seconds: float = 120) -> float:
        """Read until `text` is written; return the seconds that it took."""
        start, written = time.monotonic(), b""
        while text.encode() not in written:
            if time.monotonic() - start > seconds:
                raise TimeoutError(text)
            written += self._some(1.0)
        return time.monotonic() - start

    def press(self, key: bytes, answer: str = "") -> float:
        """Press a key; return the seconds until the answer is written, without one until anything is."""
        start = time.monotonic()
        os.write(self._side, key)
        if answer:
            self.wait_for(answer)
        else:
            select.select([self._side], [], [], 30)
        return time.monotonic() - start

    def _some(self, seconds: float) -> bytes:
        ready = select.select([self._side], [], [], seconds)[0]
        return os.read(self._side, 65536) if ready else b""


@contextmanager
def running(*arguments: str) -> Iterator[Terminal]:
    """Run the program, and end it."""
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
        yield Terminal(ours)
    finally:
        program.terminate()
        program.wait()
        os.close(ours)


def pressed(
    list_: Terminal, name: str, keys: list[bytes], pause: float = 0.15, answers: Iterable[str] = ()
) -> None:
    """Press keys one after another and print how soon they were answered."""
    waits = []
    for key, answer in zip(keys, answers or [""] * len(keys), strict=True):
        list_.read(pause)
        waits.append(list_.press(key, answer) * 1000)
    waits.sort()
    middle, high = waits[len(waits) // 2], waits[int(len(waits) * 0.95)]
    print(
        f"{name:<28} {len(keys):3} keys: p50 {middle:4.0f} ms, p95 {high:4.0f} ms, worst {waits[-1]:4.0f} ms"
    )


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "history.json").write_text(history(count))
        started = time.monotonic()
        with running(folder) as list_:
            list_.wait_for("STARTED")
            # what a key changes is waited for: the list is drawn anew ten times a second by itself
            orders = ["oldest first", "newest first"] * 10
            pressed(list_, "while the file is read", [b"S"] * 20, 0.1, orders)
            list_.wait_for("INC-")
            print(f"first rows after {time.monotonic() - started:.1f} s, presses among it")
            marks = [f"{number} marked" for number in range(1, 31)]
            pressed(list_, "while it fills: mark", [b" "] * 30, 0.1, marks)
            pressed(list_, "while it fills: reverse", [b"S"] * 20, 0.1, orders)
            while list_.read(2.0):  # until nothing is drawn any more
                pass
            print(f"all there after {time.monotonic() - started - 2:.1f} s, presses among it")
            pressed(list_, "down", [b"j"] * 60, 0.05)
            pressed(list_, "page down", [b"\x1b[6~"] * 60, 0.05)
            pressed(list_, "last, first", [b"G", b"g"] * 10)
            pressed(list_, "mark", [b" "] * 30)
            pressed(list_, "sort by the next column", [b"s"] * 18, 1.0)
            pressed(list_, "filter: open", [b"/"])
            pressed(list_, "filter: letters", [bytes([each]) for each in b"alice inc-12"], 0.5)
            pressed(list_, "filter: backspaces", [b"\x7f"] * 12, 0.5)
            pressed(list_, "filter: a field", [bytes([each]) for each in b"owner:bob"], 0.5)


if __name__ == "__main__":
    main()
