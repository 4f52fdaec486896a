"""Notices that the terminal is gone where no signal says so: under setsid or nohup, or when its window was killed. No Textual.

Textual and asciinema's player would read its end again and again, and keep a processor busy for nobody.
"""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable

_PATIENCE = 2.0
"""Seconds that the program has to end by itself."""
_STATUS = 129
"""What a shell calls the end of a program whose terminal hung up: 128 and the number of SIGHUP."""
_STREAMS = (0, 1, 2)
_GONE = select.POLLHUP | select.POLLERR if hasattr(select, "POLLHUP") else 0


def when_terminal_is_gone(leave: Callable[[], object], descriptor: int | None = None) -> None:
    """Call `leave`, in another thread, once nobody is at the other end of the terminal, or of a browser's pipe.

    A program that is still there two seconds later ends at once. `descriptor` is where keys come from; None is the
    terminal, and where there is none nothing is done.
    """
    terminal = descriptor
    if terminal is None:
        terminal = next((each for each in _STREAMS if os.isatty(each)), None)
    if not _GONE or terminal is None:
        return

    def watch() -> None:
        poll = select.poll()
        poll.register(terminal, 0)  # a terminal that is gone is told without being asked for
        if not any(what & _GONE for _, what in poll.poll()):
            return
        _let_writing_succeed()
        leave()
        threading.Event().wait(_PATIENCE)
        os._exit(_STATUS)

    threading.Thread(target=watch, name="replayer-terminal", daemon=True).start()


def _let_writing_succeed() -> None:
    """Lead what would go to the terminal nowhere: an error in the midst of leaving would keep the program."""
    poll = select.poll()
    for each in _STREAMS:
        poll.register(each, 0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for each, what in poll.poll(0):
        if what & _GONE:
            os.dup2(nowhere, each)
    os.close(nowhere)
