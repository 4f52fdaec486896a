"""Who may talk to the server: the browser that was given its address, and no page of somebody else.

Three doors, each enough by itself against another page in the same browser: a key that is in the address and made anew
at each start, the Host header (a name that somebody points at this machine, DNS rebinding), and the Origin header (a
page of elsewhere that opens a websocket to here).
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`, a name or an address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_host(header: str, names: Collection[str]) -> bool:
    """Whether a Host header names this machine: by an address, as localhost, or by one of `names`.

    An address is never another's: rebinding needs a name. The port may be another one, as behind a tunnel.
    """
    host = _host(header)
    if host is None:
        return False
    if host == "localhost" or host in names:
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_same_origin(origin: str | None, header: str) -> bool:
    """Whether the page that opens a websocket was itself served under the Host that it asks.

    Browsers always say the origin; whoever says none is no browser that was given the page.
    """
    return origin in {f"http://{header}", f"https://{header}"}


def is_key(given: str | None, key: str) -> bool:
    """Whether `given` is the key; takes as long for a wrong one."""
    return given is not None and hmac.compare_digest(given.encode(), key.encode())


def _host(header: str) -> str | None:
    try:
        parts = urlsplit(f"//{header}")
        if parts.netloc != header or parts.username is not None:
            return None
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        return None
    return parts.hostname
