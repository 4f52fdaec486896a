"""Bytes of a terminal and nothing else: the host's `ipcTempFile.log`, a piece of one, or a hand-written stream.

Nothing in them says where they are from, so a caller takes them as evidence only where a person named the file, or
its name is the host's. Source: docs/formats.md#ipc.
"""

from __future__ import annotations

import re

from replayer.formats import script_lines, script_transcript
from replayer.formats.binary import is_binary
from replayer.formats.buffer import Buffer
from replayer.formats.check import Check, unchecked
from replayer.formats.evidence import Transcript, TranscriptKind
from replayer.formats.format import Format
from replayer.formats.json_values import looks_like_json

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0d-\x1f\x7f]|\xc2[\x80-\x9f]")
"""What a terminal obeys and a text file does not hold; CR is one, so CR LF counts as a terminal's line end."""


def recognises(head: bytes) -> bool:
    """Whether `head` is text and has something of a terminal in it."""
    if looks_like_json(head) and b"\x1b" not in head:
        return False
    return _CONTROL.search(head) is not None and not is_binary(head)


def read(content: Buffer, _check: Check = unchecked) -> tuple[Transcript, ...]:
    """Return `content` as a transcript; one whose header is gone but whose footer is there is a `script` transcript."""
    if script_lines.footer(content) is not None:
        return script_transcript.read(content)
    return (Transcript(kind=TranscriptKind.RAW, body=content, translated=False),)


TERMINAL = Format("terminal bytes", recognises, read, transcript=True)
