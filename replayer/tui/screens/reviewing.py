"""Reviewing a replay: bookmarks, verdict, and which bytes were watched."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from dataclasses import dataclass
from functools import reduce

from textual import on
from textual.content import Content
from textual.events import Unmount
from textual.message import Message
from textual.timer import Timer

from replayer.foreign import shown
from replayer.notebook import new_note, new_verdict, review_key
from replayer.notes import Judgement, Note, Review
from replayer.recording.recording import Recording
from replayer.tui import wording
from replayer.tui.dialogs.review import Bookmark, ReviewDialog, ReviewWish
from replayer.tui.dialogs.verdict import VerdictDialog, VerdictWish
from replayer.tui.info import line
from replayer.tui.keeping import Change, Keeper, Kept
from replayer.tui.pointing import NOTE
from replayer.tui.review_words import NO_WORDS, note_line, places, review_lines, time_of
from replayer.tui.screens.capturing import CapturingScreen
from replayer.tui.watching import Watched
from replayer.tui.widgets.prompt_bar import PromptBar

_EVERY = 3.0
"""Seconds after which what was watched is written: more is not lost when the program is killed."""
_AT_LEAST = 0.5
"""Seconds between two looks of the timeline at what was watched, while playing."""
_PATIENCE = 30
"""Hundredths of a second that leaving waits for the last writing."""
_TOLD_FOR = 4.0
"""Seconds of the recording for which a bookmark's words are shown when it is passed."""


