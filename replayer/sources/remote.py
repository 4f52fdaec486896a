"""Things that are read over a network, and know what they turned out to be."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, Protocol, runtime_checkable


class Remote(io.RawIOBase):
    """Bytes from a service."""

    @property
    def origin(self) -> Mapping[str, str]:
        """What pins these very bytes, for a manifest: bucket, key, version and the like; all known once they are read."""
        raise NotImplementedError


@runtime_checkable
class Fetching(Protocol):
    """An item's `open` that asks a service for the bytes."""

    def __call__(self) -> BinaryIO:
        """Open it at its start."""

    def is_kept(self) -> bool:
        """Whether they are in the cache, so that nobody is asked."""


@runtime_checkable
class Growing(Protocol):
    """An item's `open` where the thing may still be written to."""

    def __call__(self) -> BinaryIO:
        """Open what is there by now."""

    def growth(self, cancelled: Callable[[], bool]) -> Iterator[bytes]:
        """Yield what is there and then what comes, in whole pieces; ends when nothing more will come.

        Raises:
            ReplayError: the service refused or failed.
        """


def origin_of(file: BinaryIO) -> Mapping[str, str]:
    """Return the origin of an opened item; empty for a file of this machine."""
    raw = file.raw if isinstance(file, io.BufferedReader) else file
    found: Mapping[str, str] = getattr(raw, "origin", {})
    return found
