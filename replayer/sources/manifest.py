"""What was fetched, when, by whom and from where: one file beside the evidence, so that it can be checked later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from replayer.errors import NotEvidence

NAME = "manifest.json"


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
        return [Fetched(**each) for each in files]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError) as error:
        raise NotEvidence(
            "this is no manifest of `ssm-replay fetch`.",
            where=str(place),
            hint="Name another folder, or move the file away.",
        ) from error


def written(files: Iterable[Fetched], *, callers: Iterable[str], version: str) -> bytes:
    """Return a manifest; `callers` are the identities under which AWS was read."""
    value: dict[str, Any] = {
        "made_by": f"ssm-replay {version}",
        "callers": list(callers),
        "files": [asdict(each) for each in files],
    }
    return json.dumps(value, indent=2).encode() + b"\n"
