"""Undoes the newline translation of the logger's terminal, and brings a body where it can be searched.

At the end of a session the agent prints its file through `script`, whose own terminal turns each LF into CR LF. Turning
each CR LF back into LF, once, gives the session's bytes again, byte for byte.
Source: docs/formats.md#script.
"""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain

from replayer.formats.buffer import chunks
from replayer.formats.evidence import Buffer
from replayer.recording.long_work import RUN, Check, Data, unchecked

IN_MEMORY = 64 * 1024 * 1024
"""Bytes up to which a recording is held in memory."""


def undo(body: Buffer, check: Check = unchecked) -> Data:
    """Return `body` with each CR LF turned into LF once; a large one lies in an unlinked temporary file."""
    parts = _undone(body, check)
    return b"".join(parts) if len(body) <= IN_MEMORY else _stored(parts)


def settled(body: Buffer, check: Check = unchecked) -> Data:
    """Return the bytes of `body` as they are; a large window on a file is copied to an unlinked temporary one."""
    if isinstance(body, bytes | mmap.mmap):
        return body
    return body[:] if len(body) <= IN_MEMORY else _stored(_chunked(body, check))


def _chunked(body: Buffer, check: Check) -> Iterator[bytes]:
    """Yield the bytes of `body` in order."""
    for chunk in chunks(body, RUN):
        check()
        yield chunk


def _stored(parts: Iterable[bytes]) -> mmap.mmap:
    """Return `parts` one after the other, in an unlinked temporary file."""
    with tempfile.TemporaryFile() as file:  # unlinked at once, readable by its owner only
        for part in parts:
            file.write(part)
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def extended(data: Data, rest: bytes, check: Check) -> Data:
    """Return `data` with `rest` behind it."""
    if isinstance(data, bytes):
        return data + rest
    return _stored(chain(_chunked(data, check), (rest,)))


def _undone(body: Buffer, check: Check) -> Iterator[bytes]:
    """Yield the undone bytes of `body` in order; a CR at a chunk's end waits for what follows it."""
    held = b""
    for chunk in _chunked(body, check):
        part = held + chunk
        held = b"\r" if part.endswith(b"\r") else b""
        yield part[: len(part) - len(held)].replace(b"\r\n", b"\n")
    yield held
