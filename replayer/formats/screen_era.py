r"""Takes off what the agent of 2018 to early 2020 typed around a session.

It ran its logger inside `screen` and `script`, so the file begins with the prompt of a second, "shadow" shell and the
logger's command line, and ends with that shell's `exit`. Source: docs/formats.md#screen-era.

Three forms are met: the S3 object (shadow lines end in CR LF, the session's in CR CR LF), CloudWatch events (LF, and
CR LF), and text copied out of a terminal (LF everywhere).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from replayer.formats import ipc_path
from replayer.formats.buffer import Buffer, cut
from replayer.formats.ipc_path import IpcPath

_EDGE = 8192
"""Bytes at either end in which the noise must lie."""
_META = b"\x1b[?1034h"  # bash 4.2 switches "meta sends escape" before its first prompt
_LOGGER = b"ssm-session-logger "
_ARGUMENTS = re.compile(rb"\S+ (?:false|true)\Z")
_PASTED = re.compile(
    rb"(?P<prompt>[^\s]{0,80}[#$%>] )?log (?:false|true)?\S*/ipcTempFile\.?\S*$", re.DOTALL
)
_SEELOG = (
    b"Error occurred fetching the seelog config file path:",
    b"Initializing new seelog logger",
    b"New Seelog Logger Creation Complete",
)
_ANY_PROMPT = rb"[^\s\x07]{0,80}[#$%>] "


@dataclass(frozen=True, slots=True)
class Stripped:
    """A screen-era log without its noise."""

    body: Buffer
    path: IpcPath | None
    closed: bool
    """The shadow shell's `exit` was there, so the session was printed to its end."""
    spoilt: bool
    """The host's terminal had answered queries of the session, and the answers were typed into the shadow shell."""
    copied: bool
    """The command stands overprinted, as only a terminal shows it."""


def strip(content: Buffer) -> Stripped | None:
    """Return `content` (header and footer already off) without the noise; None when it does not begin with it."""
    head = content[:_EDGE]
    end = head.find(b"\n") + 1
    # the line is wrapped at the shadow terminal's width by space and CR, at any character
    line = head[:end].rstrip(b"\r\n").replace(b" \r", b"")
    prompt, copied = _typed(line), False
    if prompt is None:
        pasted = _PASTED.match(line)
        if pasted is None:
            return None
        prompt, copied = pasted["prompt"] or b"", True
    newline = b"\r\n" if head[:end].endswith(b"\r\n") else b"\n"
    start = end
    while head.startswith(_SEELOG, start):
        start = head.find(b"\n", start) + 1 or len(head)
    stop, spoilt = _end_of_session(content, start, prompt.removeprefix(_META), newline)
    return Stripped(
        body=cut(content, start, len(content) if stop is None else stop),
        path=ipc_path.find(line),
        closed=stop is not None,
        spoilt=spoilt,
        copied=copied,
    )


def _typed(line: bytes) -> bytes | None:
    """Return the prompt after which the logger's command stands in `line`; None when it does not."""
    before, found, after = line.partition(_LOGGER)
    if not found or not _ARGUMENTS.match(after):
        return None
    return before[: before.rfind(b" ") + 1]  # what follows is the command's folder


def _end_of_session(
    content: Buffer, start: int, prompt: bytes, newline: bytes
) -> tuple[int | None, bool]:
    """Return where the shadow shell's last prompt begins, and whether terminal answers had spoilt its first `exit`.

    It is found from the end: the session may itself hold the same prompt, since both shells may be root's.
    """
    first = max(start, len(content) - _EDGE)
    tail = content[first : len(content)]
    ask = re.escape(prompt) if prompt.strip() else _ANY_PROMPT
    line_end = rb"(?<!\r)" + newline
    leaving = re.search(ask + rb"exit" + line_end + rb"exit(?:\r?\n)*\Z", tail)
    if leaving is None:
        return None, False
    answered = re.search(
        ask
        + rb"(?:(?!"
        + ask
        + rb")[^\n])+?exit"
        + line_end
        # what the shell says about the answers that it took for a command
        + rb"(?:-?(?:ba|da)?sh: [^\n]*?"
        + line_end
        + rb")+\Z",
        tail[: leaving.start()],
    )
    if answered is None:
        return first + leaving.start(), False
    return first + answered.start(), True
