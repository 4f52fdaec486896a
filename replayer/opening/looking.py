"""From the places that a user named to the entries in them, one after another as they are found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from replayer.errors import NoSuchSession, ReplayError
from replayer.opening.spec import Spec, SpecKind, parse_spec
from replayer.sources import Catalog, Entry, Item, Sighting, Skipped, bundled, folder
from replayer.sources.item import never
from replayer.sources.streamed import streamed_item
from replayer.sources.survey import survey


def catalog(
    places: Iterable[str], *, cancelled: Callable[[], bool] = never
) -> Iterator[Entry | Skipped]:
    """Yield the entries in `places` while they are found, and what was passed over.

    An entry that grows, since more evidence of it is met, is yielded again: it replaces the one of the same key.

    Args:
        places: files, folders, `-`, `fixture:` and `fixture:NAME`, as they are typed.
        cancelled: asked between files and between chunks of large ones; True ends the search.

    Raises:
        NoSuchSession: a place does not exist.
        SourceFailed: a place cannot be listed or read.
    """
    found = Catalog()
    for place in places:
        for each in sighted(parse_spec(place), cancelled=cancelled):
            yield each if isinstance(each, Skipped) else found.add(each)


def sighted(spec: Spec, *, cancelled: Callable[[], bool] = never) -> Iterator[Sighting | Skipped]:
    """Yield what is evidence in the place that `spec` names, and what was passed over.

    Raises:
        NotEvidence: the one file that is named is no evidence.
        NoSuchSession: there is no such place.
        SourceFailed: it cannot be listed or read.
    """
    for item in _items(spec, cancelled):
        if cancelled():
            return
        if isinstance(item, Skipped):
            yield item
            continue
        try:
            yield from survey(item, cancelled)
        except ReplayError as error:
            if cancelled():
                return
            if item.named:
                raise type(error)(
                    error.message, where=error.where or spec.target, hint=error.hint
                ) from error
            yield Skipped(item.where, error.message)


def _items(spec: Spec, cancelled: Callable[[], bool]) -> Iterator[Item | Skipped]:
    match spec.kind:
        case SpecKind.STDIN:
            yield streamed_item(sys.stdin.buffer, where="-", cancelled=cancelled)
        case SpecKind.FILE:
            yield folder.file_item(Path(spec.target), where=spec.target, cancelled=cancelled)
        case SpecKind.FOLDER:
            yield from folder.items(Path(spec.target), where=spec.target, cancelled=cancelled)
        case SpecKind.FIXTURE:
            yield from _fixture(spec, cancelled)
        case SpecKind.NAME:
            raise NoSuchSession(
                "there is no such file or folder.",
                where=spec.target,
                hint="Check the path; ids are looked up in the sources that --source opens.",
            )


def _fixture(spec: Spec, cancelled: Callable[[], bool]) -> Iterator[Item | Skipped]:
    named = [spec.target] if spec.target != bundled.PREFIX else bundled.addresses()
    for address in named:
        path = bundled.path(address)
        if path.is_dir():
            yield from folder.items(path, where=address, cancelled=cancelled)
        else:
            yield folder.file_item(path, where=address, cancelled=cancelled)
