"""Writes the evidence of sessions to a folder, as it was read, with a manifest; from then on no network is needed."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from replayer import __version__
from replayer.errors import ExportRefused, NoSuchSession, ReplayError, SourceFailed
from replayer.settings import AwsSettings
from replayer.sources import Entry, Sighting, Skipped, manifest
from replayer.sources.item import CHUNK, Item, never
from replayer.sources.manifest import Fetched
from replayer.sources.remote import origin_of

_UNSAFE = re.compile(r"[^A-Za-z0-9_+=,.@-]|^[.-]|\.$")
_LONGEST = 200
"""Bytes of a file's name that every file system takes, with room for a suffix."""
_ENDINGS = {
    "history": "history.json",
    "cloudtrail": "cloudtrail.json",
    "streaming": "cloudwatch-events.json",
    "plain-events": "cloudwatch-events.json",
}


def fetch(
    entries: Iterable[Entry],
    folder: Path,
    *,
    callers: Iterable[str] = (),
    cancelled: Callable[[], bool] = never,
) -> Iterator[Fetched | Skipped]:
    """Write all evidence of `entries` under `folder`, one folder a session, and yield each file once it is whole.

    What an earlier fetch wrote is kept where the object is still the same. The manifest is written at the end, also of
    a fetch that breaks off. Evidence that cannot be read is skipped.

    Args:
        entries: the sessions.
        folder: made where it is not there; only its owner can look into it.
        callers: the ARNs under which AWS is read, for the manifest.
        cancelled: asked between files and between chunks of large ones.

    Raises:
        ExportRefused: `folder` cannot be written to.
        NotEvidence: it holds a manifest that is none.
    """
    known = {each.path: each for each in manifest.read(folder)}
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            for entry in entries:
                for found in _fetched(entry, folder, known, cancelled):
                    if isinstance(found, Fetched):
                        known[found.path] = found
                    yield found
        finally:
            content = manifest.written(known.values(), callers=callers, version=__version__)
            _write(folder / manifest.NAME, iter([content]))
    except OSError as error:
        raise ExportRefused(
            f"it cannot be written to ({error.strerror}).", where=str(folder)
        ) from error


def _fetched(
    entry: Entry, folder: Path, known: Mapping[str, Fetched], cancelled: Callable[[], bool]
) -> Iterator[Fetched | Skipped]:
    taken: set[str] = set()
    for kind, item in _items(entry):
        name = _ENDINGS.get(kind) or safe(item.where.rpartition("/")[2])
        path = f"{safe(entry.key)}/{name}"
        if path in taken:  # the same name in another bucket or group
            path = f"{safe(entry.key)}/{hashlib.sha256(_bytes(item.where)).hexdigest()[:8]}-{name}"
        taken.add(path)
        if cancelled():
            return
        try:
            yield _one(entry, kind, item, folder, known.get(path), path, cancelled)
        except (SourceFailed, NoSuchSession) as error:
            yield Skipped(error.where or item.where, f"{error.message} {error.hint}")


def _one(
    entry: Entry,
    kind: str,
    item: Item,
    folder: Path,
    before: Fetched | None,
    path: str,
    cancelled: Callable[[], bool],
) -> Fetched:
    source = next(
        (str(trace.source) for trace in entry.session.traces if trace.where == item.where), kind
    )
    with item.opened() as file:
        origin = origin_of(file)
        if before is not None and _is_same(before, item, origin, folder):
            return before
        digest, size = _write(folder / path, _chunks(file, cancelled))
        return Fetched(
            path=path,
            session=entry.key,
            source=source,
            where=item.where,
            sha256=digest,
            bytes=size,
            fetched=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            origin=dict(origin_of(file)),
        )


def _is_same(before: Fetched, item: Item, origin: Mapping[str, str], folder: Path) -> bool:
    """Whether the file of an earlier fetch is of the very object that is there now."""
    place = folder / before.path
    return (
        bool(origin.get("etag"))
        and before.where == item.where
        and before.origin.get("etag") == origin["etag"]
        and place.is_file()
        and place.stat().st_size == before.bytes
    )


def _chunks(file: BinaryIO, cancelled: Callable[[], bool]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        if cancelled():
            raise ReplayError("fetching was cancelled.")
        yield chunk


def _write(target: Path, chunks: Iterator[bytes]) -> tuple[str, int]:
    """Write a file that is there whole or not at all; return its sha256 and size."""
    target.parent.mkdir(mode=0o700, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".fetching-")
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        Path(beside).replace(target)
    except BaseException:  # ctrl-c, too, must leave no half-written file; it is raised again
        with suppress(OSError):
            Path(beside).unlink()
        raise
    return digest.hexdigest(), size


def callers(aws: AwsSettings) -> list[str]:
    """Return the ARNs under which `aws` reads; none where AWS does not say."""
    from replayer.sources.aws.finding import callers  # boto3 takes a third of a second to load

    return callers(aws)


def safe(name: str) -> str:
    """Return `name` as the name of a file: whatever could lead elsewhere is written as %XX."""
    text = _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in _bytes(match[0])), name)
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST - 17]}~{hashlib.sha256(_bytes(name)).hexdigest()[:16]}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _items(entry: Entry) -> Iterator[tuple[str, Item]]:
    """Yield each item once, with the kind of the first sighting in it."""
    kinds: dict[Item, Sighting] = {}
    for sighting in entry.sightings:
        kinds.setdefault(sighting.item, sighting)
    yield from ((sighting.kind, item) for item, sighting in kinds.items())
