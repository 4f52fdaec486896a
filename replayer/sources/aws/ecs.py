"""Where ECS Exec sessions are logged: each cluster says so for itself.

Source: docs/formats.md#ecs-exec. A cluster that leaves it to its tasks (`DEFAULT`) logs into their own groups, among the
output of the applications; those are opened only when a user names them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from replayer.sources.aws.clients import Account, Cancelled
from replayer.sources.aws.preferences import LogPlace

_MOST = 100
"""Clusters that may be described at once."""


def log_places(account: Account, cancelled: Cancelled) -> Iterator[LogPlace]:
    """Yield what each cluster names.

    Raises:
        SourceFailed: ECS refused or failed.
    """
    found = _clusters(account, cancelled)
    while arns := list(islice(found, _MOST)):
        with account.errors(f"the ECS clusters of {account}", "ecs:DescribeClusters"):
            reply = account.ecs.describe_clusters(clusters=arns, include=["CONFIGURATIONS"])
        for cluster in reply["clusters"]:
            why = f"named by ECS cluster {cluster.get('clusterName', '?')}"
            command = cluster.get("configuration", {}).get("executeCommandConfiguration", {})
            told = command.get("logConfiguration", {})
            if command.get("logging") != "OVERRIDE":
                continue
            if bucket := told.get("s3BucketName"):
                yield LogPlace(why, bucket=bucket, prefix=told.get("s3KeyPrefix", ""))
            if group := told.get("cloudWatchLogGroupName"):
                yield LogPlace(why, group=group)


def _clusters(account: Account, cancelled: Cancelled) -> Iterator[str]:
    pages = iter(account.ecs.get_paginator("list_clusters").paginate())
    while not cancelled():
        with account.errors(f"the ECS clusters of {account}", "ecs:ListClusters"):
            page = next(pages, None)
        if page is None:
            return
        yield from page["clusterArns"]
