"""The lines that `script` writes around what it records.

Source: docs/formats.md#header. They are looked for at the very start and the very end only: a user may run `script`
himself, and such lines then stand in the middle.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from replayer.formats import ipc_path
from replayer.formats.buffer import Buffer
from replayer.formats.ipc_path import IpcPath
from replayer.formats.moments import from_words

STARTED = b"Script started"
DONE = b"Script done"
EDGE = 4096
"""Bytes at either end in which a header or footer must lie whole."""

_ECHO = b"^D\x08\x08"  # what a terminal shows when BSD's `script` meets the end of its input
_LONGEST_DATE = 80
"""Bytes; the words of a locale included."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first line, read."""

    end: int
    """Offset of the first byte after it."""
    newline: bytes
    """What ends it."""
    date: datetime | None
    zone_known: bool
    path: IpcPath | None
    on_terminal: bool
    """It names the terminal in which it ran, which the agent's never does: nothing was translated twice."""


@dataclass(frozen=True, slots=True)
class Footer:
    """The last line, read."""

    start: int
    """Offset of its first byte; of the newline before it where `script` added one."""
    date: datetime | None


def has_header(head: bytes) -> bool:
    """Whether content that begins with `head` begins with a header line."""
    return head.removeprefix(_ECHO).startswith(STARTED + b" on ")


def header(content: Buffer) -> Header | None:
    """Return the header of `content`; None when its first line is none."""
    head = content[:EDGE]
    if not has_header(head):
        return None
    skipped = len(head) - len(head.removeprefix(_ECHO))
    end = head.find(b"\n") + 1 or len(head)
    line = head[skipped:end]
    date, details = _read(line.removeprefix(STARTED))
    if not details and head.startswith(b"Command: ", end):  # a line that BSD's `script` may add
        end = head.find(b"\n", end) + 1 or len(head)
    return Header(
        end=end,
        newline=b"\r\n" if line.endswith(b"\r\n") else b"\n",
        date=date[0] if date else None,
        zone_known=date[1] if date else True,
        path=ipc_path.find(head[skipped:end]),
        on_terminal=b'TTY="' in details,
    )


def footer(content: Buffer, newline: bytes = b"\n") -> Footer | None:
    """Return the footer of `content`; None when its last line is none.

    A footer ends in the same `newline` as the header. One that a command of the session wrote ends as that
    session's lines do, and is left in place.
    """
    size = len(content)
    tail = content[max(0, size - EDGE) : size]
    stripped = tail.rstrip(b"\n") if newline == b"\n" else tail.rstrip(b"\r\n")
    at = stripped.rfind(b"\n") + 1
    line = stripped[at:]
    if not line.startswith(DONE + b" on ") or line.endswith(b"\r"):
        return None
    date, _ = _read(line.removeprefix(DONE))
    start = size - len(tail) + at
    before = content[max(0, start - len(newline)) : start]
    if before == newline:
        start -= len(newline)
    return Footer(start=start, date=date[0] if date else None)


def _read(rest: bytes) -> tuple[tuple[datetime, bool] | None, bytes]:
    """Return the date (with whether it names a zone) and what stands in brackets, from what follows a line's first words."""
    date, _, details = rest.removeprefix(b" on ").partition(b" [")
    return from_words(date[:_LONGEST_DATE].decode("utf-8", "replace")), details
