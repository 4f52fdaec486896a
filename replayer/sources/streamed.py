"""What can be read only once, such as standard input: read at once and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from replayer.errors import ReplayError
from replayer.formats.unwrap import spool
from replayer.sources.item import CHUNK, Item, never


def streamed_item(file: BinaryIO, *, where: str, cancelled: Callable[[], bool] = never) -> Item:
    """Return all that `file` gives as an item; large content lies in a temporary file without a name.

    Raises:
        NotEvidence: it is more than any log, and may have no end.
        ReplayError: `cancelled` said so, or there is no room for it.
    """
    try:
        held = spool(iter(lambda: file.read(CHUNK), b""), cancelled=cancelled)
    except ReplayError as error:
        raise type(error)(error.message, where=where, hint=error.hint) from error
    return Item(address=where, name=where, folder="", size=len(held), held=held, named=True)
