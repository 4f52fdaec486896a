"""What a user types to name a session, or a place where sessions lie.

A session id or key, a file, a folder, `-` for standard input, `fixture:NAME`; each may end in `#OFFSET` where a moment
is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from replayer.errors import WrongUsage
from replayer.sources import bundled

STDIN = "-"
_OFFSET = re.compile(r"(.+)#(\d{1,18})", re.DOTALL | re.ASCII)


class SpecKind(StrEnum):
    """What a spec names."""

    FILE = "file"
    FOLDER = "folder"
    STDIN = "standard input"
    FIXTURE = "fixture"
    NAME = "name"
    """A session's id or key, to be looked up in the open sources."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What a user typed, read."""

    text: str
    """As it was typed."""
    kind: SpecKind
    target: str
    """What is named, without the offset."""
    offset: int | None = None
    """Bytes of the recording before the moment that is meant."""


def parse_spec(text: str) -> Spec:
    """Return what `text` names. A path that exists wins over an id, also one whose name contains `#`.

    Raises:
        WrongUsage: `text` is empty.
    """
    if not text:
        raise WrongUsage(
            "an empty name was given.",
            hint="Name a session id, a file, a folder, or - for standard input.",
        )
    kind = _kind(text)
    match = _OFFSET.fullmatch(text)
    if match is None or kind in (SpecKind.FILE, SpecKind.FOLDER):
        return Spec(text, kind, text)
    return Spec(text, _kind(match[1]), match[1], int(match[2]))


def _kind(text: str) -> SpecKind:
    if text == STDIN:
        return SpecKind.STDIN
    if text.startswith(bundled.PREFIX):
        return SpecKind.FIXTURE
    try:
        path = Path(text)
        if path.is_dir():
            return SpecKind.FOLDER
        if path.exists():
            return SpecKind.FILE
    except PermissionError:
        return SpecKind.FILE  # it is there; opening it will say that it is refused
    except (OSError, ValueError):
        pass  # too long for a path, or with a NUL in it: then it is none
    return SpecKind.NAME
