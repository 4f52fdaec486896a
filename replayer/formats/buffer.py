"""Bytes of any length, read without copying them into memory."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from typing import TypeAlias


class Window:
    """A run of bytes inside a mapped file; has what all buffers share: `len`, slices and `find`.

    A slice of `mmap` is a copy. A transcript of some gigabytes without its header would be one, so its body is a
    window instead.
    """

    __slots__ = ("_content", "_start", "_stop")

    def __init__(self, content: mmap.mmap, start: int, stop: int) -> None:
        """Look at `content` from `start` to `stop`."""
        self._content = content
        self._start = min(max(start, 0), len(content))
        self._stop = min(max(stop, self._start), len(content))

    def __len__(self) -> int:
        """Return the number of bytes."""
        return self._stop - self._start

    def __getitem__(self, key: slice) -> bytes:
        """Return a copy of the bytes in the slice `key`."""
        start, stop, step = key.indices(len(self))
        if step != 1:
            return self._content[self._start : self._stop][key]
        return self._content[self._start + start : self._start + max(start, stop)]

    def find(self, sub: bytes, start: int = 0, end: int | None = None) -> int:
        """Return the offset of the first `sub` that lies whole in `[start:end]`, or -1."""
        first, last, _ = slice(start, end).indices(len(self))
        found = self._content.find(sub, self._start + first, self._start + last)
        return found if found < 0 else found - self._start

    def window(self, start: int, stop: int) -> Window:
        """Return the window on `[start:stop]` of this one."""
        return Window(self._content, self._start + start, min(self._start + stop, self._stop))


Buffer: TypeAlias = bytes | mmap.mmap | Window
"""Bytes of any length: use `len`, slices and `find` only."""


def cut(content: Buffer, start: int, stop: int) -> Buffer:
    """Return `content[start:stop]`, without a copy where `content` is mapped."""
    if isinstance(content, bytes):
        return content[start:stop]
    if isinstance(content, Window):
        return content.window(start, stop)
    return Window(content, start, stop)


def chunks(content: Buffer, size: int = 1 << 20) -> Iterator[bytes]:
    """Yield `content` in runs of at most `size` bytes."""
    for start in range(0, len(content), size):
        yield content[start : start + size]
