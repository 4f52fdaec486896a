"""Addresses of the AWS console, and of objects in S3, which people paste: turned into the addresses that the program uses itself."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from replayer.formats import output_url
from replayer.sources.naming import VERSION, looks_like_id

_HOST = re.compile(
    r"(?:^|\.)console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com|amazonaws-eusc\.eu)$"
)
_S3_HOST = re.compile(
    r"(?:(?P<bucket>[a-z0-9][a-z0-9.-]*)\.)?s3(?:\.dualstack)?(?:[.-][a-z]{2,4}(?:-[a-z]+)+-\d)?"
    r"\.amazonaws\.(?:com(?:\.cn)?|eu)"
)
"""Where an object itself lies, for browsers: the console copies such addresses, too."""


def from_console(url: str) -> str | None:
    """Return `s3://…`, `logs://…` or the session's id for such an address; None when it is none that is understood."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    if (own := _S3_HOST.fullmatch(host)) is not None:
        return _object(own["bucket"], unquote(parts.path[1:]), parse_qs(parts.query))
    return _shown(url, parts) if _HOST.search(host) else None


def _shown(url: str, parts: SplitResult) -> str | None:
    """Return what the console shows at its address."""
    if "/s3/" in parts.path:
        return _bucket(parts.path, parse_qs(parts.query))
    if "cloudwatch" in parts.path:
        return output_url.logs_place(url) or output_url.group_place(url)
    if "systems-manager" in parts.path:
        return _session(f"{parts.path}/{parts.query}/{parts.fragment}")
    return None


def _bucket(path: str, query: dict[str, list[str]]) -> str | None:
    found = re.search(r"/(?:object|buckets)/([^/]+)(?:/(.*))?", path)
    if found is None:
        return None
    key = unquote(found[2] or "") or query.get("prefix", [""])[0]
    return f"s3://{found[1]}/{key}{_version(query)}"


def _object(bucket: str | None, path: str, query: dict[str, list[str]]) -> str | None:
    """Return the object of an address whose host names the bucket, or else its path."""
    if bucket is None:
        bucket, _, path = path.partition("/")
    return f"s3://{bucket}/{path}{_version(query)}" if bucket and path else None


def _version(query: dict[str, list[str]]) -> str:
    version = query.get("versionId", [""])[0]
    return f"{VERSION}{version}" if version else ""


def _session(text: str) -> str | None:
    words = (unquote(word) for word in re.split(r"[/?&=#;:]", text))
    return next((word for word in words if looks_like_id(word)), None)


def region_of(url: str) -> str | None:
    """Return the region that a console address names."""
    return output_url.region_in(url)
