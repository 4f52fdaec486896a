"""Reviewing a replay: bookmarks, verdict, and which bytes were watched."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import reduce

from textual import on
from textual.content import Content
from textual.timer import Timer

from replayer.foreign import shown
from replayer.notebook import new_note, new_verdict
from replayer.notes import Match, Note, Review
from replayer.recording.recording import Recording
from replayer.tui import wording
from replayer.tui.dialogs.review import Bookmark, ReviewDialog, ReviewWish
from replayer.tui.dialogs.verdict import VerdictDialog, VerdictWish
from replayer.tui.info import line
from replayer.tui.pointing import NOTE
from replayer.tui.review_words import NO_WORDS, note_line, places, review_lines, time_of
from replayer.tui.screens.judged_text import JudgedTextScreen
from replayer.tui.watching import Watched
from replayer.tui.widgets.prompt_bar import PromptBar

_EVERY = 3.0
"""Seconds after which what was watched is written: more is not lost when the program is killed."""
_AT_LEAST = 0.5
"""Seconds between two looks of the timeline at what was watched, while playing."""
_TOLD_FOR = 4.0
"""Seconds of the recording for which a bookmark's words are shown when it is passed."""


class ReviewingScreen(JudgedTextScreen):
    """A place with a playback that is reviewed."""

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
        self._watched = Watched()
        self._length = 0
        self._notes: tuple[Note, ...] = ()
        self._note: Note | None = None
        self._comes_from_list = False
        self._keep_timer: Timer | None = None
        self._looked_at = -_AT_LEAST

    # What is kept

    def review_changed(self) -> None:
        """Show bookmarks and what was watched, as the review at hand has them."""
        playback, keeper = self.playback, self._keeper
        if playback is None or keeper is None:
            return
        review, name = keeper.review, self.text_name
        self._watched.know(review.watched.get(name, ()))
        self._notes = review.notes_of(name)
        self.panel.notes = places(playback.recording, self._notes)
        playback.bookmarks = tuple(note.offset for note in self._notes)
        self._looked_at = -_AT_LEAST
        self.moved()

    # What is watched

    def review_text(self, recording: Recording) -> None:
        """Go on with a newer version: where its text is another one, nothing of it was watched yet."""
        if recording.text_id != self._text_id:
            self.keep_watched()
            self.begin_text(recording.text_id)
            self.forget_watched()
        self._length = recording.timeline.length
        self.compare_text()
        self.review_changed()

    def frame_shown(self, offset: int) -> None:
        """Count what has just been shown as watched, if it was played or stepped to."""
        playback = self.playback
        if playback is None or playback.recording.text_id != self._text_id:
            return
        start, end = playback.player.watched
        if offset <= end and self._watched.add(start, offset):
            if self._keep_timer is None:
                self._keep_timer = self.set_timer(_EVERY, self.keep_watched)
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

    def forget_watched(self) -> None:
        """Begin with a text of which nothing was watched."""
        self._watched = Watched()

    def keep_watched(self) -> None:
        """Write what was watched since the last time, as far as it is known which bytes that were."""
        if self._keep_timer is not None:
            self._keep_timer.stop()
            self._keep_timer = None
        known, keeper = self._fingerprint, self._keeper
        if known is None or keeper is None:
            return  # it is kept when it is known of which text it is
        length = (
            known.text.length
        )  # more may have come, which another text of that beginning would inherit
        if fresh := self._watched.take_fresh(length):
            name = keeper.review.name_of(known)
            keeper.change(
                lambda review: review.changed_at(
                    known, name, lambda before: before.with_watched(name, fresh, length)
                )
            )

    @property
    def watched_words(self) -> str:
        """How much was watched, in percent; empty where there is nothing to watch."""
        return wording.percent(self._watched.coverage(self._length)) if self._length else ""

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
        offset = playback.player.offset
        known = [each for each in self._notes if each.offset == offset]
        if known:
            self._edit(known[0])
            return
        note = self._note = new_note(offset, "", "")
        self.change_review(lambda review, _text: review.with_note(note))
        self.open_line(self.note_bar)

    def _edit(self, note: Note) -> None:
        self._note = note
        self.open_line(self.words_bar, note.text)

    @on(PromptBar.Submitted, "#note")
    @on(PromptBar.Submitted, "#note-words")
    def note_written(self, message: PromptBar.Submitted) -> None:
        """Keep the words."""
        if (note := self._note) is not None and message.text != note.text:
            known = next((each for each in self.kept_notes if each.key == note.key), note)
            made = new_note(known.offset, known.text_id, message.text.strip())
            changed = replace(made, key=note.key)
            self.change_review(lambda review, _text: review.with_note(changed))
        message.bar.close()
        self._note_done()

    @on(PromptBar.Left, "#note")
    def note_left(self) -> None:
        """Take the new bookmark away again."""
        if (note := self._note) is not None:
            self.change_review(lambda review, _text: review.without_note(note.key))
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
        self.keep_watched()
        lines = review_lines(playback.recording, keeper.review, self._fingerprint, self.zone)
        return [line(label, text) for label, text in lines]

    def action_review(self) -> None:
        self._show_review(None)

    def _show_review(self, at_hand: str | None) -> None:
        playback, keeper = self.playback, self._keeper
        if playback is None or keeper is None:
            return
        recording, offset = playback.recording, playback.player.offset
        name = self.text_name
        notes = sorted(keeper.review.notes, key=lambda note: note.text_id != name)
        before = [note.key for note in self._notes if note.offset <= offset]
        bookmarks = [
            Bookmark(
                note.key,
                note_line(recording, note, name, self.zone),
                here=note.text_id == name,
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
            self.change_review(
                lambda review, _text: reduce(Review.without_note, wish.deleted, review)
            )
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
            before = None if self.judged is Match.ANOTHER else self._verdict
            self.app.push_screen(VerdictDialog(before, self.keys), self._judged)

    def _judged(self, wish: VerdictWish | None) -> None:
        if wish is not None:
            verdict = new_verdict(wish.judgement, wish.text)
            self.change_review(lambda review, text: review.with_verdict(replace(verdict, of=text)))

    # Looping

    def action_loop(self) -> None:
        """Set the loop's start, then its end, then end it."""
        if (playback := self.playback) is not None:
            playback.player.mark_loop()
            self.moved()
