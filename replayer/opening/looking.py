"""From the places that a user named to the entries in them, one after another as they are found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from replayer.errors import NoSuchSession, ReplayError
from replayer.opening import settling
from replayer.opening.gathering import Told, gathered
from replayer.opening.spec import AWS, Spec, SpecKind, parse_spec
from replayer.settings import AwsSettings
from replayer.sources import Catalog, Entry, Item, Sighting, Skipped, bundled, folder
from replayer.sources.item import never
from replayer.sources.source import Answer, AnswerState, Source, Wanted
from replayer.sources.streamed import streamed_item
from replayer.sources.survey import survey

_NO_AWS = AwsSettings()
_ALL = Wanted()


def usual_places(aws: AwsSettings = _NO_AWS) -> tuple[str, ...]:
    """Return what to open where nobody named a place: AWS where there are credentials, else the bundled sessions.

    Whoever named a profile, bucket or log group wants AWS, and hears what is missing. May take seconds, where AWS's own
    software asks the machine for credentials: not for a thread that draws.
    """
    if aws.profiles or aws.buckets or aws.log_groups or aws.endpoint_url:
        return (AWS,)
    from replayer.sources.aws import finding  # boto3 takes a third of a second to load

    return (AWS,) if finding.has_credentials(aws) else (bundled.PREFIX,)


def catalog(
    places: Iterable[str],
    *,
    aws: AwsSettings = _NO_AWS,
    wanted: Wanted = _ALL,
    remembered: bool = False,
    cancelled: Callable[[], bool] = never,
) -> Iterator[Entry | Skipped | Answer]:
    """Yield the entries in `places` while they are found, what was passed over, and how asking each source went.

    An entry that grows, since more evidence of it is met, is yielded again: it replaces the one of the same key. Where one of
    several places cannot be opened, an answer says so and the others are searched.

    Args:
        places: files, folders, `-`, `fixture:`, `fixture:NAME`, `aws:`, `s3://…` and `logs://…`, as they are typed.
        aws: which accounts are asked, and for what.
        wanted: what AWS is asked for; files are looked at all the same.
        remembered: whether what AWS told the last time comes at once, before it is asked again.
        cancelled: asked between files and between chunks of large ones; True ends the search.

    Raises:
        NoSuchSession: the only place does not exist.
        SourceFailed: the only place cannot be listed or read.
    """
    specs = [parse_spec(place) for place in places]
    whole = any(spec.kind is SpecKind.AWS for spec in specs) and wanted == _ALL
    before = settling.recalled(aws) if remembered and whole else {}
    yield from before.values()
    found = Catalog()
    answers: dict[str, Answer] = {}
    for spec in specs:
        told = sighted(spec, aws=aws, wanted=wanted, cancelled=cancelled)
        for each in told if len(specs) == 1 else _one_of_several(spec, told, cancelled):
            if isinstance(each, Answer):
                answers[each.where] = each
            if not isinstance(each, Sighting):
                yield each
            elif (entry := found.add(each)).key not in before:
                yield entry  # one that was shown whole is not shown in part again
    if answers and not cancelled():
        yield from settling.settled(found, answers, before, aws, wanted, cancelled)
        if whole:
            settling.remember(found, aws)


def _one_of_several(
    spec: Spec, told: Iterable[Told], cancelled: Callable[[], bool]
) -> Iterator[Told]:
    """Yield what is told of a place, and an answer in the place of the error that ends that."""
    try:
        yield from told
    except ReplayError as error:
        if cancelled():
            return
        yield Answer(None, spec.text, "you named it", AnswerState.REFUSED, error=error)


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


def _only(source: Source, _cancelled: Callable[[], bool]) -> list[Source]:
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
            yield from place(spec.target, aws, spec.region)
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
