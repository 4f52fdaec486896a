"""From what a user typed to the one session that is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from replayer.errors import ManySessions, NoSuchSession, ReplayError
from replayer.opening.looking import catalog, sighted, usual_places
from replayer.opening.spec import AWS, Spec, SpecKind, parse_spec
from replayer.settings import AwsSettings
from replayer.sources import Catalog, Entry, Sighting, Skipped
from replayer.sources.item import never
from replayer.sources.naming import ACCOUNT
from replayer.sources.source import Answer, Wanted

_NO_AWS = AwsSettings()
_LISTED = 10
"""Ids that a message lists before it counts the rest."""


def find_one(
    specs: Sequence[str],
    sources: Iterable[str] = (),
    *,
    aws: AwsSettings = _NO_AWS,
    on_skipped: Callable[[Skipped], object] = lambda _: None,
    cancelled: Callable[[], bool] = never,
) -> Entry:
    """Return the one session that `specs` name, with all the evidence that they name of it.

    Evidence that names no session joins when the rest names exactly one. Entries of the history count only where
    nothing else is named: a history lists hundreds of sessions, and lends its dates to the one that is meant.

    Args:
        specs: as they are typed, at least one.
        sources: places in which ids and keys are looked up; without any, AWS where there are credentials for it.
        aws: which accounts are asked, and for what.
        on_skipped: called for each thing in a folder that is no evidence, and for each source that refused.
        cancelled: asked between files and between chunks of large ones.

    Raises:
        ManySessions: they name several; the message lists their ids.
        NoSuchSession: they name none.
        ReplayError: something that was named cannot be read, or the only sources that could know refused.
    """
    found = Catalog()
    parsed = [parse_spec(spec) for spec in specs]
    names = [spec for spec in parsed if spec.kind is SpecKind.NAME]
    refused = _Refusals(on_skipped)
    wanted = {
        entry.key for entry in _looked_up(names, tuple(sources), found, aws, refused, cancelled)
    }
    for spec in parsed:
        if spec.kind is not SpecKind.NAME:
            for each in sighted(spec, aws=aws, cancelled=cancelled):
                if isinstance(each, Sighting):
                    wanted.add(found.add(each).key)
                else:
                    refused.take(each)
    entries = [entry for entry in found if entry.key in wanted]
    if not entries and refused.first is not None:
        raise refused.first
    return _only(entries, specs)


class _Refusals:
    """Tells what was passed over, and keeps the first error of a source."""

    def __init__(self, on_skipped: Callable[[Skipped], object]) -> None:
        self._on_skipped = on_skipped
        self.first: ReplayError | None = None

    def take(self, each: Skipped | Answer) -> None:
        """Tell of `each`, where there is something to tell."""
        if isinstance(each, Skipped):
            self._on_skipped(each)
        elif each.error is not None:
            self.first = self.first or each.error
            self._on_skipped(Skipped(each.error.where, f"{each.error.message} {each.error.hint}"))


def _looked_up(
    names: list[Spec],
    sources: tuple[str, ...],
    found: Catalog,
    aws: AwsSettings,
    refused: _Refusals,
    cancelled: Callable[[], bool],
) -> list[Entry]:
    """Return the entries that `names` name, after adding all that is known of them to `found`."""
    if not names:
        return []
    if not sources and AWS in (usual := usual_places(aws)):
        sources = usual
    regions = dict.fromkeys(spec.region for spec in names)  # those that console addresses name
    if not aws.regions and None not in regions:
        aws = replace(aws, regions=tuple(filter(None, regions)))
    known: dict[str, Entry] = {}
    # one session is looked for by its name; for several, listing all once is no more work
    wanted = Wanted(id=ACCOUNT.sub("", names[0].target)) if len(names) == 1 else Wanted()
    for each in catalog(sources, aws=aws, wanted=wanted, cancelled=cancelled):
        if isinstance(each, Entry):
            known[each.key] = each
        else:
            refused.take(each)
    entries: dict[str, Entry] = {}
    for spec in names:
        matching = [entry for entry in known.values() if _is_meant(entry, spec)]
        if not matching:
            raise refused.first or _unknown(spec, sources)
        entries.update((entry.key, entry) for entry in matching)
    for entry in entries.values():
        found.keep(entry)
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
    texts = [entry for entry in entries if entry.has_text]
    named = [entry for entry in texts if entry.session.id is not None]
    nameless = [entry for entry in texts if entry.session.id is None]
    # a history names many sessions; it counts as naming one only where nothing else does and it has no other
    named = named or [entry for entry in entries if not entry.has_text]
    if len(named) == 1:
        return _with(named[0], nameless)
    meant = texts or entries
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
