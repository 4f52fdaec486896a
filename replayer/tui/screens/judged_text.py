"""A replay's review, tied to the very bytes that are replayed: two texts of one session may begin alike.

The text is read in a thread; what is marked or decided before it is known waits for that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

from textual import on
from textual.events import Unmount
from textual.message import Message

from replayer.notebook import review_key
from replayer.notes import Fingerprint, Judgement, Match, Note, Review, Text, Verdict, match
from replayer.opening import Job
from replayer.recording.fingerprinting import fingerprint
from replayer.tui.keeping import Keeper, Kept
from replayer.tui.screens.capturing import CapturingScreen

_PATIENCE = 30
"""Hundredths of a second that leaving waits for the last writing."""
TextChange: TypeAlias = Callable[[Review, Text | None], Review]
"""What makes another review; it is told the text at hand, None where nobody knows it."""


class JudgedTextScreen(CapturingScreen):
    """A place with a playback whose review is kept for the text at hand only."""

    @dataclass
    class ReviewKept(Message):
        """The review was read or written, or could not be."""

        kept: Kept

    @dataclass
    class TextRead(Message):
        """It is known which bytes the text has."""

        fingerprint: Fingerprint

    @dataclass
    class ReviewFailed(Message):
        """Keeping the review broke, or reading the text."""

        error: Exception

    def __init__(self) -> None:
        """Start with nothing known of review and text."""
        super().__init__()
        self._keeper: Keeper | None = None
        self._text_id: str | None = None
        self._fingerprint: Fingerprint | None = None
        self._comparing: Job[Fingerprint | None] | None = None
        self._is_review_read = False
        self._held: list[TextChange] = []

    def review_changed(self) -> None:
        """Show the review as it is now."""
        raise NotImplementedError

    def keep_watched(self) -> None:
        """Keep what was watched since the last time, if it is known of which text."""
        raise NotImplementedError

    def forget_watched(self) -> None:
        """Begin with a text of which nothing was watched."""
        raise NotImplementedError

    @property
    def review_key(self) -> str:
        """What the review is kept by."""
        entry = self.request.entry
        return review_key(entry.session, (item.where for item in entry.items))

    # What is kept

    def on_mount(self) -> None:
        self._keeper = Keeper(
            self.review_key,
            on_kept=lambda kept: self.post_message(self.ReviewKept(kept)),
            on_error=lambda error: self.post_message(self.ReviewFailed(error)),
        )

    @on(Unmount)
    async def write_last(self) -> None:
        """Write what was watched last; leaving waits a moment for it, and never for a slow disk."""
        if self._comparing is not None:
            self._comparing.cancel()
        self.keep_watched()
        self._release(unread=True)
        if self._keeper is not None:
            self._keeper.close()
            for _ in range(_PATIENCE):
                if self._keeper.is_done:
                    break
                await asyncio.sleep(0.01)

    @on(ReviewKept)
    def review_kept(self, message: ReviewKept) -> None:
        """Show what was known before, and say once what could not be kept."""
        assert self._keeper is not None
        error = self._keeper.take(message.kept)
        if error is not None:
            text = f"{error} The replay goes on, and this is tried again."
            self.notify(text, title="Review", severity="warning", markup=False, timeout=10)
        first, self._is_review_read = not self._is_review_read, True
        if first or self._is_other_asked_for():
            self.compare_text()
        self.review_changed()

    @on(ReviewFailed)
    def review_failed(self, message: ReviewFailed) -> None:
        """A bug: crash loudly."""
        raise message.error

    def change_review(self, change: TextChange) -> None:
        """Change the review, as soon as it is known which text is at hand."""
        self._held.append(change)
        self._release()

    def _release(self, *, unread: bool = False) -> None:
        """Make the changes that wait; `unread`: nobody will know any more of which text they were."""
        known, keeper = self._fingerprint, self._keeper
        if keeper is None or not self._held or (known is None and not unread):
            return
        held, self._held = tuple(self._held), []
        if known is None:
            name = f"{self._text_id}:unread"
            keeper.change(lambda review: _made(review, held, None).with_notes_named(name))
        else:
            name = keeper.review.name_of(known)
            keeper.change(
                lambda review: review.changed_at(
                    known, name, lambda before: _made(before, held, known.text)
                )
            )
        self.review_changed()

    @property
    def kept_notes(self) -> tuple[Note, ...]:
        """All bookmarks of the session, of whatever text."""
        return self._keeper.review.notes if self._keeper is not None else ()

    # Which text it is

    def begin_text(self, text_id: str) -> None:
        """Go on with another text, of which it is not known yet which one it is."""
        self._release(unread=True)
        self._text_id, self._fingerprint = text_id, None

    @property
    def text_name(self) -> str:
        """The review's name for the text at hand; empty while that is not known."""
        if self._fingerprint is None or self._keeper is None:
            return ""
        return self._keeper.review.name_of(self._fingerprint)

    def _is_other_asked_for(self) -> bool:
        """Whether the review asks for digests that were not made, since another program changed it."""
        known = self._fingerprint
        if known is None or self._keeper is None:
            return False
        asked = self._keeper.review.lengths_to_compare
        return any(each < known.text.length and each not in known.beginnings for each in asked)

    def compare_text(self) -> None:
        """Read in a thread which text is at hand, in so far as the review asks."""
        playback, keeper = self.playback, self._keeper
        if playback is None or keeper is None or not self._is_review_read:
            return
        if self._comparing is not None:
            self._comparing.cancel()
        recording, lengths = playback.recording, keeper.review.lengths_to_compare
        if self._fingerprint is not None:
            lengths |= {self._fingerprint.text.length}
        self._comparing = Job(
            lambda cancelled: (fingerprint(recording, lengths, cancelled),),
            on_result=lambda found: found and self.post_message(self.TextRead(found)),
            on_error=lambda error: self.post_message(self.ReviewFailed(error)),
        )

    @on(TextRead)
    def text_read(self, message: TextRead) -> None:
        """Tie what was watched and marked so far to the text, and show what is known of it."""
        found, before = message.fingerprint, self._fingerprint
        if found.text.text_id != self._text_id:
            return  # of a version that is gone
        if before is not None and not found.begins_with(before.text):
            self.keep_watched()
            self.forget_watched()
        self._fingerprint = found
        self.keep_watched()
        self._release()
        if self._is_other_asked_for():  # the review was changed meanwhile
            self.compare_text()
        self.review_changed()

    @property
    def _verdict(self) -> Verdict | None:
        return self._keeper.review.verdict if self._keeper is not None else None

    @property
    def judgement(self) -> Judgement | None:
        """What the reviewer came to, of whatever text; None while there is no verdict."""
        return self._verdict.judgement if self._verdict is not None else None

    @property
    def judged(self) -> Match:
        """Whether that was about the text at hand."""
        return match(self._verdict, self._fingerprint) if self._verdict else Match.SAME


def _made(review: Review, changes: Iterable[TextChange], text: Text | None) -> Review:
    return reduce(lambda before, change: change(before, text), changes, review)
