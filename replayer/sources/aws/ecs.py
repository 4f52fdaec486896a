"""Where ECS Exec sessions are logged, as each cluster says for itself, and what people call their targets.

Source: docs/formats.md#ecs-exec. A cluster that leaves it to its tasks (`DEFAULT`, or nothing said) logs into their own
groups, among the output of the applications; those are opened only when a user names them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from replayer.errors import NoSuchSession
from replayer.sources.aws.clients import Account, Cancelled
from replayer.sources.aws.preferences import LogPlace
from replayer.sources.skipped import Skipped

_MOST = 100
"""Clusters, or tasks, that may be described at once."""
_TARGET = re.compile(r"ecs:(?P<cluster>.+)_(?P<task>[0-9a-f-]{32,36})_[^_]+$")
_TASK = 8
"""Digits of a task that tell it from the others of its service."""


def log_places(account: Account, cancelled: Cancelled) -> Iterator[LogPlace | Skipped]:
    """Yield what each cluster names, and at last which of them name nothing.

    Raises:
        SourceFailed: ECS refused or failed.
    """
    silent: dict[str, list[str]] = {"DEFAULT": [], "NONE": []}
    found = _clusters(account, cancelled)
    while arns := list(islice(found, _MOST)):
        with account.errors(f"the ECS clusters of {account}", "ecs:DescribeClusters"):
            reply = account.ecs.describe_clusters(clusters=arns, include=["CONFIGURATIONS"])
        for cluster in reply["clusters"]:
            name = cluster.get("clusterName", "?")
            command = cluster.get("configuration", {}).get("executeCommandConfiguration", {})
            told = command.get("logConfiguration", {})
            logging: str = command.get("logging", "DEFAULT")
            if logging in silent:
                silent[logging].append(name)
                continue
            why = f"named by ECS cluster {name}"
            if bucket := told.get("s3BucketName"):
                yield LogPlace(why, bucket=bucket, prefix=told.get("s3KeyPrefix", ""))
            if group := told.get("cloudWatchLogGroupName"):
                yield LogPlace(why, group=group)
    for logging, names in silent.items():
        if names:
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            yield Skipped(f"ECS cluster {names[0]}{more} of {account}", _SILENCE[logging])


_SILENCE = {
    "DEFAULT": "ECS Exec logs into its tasks' own log groups, which are opened when you name them with --log-group.",
    "NONE": "ECS Exec logs nothing there (logging=NONE).",
}


def task_name(target: str, service: str = "") -> str | None:
    """Return `cluster/service/task` for a target of ECS Exec, without the service where it is not known; else None."""
    match = _TARGET.match(target)
    if match is None:
        return None
    return "/".join(filter(None, (match["cluster"], service, match["task"][:_TASK])))


def service_names(account: Account, targets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each target of ECS Exec whose task runs or ended in the last hour, and its name with its service.

    Raises:
        SourceFailed: ECS refused or failed.
    """
    clusters: dict[str, dict[str, str]] = {}
    for target in targets:
        if (match := _TARGET.match(target)) is not None:
            clusters.setdefault(match["cluster"], {})[match["task"]] = target
    for cluster, tasks in clusters.items():
        rest = iter(tasks)
        while some := list(islice(rest, _MOST)):
            try:
                with account.errors(f"the ECS tasks of {account}", "ecs:DescribeTasks"):
                    reply = account.ecs.describe_tasks(cluster=cluster, tasks=some)
            except NoSuchSession:  # a cluster of another account or region, or one that is gone
                break
            for task in reply["tasks"]:
                kind, _, service = task.get("group", "").partition(":")
                target = tasks.get(task.get("taskArn", "").rpartition("/")[2], "")
                if kind == "service" and (name := task_name(target, service)) is not None:
                    yield target, name


def _clusters(account: Account, cancelled: Cancelled) -> Iterator[str]:
    found = account.ecs.get_paginator("list_clusters").paginate()
    where = f"the ECS clusters of {account}"
    for page in account.pages(found, where, "ecs:ListClusters", cancelled):
        yield from page["clusterArns"]
