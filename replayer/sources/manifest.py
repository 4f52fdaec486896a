"""What was fetched, when, by whom and from where: one file beside the evidence, so that it can be checked later."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from replayer.errors import NotEvidence

NAME = "manifest.json"
_MOST = 256 << 20
"""Bytes; that of a million files is smaller."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One piece of evidence that was written to disk."""

    path: str
    """From the manifest's folder, with `/`."""
    session: str
    """The session's key."""
    source: str
    """Who wrote it: `s3`, `cloudwatch`, `history` and so on."""
    where: str
    """The address it was read from."""
    sha256: str
    bytes: int
    fetched: str
    """ISO 8601 UTC."""
    origin: Mapping[str, str] = field(default_factory=dict)
    """For S3 bucket, key, version_id, etag and last_modified; for a log stream group and stream."""


def read(folder: Path) -> list[Fetched]:
    """Return what the manifest in `folder` lists; nothing where there is none.

    Raises:
        NotEvidence: it is no manifest.
    """
    place = folder / NAME
    try:
        files = json.loads(place.read_text(encoding="utf-8"))["files"]
        return [_fetched(each) for each in files]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotEvidence(
            "this is no manifest of `ssm-replay fetch`.",
            where=str(place),
            hint="Name another folder, or move the file away.",
        ) from error


def _fetched(value: dict[str, Any]) -> Fetched:
    """Return one entry.

    Raises:
        TypeError: it is none.
    """
    texts = {name: each for name, each in value.items() if name not in ("bytes", "origin")}
    numbers, origin = value["bytes"], dict(value.get("origin", {}))
    if not all(isinstance(each, str) for each in (*texts.values(), *origin.values())):
        raise TypeError
    return Fetched(**texts, bytes=int(numbers), origin=origin)


def digests(folder: Path) -> dict[str, str]:
    """Return the sha256 of what was fetched into `folder`, by the paths from there; nothing where no manifest says so.

    The manifest lies in `folder`, or in the one above where `folder` holds one session of several.
    """
    for place, lead in ((folder, ""), (folder.parent, f"{folder.name}/")):
        try:
            found = (place / NAME).lstat()
            if not stat.S_ISREG(found.st_mode) or found.st_size > _MOST:
                continue  # a pipe would be waited for
            files = read(place)
        except (OSError, NotEvidence):  # other programs have files of that name, too
            continue
        if files:
            return {
                each.path.removeprefix(lead): each.sha256
                for each in files
                if each.path.startswith(lead)
            }
    return {}


def written(files: Iterable[Fetched], *, callers: Iterable[str], version: str) -> bytes:
    """Return a manifest; `callers` are the identities under which AWS was read."""
    value: dict[str, Any] = {
        "made_by": f"ssm-replay {version}",
        "callers": list(callers),
        "files": [asdict(each) for each in files],
    }
    return json.dumps(value, indent=2).encode() + b"\n"
