"""A review: what an auditor noted about a session, decided, and has watched.

Plain values. Places are byte offsets in a text, since times move when more evidence arrives. A review has a name for
each text: the recording's `text_id`, and for another text that begins alike, that and its digest. Notes about another
text of the same session are kept, and belong to nowhere in this one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

Value = TypeVar("Value")
Span = tuple[int, int]
"""First offset and the one behind the last."""


class Judgement(StrEnum):
    """What a reviewer came to."""

    UNDECIDED = "undecided"
    CLEAR = "clear"
    """Nothing to object to."""
    QUESTION = "question"
    """Somebody has to be asked."""
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class Note:
    """A bookmark, with words or without."""

    key: str
    """Unique in its review."""
    offset: int
    text_id: str
    """The name of its text; empty before it has got one."""
    text: str
    made: datetime
    """When it was written last; aware, UTC."""
    by: str = ""
    """Who wrote it, as the system names the user."""


@dataclass(frozen=True, slots=True)
class Text:
    """Which bytes were looked at: all that a session's text had at that time."""

    text_id: str
    """The recording's: how the text begins."""
    length: int
    """Bytes."""
    sha256: str
    """Of all these bytes, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The text at hand, and the digests of its beginnings that a review asks for."""

    text: Text
    beginnings: Mapping[int, str]
    """Length in bytes → sha256 of as many first bytes."""
    complete: bool = True
    """False while more may come."""

    def begins_with(self, other: Text) -> bool | None:
        """Whether the first bytes are the other text; None while that cannot be told."""
        if other.length > self.text.length:
            more_may_come = not self.complete and other.text_id == self.text.text_id
            return None if more_may_come else False
        found = self.beginnings.get(other.length)
        return None if found is None else found == other.sha256


class Match(StrEnum):
    """Whether a verdict was given for the text at hand."""

    SAME = "same"
    GROWN = "grown"
    """For its beginning; more came since."""
    ANOTHER = "another"
    PENDING = "not compared"
    UNKNOWN = "unknown"
    """The verdict does not say for which text: it is older than that."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement, and why."""

    judgement: Judgement
    text: str
    made: datetime
    """Aware, UTC."""
    by: str = ""
    of: Text | None = None
    """What was judged; None where the file is older than that."""


def match(verdict: Verdict, fingerprint: Fingerprint | None) -> Match:
    """Return whether a verdict was given for a text; without a fingerprint it is not compared yet."""
    if verdict.of is None:
        return Match.UNKNOWN
    begins = None if fingerprint is None else fingerprint.begins_with(verdict.of)
    if fingerprint is None or begins is None:
        return Match.PENDING
    if not begins:
        return Match.ANOTHER
    return Match.SAME if verdict.of.length == fingerprint.text.length else Match.GROWN


