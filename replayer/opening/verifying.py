"""Whether bytes are still those that were fetched, by the manifest that a fetch wrote beside them."""

from __future__ import annotations

from dataclasses import replace

from replayer.recording.recording import Gap, Recording
from replayer.sources import Item

_CHANGED = (
    "its bytes are not those that were fetched: the manifest beside it has another sha256 of them"
)


def changes(item: Item, digest: str) -> tuple[str, ...]:
    """Return what is to be said of bytes with this sha256 that were read from `item`: nothing where they are as fetched."""
    return () if item.sha256 in (None, digest) else (_CHANGED,)


def with_changes(recording: Recording) -> Recording:
    """Return `recording` with a gap at its start for each source of it that was changed since it was fetched."""
    changed = dict.fromkeys(each.where for each in recording.provenance if _CHANGED in each.done)
    gaps = [Gap(0, 0, f"{where}: {_CHANGED}.") for where in changed]
    return replace(recording, gaps=(*gaps, *recording.gaps)) if gaps else recording
