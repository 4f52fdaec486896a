"""What a user types to name a session, or a place where sessions lie.

A session id or key, a file, a folder, `-` for standard input, `fixture:NAME`, `s3://BUCKET/KEY`, `logs://GROUP/STREAM`,
`aws:` for all that the account itself names, or an address of the AWS console; each may end in `#OFFSET` where a moment is
meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from replayer.errors import WrongUsage
from replayer.opening.console import from_console, region_of
from replayer.sources import bundled

STDIN = "-"
AWS = "aws:"
_OFFSET = re.compile(r"(.+)#(\d{1,18})", re.DOTALL | re.ASCII)


class SpecKind(StrEnum):
    """What a spec names."""

    FILE = "file"
    FOLDER = "folder"
    STDIN = "standard input"
    FIXTURE = "fixture"
    AWS = "aws"
    """All that the accounts themselves name as where sessions are logged."""
    S3 = "s3"
    """An object, or all under a prefix."""
    LOGS = "logs"
    """A log stream, or all of a log group."""
    NAME = "name"
    """A session's id or key, to be looked up in the open sources."""


_WORDS = {STDIN: SpecKind.STDIN, AWS: SpecKind.AWS}
_PREFIXES = {
    bundled.PREFIX: SpecKind.FIXTURE,
    "s3://": SpecKind.S3,
    "logs://": SpecKind.LOGS,
}


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
    region: str | None = None
    """The region that a console address names."""


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
    if text.startswith(("https://", "http://")):
        return _from_console(text)
    kind = _kind(text)
    match = _OFFSET.fullmatch(text)
    if match is None or kind in (SpecKind.FILE, SpecKind.FOLDER):
        return Spec(text, kind, text)
    return Spec(text, _kind(match[1]), match[1], int(match[2]))


def _from_console(text: str) -> Spec:
    place = from_console(text)
    if place is None:
        raise WrongUsage(
            "this web address is none of an S3 object, a log stream or a session in the AWS console.",
            where=text,
            hint="Write s3://BUCKET/KEY, logs://GROUP/STREAM or the session's id.",
        )
    return replace(parse_spec(place), text=text, region=region_of(text))


def _kind(text: str) -> SpecKind:
    if text in _WORDS:
        return _WORDS[text]
    prefix = next((each for each in _PREFIXES if text.startswith(each)), None)
    if prefix is not None:
        return _PREFIXES[prefix]
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
