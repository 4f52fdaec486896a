"""One entry a session, joined by its id from all the items that are evidence of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from replayer.session import Session
from replayer.sources.item import Item
from replayer.sources.merging import merged
from replayer.sources.sighting import TELLING, Sighting


@dataclass(frozen=True, slots=True)
class Entry:
    """A session and everything that is evidence of it. Grows: a later entry of the same key replaces this one."""

    session: Session
    sightings: tuple[Sighting, ...]
    """One for each item, in the order in which they were met."""
    remarks: tuple[str, ...] = ()
    """What is odd about it, in words."""

    @property
    def key(self) -> str:
        """The session's key: unique in a catalog."""
        return self.session.key

    @property
    def items(self) -> tuple[Item, ...]:
        """What to read, in the order in which it was met."""
        return tuple(dict.fromkeys(sighting.item for sighting in self.sightings))

    @property
    def has_text(self) -> bool:
        """Whether anything can be replayed; False where only the history knows the session."""
        return any(sighting.kind not in TELLING for sighting in self.sightings)

    @property
    def when(self) -> datetime | None:
        """A moment to sort by: the start, else the first moment that any evidence names."""
        firsts = [sighting.first for sighting in self.sightings if sighting.first is not None]
        return self.session.started or min(firsts, default=None)

    def joined(self, sighting: Sighting) -> Entry:
        """Return this entry with one more sighting."""
        return replace(
            self,
            session=merged(self.session, sighting.session),
            sightings=(*self.sightings, sighting),
        )


class Catalog:
    """The entries met so far."""

    def __init__(self) -> None:
        """Start with none."""
        self._entries: dict[str, Entry] = {}
        self._shared: set[str] = set()
        """Ids that several accounts have."""

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries in the order in which they were first met."""
        return iter(self._entries.values())

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._entries)

    def get(self, key: str) -> Entry | None:
        """Return the entry of that key."""
        return self._entries.get(key)

    def keep(self, entry: Entry) -> None:
        """Take `entry` as it is, in the place of one of the same key."""
        self._entries[entry.key] = entry

    def add(self, sighting: Sighting) -> Entry:
        """Return the entry that `sighting` belongs to, new or grown."""
        key, remarks = self._key(sighting)
        known = self._entries.get(key)
        if known is None:
            session = sighting.session
            if session.key != key:  # a copy for each of a million rows would be felt
                session = replace(session, key=key)
            entry = Entry(session, (sighting,), remarks)
        else:
            entry = replace(known.joined(sighting), remarks=(*known.remarks, *remarks))
        self._entries[key] = entry
        return entry

    def _key(self, sighting: Sighting) -> tuple[str, tuple[str, ...]]:
        session = sighting.session
        known = self._entries.get(session.key)
        if known is None:
            return session.key, ()
        if session.id is None:  # two places may hold files of one relative path
            return f"file:{sighting.item.where}", ()
        accounts = known.session.account, session.account
        if session.account is None and session.key in self._shared:
            return session.key, (_doubt(sighting),)
        if None in accounts or accounts[0] == accounts[1]:
            return session.key, ()
        self._shared.add(session.key)
        key = f"{session.key}@{session.account}"
        if key in self._entries:
            return key, ()
        doubts = (_doubt(each) for each in known.sightings if each.session.account is None)
        return key, (f"account {accounts[0]} has a session of the same id", *doubts)


def _doubt(sighting: Sighting) -> str:
    return f"several accounts have a session of this id, and nothing says of which {sighting.item.where} is"
