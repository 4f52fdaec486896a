"""How much sessions are used: counted by moments, owners and targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from replayer.sources.catalog import Entry


@dataclass(frozen=True, slots=True)
class Usage:
    """Counted sessions."""

    bin: timedelta
    sessions: int
    """All that were counted."""
    undated: int
    """Those of which nobody knows when they were; they are in no bin."""
    bins: tuple[tuple[datetime, int], ...]
    """The start of each bin in which there is a session, in order, and how many."""
    owners: tuple[tuple[str, int], ...]
    """From the most to the fewest."""
    targets: tuple[tuple[str, int], ...]


def usage(entries: Iterable[Entry], length: timedelta) -> Usage:
    """Count each of `entries` once: in the bin in which it began, or in which it was first seen."""
    bins: Counter[datetime] = Counter()
    owners: Counter[str] = Counter()
    targets: Counter[str] = Counter()
    count = 0
    for entry in entries:
        count += 1
        if entry.when is not None:
            bins[floor(entry.when, length)] += 1
        owners[entry.session.owner_name or "unknown"] += 1
        targets[entry.session.target_words or "unknown"] += 1
    return Usage(
        bin=length,
        sessions=count,
        undated=count - bins.total(),
        bins=tuple(sorted(bins.items())),
        owners=ranked(owners),
        targets=ranked(targets),
    )


def floor(when: datetime, length: timedelta) -> datetime:
    """Return the start of the bin that holds `when`; bins are counted from 1970, as Logs Insights does."""
    seconds = int(length.total_seconds())
    return datetime.fromtimestamp(int(when.timestamp()) // seconds * seconds, UTC)


def ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Return the counts from the most to the fewest, those alike by name."""
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
