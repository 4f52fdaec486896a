"""What stands in a line and prints nothing."""

from __future__ import annotations

import re

from replayer.recording.prompts import SILENT

QUIET = re.compile(rb"(?:" + SILENT + rb"|\r)")
"""One such sequence, or a CR."""


def printed(raw: bytes) -> bytes:
    """Return `raw` without what prints nothing and without blanks around what is left."""
    return QUIET.sub(b"", raw).strip()
