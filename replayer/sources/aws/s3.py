"""Transcripts in S3: lists a bucket without reading its objects, and finds one session's without listing.

Source: docs/formats.md#ids. A key is `<prefix>/<session-id>.log`; nothing else in it says anything of the session.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from replayer.errors import NoSuchSession, ReplayError
from replayer.formats.evidence import TranscriptKind
from replayer.session import Address, Session, SessionId, Trace, TraceSource, TraceState
from replayer.sources.aws.clients import Account, Cancelled, first_that_may
from replayer.sources.aws.s3_object import ObjectOpener
from replayer.sources.item import Item, never
from replayer.sources.naming import VERSION, looks_like_id
from replayer.sources.sighting import Sighting
from replayer.sources.skipped import Skipped
from replayer.sources.source import Runs, Source, Wanted
from replayer.sources.survey import survey

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ObjectTypeDef

LOG = ".log"
_LOGS = (LOG, f"{LOG}.gz")
"""An archive may have packed them."""
_TRAIL = re.compile(r"\d{12}_CloudTrail_[^/]+\.json\.gz$")
"""What CloudTrail calls the files it delivers."""
_SAID = MappingProxyType({"id": "file name"})


def bucket_source(readers: Sequence[Account], bucket: str, prefix: str, why: str) -> Source:
    """Return the source that lists `prefix` in `bucket`, as the first of `readers` that may.

    `{account}` and `{region}` in `prefix` stand for those of the first; sessions found under such a prefix are of it.
    """
    account = readers[0]
    number = account.number if "{account}" in prefix else None
    place = prefix.replace("{account}", number or "").replace("{region}", account.region or "")
    place = normal(place)
    return Source(
        kind=TraceSource.S3,
        where=f"s3://{bucket}/{place}",
        why=why,
        search=partial(_searched, tuple(readers), bucket, place, number),
    )


def normal(prefix: str) -> str:
    """Return `prefix` as the agent joins it with a name: cleaned as a path, so that only a leading slash stays.

    Source: docs/formats.md#ids.
    """
    parts = [part for part in prefix.split("/") if part not in ("", ".")]
    lead = "/" if prefix.startswith("/") and parts else ""
    return lead + "/".join(parts) + "/" if parts else ""


def object_item(account: Account, bucket: str, key: str, version: str = "") -> Item:
    """Return the one object that a person named, the newest or one `version`, without listing its bucket.

    Raises:
        NoSuchSession: it is not there, or AWS does not say that it is without s3:ListBucket.
        SourceFailed: S3 refused or failed.
    """
    where = f"s3://{bucket}/{key}{f'{VERSION}{version}' if version else ''}"
    pinned = {"VersionId": version} if version else {}
    with account.errors(where, "s3:GetObjectVersion" if version else "s3:GetObject"):
        # HeadObject would not say why it is refused
        reply = account.s3.get_object(Bucket=bucket, Key=key, **pinned)  # type: ignore[arg-type]
    reply["Body"].close()
    etag, version = reply.get("ETag", ""), reply.get("VersionId", "")
    return Item(
        address=where,
        name=key.rpartition("/")[2],
        folder="",
        size=reply["ContentLength"],
        modified=reply["LastModified"].astimezone(UTC),
        open=ObjectOpener(account, where, etag, version),
        named=True,
    )


def _searched(
    readers: tuple[Account, ...],
    bucket: str,
    prefix: str,
    number: str | None,
    wanted: Wanted,
    cancelled: Cancelled,
) -> Iterator[Sighting | Skipped]:
    return first_that_may(
        readers, lambda account: _search(account, bucket, prefix, number, wanted, cancelled)
    )


def _search(
    account: Account,
    bucket: str,
    prefix: str,
    number: str | None,
    wanted: Wanted,
    cancelled: Cancelled,
) -> Iterator[Sighting | Skipped]:
    if wanted.id is not None:
        yield from _one(account, bucket, prefix, number, wanted.id)
        return
    if wanted.runs is Runs.ACTIVE:
        return  # an object is written when its session has ended
    passed, example = 0, ""
    for found in objects(account, bucket, prefix, cancelled):
        key = found["Key"]
        name = key.rpartition("/")[2]
        if name.endswith(_LOGS) and looks_like_id(name):
            yield _sighting(account, bucket, prefix, number, found)
        elif _TRAIL.search(name):
            yield from _surveyed(_item(account, bucket, prefix, found), cancelled)
        elif not key.endswith("/"):
            passed, example = passed + 1, example or key
    if passed:
        more = f" and {passed - 1:,} more" if passed > 1 else ""
        yield Skipped(
            f"s3://{bucket}/{example}{more}", "it is not named like a session's log (ID.log)."
        )


def objects(
    account: Account, bucket: str, prefix: str, cancelled: Cancelled = never
) -> Iterator[ObjectTypeDef]:
    """Yield what lies under `prefix`, in order of key, page by page.

    Raises:
        SourceFailed: S3 refused or failed.
    """
    found = account.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    for page in account.pages(found, f"s3://{bucket}/{prefix}", "s3:ListBucket", cancelled):
        yield from page.get("Contents", [])


def _one(
    account: Account, bucket: str, prefix: str, number: str | None, session: str
) -> Iterator[Sighting]:
    key = prefix + session.replace(":", "") + LOG  # the agent drops colons from file names
    try:
        item = object_item(account, bucket, key)
    except NoSuchSession:
        return
    yield sighting_of(item, SessionId(session), number)


def _surveyed(item: Item, cancelled: Cancelled) -> Iterator[Sighting | Skipped]:
    try:
        yield from survey(item, cancelled)
    except ReplayError as error:
        yield Skipped(item.where, error.message)


def _sighting(
    account: Account, bucket: str, prefix: str, number: str | None, found: ObjectTypeDef
) -> Sighting:
    item = _item(account, bucket, prefix, found)
    return sighting_of(item, SessionId(item.name), number)


def sighting_of(item: Item, session: SessionId, number: str | None) -> Sighting:
    """Return what an object's name and date tell, before it is read."""
    said = Session(
        key=session.text,
        id=session,
        account=number,
        traces=(Trace(TraceSource.S3, TraceState.PRESENT, None, item.address),),
        said_by=_SAID,
    )
    return Sighting(said, item, TranscriptKind.SCRIPT.value, item.modified)


def _item(account: Account, bucket: str, prefix: str, found: ObjectTypeDef) -> Item:
    folder, slash, file = found["Key"].rpartition("/")
    name = file.removesuffix(".gz").removesuffix(LOG)  # one text with the session's id
    address = Address(f"s3://{bucket}/{folder}{slash}", name, file[len(name) :])
    return Item(
        address=address,
        name=name,
        folder=sys.intern(folder[len(prefix) :]),  # the same for thousands of them
        size=found["Size"],
        modified=found["LastModified"].astimezone(UTC),
        open=ObjectOpener(account, address, found.get("ETag", "")),
    )
