"""What people call a target: its Name tag, else the host name that its agent reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from replayer.sources.aws.clients import Account

_MOST = 50
"""Targets asked for at once; Systems Manager takes no more."""


def tag_names(account: Account, targets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each EC2 instance among `targets` that has a Name tag, and the tag.

    Raises:
        SourceFailed: EC2 refused or failed.
    """
    for some in _by(_MOST, (each for each in targets if each.startswith("i-"))):
        with account.errors(f"the instances of {account}", "ec2:DescribeInstances"):
            pages = account.ec2.get_paginator("describe_instances").paginate(
                Filters=[{"Name": "instance-id", "Values": some}]
            )
            for page in pages:
                for reservation in page["Reservations"]:
                    for instance in reservation.get("Instances", []):
                        for tag in instance.get("Tags", []):
                            if tag.get("Key") == "Name" and tag.get("Value"):
                                yield instance["InstanceId"], tag["Value"]


def host_names(account: Account, targets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each target whose agent reports a host name, and that.

    Raises:
        SourceFailed: Systems Manager refused or failed.
    """
    nodes = (each for each in targets if each.startswith(("i-", "mi-")))
    for some in _by(_MOST, nodes):
        with account.errors(f"the managed nodes of {account}", "ssm:DescribeInstanceInformation"):
            pages = account.ssm.get_paginator("describe_instance_information").paginate(
                Filters=[{"Key": "InstanceIds", "Values": some}]
            )
            for page in pages:
                for node in page["InstanceInformationList"]:
                    if node.get("ComputerName"):
                        yield node["InstanceId"], node["ComputerName"]


def _by(size: int, values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
