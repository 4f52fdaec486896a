"""A review: what an auditor noted about a session, decided, and has watched.

Plain values. Places are byte offsets in a text, since times move when more evidence arrives; a text is named by the
recording's `text_id`. Notes about another text of the same session are kept, and belong to nowhere in this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

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
    text: str
    made: datetime
    """When it was written last; aware, UTC."""
    by: str = ""
    """Who wrote it, as the system names the user."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement, and why."""

    judgement: Judgement
    text: str
    made: datetime
    """Aware, UTC."""
    by: str = ""


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

    def with_note(self, note: Note) -> Review:
        """Return the review with a note added, or put in the place of the one with the same key."""
        others = [each for each in self.notes if each.key != note.key]
        return replace(self, notes=in_order([*others, note]))

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