class ReviewingScreen(CapturingScreen):
    """A place with a playback that is reviewed."""

    @dataclass
    class ReviewKept(Message):
        """The review was read or written, or could not be."""

        kept: Kept

    @dataclass
    class ReviewFailed(Message):
        """Keeping the review broke."""

        error: Exception

    def __init__(self) -> None:
        """Start with nothing known of the review."""
        super().__init__()
        enter, leave = map(self.keys, ("submit-prompt", "leave-prompt"))
        self.note_bar = PromptBar(
            NOTE,
            f"words for this bookmark · {enter} keeps it, {leave} takes it away",
            id="note",
        )
        self.words_bar = PromptBar(
            NOTE,
            f"no words · {enter} keeps that, {leave} leaves it as it was",
            id="note-words",
        )
        self._keeper: Keeper | None = None
        self._watched = Watched()
        self._text_id: str | None = None
        self._length = 0
        self._notes: tuple[Note, ...] = ()
        self._note: Note | None = None
        self._comes_from_list = False
        self._keep_timer: Timer | None = None
        self._looked_at = -_AT_LEAST

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
        self._keep()
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
        self._review_changed()

    @on(ReviewFailed)
    def review_failed(self, message: ReviewFailed) -> None:
        """A bug: crash loudly."""
        raise message.error

    def _change(self, change: Change) -> None:
        if self._keeper is not None:
            self._keeper.change(change)
            self._review_changed()

    def _review_changed(self) -> None:
        """Show bookmarks and what was watched, as the review at hand has them."""
        playback, keeper = self.playback, self._keeper
        if playback is None or keeper is None:
            return
        review, recording = keeper.review, playback.recording
        self._watched.know(review.watched.get(recording.text_id, ()))
        self.panel.notes = places(recording, review)
        self._notes = review.notes_of(recording.text_id)
        playback.bookmarks = tuple(note.offset for note in self._notes)
        self._looked_at = -_AT_LEAST
        self.moved()

    # What is watched

    def review_text(self, recording: Recording) -> None:
        """Go on with a newer version: where its text is another one, nothing of it was watched yet."""
        if recording.text_id != self._text_id:
            self._keep()
            self._text_id = recording.text_id
            self._watched = Watched()
        self._length = recording.timeline.length
        self._review_changed()

    def frame_shown(self, offset: int) -> None:
        """Count what has just been shown as watched, if it was played or stepped to."""
        playback = self.playback
        if playback is None or playback.recording.text_id != self._text_id:
            return
        start, end = playback.player.watched
        if offset <= end and self._watched.add(start, offset):
            if self._keep_timer is None:
                self._keep_timer = self.set_timer(_EVERY, self._keep)
            if not playback.is_playing():  # else it is shown with the next tick
                self.moved()

    def moved(self) -> None:
        """Show also the loop, and what was watched by now."""
        super().moved()
        playback = self.playback
        if playback is None:
            return
        self.panel.loop = playback.player.loop
        now = self.clock()
        if not playback.is_playing() or now - self._looked_at >= _AT_LEAST:
            self._looked_at = now
            self.panel.watched = self._watched.spans

    def _keep(self) -> None:
        """Write what was watched since the last time."""
        if self._keep_timer is not None:
            self._keep_timer.stop()
            self._keep_timer = None
        text_id, length, fresh = self._text_id, self._length, self._watched.take_fresh()
        if fresh and text_id is not None and self._keeper is not None:
            self._keeper.change(lambda review: review.with_watched(text_id, fresh, length))

    @property
    def watched_words(self) -> str:
        """How much was watched, in percent; empty where there is nothing to watch."""
        return wording.percent(self._watched.coverage(self._length)) if self._length else ""

    @property
    def judgement(self) -> Judgement | None:
        """What the reviewer came to; None while there is no verdict."""
        verdict = self._keeper.review.verdict if self._keeper is not None else None
        return verdict.judgement if verdict is not None else None

    @property
    def note_words(self) -> str:
        """The words of the bookmark that has just been passed; empty where there is none."""
        playback = self.playback
        if playback is None:
            return ""
        player = playback.player
        index = bisect_right(self._notes, player.offset, key=lambda note: note.offset) - 1
        if index < 0:
            return ""
        note = self._notes[index]
        since = player.position - time_of(player.timeline, note)
        here = note.offset == player.offset or since <= _TOLD_FOR
        return shown(note.text) or NO_WORDS if here else ""

    def action_unwatched(self) -> None:
        if (playback := self.playback) is None:
            return
        player = playback.player
        offset = self._watched.next_unwatched(player.offset, player.timeline.length)
        if offset is None:
            self.notify("All of it was watched.", markup=False)
        else:
            self.move(lambda playback: playback.player.seek_to_offset(offset))

    # Bookmarks

    def action_bookmark(self) -> None:
        """Mark the moment at once; where there is a bookmark already, change its words."""
        playback, keeper = self.playback, self._keeper
        if playback is None or keeper is None:
            return
        offset, text_id = playback.player.offset, playback.recording.text_id
        known = [each for each in keeper.review.notes_of(text_id) if each.offset == offset]
        if known:
            self._edit(known[0])
            return
        note = self._note = new_note(offset, text_id, "")
        self._change(lambda review: review.with_note(note))
        self.open_line(self.note_bar)

    def _edit(self, note: Note) -> None:
        self._note = note
        self.open_line(self.words_bar, note.text)

    @on(PromptBar.Submitted, "#note")
    @on(PromptBar.Submitted, "#note-words")
    def note_written(self, message: PromptBar.Submitted) -> None:
        """Keep the words."""
        if (note := self._note) is not None and message.text != note.text:
            made = new_note(note.offset, note.text_id, message.text.strip())
            changed = Note(note.key, made.offset, made.text_id, made.text, made.made, made.by)
            self._change(lambda review: review.with_note(changed))
        message.bar.close()
        self._note_done()

    @on(PromptBar.Left, "#note")
    def note_left(self) -> None:
        """Take the new bookmark away again."""
        if (note := self._note) is not None:
            self._change(lambda review: review.without_note(note.key))
        self._note_done()

    @on(PromptBar.Left, "#note-words")
    def words_left(self) -> None:
        """Leave the bookmark as it was."""
        self._note_done()

    def _note_done(self) -> None:
        note, self._note = self._note, None
        self.set_focus(None)
        if self._comes_from_list:
            self._comes_from_list = False
            self._show_review(note.key if note is not None else None)

    # All of it

    def review_facts(self) -> list[Content]:
        """What is said of the review beside its bookmarks, line by line."""
        playback, keeper = self.playback, self._keeper
        if playback is None or keeper is None:
            return []
        self._keep()
        lines = review_lines(playback.recording, keeper.review, self.zone)
        return [line(label, text) for label, text in lines]

    def action_review(self) -> None:
        self._show_review(None)

    def _show_review(self, at_hand: str | None) -> None:
        playback, keeper = self.playback, self._keeper
        if playback is None or keeper is None:
            return
        recording, offset = playback.recording, playback.player.offset
        notes = sorted(keeper.review.notes, key=lambda note: note.text_id != recording.text_id)
        before = [
            note.key for note in keeper.review.notes_of(recording.text_id) if note.offset <= offset
        ]
        bookmarks = [
            Bookmark(
                note.key,
                note_line(recording, note, self.zone),
                here=note.text_id == recording.text_id,
            )
            for note in notes
        ]
        at_hand = at_hand or (before[-1] if before else None)
        self.app.push_screen(
            ReviewDialog(Content("\n").join(self.review_facts()), bookmarks, self.keys, at_hand),
            self._wished,
        )

    def _wished(self, wish: ReviewWish | None) -> None:
        playback, keeper = self.playback, self._keeper
        if wish is None or playback is None or keeper is None:
            return
        if wish.deleted:
            self._change(lambda review: reduce(Review.without_note, wish.deleted, review))
        notes = {note.key: note for note in keeper.review.notes}
        if wish.judge:
            self.action_verdict()
        elif (note := notes.get(wish.go_to or "")) is not None:
            self._go_to_note(note)
        elif (note := notes.get(wish.edit or "")) is not None:
            self._comes_from_list = True
            self._edit(note)

    def _go_to_note(self, note: Note) -> None:
        self.move(lambda playback: playback.player.seek_to_offset(note.offset))

    def action_verdict(self) -> None:
        if self.playback is not None and self._keeper is not None:
            self.app.push_screen(
                VerdictDialog(self._keeper.review.verdict, self.keys), self._judged
            )

    def _judged(self, wish: VerdictWish | None) -> None:
        if wish is not None:
            verdict = new_verdict(wish.judgement, wish.text)
            self._change(lambda review: review.with_verdict(verdict))

    # Looping

    def action_loop(self) -> None:
        """Set the loop's start, then its end, then end it."""
        if (playback := self.playback) is not None:
            playback.player.mark_loop()
            self.moved()
