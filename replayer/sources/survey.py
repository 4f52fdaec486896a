"""Looks at an item without reading more of it than a list needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from replayer import formats
from replayer.errors import NotEvidence
from replayer.formats import ipc_path
from replayer.formats.buffer import Buffer
from replayer.formats.check import Check, check_of, unchecked
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
        yield from sightings(item, evidence)


def evidence_in(item: Item, content: Buffer, check: Check = unchecked) -> tuple[Evidence, ...]:
    """Return the evidence in `content`, which is what `item` holds or a part of it.

    The host's own log is told by its name: a header that seems to be in it was printed by the session, and could say
    that it is another one.

    Raises:
        NotEvidence: it is none.
        ReplayError: `check` said that nobody wants it any more.
    """
    if item.name != ipc_path.NAME:
        return formats.read(content, check)
    if len(content) and not is_packed(content[:3]):
        return (Transcript(kind=TranscriptKind.IPC, body=content, translated=False),)
    return tuple(
        replace(each, kind=TranscriptKind.IPC)
        if isinstance(each, Transcript) and each.kind is TranscriptKind.RAW
        else each
        for each in formats.read(content, check)
    )


def _looked_at(item: Item, cancelled: Callable[[], bool]) -> Iterable[Evidence]:
    head = item.head(_HEAD)
    if not head:
        return formats.read(head)  # says that it is empty
    if item.name == ipc_path.NAME:
        return evidence_in(item, head)
    found = formats.recognise(head)
    if found is TERMINAL and not _is_expected(item):
        raise NotEvidence(
            "this may be output of a terminal, but nothing says of which session: name the file itself to replay it."
        )
    if found is None or (found.transcript and is_packed(head)):
        return formats.read(head)
    if found.transcript and (item.size is None or item.size > _HEAD + _TAIL):
        return formats.read(item.edges(_HEAD, _TAIL))
    return formats.parts(item.content(cancelled), check_of(cancelled))


def _is_expected(item: Item) -> bool:
    """Whether terminal bytes count as evidence: a person named them, or a session's name is on them."""
    return item.named or looks_like_id(item.name)
