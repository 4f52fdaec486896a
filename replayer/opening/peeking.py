"""Whether a session may be looked into just because the cursor rests on its row."""

from __future__ import annotations

from replayer.sources import Entry
from replayer.sources.remote import Fetching
from replayer.sources.sighting import TELLING

CHEAP = 256 << 10
"""Bytes of a transcript that are fetched for a look; its log stream is of the same order then."""


def is_cheap_to_peek(entry: Entry) -> bool:
    """Whether opening `entry` asks no service, or one for a small transcript.

    Reading costs money, asks keys, and is written into the account's own audit log. A log stream tells no size, so one
    that is all there is of a session is not looked into unless the cache has it.
    """
    texts = {each.item for each in entry.sightings if each.kind not in TELLING}
    away = [item for item in texts if isinstance(item.open, Fetching) and not item.open.is_kept()]
    sizes = [item.size for item in texts if item.size is not None]
    return not away or (bool(sizes) and max(sizes) <= CHEAP)
