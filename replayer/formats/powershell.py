"""A PowerShell transcript, which is what the agent on Windows stores: lines of text, never a terminal stream.

Source: docs/formats.md#windows.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from replayer.formats import ipc_path
from replayer.formats.buffer import Buffer, cut
from replayer.formats.check import Check, unchecked
from replayer.formats.evidence import Transcript, TranscriptKind
from replayer.formats.format import Format

_EDGE = 8192
"""Bytes at either end that hold the two blocks and the logger's command."""
_STARS = rb"\*{10,}[ \t]*\r?\n"
_START = re.compile(
    _STARS + rb"(?P<fields>[^*\n]*PowerShell transcript start\r?\n(?:[^*\n][^\n]*\n)*?)" + _STARS
)
_END = re.compile(
    rb"(?:\r?\n)?"
    + _STARS
    + rb"(?P<fields>[^*\n]*PowerShell transcript end\r?\n(?:[^*\n][^\n]*\n)*?)\*{10,}\s*\Z"
)
_FIELD = re.compile(rb"^(Start time|End time|Machine): *([^\r\n]*)", re.MULTILINE)
_LOGGER = re.compile(
    rb"\A(?:Transcript started, output file is [^\n]*\n)?"
    rb"(?:(?P<prompt>PS [^\n>]*> ?)[^\n]*ssm-session-logger[^\n]*ipcTempFile[^\n]*\n)?"
)


def recognises(head: bytes) -> bool:
    """Whether `head` begins with the block of a transcript's start."""
    return _START.match(head) is not None


def read(content: Buffer, _check: Check = unchecked) -> tuple[Transcript, ...]:
    """Return the transcript in `content`, without its blocks and the logger's command."""
    head = content[:_EDGE]
    opened = _START.match(head)
    start = opened.end() if opened else 0
    noise = _LOGGER.match(head[start:])
    path = ipc_path.find(noise[0]) if noise else None
    start += noise.end() if noise else 0
    size = len(content)
    first = max(start, size - _EDGE)
    tail = content[first:size]
    closed = _END.search(tail)
    stop = closed.start() if closed else len(tail)
    if noise and noise["prompt"]:
        leaving = re.search(re.escape(noise["prompt"]) + rb"exit\s*\Z", tail[:stop])
        stop = leaving.start() if leaving else stop
    fields = _fields(opened)
    return (
        Transcript(
            kind=TranscriptKind.POWERSHELL,
            body=cut(content, start, first + stop),
            translated=False,
            session_id=path.session_id if path else None,
            target=path.target if path else None,
            session_type=path.session_type if path else None,
            generated=_moment(fields.get(b"Start time")),
            generated_zone_known=False,
            closed=_moment(_fields(closed).get(b"End time")),
            whole=closed is not None,
            remarks=("the transcript's own blocks and the logger's command were taken off",),
        ),
    )


def _fields(block: re.Match[bytes] | None) -> dict[bytes, bytes]:
    return dict(_FIELD.findall(block["fields"])) if block else {}


def _moment(text: bytes | None) -> datetime | None:
    """Return the host's local time as if it were UTC: the transcript names no zone."""
    try:
        return datetime.strptime((text or b"").decode("ascii").strip(), "%Y%m%d%H%M%S").replace(
            tzinfo=UTC
        )
    except ValueError:
        return None


POWERSHELL = Format("PowerShell transcript", recognises, read, transcript=True)
