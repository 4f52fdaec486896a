"""The terminal in which the program itself runs."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from replayer.errors import ReplayError


def take_terminal(instead: str) -> None:
    """Let the app have the terminal, also when standard input is a log; `instead` is what to do without a terminal.

    Raises:
        ReplayError: there is none.
    """
    if os.environ.get("TEXTUAL_DRIVER"):  # a browser is the terminal: `ssm-replay web` started this
        return
    error = ReplayError("the app needs a terminal.", hint=instead)
    if not sys.stdout.isatty():
        raise error
    if sys.stdin.isatty():
        return
    try:
        keys = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        raise error from None
    # the app reads keys from descriptor 0; whoever reads `-` finds the log in sys.stdin as before
    sys.stdin = os.fdopen(os.dup(0), encoding="utf-8", errors="surrogateescape")
    os.dup2(keys, 0)
    os.close(keys)


@contextmanager
def tidy_end() -> Iterator[None]:
    """Let the end that another program asks for (SIGTERM, SIGHUP) clean up as an interrupt does."""

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    ends = (signal.SIGTERM, signal.SIGHUP)
    # one that was ignored before, as under nohup, stays ignored
    kept = {
        number: signal.signal(number, leave)
        for number in ends
        if signal.getsignal(number) is signal.SIG_DFL
    }
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
