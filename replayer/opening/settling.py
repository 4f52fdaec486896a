"""Once all sources in AWS have answered: what targets are called, what silence means, and what is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime

from replayer.opening.judging import gone, judged, named
from replayer.session import TraceSource
from replayer.settings import AwsSettings
from replayer.sources import Catalog, Entry
from replayer.sources.source import Answer, Wanted


def settled(
    found: Catalog,
    answers: Mapping[str, Answer],
    before: Mapping[str, Entry],
    aws: AwsSettings,
    wanted: Wanted,
    cancelled: Callable[[], bool],
) -> Iterator[Entry | Answer]:
    """Yield each entry that is otherwise than it was shown, and answers of what was asked for names.

    Args:
        found: all entries.
        answers: what the sources answered.
        before: the entries that were shown from memory; `found` has not been shown in their place yet.
        aws: which accounts were asked.
        wanted: what they were asked for.
        cancelled: asked between calls.
    """
    names: dict[str, str] = {}
    if wanted.id is None and any(each.kind is TraceSource.HISTORY for each in answers.values()):
        for told in _names_of(found, aws, cancelled):
            if isinstance(told, Answer):
                yield told
            else:
                names.update([told])
    now = datetime.now(UTC) if wanted.is_all else None
    for entry in found:
        marked = judged(named(entry, names), answers.values(), now)
        if marked is not entry:
            found.keep(marked)
        if marked is not entry or entry.key in before:
            yield marked
    if all(each.error is None for each in answers.values()):
        yield from (gone(entry) for key, entry in before.items() if found.get(key) is None)


def _names_of(
    entries: Iterable[Entry], aws: AwsSettings, cancelled: Callable[[], bool]
) -> Iterator[tuple[str, str] | Answer]:
    from replayer.sources.aws import finding  # boto3 takes a third of a second to load

    targets = dict.fromkeys(entry.session.target for entry in entries)
    yield from finding.target_names(aws, [each for each in targets if each], cancelled)


def recalled(aws: AwsSettings) -> dict[str, Entry]:
    """Return the entries that were there the last time, by their keys."""
    from replayer.sources.aws import remembering  # boto3 takes a third of a second to load

    found = Catalog()
    for sighting in remembering.recalled(aws):
        found.add(sighting)
    return {entry.key: entry for entry in found}


def remember(entries: Iterable[Entry], aws: AwsSettings) -> None:
    """Keep `entries` for the next time."""
    from replayer.sources.aws import remembering  # boto3 takes a third of a second to load

    remembering.remember(aws, (each for entry in entries for each in entry.sightings))
