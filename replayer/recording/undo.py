"""Undoes the newline translation of the logger's terminal.

At the end of a session the agent prints its file through `script`, whose own terminal turns each LF into CR LF. Turning
each CR LF back into LF, once, gives the session's bytes again, byte for byte.
Source: docs/formats.md#script.
"""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Iterator

from replayer.formats.evidence import Buffer

IN_MEMORY = 64 * 1024 * 1024
"""Bytes up to which a recording is held in memory."""
_CHUNK = 4 * 1024 * 1024


def undo(body: Buffer) -> Buffer:
    """Return `body` with each CR LF turned into LF once; a large one lies in an unlinked temporary file."""
    if len(body) <= IN_MEMORY:
        return body[:].replace(b"\r\n", b"\n")
    with tempfile.TemporaryFile() as file:  # unlinked at once, readable by its owner only
        for chunk in _undone_chunks(body):
            file.write(chunk)
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _undone_chunks(body: Buffer) -> Iterator[bytes]:
    """Yield the undone bytes of `body` in order; a CR at a chunk's end waits for what follows it."""
    held = b""
    for start in range(0, len(body), _CHUNK):
        chunk = held + body[start : start + _CHUNK]
        held = b"\r" if chunk.endswith(b"\r") else b""
        yield chunk[: len(chunk) - len(held)].replace(b"\r\n", b"\n")
    yield held
