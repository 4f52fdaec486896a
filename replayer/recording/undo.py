"""Undoes the newline translation of the logger's terminal, and brings a body where it can be searched.

At the end of a session the agent prints its file through `script`, whose own terminal turns each LF into CR LF. Turning
each CR LF back into LF, once, gives the session's bytes again, byte for byte.
Source: docs/formats.md#script.
"""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from replayer.formats.buffer import chunks
from replayer.formats.evidence import Buffer

Data: TypeAlias = bytes | mmap.mmap
"""Bytes that regular expressions can search."""
IN_MEMORY = 64 * 1024 * 1024
"""Bytes up to which a recording is held in memory."""
_CHUNK = 4 * 1024 * 1024


def undo(body: Buffer) -> Data:
    """Return `body` with each CR LF turned into LF once; a large one lies in an unlinked temporary file."""
    if len(body) <= IN_MEMORY:
        return body[:].replace(b"\r\n", b"\n")
    return _stored(_undone(body))


def settled(body: Buffer) -> Data:
    """Return the bytes of `body` as they are; a large window on a file is copied to an unlinked temporary one."""
    if isinstance(body, bytes | mmap.mmap):
        return body
    return body[:] if len(body) <= IN_MEMORY else _stored(chunks(body, _CHUNK))


def _stored(parts: Iterable[bytes]) -> mmap.mmap:
    with tempfile.TemporaryFile() as file:  # unlinked at once, readable by its owner only
        for part in parts:
            file.write(part)
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _undone(body: Buffer) -> Iterator[bytes]:
    """Yield the undone bytes of `body` in order; a CR at a chunk's end waits for what follows it."""
    held = b""
    for chunk in chunks(body, _CHUNK):
        part = held + chunk
        held = b"\r" if part.endswith(b"\r") else b""
        yield part[: len(part) - len(held)].replace(b"\r\n", b"\n")
    yield held
