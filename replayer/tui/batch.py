"""The same work for many sessions, one after another: one that fails never loses the others. No Textual in here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from replayer.errors import ExportRefused, ReplayError
from replayer.exporters import Exporter, ExportOptions, export
from replayer.opening import SpecKind, open_recording, parse_spec
from replayer.opening.fetching import callers, fetch
from replayer.settings import AwsSettings
from replayer.sources import Entry, Skipped
from replayer.tui.naming import file_stem
from replayer.tui.outlook import Pace
from replayer.tui.session_row import SessionRow

_LOCAL = {SpecKind.FILE, SpecKind.FOLDER, SpecKind.STDIN, SpecKind.FIXTURE}


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one of many."""

    name: str
    """Foreign text."""
    over: bool = True
    """False while it is being worked on."""
    error: str = ""
    """Why it failed; empty when it did not."""


def exported(
    rows: Iterable[SessionRow],
    folder: Path,
    exporter: Exporter,
    *,
    overwrite: bool,
    cancelled: Callable[[], bool],
) -> Iterator[Step]:
    """Write each session into a file of its own in `folder`, and yield two steps for each.

    Raises:
        ExportRefused: the folder cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ExportRefused(f"it cannot be made ({error.strerror}).", where=str(folder)) from error
    suffix = exporter.suffixes[0] if exporter.suffixes else ""
    taken: set[str] = set()
    for row in rows:
        key = row.entry.key
        yield Step(key, over=False)
        if row.outlook.pace is Pace.NOTHING:
            yield Step(key, error=row.outlook.why)
            continue
        target = folder / f"{_unique(file_stem(key), taken)}{suffix}"
        try:
            written = export(
                open_recording(row.entry, cancelled=cancelled),
                target,
                exporter,
                ExportOptions(),
                overwrite=overwrite,
                cancelled=cancelled,
            )
        except ReplayError as error:
            if cancelled():
                return
            yield Step(key, error=str(error))
        else:
            if not written:
                return
            yield Step(key)


def _unique(stem: str, taken: set[str]) -> str:
    """Return a stem that no other file of this export has, on file systems without capitals either."""
    name, number = stem, 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name.casefold())
    return name


def fetched(
    entries: Sequence[Entry],
    folder: Path,
    places: Iterable[str],
    aws: AwsSettings,
    cancelled: Callable[[], bool],
) -> Iterator[Step]:
    """Write the raw evidence of `entries` to `folder`, and yield a step for each file.

    Raises:
        ReplayError: as `opening.fetching.fetch` does.
    """
    local = {parse_spec(place).kind for place in places} <= _LOCAL
    for each in fetch(entries, folder, callers=() if local else callers(aws), cancelled=cancelled):
        if isinstance(each, Skipped):
            yield Step(each.where, error=each.why)
        else:
            yield Step(each.path)
