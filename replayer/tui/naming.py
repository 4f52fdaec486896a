"""Names of the files that are written for a session."""

from __future__ import annotations

import re


def file_stem(key: str) -> str:
    """Return a session's key as a file name: nothing in it can lead to another folder or hide the file."""
    return re.sub(r"[^A-Za-z0-9._@=+,-]+", "_", key).strip("._")[:120] or "session"
