"""Names of the files that are written for a session."""

from __future__ import annotations

import re
from pathlib import Path

NO_NAME = "There can be no such name."
"""Said of what `named` does not take."""


def named(text: str, folder: Path) -> Path | None:
    """Return the path that a person typed, seen from `folder`; None where none can have that name."""
    try:
        path = folder / Path(text).expanduser()
        path.exists()
    except (OSError, RuntimeError, ValueError):  # too long, of nobody's home, with a NUL in it
        return None
    return path


def file_stem(key: str) -> str:
    """Return a session's key as a file name: nothing in it can lead to another folder or hide the file."""
    return re.sub(r"[^A-Za-z0-9._@=+,-]+", "_", key).strip("._")[:120] or "session"
