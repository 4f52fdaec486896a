"""Bytes of a terminal and nothing else: the host's `ipcTempFile.log`, a piece of one, or a hand-written stream.

Nothing in them says where they are from, so a caller takes them as evidence only where a person named the file, or
its name is the host's. Source: docs/formats.md#ipc.
"""

from __future__ import annotations

import re

from replayer.formats import script_lines, script_transcript
from replayer.formats.buffer import Buffer
from replayer.formats.evidence import Transcript, TranscriptKind
from replayer.formats.format import Format
from replayer.formats.json_values import looks_like_json

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0d-\x1f\x7f]|\xc2[\x80-\x9f]")
"""What a terminal obeys and a text file does not hold; CR is one, so CR LF counts as a terminal's line end."""
_UNPRINTED = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
"""Controls that programs hardly ever write to a terminal, and binaries are full of."""
_MAGIC = (
    b"\x7fELF", b"MZ", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"\xca\xfe\xba\xbe",
    b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"SQLite format 3", b"\x28\xb5\x2f\xfd", b"RIFF", b"OggS", b"ID3",
)  # fmt: skip
_SHARE = 0.15
"""More unprinted or broken bytes than this make a binary."""
_SMALL = 256
"""Bytes; a shorter stream may be all about odd controls, so more than half of them makes a binary."""


def recognises(head: bytes) -> bool:
    """Whether `head` is mostly text and has something of a terminal in it."""
    if not head or head.startswith(_MAGIC) or _CONTROL.search(head) is None:
        return False
    if looks_like_json(head) and b"\x1b" not in head:
        return False
    broken = head.decode("utf-8", "replace").count("\ufffd") - head.count(b"\xef\xbf\xbd")
    odd = len(_UNPRINTED.findall(head)) + broken
    return odd <= len(head) * (0.5 if len(head) < _SMALL else _SHARE)


def read(content: Buffer) -> tuple[Transcript, ...]:
    """Return `content` as a transcript; one whose header is gone but whose footer is there is a `script` transcript."""
    if script_lines.footer(content) is not None:
        return script_transcript.read(content)
    return (Transcript(kind=TranscriptKind.RAW, body=content, translated=False),)


TERMINAL = Format("terminal bytes", recognises, read, transcript=True)
