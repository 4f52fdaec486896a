r"""Events of a session that was not streamed: the generated log in pieces, uploaded after the end.

Source: docs/formats.md#plain-events. The agent undid CR LF → LF once and dropped the LF that ends an event, so the
pieces joined with LF are the host's own bytes with header and footer around them.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import replace

from replayer.formats import powershell, script_transcript, terminal_bytes
from replayer.formats.check import Check, checked, unchecked
from replayer.formats.evidence import Transcript, TranscriptKind
from replayer.formats.format import HEAD
from replayer.formats.json_values import bytes_of
from replayer.formats.log_event import LogEvent

LIMIT = 200_000
"""Bytes at which the agent closes an event, and at which it cuts a longer line."""
_BROKEN = "\ufffd".encode()


def read(events: Sequence[LogEvent], check: Check = unchecked) -> Transcript | None:
    """Return the transcript that `events`, which are those of one stream, hold; None when they are not of a session."""
    pieces = [bytes_of(event.text) for event in checked(events, check) if event.text]
    content = joined(pieces).removeprefix(BOM_UTF8)  # PowerShell's transcripts begin with one
    head = content[:HEAD]
    if powershell.recognises(head):
        found = powershell.read(content)[0]
    elif script_transcript.recognises(head) or terminal_bytes.recognises(head):
        found = script_transcript.transcript(content, TranscriptKind.PLAIN_EVENTS, translated=False)
    else:
        return None
    remarks = list(found.remarks)
    if any(_is_cut(piece) for piece in pieces[:-1]):
        remarks.append(f"lines of more than {LIMIT:,} bytes were put together again")
    return replace(
        found,
        stamps_ms=tuple(event.timestamp_ms for event in events if event.timestamp_ms is not None),
        stream=next((event.stream for event in events if event.stream), None),
        remarks=tuple(remarks),
    )


def joined(pieces: Sequence[bytes]) -> bytes:
    """Return the file that the agent cut into `pieces`, with its CR LF undone once."""
    parts: list[bytes] = []
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if following is None:
            parts.append(piece)
        elif not _is_cut(piece):
            parts += (piece, b"\n")
        elif piece.endswith(b"\r\r") and following.startswith(b"\n"):
            parts.append(
                piece[:-1]
            )  # the cut fell inside CR LF, which the agent could then not undo
        else:
            parts.append(piece)
    return b"".join(parts)


def _is_cut(piece: bytes) -> bool:
    """Whether `piece` is the beginning of a line longer than an event may be.

    A whole line never fills an event, since its own line end is taken off. Characters broken by the cut, or broken
    before, come out longer than they were.
    """
    if len(piece) < LIMIT or b"\n" in piece:
        return False
    return len(piece) == LIMIT or (_BROKEN in piece and not piece.endswith(b"\r"))