@dataclass(frozen=True, slots=True)
class Review:
    """All that is kept of the review of one session."""

    notes: tuple[Note, ...] = ()
    """In order of text, then of offset."""
    verdict: Verdict | None = None
    watched: Mapping[str, tuple[Span, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Text → the spans that were watched: in order, apart from each other, none empty. The text that was watched
    last stands last."""
    lengths: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Text → how many bytes it had when it was watched last."""
    texts: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))
    """Text → its bytes when it was watched or marked last; what is older than that is known by its beginning only."""

    def with_note(self, note: Note) -> Review:
        """Return the review with a note added, or put in the place of the one with the same key."""
        others = [each for each in self.notes if each.key != note.key]
        return replace(self, notes=in_order([*others, note]))

    def with_notes_named(self, name: str, before: Collection[str] = ("",)) -> Review:
        """Return the review with other notes put into a text: those of `before`, or those that have none yet."""
        notes = [
            replace(note, text_id=name) if note.text_id in before else note for note in self.notes
        ]
        return replace(self, notes=in_order(notes))

    def without_note(self, key: str) -> Review:
        """Return the review without a note."""
        return replace(self, notes=tuple(each for each in self.notes if each.key != key))

    def with_verdict(self, verdict: Verdict | None) -> Review:
        """Return the review with another verdict."""
        return replace(self, verdict=verdict)

    def with_watched(self, text_id: str, spans: Iterable[Span], length: int) -> Review:
        """Return the review with more watched of a text that has `length` bytes by now."""
        union = joined((*self.watched.get(text_id, ()), *spans))
        others = {text: known for text, known in self.watched.items() if text != text_id}
        return replace(
            self,
            watched=MappingProxyType({**others, text_id: union}),
            lengths=MappingProxyType(
                {**self.lengths, text_id: max(length, self.lengths.get(text_id, 0))}
            ),
        )

    def with_text(self, name: str, text: Text) -> Review:
        """Return the review with what a text was when it was looked at last; the longest of its beginnings stays."""
        known = self.texts.get(name)
        if known is not None and known.length >= text.length:
            return self
        return replace(self, texts=MappingProxyType({**self.texts, name: text}))

    @property
    def names(self) -> tuple[str, ...]:
        """The texts of which something is kept."""
        return tuple(dict.fromkeys((*self.watched, *(note.text_id for note in self.notes))))

    @property
    def lengths_to_compare(self) -> frozenset[int]:
        """Of which beginnings of a text the digests tell whether it is the one that was reviewed."""
        judged = self.verdict.of if self.verdict is not None else None
        known = (*self.texts.values(), *([judged] if judged else []))
        return frozenset(text.length for text in known)

    def name_of(self, fingerprint: Fingerprint) -> str:
        """Return by which name this review knows the text at hand, or will."""
        known = [name for name, text in self.texts.items() if fingerprint.begins_with(text)]
        if known:
            return max(known, key=lambda name: self.texts[name].length)
        text = fingerprint.text
        return f"{text.text_id}:{text.sha256}" if text.text_id in self.texts else text.text_id

    def knows_by_beginning(self, name: str) -> bool:
        """Whether what is kept of a text may be of another one that begins alike: it is older than digests."""
        return name in self.names and name not in self.texts

    def changed_at(
        self, fingerprint: Fingerprint, name: str, change: Callable[[Review], Review]
    ) -> Review:
        """Return the changed review, with what was changed tied to the bytes of the text at hand.

        Notes without a text get its name, and so does what was kept of it while less of it was there. What was known by
        its beginning only stays so: nobody can tell any more which text that was.
        """
        by_beginning = self.knows_by_beginning(name)
        parts = {
            other
            for other, text in self.texts.items()
            if other != name and fingerprint.begins_with(text)
        }
        review = change(self)
        for part in parts & review.watched.keys():
            review = review.with_watched(name, review.watched[part], review.lengths[part])
        review = replace(
            review.with_notes_named(name, {"", *parts}),
            watched=_without(review.watched, parts),
            lengths=_without(review.lengths, parts),
            texts=_without(review.texts, parts),
        )
        kept = name in review.names and not by_beginning
        return review.with_text(name, fingerprint.text) if kept else review

    @property
    def last_coverage(self) -> float | None:
        """The share of the text that was watched last, as long as it was then; None while nothing was watched."""
        for text_id in reversed(tuple(self.watched)):
            return self.coverage(text_id, self.lengths.get(text_id, 0))
        return None

    def notes_of(self, text_id: str) -> tuple[Note, ...]:
        """Return the notes that have a place in a text."""
        return tuple(each for each in self.notes if each.text_id == text_id)

    def coverage(self, text_id: str, length: int) -> float:
        """Return the share of a text's bytes that was watched, 0 to 1; 1 only when all of it was."""
        if not length:
            return 1.0
        missing = sum(end - start for start, end in self.unwatched(text_id, length))
        return (length - missing) / length

    def unwatched(self, text_id: str, length: int) -> tuple[Span, ...]:
        """Return the spans of a text of `length` bytes that nobody watched."""
        gaps = []
        at = 0
        for start, end in self.watched.get(text_id, ()):
            if start >= length:
                break
            if start > at:
                gaps.append((at, start))
            at = end
        if at < length:
            gaps.append((at, length))
        return tuple(gaps)


def _without(values: Mapping[str, Value], names: Collection[str]) -> Mapping[str, Value]:
    return MappingProxyType({name: each for name, each in values.items() if name not in names})


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return what spans cover together: in order, apart from each other, none empty."""
    union: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        else:
            union.append((start, end))
    return tuple(union)


def in_order(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Return notes as a review lists them: by text, then by offset."""
    return tuple(sorted(notes, key=lambda note: (note.text_id, note.offset, note.made, note.key)))
