"""What can be read only once, such as standard input: read at once and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from replayer.formats.unwrap import spool
from replayer.sources.item import CHUNK, Item, never


def streamed_item(file: BinaryIO, *, where: str, cancelled: Callable[[], bool] = never) -> Item:
    """Return all that `file` gives as an item; large content lies in a temporary file without a name."""
    held = spool(iter(lambda: file.read(CHUNK), b""), cancelled=cancelled)
    return Item(address=where, name=where, folder="", size=len(held), held=held, named=True)
