"""From what a user typed to the one session that is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from replayer.errors import ManySessions, NoSuchSession
from replayer.opening.looking import catalog, sighted
from replayer.opening.spec import Spec, SpecKind, parse_spec
from replayer.sources import Catalog, Entry, Skipped
from replayer.sources.item import never

_LISTED = 10
"""Ids that a message lists before it counts the rest."""


def find_one(
    specs: Sequence[str],
    sources: Iterable[str] = (),
    *,
    on_skipped: Callable[[Skipped], object] = lambda _: None,
    cancelled: Callable[[], bool] = never,
) -> Entry:
    """Return the one session that `specs` name, with all the evidence that they name of it.

    Evidence that names no session joins when the rest names exactly one. Entries of the history count only where
    nothing else is named: a history lists hundreds of sessions, and lends its dates to the one that is meant.

    Args:
        specs: as they are typed, at least one.
        sources: places in which ids and keys are looked up.
        on_skipped: called for each thing in a folder that is no evidence.
        cancelled: asked between files and between chunks of large ones.

    Raises:
        ManySessions: they name several; the message lists their ids.
        NoSuchSession: they name none.
        ReplayError: something that was named cannot be read.
    """
    found = Catalog()
    parsed = [parse_spec(spec) for spec in specs]
    names = [spec for spec in parsed if spec.kind is SpecKind.NAME]
    wanted = {
        entry.key for entry in _looked_up(names, tuple(sources), found, on_skipped, cancelled)
    }
    for spec in parsed:
        if spec.kind is not SpecKind.NAME:
            for each in sighted(spec, cancelled=cancelled):
                if isinstance(each, Skipped):
                    on_skipped(each)
                else:
                    wanted.add(found.add(each).key)
    return _only([entry for entry in found if entry.key in wanted], specs)


def _looked_up(
    names: list[Spec],
    sources: tuple[str, ...],
    found: Catalog,
    on_skipped: Callable[[Skipped], object],
    cancelled: Callable[[], bool],
) -> list[Entry]:
    """Return the entries that `names` name, after adding all that is known of them to `found`."""
    if not names:
        return []
    known: dict[str, Entry] = {}
    for each in catalog(sources, cancelled=cancelled):
        if isinstance(each, Skipped):
            on_skipped(each)
        else:
            known[each.key] = each
    entries: dict[str, Entry] = {}
    for spec in names:
        matching = [entry for entry in known.values() if _is_meant(entry, spec)]
        if not matching:
            raise _unknown(spec, sources)
        entries.update((entry.key, entry) for entry in matching)
    for entry in entries.values():
        for sighting in entry.sightings:
            found.add(sighting)
    return list(entries.values())


def _is_meant(entry: Entry, spec: Spec) -> bool:
    names = (spec.target, spec.text)
    return entry.key in names or (entry.session.id is not None and entry.session.id.text in names)


def _unknown(spec: Spec, sources: tuple[str, ...]) -> NoSuchSession:
    if "/" in spec.target or "\\" in spec.target or spec.target.startswith("."):
        return NoSuchSession(
            "there is no such file or folder.", where=spec.target, hint="Check the path."
        )
    if not sources:
        return NoSuchSession(
            "there is no such file, and no source is open in which a session of that id could be looked up.",
            where=spec.target,
            hint="Check the name, or open a folder of logs with --source PATH.",
        )
    return NoSuchSession(
        "no session of that id is in the open sources, and no such file exists.",
        where=spec.target,
        hint=f"List what there is with: ssm-replay list {' '.join(sources)}",
    )


def _only(entries: list[Entry], specs: Sequence[str]) -> Entry:
    readable = [entry for entry in entries if entry.has_text]
    meant = readable or entries
    named = [entry for entry in meant if entry.session.id is not None]
    nameless = [entry for entry in meant if entry.session.id is None]
    if not named and len(nameless) == 1 and len(entries) == 2:
        named = [entry for entry in entries if entry.session.id is not None]  # its history entry
    if len(named) == 1:
        return _with(named[0], nameless)
    if len(meant) == 1:
        return meant[0]
    place = ", ".join(specs)
    if not meant:
        raise NoSuchSession(
            "there is no session log in it.",
            where=place,
            hint="Name a folder that holds session logs (.log files from S3, CloudWatch events as JSON).",
        )
    keys = sorted(entry.key for entry in meant)
    more = f" and {len(keys) - _LISTED} more" if len(keys) > _LISTED else ""
    raise ManySessions(
        f"this names {len(keys)} sessions, and one is wanted: {', '.join(keys[:_LISTED])}{more}.",
        where=place,
        hint=f"Name one of them: ID --source {specs[0]}",
    )


def _with(entry: Entry, nameless: list[Entry]) -> Entry:
    """Return `entry` with the evidence that names no session."""
    for other in nameless:
        for sighting in other.sightings:
            session = replace(sighting.session, key=entry.key)
            entry = entry.joined(replace(sighting, session=session))
    return entry
