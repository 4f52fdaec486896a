"""Looks at an item without reading more of it than a list needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from replayer import formats
from replayer.errors import NotEvidence
from replayer.formats import ipc_path
from replayer.formats.check import check_of
from replayer.formats.evidence import Evidence, Transcript, TranscriptKind
from replayer.formats.terminal_bytes import TERMINAL
from replayer.formats.unwrap import is_packed
from replayer.sources.item import Item, never
from replayer.sources.naming import looks_like_id
from replayer.sources.sighting import Sighting, sightings

_HEAD = 64 << 10
_TAIL = 16 << 10


def survey(item: Item, cancelled: Callable[[], bool] = never) -> Iterator[Sighting]:
    """Yield what `item` says, one sighting a session.

    Raises:
        NotEvidence: it is no evidence.
        SourceFailed: it cannot be read.
        ReplayError: `cancelled` said so.
    """
    for evidence in _looked_at(item, cancelled):
        yield from sightings(item, of_host(item, evidence))


def of_host(item: Item, evidence: Evidence) -> Evidence:
    """Return `evidence`, called the host's own log where only the item's name tells that it is one."""
    if (
        isinstance(evidence, Transcript)
        and evidence.kind is TranscriptKind.RAW
        and item.name == ipc_path.NAME
    ):
        return replace(evidence, kind=TranscriptKind.IPC)
    return evidence


def _looked_at(item: Item, cancelled: Callable[[], bool]) -> tuple[Evidence, ...]:
    head = item.head(_HEAD)
    if not head:
        return formats.read(head)  # says that it is empty
    found = formats.recognise(head)
    if found is TERMINAL and not _is_expected(item):
        raise NotEvidence(
            "this may be output of a terminal, but nothing says of which session: name the file itself to replay it."
        )
    if found is None or (found.transcript and is_packed(head)):
        return formats.read(head)
    if found.transcript and (item.size is None or item.size > _HEAD + _TAIL):
        return formats.read(item.edges(_HEAD, _TAIL))
    return formats.read(item.content(cancelled), check_of(cancelled))


def _is_expected(item: Item) -> bool:
    """Whether terminal bytes count as evidence: a person named them, or the host's or a session's name is on them."""
    return item.named or item.name == ipc_path.NAME or looks_like_id(item.name)
