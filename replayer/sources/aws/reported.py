"""Where the session history says that a session's logs went: asked for when one session is wanted.

Preferences change, and the right to list a bucket is not the right to read an object in it. Source: docs/formats.md#history.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from replayer.errors import NoSuchSession, SourceFailed
from replayer.session import Session, Trace, TraceSource, TraceState
from replayer.settings import AwsSettings
from replayer.sources.aws.clients import Account, Cancelled, first_that_may, readers
from replayer.sources.aws.logs import group_source
from replayer.sources.aws.s3 import object_item, sighting_of
from replayer.sources.naming import bucket_and_key
from replayer.sources.sighting import Sighting
from replayer.sources.skipped import Skipped
from replayer.sources.source import Wanted


def reported(
    account: Account, session: Session, settings: AwsSettings, cancelled: Cancelled
) -> Iterator[Sighting | Skipped]:
    """Yield what lies at the addresses that the history names for `session`, and which of them refused."""
    for trace in session.traces:
        if trace.state is not TraceState.ABSENT or trace.where is None or cancelled():
            continue
        try:
            yield from _at(account, session, trace, settings, cancelled)
        except NoSuchSession:  # it was deleted, or never got there
            continue
        except SourceFailed as error:
            yield Skipped(error.where, f"{error.message} {error.hint}".rstrip())


def _at(
    account: Account, session: Session, trace: Trace, settings: AwsSettings, cancelled: Cancelled
) -> Iterator[Sighting | Skipped]:
    assert session.id is not None
    assert trace.where is not None
    if trace.source is TraceSource.S3:
        bucket, key = bucket_and_key(trace.where)
        item = partial(object_item, bucket=bucket, key=key)
        for found in first_that_may(readers(account, settings), lambda each: [item(each)]):
            yield sighting_of(found, session.id, None)
        return
    place, _, name = trace.where.partition("://")[2].rpartition("/")
    if name == session.id.text:
        source = group_source(account, place, "the history names it", settings)
        yield from source.search(Wanted(id=name), cancelled)
