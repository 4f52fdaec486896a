"""Writes the evidence of sessions to a folder, as it was read, with a manifest; from then on no network is needed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from replayer.errors import ExportRefused, ReplayError
from replayer.opening.keeping import EvidenceFolder, encoded, safe
from replayer.opening.pool import in_order
from replayer.settings import AwsSettings
from replayer.sources import Entry, Sighting, Skipped
from replayer.sources.item import CHUNK, Item, never
from replayer.sources.manifest import Fetched
from replayer.sources.naming import VERSION
from replayer.sources.remote import origin_of

THREADS = 6
"""Items that are read at once; the calls to AWS keep their pace all the same."""
_ENDINGS = {
    "history": "history.json",
    "cloudtrail": "cloudtrail.json",
    "streaming": "cloudwatch-events.json",
    "plain-events": "cloudwatch-events.json",
}


@dataclass(frozen=True, slots=True)
class _Task:
    """One item, and where it goes."""

    session: str
    source: str
    item: Item
    path: str


def fetch(
    entries: Iterable[Entry],
    folder: Path,
    *,
    callers: Iterable[str] = (),
    cancelled: Callable[[], bool] = never,
) -> Iterator[Fetched | Skipped]:
    """Write all evidence of `entries` under `folder`, one folder a session, and yield each file once it is whole.

    Several items are read at once and told in their order. What an earlier fetch wrote is kept where the object is still
    the same. The manifest is written at the end, also of a fetch that breaks off. Evidence that cannot be read is skipped.

    Args:
        entries: the sessions.
        folder: made where it is not there; only its owner can look into it.
        callers: the ARNs under which AWS is read, for the manifest.
        cancelled: asked all the while; True ends the fetch at once, and what is whole by then is kept.

    Raises:
        ExportRefused: `folder` cannot be written to, or evidence lies in it already.
        NotEvidence: it holds a manifest that is none.
    """
    entries = tuple(entries)
    _refuse_its_own(folder, entries)
    kept = EvidenceFolder(folder, callers)
    try:
        tasks = [task for entry in entries for task in _tasks(entry, kept)]
        yield from in_order(tasks, partial(_fetched, kept), threads=THREADS, cancelled=cancelled)
    finally:
        kept.close()


def _refuse_its_own(folder: Path, entries: Iterable[Entry]) -> None:
    """Let no copy of evidence be laid beside it.

    Raises:
        ExportRefused: some of it lies in `folder`.
    """
    target = folder.resolve()
    for place in (Path(item.where) for entry in entries for item in entry.items):
        if place.exists() and place.resolve().is_relative_to(target):
            raise ExportRefused(
                f"{place} lies in it already.", where=str(folder), hint="Name another folder."
            )


def _tasks(entry: Entry, kept: EvidenceFolder) -> Iterator[_Task]:
    taken: set[str] = set()
    for kind, item in _items(entry):
        name = _ENDINGS.get(kind) or safe(item.where.partition(VERSION)[0].rpartition("/")[2])
        path = f"{safe(entry.key)}/{name}"
        before = kept.noted(path)
        if path in taken or (before and before.where != item.where):  # another bucket's or group's
            path = f"{safe(entry.key)}/{hashlib.sha256(encoded(item.where)).hexdigest()[:8]}-{name}"
        taken.add(path)
        said = (str(trace.source) for trace in entry.session.traces if trace.where == item.where)
        yield _Task(entry.key, next(said, kind), item, path)


def _fetched(kept: EvidenceFolder, task: _Task, cancelled: Callable[[], bool]) -> Fetched | Skipped:
    before, item = kept.noted(task.path), task.item
    try:
        with item.opened() as file:
            origin = origin_of(file)
            if before and _is_same(before, item, origin) and kept.is_whole(before):
                return before
            place, digest, size = kept.written(_chunks(file, cancelled))
            found = Fetched(
                path=task.path,
                session=task.session,
                source=task.source,
                where=item.where,
                sha256=digest,
                bytes=size,
                fetched=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
                origin=dict(origin_of(file)),
            )
    except ExportRefused:
        raise
    except ReplayError as error:
        return Skipped(error.where or item.where, f"{error.message} {error.hint}".rstrip())
    if kept.keep(place, found):
        return found
    return Skipped(item.where, f"something is in its place that no fetch wrote: {task.path}")


def _is_same(before: Fetched, item: Item, origin: Mapping[str, str]) -> bool:
    """Whether an earlier fetch was of the very object that is there now, by all that is known of that unread."""
    versions = {each.get("version_id") for each in (before.origin, origin)} - {None}
    return (
        bool(origin.get("etag"))
        and before.where == item.where
        and before.origin.get("etag") == origin["etag"]
        and len(versions) <= 1
        and item.size in (None, before.bytes)
    )


def _chunks(file: BinaryIO, cancelled: Callable[[], bool]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        if cancelled():
            raise ReplayError("fetching was cancelled.")
        yield chunk


def callers(aws: AwsSettings) -> list[str]:
    """Return the ARNs under which `aws` reads; none where AWS does not say."""
    from replayer.sources.aws.finding import callers  # boto3 takes a third of a second to load

    return callers(aws)


def _items(entry: Entry) -> Iterator[tuple[str, Item]]:
    """Yield each item once, with the kind of the first sighting in it."""
    kinds: dict[Item, Sighting] = {}
    for sighting in entry.sightings:
        kinds.setdefault(sighting.item, sighting)
    yield from ((sighting.kind, item) for item, sighting in kinds.items())
