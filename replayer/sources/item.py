"""A thing in a source that can be read: a file, standard input, later an object or a log stream."""

from __future__ import annotations

import mmap
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import BufferedReader, BytesIO, UnsupportedOperation
from typing import BinaryIO

from replayer.errors import AccessDenied, Unreachable
from replayer.formats.buffer import Buffer
from replayer.formats.unwrap import SPOOL, spool
from replayer.session import Address

CHUNK = 256 << 10
"""Bytes read between two looks at whether the reader still wants them."""


def never() -> bool:
    """Return False: nobody cancels."""
    return False


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that can be read."""

    address: str | Address
    """For `where`."""
    name: str
    """File or stream name: the last part of `where`."""
    folder: str
    """The folders between the place that was opened and this, joined by `/`; empty when there is none."""
    size: int | None = None
    """Bytes; None while unknown."""
    modified: datetime | None = None
    """Aware UTC."""
    open: Callable[[], BinaryIO] | None = field(default=None, compare=False, repr=False)
    """Opens it anew; None where it could be read only once."""
    held: Buffer | None = field(default=None, compare=False, repr=False)
    """The content of what could be read only once."""
    named: bool = False
    """A person named this very thing, so even bytes that say nothing of themselves are evidence."""
    sha256: str | None = None
    """Of its bytes when they were fetched, as the manifest beside it says."""

    @property
    def where(self) -> str:
        """Path or address, as the user would type it."""
        return str(self.address)

    @property
    def path(self) -> str:
        """`folder` and `name` joined: unique within the place."""
        return f"{self.folder}/{self.name}" if self.folder else self.name

    def content(self, cancelled: Callable[[], bool] = never) -> Buffer:
        """Return all bytes; large ones are mapped, never held in memory.

        Raises:
            SourceFailed: it cannot be read.
            ReplayError: `cancelled` said so.
        """
        if self.held is not None:
            return self.held
        with self.opened() as file:
            if (self.size or 0) > SPOOL and _is_plain(file):
                return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            return spool(iter(lambda: file.read(CHUNK), b""), cancelled=cancelled)

    def head(self, size: int) -> bytes:
        """Return the first `size` bytes, or all there are.

        Raises:
            SourceFailed: it cannot be read.
        """
        if self.held is not None:
            return self.held[:size]
        with self.opened() as file:
            return file.read(size)

    def edges(self, head: int, tail: int) -> bytes:
        """Return the first `head` and the last `tail` bytes, joined; everything when there is no more than that.

        Raises:
            SourceFailed: it cannot be read.
        """
        if self.held is not None:
            size = len(self.held)
            return self.held[:head] + self.held[max(head, size - tail) : size]
        with self.opened() as file:
            begin = file.read(head)
            if not file.seekable():
                return begin + file.read()
            file.seek(max(len(begin), (self.size or 0) - tail))
            return begin + file.read(tail)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Return a context with the open file, at its start.

        Raises:
            SourceFailed: it cannot be read.
        """
        if self.held is not None:
            yield BytesIO(self.held[:])
            return
        with failures(self.where):
            assert self.open is not None
            with self.open() as file:
                yield file


def _is_plain(file: BinaryIO) -> bool:
    """Whether `file` lies on a disk, and can be mapped."""
    try:
        return isinstance(file, BufferedReader) and stat.S_ISREG(os.fstat(file.fileno()).st_mode)
    except UnsupportedOperation:  # it has no descriptor: it comes over the network
        return False


@contextmanager
def failures(where: str) -> Iterator[None]:
    """Turn what the machine says into errors for people.

    Raises:
        AccessDenied: no permission.
        Unreachable: anything else that kept `where` from being read.
    """
    try:
        yield
    except PermissionError as error:
        raise AccessDenied(
            "you have no permission to read it.",
            where=where,
            hint="Ask its owner, or copy it to where you may read it.",
        ) from error
    except OSError as error:
        raise Unreachable(
            f"it cannot be read ({error.strerror or error}).",
            where=where,
            hint="Check that it is still there, and that its disk or share is reachable.",
        ) from error
