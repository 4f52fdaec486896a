"""Tells binaries from what a terminal may have shown, where nothing else says what content is."""

from __future__ import annotations

import re

_MAGIC = (
    b"\x7fELF", b"MZ", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"\xca\xfe\xba\xbe",
    b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"SQLite format 3", b"\x28\xb5\x2f\xfd", b"RIFF", b"OggS", b"ID3",
)  # fmt: skip
_UNPRINTED = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
"""Controls that programs hardly ever write to a terminal, and binaries are full of."""
_UNPRINTED_SHARE = 0.02
_NUL_SHARE = 0.1
_BROKEN_SHARE = 0.15
"""Of bytes that are no UTF-8, in a text of another character set with some letters beyond ASCII."""
_SMALL = 256
"""Bytes; a shorter stream may be a hand-written one, all about odd controls."""
_SMALL_SHARE = 0.5
_SEQUENCES = 3
"""Control sequences that no binary has in 4 KiB by chance: then any share of broken bytes is another character set."""


def is_binary(head: bytes) -> bool:
    """Whether content that begins with `head` is neither text nor output of a terminal."""
    if head.startswith(_MAGIC) or head.count(0) > len(head) * _NUL_SHARE:
        return True
    unprinted = len(_UNPRINTED.findall(head))
    broken = head.decode("utf-8", "replace").count("\ufffd") - head.count(b"\xef\xbf\xbd")
    if len(head) < _SMALL:
        return unprinted + broken > len(head) * _SMALL_SHARE
    if unprinted > len(head) * _UNPRINTED_SHARE:
        return True
    return broken > len(head) * _BROKEN_SHARE and head.count(b"\x1b[") < _SEQUENCES
