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

_PATH = re.compile(
    rb"(?:([^\s/\\\"]+)[/\\]session[/\\]orchestration[/\\])?([^\s/\\\"]+)[/\\]("
    + "|".join(SESSION_TYPES).encode()
    + rb")[/\\]ipcTempFile"
)


@dataclass(frozen=True, slots=True)
class IpcPath:
    """What such a path says."""

    session_id: str
    session_type: str
    target: str | None
    """Instance id, or for ECS the runtime id; None when that part of the path is gone."""


def find(text: bytes) -> IpcPath | None:
    """Return what the first such path in `text` says."""
    match = _PATH.search(text)
    if match is None:
        return None
    return IpcPath(
        session_id=match[2].decode("utf-8", "replace"),
        session_type=match[3].decode(),
        target=match[1].decode("utf-8", "replace") if match[1] else None,
    )
