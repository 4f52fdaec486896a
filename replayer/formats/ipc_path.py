"""The path of the host's own log, which header lines quote: it names target, session and kind of session.

Source: docs/formats.md#orchestration.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WITHOUT_PTY = "NonInteractiveCommands"
"""The one kind of session whose bytes went through no PTY on the host."""
SESSION_TYPES = ("Standard_Stream", "InteractiveCommands", WITHOUT_PTY)
NAME = "ipcTempFile.log"
"""The file's name on every host."""

_FILE = b"ipcTempFile"
_NAME = re.compile(rb"[^\s\"]+")
_LONGEST = 600
"""Bytes before the file's name in which the names that count must lie."""


@dataclass(frozen=True, slots=True)
class IpcPath:
    """What such a path says."""

    session_id: str
    session_type: str
    target: str | None
    """Instance id, or for ECS the runtime id; None when that part of the path is gone."""


def find(text: bytes) -> IpcPath | None:
    """Return what the first such path in `text` says."""
    at = text.find(_FILE)
    if at < 0:
        return None
    *folders, session_id, kind, _ = [b""] * 5 + re.split(
        rb"[/\\]", text[max(0, at - _LONGEST) : at]
    )
    if kind.decode("ascii", "replace") not in SESSION_TYPES or not _NAME.fullmatch(session_id):
        return None
    target = folders[-3] if folders[-2:] == [b"session", b"orchestration"] else b""
    return IpcPath(
        session_id=session_id.decode("utf-8", "replace"),
        session_type=kind.decode(),
        target=target.decode("utf-8", "replace") if _NAME.fullmatch(target) else None,
    )
