"""From the places that a user named to the entries in them, one after another as they are found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from replayer.errors import NoSuchSession, ReplayError
from replayer.opening.gathering import Told, gathered
from replayer.opening.judging import judged, named
from replayer.opening.spec import AWS, Spec, SpecKind, parse_spec
from replayer.session import TraceSource
from replayer.settings import AwsSettings
from replayer.sources import Catalog, Entry, Item, Sighting, Skipped, bundled, folder
from replayer.sources.item import never
from replayer.sources.source import Answer, Source, Wanted
from replayer.sources.streamed import streamed_item
from replayer.sources.survey import survey

_NO_AWS = AwsSettings()
_ALL = Wanted()


def usual_places(aws: AwsSettings = _NO_AWS) -> tuple[str, ...]:
    """Return what to open where nobody named a place: AWS where there are credentials, else the bundled sessions.

    May take seconds, where AWS's own software asks the machine for credentials: not for a thread that draws.
    """
    from replayer.sources.aws.finding import (
        has_credentials,  # boto3 takes a third of a second to load
    )

    return (AWS,) if has_credentials(aws) else (bundled.PREFIX,)


def catalog(
    places: Iterable[str],
    *,
    aws: AwsSettings = _NO_AWS,
    wanted: Wanted = _ALL,
    cancelled: Callable[[], bool] = never,
) -> Iterator[Entry | Skipped | Answer]:
    """Yield the entries in `places` while they are found, what was passed over, and how asking each source went.

    An entry that grows, since more evidence of it is met, is yielded again: it replaces the one of the same key.

    Args:
        places: files, folders, `-`, `fixture:`, `fixture:NAME`, `aws:`, `s3://…` and `logs://…`, as they are typed.
        aws: which accounts are asked, and for what.
        wanted: what AWS is asked for; files are looked at all the same.
        cancelled: asked between files and between chunks of large ones; True ends the search.

    Raises:
        NoSuchSession: a place does not exist.
        SourceFailed: a place cannot be listed or read.
    """
    found = Catalog()
    answers: dict[str, Answer] = {}
    for place in places:
        for each in sighted(parse_spec(place), aws=aws, wanted=wanted, cancelled=cancelled):
            if isinstance(each, Sighting):
                yield found.add(each)
                continue
            if isinstance(each, Answer):
                answers[each.where] = each
            yield each
    if not answers or cancelled():
        return
    names: dict[str, str] = {}
    if wanted.id is None and any(each.kind is TraceSource.HISTORY for each in answers.values()):
        for told in _names_of(found, aws, cancelled):
            if isinstance(told, Answer):
                yield told
            else:
                names.update([told])
    now = datetime.now(UTC)
    for entry in found:
        marked = judged(named(entry, names), answers.values(), now if wanted.is_all else None)
        if marked is not entry:
            yield marked


def _names_of(
    entries: Iterable[Entry], aws: AwsSettings, cancelled: Callable[[], bool]
) -> Iterator[tuple[str, str] | Answer]:
    from replayer.sources.aws import finding  # boto3 takes a third of a second to load

    targets = dict.fromkeys(entry.session.target for entry in entries)
    yield from finding.target_names(aws, [each for each in targets if each], cancelled)


def sighted(
    spec: Spec,
    *,
    aws: AwsSettings = _NO_AWS,
    wanted: Wanted = _ALL,
    cancelled: Callable[[], bool] = never,
) -> Iterator[Told]:
    """Yield what is evidence in the place that `spec` names, what was passed over, and how asking each source went.

    Raises:
        NotEvidence: the one file that is named is no evidence.
        NoSuchSession: there is no such place.
        SourceFailed: it cannot be listed or read.
    """
    if spec.kind is SpecKind.AWS:
        from replayer.sources.aws import finding  # boto3 takes a third of a second to load

        yield from gathered(lambda over: finding.sources(aws, over), wanted, cancelled)
        return
    for item in _items(spec, aws, cancelled):
        if cancelled():
            return
        if isinstance(item, Skipped):
            yield item
        elif isinstance(item, Source):
            yield from gathered(partial(_only, item), wanted, cancelled)
        else:
            yield from _surveyed(item, spec, cancelled)


def _only(source: Source, _cancelled: Callable[[], bool]) -> list[Source | Answer]:
    return [source]


def _surveyed(
    item: Item, spec: Spec, cancelled: Callable[[], bool]
) -> Iterator[Sighting | Skipped]:
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


def _items(
    spec: Spec, aws: AwsSettings, cancelled: Callable[[], bool]
) -> Iterator[Item | Skipped | Source]:
    match spec.kind:
        case SpecKind.S3 | SpecKind.LOGS:
            from replayer.sources.aws import reading  # boto3 takes a third of a second to load

            place = reading.s3_place if spec.kind is SpecKind.S3 else reading.logs_place
            yield place(spec.target, aws, spec.region)
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
