"""How often AWS is asked: the account shares its quotas with everybody else who uses it."""

from __future__ import annotations

import threading
import time

_SLOWER = {"cloudtrail": 2.0}
"""Calls a second that a service allows, where that is fewer than we make of the others."""
_MOST = 9.0
"""Calls a second to AWS whatever is set: `GetLogEvents` takes 10 in some regions."""
_AWS = (
    "amazonaws.com",
    "amazonaws.eu",
    ".api.aws",
    "amazonwebservices.",
    ".ic.gov",
    ".sgov.gov",
    ".adc-e.uk",
)
"""What is in the names of AWS's own hosts; others have limits of their own."""


class Rate:
    """Keeps the calls to one service apart."""

    def __init__(self, calls_per_second: float) -> None:
        """Let at most so many calls through."""
        self._apart = 1 / calls_per_second
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self, **_: object) -> None:
        """Wait for one's turn; takes whatever botocore's events bring along."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._apart
        if turn > now:
            time.sleep(turn - now)


def calls_allowed(wanted: float, service: str, endpoint: str) -> float:
    """Return how many calls a second are made to a service at `endpoint` where the user wants so many."""
    most = _MOST if any(name in endpoint for name in _AWS) else wanted
    return min(wanted, most, _SLOWER.get(service, wanted))
