"""Which session a piece of evidence is of, and who says so.

The content's word counts first, then the log stream's name, the file's, a folder's. Source: docs/formats.md#ids.
"""

from __future__ import annotations

import re

from replayer.formats.evidence import Cast, Streaming, Transcript, TranscriptKind
from replayer.sources.item import Item

VERSION = "?versionId="
"""What follows an object's address where one of its versions is meant."""
ACCOUNT = re.compile(r"@(\d{12})$", re.ASCII)
"""What the key, and the fetched folder, of a session ends in where two accounts have one of its id."""
_ACCESS_POINT = re.compile(
    r"(arn:[\w-]+:s3[\w-]*:[\w-]*:\d{12}:(?:outpost[/:][^/:]+[/:])?accesspoint[/:][^/:]+)(?:/(.*))?",
    re.DOTALL,
)
_SUFFIXES = re.compile(r"(?:\.(?:log|txt|json|jsonl|gz|cast|bin))+$", re.IGNORECASE)
_ID = re.compile(r"(?=.{1,96}$)(?!m?i-)\S+-(?=[0-9A-Za-z]*\d)[0-9A-Za-z]{12,32}$")
"""A caller, a hyphen and a suffix such as are seen. Stricter than ids are, since names may be anything."""


def named_by(item: Item, evidence: Streaming | Transcript | Cast) -> tuple[str, str] | None:
    """Return the session's id and who said it; None when nobody does."""
    if evidence.session_id:
        return evidence.session_id, speaker(evidence)
    stream = None if isinstance(evidence, Cast) else evidence.stream
    if stream:
        return stream, "stream name"
    if looks_like_id(item.name):
        return _SUFFIXES.sub("", item.name), "file name"
    folders = item.where.replace("\\", "/").split("/")[:-1]
    folder = next((name for name in reversed(folders) if looks_like_id(name)), None)
    return (folder, "folder name") if folder else None


def account_in(item: Item, session: str) -> str | None:
    """Return the account that the folder of a fetched item is named by beside the session."""
    folder = item.where.replace("\\", "/").rpartition("/")[0].rpartition("/")[2]
    match = ACCOUNT.search(folder)
    return match[1] if match and folder == session + match[0] else None


def looks_like_id(name: str) -> bool:
    """Whether the name of a file or folder, without its suffixes, may be a session's id."""
    return _ID.match(_SUFFIXES.sub("", name)) is not None


def speaker(evidence: Streaming | Transcript | Cast) -> str:
    """Return who speaks where the content itself says something, in words."""
    if isinstance(evidence, Streaming):
        return "streamed events"
    if isinstance(evidence, Cast):
        return "cast header"
    if evidence.kind is TranscriptKind.POWERSHELL:
        return "transcript header"
    return "script header"


def log_group(name: str) -> str:
    """Return a log group's name, or its ARN as AWS takes it: without the `:*` with which consoles and policies end it."""
    return name.removesuffix(":*") if is_arn(name) else name


def is_arn(name: str) -> bool:
    """Whether a log group is named by its ARN, which may be of another account that shares it."""
    return name.startswith("arn:")


def bucket_and_key(place: str) -> tuple[str, str]:
    """Return what `s3://BUCKET/KEY` or `BUCKET/KEY` names; the bucket may be an access point's ARN, with a slash of its own."""
    text = place.removeprefix("s3://")
    match = _ACCESS_POINT.fullmatch(text)
    if match is not None:
        return match[1], match[2] or ""
    bucket, _, key = text.partition("/")
    return bucket, key
