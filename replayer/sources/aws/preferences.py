"""Where the account's own settings say that logs go: the Session documents of Systems Manager.

Source: docs/formats.md#preferences. Sessions that were started with another document log to where that one says, so all
documents of the account are read, not only the default one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from replayer.errors import NoSuchSession, SourceFailed
from replayer.sources.aws.clients import Account, Cancelled

DEFAULT = "SSM-SessionManagerRunShell"


@dataclass(frozen=True, slots=True)
class LogPlace:
    """A place that something names as where its sessions are logged."""

    why: str
    """What names it, in words."""
    bucket: str = ""
    prefix: str = ""
    group: str = ""


def log_places(account: Account, cancelled: Cancelled) -> Iterator[LogPlace]:
    """Yield what each Session document of the account names, the default one first.

    Raises:
        SourceFailed: Systems Manager refused or failed, told when all documents were asked for.
    """
    problem: SourceFailed | None = None
    try:
        with suppress(NoSuchSession):  # nobody ever saved preferences
            yield from _named_by(account, DEFAULT)
    except SourceFailed as error:
        problem = error
    for name in _documents(account, cancelled):
        if cancelled():
            return
        if name == DEFAULT:
            continue
        try:
            with suppress(NoSuchSession):  # deleted since it was listed
                yield from _named_by(account, name)
        except SourceFailed as error:
            problem = problem or error
    if problem is not None:
        raise problem


def _documents(account: Account, cancelled: Cancelled) -> Iterator[str]:
    found = account.ssm.get_paginator("list_documents").paginate(
        Filters=[
            {"Key": "Owner", "Values": ["Self"]},
            {"Key": "DocumentType", "Values": ["Session"]},
        ]
    )
    where = f"the Session documents of {account}"
    for page in account.pages(found, where, "ssm:ListDocuments", cancelled):
        yield from (each["Name"] for each in page["DocumentIdentifiers"])


def _named_by(account: Account, document: str) -> Iterator[LogPlace]:
    with account.errors(f"document {document} of {account}", "ssm:GetDocument"):
        reply = account.ssm.get_document(Name=document, DocumentFormat="JSON")
    yield from places_in(reply.get("Content", ""), f"named by {document}")


def places_in(content: str, why: str) -> Iterator[LogPlace]:
    """Yield the bucket and the log group that a Session document names; templates cannot be followed."""
    try:
        inputs: Any = json.loads(content).get("inputs")
    except (ValueError, AttributeError, RecursionError):
        return
    bucket, prefix, group = (
        _text(inputs, key) for key in ("s3BucketName", "s3KeyPrefix", "cloudWatchLogGroupName")
    )
    if bucket:
        yield LogPlace(why, bucket=bucket, prefix=prefix)
    if group:
        yield LogPlace(why, group=group)


def _text(inputs: Any, key: str) -> str:
    value = inputs.get(key) if isinstance(inputs, dict) else None
    # `{{name}}` is replaced at the start of each session: nobody knows by what
    return value if isinstance(value, str) and "{{" not in value else ""
