"""Addresses of the AWS console, which people paste: turned into the addresses that the program uses itself."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from replayer.formats import output_url
from replayer.sources.naming import VERSION, looks_like_id

_HOST = re.compile(
    r"(?:^|\.)console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com|amazonaws-eusc\.eu)$"
)


def from_console(url: str) -> str | None:
    """Return `s3://…`, `logs://…` or the session's id for a console address; None when it is none that is understood."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.search(host):
        return None
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
    version = query.get("versionId", [""])[0]
    return f"s3://{found[1]}/{key}{f'{VERSION}{version}' if version else ''}"


def _session(text: str) -> str | None:
    words = (unquote(word) for word in re.split(r"[/?&=#;:]", text))
    return next((word for word in words if looks_like_id(word)), None)


def region_of(url: str) -> str | None:
    """Return the region that a console address names."""
    return output_url.region_in(url)
