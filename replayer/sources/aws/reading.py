"""From addresses in AWS to what lies there: one thing to read, or a source that lists many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from replayer.errors import AccessDenied, NoSuchSession
from replayer.settings import AwsSettings
from replayer.sources.aws.clients import Account, accounts, first_that_may, readers
from replayer.sources.aws.logs import group_source, stream_source
from replayer.sources.aws.s3 import bucket_source, object_item, objects
from replayer.sources.item import Item
from replayer.sources.naming import VERSION, bucket_and_key, looks_like_id
from replayer.sources.source import Source

_GIVEN = "you named it"


def s3_place(
    address: str, settings: AwsSettings, region: str | None = None
) -> Iterator[Item | Source]:
    """Yield what `s3://BUCKET/KEY` names: an object, else what lies under it as a prefix.

    With `?versionId=VERSION` behind the key it is that version.

    Raises:
        NoSuchSession: nothing is there.
        SourceFailed: S3 refused or failed.
    """
    bucket, key = bucket_and_key(address)
    return first_that_may(
        accounts(_in_region(settings, region)),
        lambda account: [_s3_place(account, bucket, key, settings)],
        passing=(AccessDenied, NoSuchSession),
    )


def _s3_place(account: Account, bucket: str, key: str, settings: AwsSettings) -> Item | Source:
    key, _, version = key.partition(VERSION)
    if version:
        return object_item(account, bucket, key, version)
    if key and not key.endswith("/"):
        try:
            return object_item(account, bucket, key)
        except NoSuchSession:
            if next(objects(account, bucket, f"{key}/"), None) is None:
                raise
    return bucket_source(readers(account, settings), bucket, key, _GIVEN)


def logs_place(address: str, settings: AwsSettings, region: str | None = None) -> Iterator[Source]:
    """Yield what `logs://GROUP/STREAM` names: a stream where its name is a session's, else the group in each account.

    Raises:
        SourceFailed: there is no such profile.
    """
    place = address.removeprefix("logs://")
    group, _, stream = place.rpartition("/")
    asked = accounts(_in_region(settings, region))
    if group and looks_like_id(stream):
        yield stream_source(asked, group, stream, settings)
        return
    for account in asked:
        yield group_source(account, place.rstrip("/"), _GIVEN, settings)


def _in_region(settings: AwsSettings, region: str | None) -> AwsSettings:
    """Return `settings` in `region`, unless the user named regions."""
    if region is None or settings.regions:
        return settings
    return replace(settings, regions=(region,))
