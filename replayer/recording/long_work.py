"""Keeps long work from holding up others, and lets it be given up.

While one call into C runs, no other thread does: a search through 100 MB, or a sum of two million numbers, would keep
the program from answering a key for a second. So long work is done in runs that take some milliseconds each, and between
two runs it asks whether anybody still wants its result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from mmap import mmap
from typing import TypeAlias, TypeVar

from replayer.formats.check import Check, check_of, unchecked

__all__ = ["RUN", "Check", "Data", "check_of", "find", "in_runs", "matches", "unchecked"]

Data: TypeAlias = bytes | mmap
"""Bytes that regular expressions can search."""
_T = TypeVar("_T")
RUN = 256 * 1024
"""Bytes of one run."""
_REACH = 8 * 1024
"""Bytes of the longest match; what could go on for ever is cut there."""
_ITEMS = 16 * 1024
"""Items of one run."""


def in_runs(items: Sequence[_T], check: Check, size: int = _ITEMS) -> Iterator[_T]:
    """Return an iterator over `items` that checks now and then and is otherwise as quick as their own."""

    def runs() -> Iterator[Sequence[_T]]:
        for start in range(0, len(items), size):
            check()
            yield items[start : start + size]

    return chain.from_iterable(runs())


def matches(
    pattern: re.Pattern[bytes], data: Data, check: Check, start: int = 0, end: int | None = None
) -> Iterator[re.Match[bytes]]:
    """Yield what `pattern.finditer` finds in `data[start:end]`, run by run; no match may be empty."""
    size = len(data) if end is None else min(end, len(data))
    at = start
    while at < size:
        check()
        stop = min(size, at + RUN)
        reach = min(size, stop + _REACH)
        for match in pattern.finditer(data, at, reach):
            if match.start() >= stop:
                break  # the next run sees all of it
            yield match
            at = match.end()
        at = max(at, stop)


def find(data: Data, sub: bytes, start: int, end: int, check: Check) -> int:
    """Return what `data.find` does, run by run."""
    at, end = start, min(end, len(data))
    while at < end:
        check()
        stop = min(end, at + RUN)
        found = data.find(sub, at, min(end, stop + len(sub) - 1))
        if found >= 0:
            return found
        at = stop
    return -1
