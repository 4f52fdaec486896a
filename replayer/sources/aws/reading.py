"""From addresses in AWS to what lies there: one thing to read, or a source that lists many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from replayer.errors import AccessDenied, NoSuchSession, ReplayError
from replayer.settings import AwsSettings
from replayer.sources.aws.clients import Account, accounts, readers
from replayer.sources.aws.logs import group_source, stream_source
from replayer.sources.aws.s3 import bucket_source, object_item, objects
from replayer.sources.item import Item
from replayer.sources.naming import VERSION, bucket_and_key, looks_like_id
from replayer.sources.source import Source

_GIVEN = "you named it"


def s3_place(address: str, settings: AwsSettings, region: str | None = None) -> Item | Source:
    """Return what `s3://BUCKET/KEY` names: an object, else what lies under it as a prefix.

    With `?versionId=VERSION` behind the key it is that version.

    Raises:
        NoSuchSession: nothing is there.
        SourceFailed: S3 refused or failed.
    """
    bucket, key = bucket_and_key(address)
    return _first(lambda account: _s3_place(account, bucket, key, settings), settings, region)


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


def logs_place(address: str, settings: AwsSettings, region: str | None = None) -> Source:
    """Return what `logs://GROUP/STREAM` names: a stream where its name is a session's, else a group.

    Raises:
        SourceFailed: there is no such profile.
    """
    place = address.removeprefix("logs://")
    group, _, stream = place.rpartition("/")
    asked = list(accounts(_in_region(settings, region)))
    if group and looks_like_id(stream):
        return stream_source(asked, group, stream, unmask=settings.unmask)
    return group_source(asked[0], place.rstrip("/"), _GIVEN, unmask=settings.unmask)


def _in_region(settings: AwsSettings, region: str | None) -> AwsSettings:
    """Return `settings` in `region`, unless the user named regions."""
    if region is None or settings.regions:
        return settings
    return replace(settings, regions=(region,))


def _first(
    look: Callable[[Account], Item | Source], settings: AwsSettings, region: str | None
) -> Item | Source:
    """Return what the first account finds that is not refused."""
    problem: ReplayError | None = None
    for account in accounts(_in_region(settings, region)):
        try:
            return look(account)
        except (AccessDenied, NoSuchSession) as error:
            problem = problem or error
    assert problem is not None
    raise problem
