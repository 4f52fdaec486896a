"""Where a session's history says that its logs are: console addresses, parsed leniently.

Source: docs/formats.md#history. AWS calls the field reserved, so nothing depends on it.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from replayer.formats.json_values import Json, text_in

_REGION = r"[a-z]{2,4}(?:-[a-z]+)+-\d"
_REGIONS = (
    re.compile(rf"[?&]region=({_REGION})\b"),
    re.compile(rf"//(?:[^/]*\.)?({_REGION})\."),  # of the host: buckets may be called so, too
)
_CLASSIC = re.compile(r"group=(?P<group>[^;&]+);stream=(?P<stream>[^;&]+)")
_NAME = (
    r"(?:[^/?$]|\$(?!3F))+"  # `$3F` is the console's own question mark; one in a name is `$253F`
)
_CURRENT = re.compile(rf"log-groups?/log-group/(?P<group>{_NAME})/log-events/(?P<stream>{_NAME})")
_GROUP = re.compile(rf"log-groups?/log-group/(?P<group>{_NAME})(?:/log-events)?(?:$|[/?]|\$3F)")


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


def group_place(url: str) -> str | None:
    """Return `logs://GROUP/` for a console address of a log group; None when it is none that is understood."""
    match = _GROUP.search(url)
    return f"logs://{plain(match['group'])}/" if match else None


def region(entry: Json) -> str | None:
    """Return the region that either address names."""
    for key in ("CloudWatchOutputUrl", "S3OutputUrl"):
        found = region_in(text_in(entry, "OutputUrl", key) or "")
        if found:
            return found
    return None


def region_in(url: str) -> str | None:
    """Return the region that a console address names."""
    found = (match for pattern in _REGIONS if (match := pattern.search(url)) is not None)
    return next((match[1] for match in found), None)


def plain(text: str) -> str:
    """Undo the console's own escaping, which writes `$252F` for a slash."""
    return unquote(unquote(text.replace("$", "%")))
