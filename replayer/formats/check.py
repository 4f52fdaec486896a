"""Lets long work be given up: between two runs of some milliseconds it asks whether anybody still wants its result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

from replayer.errors import ReplayError

_T = TypeVar("_T")
Check: TypeAlias = Callable[[], None]
"""Asked between two runs; raises when nobody wants the result any more."""


def unchecked() -> None:
    """Let the work go on."""


def check_of(cancelled: Callable[[], bool]) -> Check:
    """Return a check that raises a `ReplayError` once `cancelled` says so."""

    def check() -> None:
        if cancelled():
            raise ReplayError("reading was cancelled.")

    return check


def checked(items: Iterable[_T], check: Check) -> Iterator[_T]:
    """Yield `items`, and check before each."""
    for each in items:
        check()
        yield each
