"""Where a session's history says that its logs are: console addresses, parsed leniently.

Source: docs/formats.md#history. AWS calls the field reserved, so nothing depends on it.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from replayer.formats.json_values import Json, text_in

_REGION = re.compile(r"\b([a-z]{2}(?:-[a-z]+)+-\d)\b")
_CLASSIC = re.compile(r"group=(?P<group>[^;&]+);stream=(?P<stream>[^;&]+)")
_CURRENT = re.compile(r"log-groups?/log-group/(?P<group>[^/]+)/log-events/(?P<stream>[^/?]+)")


def s3_address(entry: Json) -> str | None:
    """Return `s3://BUCKET/KEY` for the S3 address in `entry`; None when there is none that is understood."""
    url = text_in(entry, "OutputUrl", "S3OutputUrl")
    if url is None:
        return None
    if url.startswith("s3://"):
        return url
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    _, found, place = path.partition("/object/")
    bucket, _, key = place.partition("/")
    return f"s3://{bucket}/{unquote(key)}" if found and bucket and key else None


def logs_address(entry: Json) -> str | None:
    """Return `logs://GROUP/STREAM` for the CloudWatch address in `entry`; None when there is none that is understood."""
    url = text_in(entry, "OutputUrl", "CloudWatchOutputUrl")
    return logs_place(url) if url else None


def logs_place(url: str) -> str | None:
    """Return `logs://GROUP/STREAM` for a console address of a log stream; None when it is none that is understood."""
    match = _CLASSIC.search(url) or _CURRENT.search(url)
    return f"logs://{plain(match['group'])}/{plain(match['stream'])}" if match else None


def region(entry: Json) -> str | None:
    """Return the region that either address names."""
    for key in ("CloudWatchOutputUrl", "S3OutputUrl"):
        found = region_in(text_in(entry, "OutputUrl", key) or "")
        if found:
            return found
    return None


def region_in(url: str) -> str | None:
    """Return the region that a console address names."""
    match = _REGION.search(url)
    return match[1] if match else None


def plain(text: str) -> str:
    """Undo the console's own escaping, which writes `$252F` for a slash."""
    return unquote(unquote(text.replace("$", "%")))
