"""Things that are read over a network, and know what they turned out to be."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol, TypeAlias, runtime_checkable

from replayer.errors import ReplayError


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


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What is followed does not answer for now: what was written since is not known, and comes when it answers again."""

    since: datetime
    """When the last answer came, by this machine's clock; aware UTC."""
    problem: ReplayError
    """Why the first call after that had none."""


OnUnanswered: TypeAlias = Callable[[Unanswered | None], object]
"""Takes what is wrong once nothing answers any more, and None once it is answered again."""


@runtime_checkable
class Growing(Protocol):
    """An item's `open` where the thing may still be written to."""

    def __call__(self) -> BinaryIO:
        """Open what is there by now."""

    def growth(self, cancelled: Callable[[], bool], on_unanswered: OnUnanswered) -> Iterator[bytes]:
        """Yield what is there and then what comes, in whole pieces; ends when nothing more will come.

        A service that is out of reach for a while ends nothing: it is asked on, and `on_unanswered` hears of it.

        Raises:
            ReplayError: the service refused or failed.
        """


def origin_of(file: BinaryIO) -> Mapping[str, str]:
    """Return the origin of an opened item; empty for a file of this machine."""
    raw = file.raw if isinstance(file, io.BufferedReader) else file
    found: Mapping[str, str] = getattr(raw, "origin", {})
    return found
