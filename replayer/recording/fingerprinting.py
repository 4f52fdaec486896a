"""Which bytes a recording's text has: digests of all of it and of its beginnings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from types import MappingProxyType

from replayer.notes import Fingerprint, Text
from replayer.recording.recording import Recording

_SLICE = 1 << 20
"""Bytes between two questions whether to go on; other threads run while a slice is hashed."""


def fingerprint(
    recording: Recording,
    lengths: Iterable[int],
    cancelled: Callable[[], bool] = lambda: False,
) -> Fingerprint | None:
    """Return what tells the recording's text from others, with a digest for each of `lengths` that it has.

    Returns None when cancelled. Hashes every byte once.
    """
    data = recording.data
    digest, beginnings, at = hashlib.sha256(), {}, 0
    for end in sorted({each for each in lengths if each < len(data)} | {len(data)}):
        while at < end:
            if cancelled():
                return None
            part = data[at : min(at + _SLICE, end)]
            digest.update(part)
            at += len(part)
        beginnings[end] = digest.hexdigest()
    text = Text(recording.text_id, len(data), beginnings[len(data)])
    return Fingerprint(text, MappingProxyType(beginnings), recording.complete)
