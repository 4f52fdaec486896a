"""What Logs Insights answers to the queries of `usage --insights`, counted from the streams that are there."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from moto.backends import get_backend

_UNITS = {"m": 60, "h": 3600, "d": 86400}


def counted(query: dict[str, Any], account: str, region: str) -> list[dict[str, str]]:
    """Return the rows of `stats count_distinct(@logStream) as sessions by …`."""
    by = query["queryString"].partition(" by ")[2]
    streams: dict[str, set[str]] = defaultdict(set)
    for stream, stamp, message in _events(query, account, region):
        streams[_value(by, stamp, message)].add(stream)
    name = by.partition(" as ")[2]
    return [
        {**({name: value} if value else {}), "sessions": str(len(found))}
        for value, found in sorted(streams.items())
    ]


def _events(query: dict[str, Any], account: str, region: str) -> Iterator[tuple[str, int, str]]:
    groups = get_backend("logs")[account][region].groups
    for group in query.get("logGroupNames") or query["logGroupIdentifiers"]:
        for name, stream in groups[group.rpartition(":")[2]].streams.items():
            for event in stream.events:
                if query["startTime"] <= event.timestamp / 1000 <= query["endTime"]:
                    yield name, event.timestamp, event.message


def _value(by: str, stamp: int, message: str) -> str:
    if (found := re.match(r"bin\((\d+)([mhd])\)", by)) is not None:
        length = int(found[1]) * _UNITS[found[2]]
        start = datetime.fromtimestamp(stamp // 1000 // length * length, UTC)
        return f"{start:%Y-%m-%d %H:%M:%S}.000"
    try:
        value = json.loads(message)
    except ValueError:
        value = {}
    for part in filter(None, by.partition(" as ")[0].split(".")):
        value = value.get(part, {})
    return value if isinstance(value, str) else ""
