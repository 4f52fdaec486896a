"""Sessions for the analysis, opened the way a user opens a file of raw terminal bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from replayer.opening import find_one, open_recording
from replayer.recording.recording import Recording

ON, OFF = "\x1b[?2004h", "\x1b[?2004l\r"
"""Bracketed paste, as bash switches it around each line."""


def session(text: str | bytes, *, size: tuple[int, int] | None = (80, 24)) -> Recording:
    """Return the recording of what a terminal received."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "session.bin"
        path.write_bytes(data)
        return open_recording(find_one([str(path)], []), size=size)


def bash(*lines: tuple[str, str], prompt: str = "[alice@web ~]$ ") -> str:
    """Return a session of bash: what was echoed and what came then, line by line, and an exit."""
    parts = [f"{ON}{prompt}{echo}\r\n{OFF}{output}" for echo, output in lines]
    return "".join(parts) + f"{ON}{prompt}exit\r\n{OFF}exit\r\n"
