"""Replay: the terminal as it was, and around it when that was and how sure that is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer

from replayer.errors import ReplayError
from replayer.opening import open_recording
from replayer.player import Clock, State
from replayer.player.moment import Moment, MomentKind
from replayer.recording.recording import Recording
from replayer.tui.bindings import Keys
from replayer.tui.dialogs.text import TextDialog
from replayer.tui.info import info
from replayer.tui.keys import REPLAY_KEYS
from replayer.tui.playback import Playback
from replayer.tui.pointing import gaps_of
from replayer.tui.poster import facts
from replayer.tui.projection import Broken, Found, Indexed, Report, Shown
from replayer.tui.request import ReplayRequest
from replayer.tui.screens.exporting import for_people
from replayer.tui.screens.opening import OpeningScreen
from replayer.tui.screens.reading_through import ReadingScreen
from replayer.tui.screens.reviewing import ReviewingScreen
from replayer.tui.screens.waiting import WaitingScreen
from replayer.tui.status import Status, following, status_of, title, warning
from replayer.tui.version import Version
from replayer.tui.widgets.key_line import KeyLine
from replayer.tui.widgets.replay_panel import ReplayPanel
from replayer.tui.widgets.timeline_bar import TimelineBar

_FRAME = 1 / 30
"""Seconds between two pictures at most so many a second: more are not seen, and slow lines suffer."""
_TENTH = 0.1
"""The clock shows tenths."""


class ReplayScreen(OpeningScreen, ReviewingScreen, ReadingScreen, WaitingScreen):
    """One session being replayed."""

    HELP_HEADING = "REPLAY"
    AUTO_FOCUS = ""
    BINDINGS = REPLAY_KEYS

    status: reactive[Status | None] = reactive(None, repaint=False)
    """Where the replay is, in words and figures."""
    zone: reactive[tzinfo] = reactive[tzinfo](UTC, repaint=False)
    """In which the clock is shown."""
    full: reactive[bool] = reactive(False, repaint=False, toggle_class="-full")
    """Whether everything but the picture is hidden."""

    @dataclass
    class Reported(Message):
        """The projection has something."""

        report: Report

    def __init__(
        self,
        request: ReplayRequest,
        *,
        keys: Keys,
        clock: Clock = time.monotonic,
        palette: str = "auto",
        zone: tzinfo = UTC,
        idle_cut: float = 2.0,
    ) -> None:
        """Take what to replay, the clock to play by, and the user's settings; `keys` tells which key does what."""
        self.keys = keys  # first: its parts speak of them
        super().__init__()
        self.request = request
        self.clock = clock
        self._palette = palette
        self.set_reactive(ReplayScreen.zone, zone)
        self.idle_cut = request.idle or idle_cut
        self._timer: Timer | None = None
        self._indexed = 0.0
        self._resume = False
        self._pending = request.moment
        self.waits = request.paused and not request.live

    def compose(self) -> ComposeResult:
        panel = ReplayPanel(title(self.request.entry.session), self._palette, self.keys)
        yield panel.data_bind(ReplayScreen.status, ReplayScreen.zone, ReplayScreen.full)
        yield self.go_to_bar
        yield self.search_bar
        yield self.save_bar
        yield self.note_bar
        yield self.words_bar
        yield self.filter_bar
        yield KeyLine()

    # Opening

    def on_mount(self) -> None:
        request = self.request
        reading = Content.styled("Reading the evidence …", "$foreground-muted")
        known = facts(request.entry.session, self.zone)
        self.panel.say(Content("\n").join([*known, Content(""), reading]))
        self.open_session()

    def on_screen_suspend(self) -> None:
        """Stand still while something covers the picture."""
        if self.playback is not None and self.playback.is_playing():
            self.playback.player.pause()
            self._resume = self.playback.player.state is State.PAUSED
            self.moved()

    def on_screen_resume(self) -> None:
        if self.playback is not None and self._resume:
            self.playback.player.play()
            self.moved()
        self._resume = False

    def on_unmount(self) -> None:
        if self.playback is not None:
            self.playback.close()

    @on(OpeningScreen.Arrived)
    def arrived(self, message: OpeningScreen.Arrived) -> None:
        """Begin with the first version, go on in each later one."""
        stays = self.request.live and self._pending is None and self._is_at_end()
        if self.playback is None:
            playback = self.playback = self._begin(message.version)
            if stays:
                playback.player.seek_percent(100)
        else:
            playback = self.playback
            stays = stays and playback.player.loop is None
            playback.load(message.version)
            if stays:
                playback.player.catch_up()
        self._indexed = 0.0
        recording, player = playback.recording, playback.player
        self.panel.timeline, self.panel.marks = recording.timeline, playback.marks
        self.panel.gaps = gaps_of(recording)
        pending = self._pending
        if pending is not None and (recording.complete or player.position == 0):
            self._try(lambda: pending.go(player), aloud=recording.complete)
        self.hang_poster()
        if recording.complete:
            self._pending = None
        self._warn()
        self.panel.say("" if recording.timeline.length else playback.version.outlook.why)
        self.review_text(recording)
        self.look_further(recording)
        early, self._early = self._early, []
        for act in early:
            self._try(partial(self.move, act))

    def _try(self, act: Callable[[], object], *, aloud: bool = True) -> None:
        """Go to a moment that was asked for before anything was known, or say why there is none."""
        try:
            act()
        except ReplayError as error:
            if aloud:
                self.notify(str(error), severity="warning", markup=False, timeout=10)

    def _is_at_end(self) -> bool:
        """Whether all that is known is shown; also before anything is."""
        playback = self.playback
        return playback is None or playback.player.offset == playback.recording.timeline.length

    def _begin(self, first: Version) -> Playback:
        playback = Playback(
            first, self.clock, lambda report: self.post_message(self.Reported(report))
        )
        playback.player.set_speed(self.request.speed)
        playback.player.limit_idle(self.request.idle)
        if first.recording.timeline.length and not self.waits:
            if self.is_active:
                playback.player.play()
            else:
                self._resume = True  # something covers the picture
        return playback

    @on(OpeningScreen.Complete)
    def completed(self) -> None:
        """Nothing more will come: what is there can be read."""
        self.is_reading = False
        self._show_status()
        if (playback := self.playback) is not None:
            self.read_through(playback.recording)

    @on(OpeningScreen.Failed)
    def failed(self, message: OpeningScreen.Failed) -> None:
        """Say why, where the picture would be, or beside it when there is one already."""
        error = for_people(message.error)
        self.is_reading = False
        if self.playback is None:
            self.panel.say(f"{error}\n\n{self.keys('back-or-quit')} leaves", failed=True)
        else:
            self.notify(str(error), severity="error", markup=False, timeout=10)
            self._show_status()

    @on(OpeningScreen.Unheard)
    def unheard(self, message: OpeningScreen.Unheard) -> None:
        """Say since when nothing is heard of a session that goes on, and why."""
        gone = message.unanswered
        self.unanswered_since = gone.since if gone is not None else None
        if gone is not None:
            self.notify(str(gone.problem), severity="warning", markup=False, timeout=10)
        self._warn()
        self._show_status()

    def _warn(self) -> None:
        """Say loudly what must be said of all that is seen."""
        if (playback := self.playback) is not None:
            live = self.request.live and not playback.recording.complete
            words = following(self.unanswered_since, self.zone) if live else ""
            self.panel.warn(words or warning(playback.version))

    def watch_zone(self) -> None:
        self._warn()
        self.hang_poster()

    @on(Reported)
    def reported(self, message: Reported) -> None:
        """Draw a frame, go on from a step, or tell how far the keyframes are."""
        match message.report:
            case Shown(frame):
                self.panel.picture = frame
                self._point()
                self.frame_shown(frame.offset)
            case Found(offset, forward) if self.playback is not None:
                self.playback.found(offset, forward=forward)
                self.moved()
            case Broken(error):
                raise error
            case Indexed(progress):
                self._indexed = progress
                self._show_status()

    # Finding and reviewing

    def found_more(self) -> None:
        """Show the hits on the timeline and, where the picture is one, in it."""
        if (playback := self.playback) is not None:
            self.panel.hits = self.finds.moments(playback.recording.timeline)
            super().found_more()

    def _point(self) -> None:
        playback, frame = self.playback, self.panel.picture
        if playback is not None and frame is not None:
            here = frame.offset == playback.player.offset
            self.panel.pointers = self.finds.marks(frame.offset) if here else ()

    # Time passes

    def moved(self) -> None:
        """Show where the player is now, and wake up when something is due."""
        super().moved()
        playback = self.playback
        if playback is None:
            return
        self._point()
        self._show_status()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        due = playback.player.next_due()
        if due is not None:
            self._timer = self.set_timer(min(max(due, _FRAME), _TENTH), self._wake)

    def _wake(self) -> None:
        self._timer = None
        if (playback := self.playback) is not None:
            playback.tick()
        self.moved()

    def _show_status(self) -> None:
        if (playback := self.playback) is not None:
            loading = ""
            follows = self.is_reading and self.request.live
            live = follows and self._is_at_end()
            if follows:
                loading = (
                    "" if live or self.unanswered_since else f"live goes on ({self.keys('end')})"
                )
            elif self.is_reading:
                loading = "reading"
            elif self._indexed < 1:
                loading = f"indexing {self._indexed:.0%}"
            self.status = status_of(
                playback.recording,
                playback.player,
                attempts=self.tried,
                finds=self.finds.words(playback.player.offset, self.keys),
                loading=loading,
                watched=self.watched_words,
                judgement=self.judgement,
                judged=self.judged,
                note=self.note_words,
                live=live,
                unanswered=self.unanswered_since if self.is_reading else None,
            )

    # Actions

    def move(self, act: Callable[[Playback], object]) -> None:
        """Forget a moment that was asked for before this."""
        if self.playback is not None:
            self._pending = None
        super().move(act)

    def action_seek_percent(self, percent: float) -> None:
        def act(playback: Playback) -> None:
            playback.player.seek_percent(percent)
            if not playback.recording.complete and not self.request.live:
                # of the whole, and what is known of it by now is less
                self._pending = Moment(MomentKind.PERCENT, percent)

        self.move(act)

    @on(TimelineBar.SeekRequested)
    def seek(self, message: TimelineBar.SeekRequested) -> None:
        """Go where the user pointed."""
        self.move(lambda playback: playback.player.seek(message.position))

    def action_look(self, lines: int, columns: int = 0) -> None:
        self.panel.look(columns, lines)

    def action_toggle_full(self) -> None:
        self.full = not self.full

    def action_unmark(self) -> None:
        super().action_unmark()
        self.full = False

    def action_toggle_zone(self) -> None:
        self.zone = _local() if self.zone is UTC else UTC

    def action_info(self) -> None:
        if self.playback is None:
            return
        playback = self.playback
        text = info(playback.version, playback.player.step, self.zone, self.review_facts())
        self.app.push_screen(TextDialog("What is known", text, self.keys))

    # Export

    def action_export(self) -> None:
        if self.playback is None:
            return
        player, recording, request = self.playback.player, self.playback.recording, self.request
        waits = self.is_reading and not request.live

        def whole(cancelled: Callable[[], bool]) -> Recording:
            if not waits:
                return recording
            return open_recording(request.entry, size=request.size, cancelled=cancelled)

        self.export(
            recording.session.key,
            whole,
            speed=player.speed,
            idle=player.idle_limit,
        )


def _local() -> tzinfo:
    """Return the machine's zone, with its daylight saving time of today."""
    return datetime.now().astimezone().tzinfo or UTC
