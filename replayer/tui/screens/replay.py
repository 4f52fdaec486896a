"""Replay: the terminal as it was, and around it when that was and how sure that is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer

from replayer.errors import ReplayError
from replayer.foreign import shown
from replayer.opening import Job, follow, versions
from replayer.player import Clock
from replayer.player.moment import parse_moment
from replayer.session import Session
from replayer.tui.dialogs.text import TextDialog
from replayer.tui.info import info
from replayer.tui.keys import REPLAY_KEYS
from replayer.tui.pace import Pace
from replayer.tui.playback import Playback
from replayer.tui.projection import Broken, Found, Indexed, Report, Shown
from replayer.tui.request import ReplayRequest
from replayer.tui.screens.exporting import ExportingScreen, for_people
from replayer.tui.screens.player_actions import PlayerActions
from replayer.tui.status import Status, status_of
from replayer.tui.version import Version, version
from replayer.tui.widgets.key_line import KeyLine
from replayer.tui.widgets.prompt_bar import PromptBar
from replayer.tui.widgets.replay_panel import ReplayPanel
from replayer.tui.widgets.timeline_bar import TimelineBar

_FRAME = 1 / 30
"""Seconds between two pictures at most so many a second: more are not seen, and slow lines suffer."""
_TENTH = 0.1
"""The clock shows tenths."""


class ReplayScreen(PlayerActions, ExportingScreen):
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
    class Arrived(Message):
        """A newer version of the recording is there."""

        version: Version

    @dataclass
    class Failed(Message):
        """The session could not be opened, or no further."""

        error: Exception

    @dataclass
    class Complete(Message):
        """There will be no further version."""

    @dataclass
    class Reported(Message):
        """The projection has something."""

        report: Report

    def __init__(
        self,
        request: ReplayRequest,
        *,
        clock: Clock = time.monotonic,
        palette: str = "auto",
        zone: tzinfo = UTC,
        idle_cut: float = 2.0,
    ) -> None:
        """Take what to replay, the clock to play by, and the user's settings."""
        super().__init__()
        self.request = request
        self._clock = clock
        self._palette = palette
        self.set_reactive(ReplayScreen.zone, zone)
        self.idle_cut = request.idle or idle_cut
        self._playback: Playback | None = None
        self._open: Job[Version] | None = None
        self._timer: Timer | None = None
        self._reading = True
        self._indexed = 0.0
        self._resume = False
        self._pending = request.moment

    def compose(self) -> ComposeResult:
        panel = ReplayPanel(_title(self.request.entry.session), self._palette)
        yield panel.data_bind(ReplayScreen.status, ReplayScreen.zone, ReplayScreen.full)
        yield PromptBar(":", "1:30  +30  50%  20:12:37 UTC  #offset", id="go-to")
        yield KeyLine()

    @property
    def panel(self) -> ReplayPanel:
        """The picture and its frame."""
        return self.query_one(ReplayPanel)

    # Opening

    def on_mount(self) -> None:
        self.panel.say("Reading the evidence …")
        request = self.request
        self._open = Job(
            lambda cancelled: map(
                version,
                (follow if request.live else versions)(
                    request.entry, size=request.size, cancelled=cancelled
                ),
            ),
            on_result=lambda each: self.post_message(self.Arrived(each)),
            on_error=lambda error: self.post_message(self.Failed(error)),
            on_end=lambda: self.post_message(self.Complete()),
        )

    def on_screen_suspend(self) -> None:
        """Stand still while something covers the picture."""
        if self._playback is not None and self._playback.is_playing():
            self._playback.player.pause()
            self._resume = True
            self._moved()

    def on_screen_resume(self) -> None:
        if self._playback is not None and self._resume:
            self._playback.player.play()
            self._moved()
        self._resume = False

    def on_unmount(self) -> None:
        if self._open is not None:
            self._open.cancel()
        if self._playback is not None:
            self._playback.close()

    @on(Arrived)
    def arrived(self, message: Arrived) -> None:
        """Begin with the first version, go on in each later one."""
        stays = self.request.live and self._pending is None and self._is_at_end()
        if self._playback is None:
            playback = self._playback = self._begin(message.version)
        else:
            playback = self._playback
            playback.load(message.version)
        if stays:
            playback.player.seek_percent(100)
        self._indexed = 0.0
        recording, player = playback.recording, playback.player
        self.panel.timeline, self.panel.marks = recording.timeline, playback.marks
        if self._pending is not None and (recording.complete or player.position == 0):
            self._pending.go(player)
        if recording.complete:
            self._pending = None
        live = self.request.live and not recording.complete
        self.panel.warn(_LIVE if live else _warning(playback))
        self.panel.say("" if recording.timeline.length else playback.version.outlook.why)
        self._moved()

    def _is_at_end(self) -> bool:
        """Whether all that is known is shown; also before anything is."""
        playback = self._playback
        return playback is None or playback.player.offset == playback.recording.timeline.length

    def _begin(self, first: Version) -> Playback:
        playback = Playback(
            first, self._clock, lambda report: self.post_message(self.Reported(report))
        )
        playback.player.set_speed(self.request.speed)
        playback.player.limit_idle(self.request.idle)
        if first.recording.timeline.length:
            playback.player.play()
        return playback

    @on(Complete)
    def completed(self) -> None:
        """Nothing more will come."""
        self._reading = False
        self._show_status()

    @on(Failed)
    def failed(self, message: Failed) -> None:
        """Say why, where the picture would be, or beside it when there is one already."""
        error = for_people(message.error)
        self._reading = False
        if self._playback is None:
            self.panel.say(f"{error}\n\nq leaves", failed=True)
        else:
            self.notify(str(error), severity="error", markup=False, timeout=10)
            self._show_status()

    @on(Reported)
    def reported(self, message: Reported) -> None:
        """Draw a frame, go on from a step, or tell how far the keyframes are."""
        match message.report:
            case Shown(frame):
                self.panel.picture = frame
            case Found(offset, forward) if self._playback is not None:
                self._playback.found(offset, forward=forward)
                self._moved()
            case Broken(error):
                raise error
            case Indexed(progress):
                self._indexed = progress
                self._show_status()

    # Time passes

    def _moved(self) -> None:
        """Show where the player is now, and wake up when something is due."""
        playback = self._playback
        if playback is None:
            return
        playback.show()
        self.panel.position = playback.player.position
        self._show_status()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        due = playback.player.next_due()
        if due is not None:
            self._timer = self.set_timer(min(max(due, _FRAME), _TENTH), self._wake)

    def _wake(self) -> None:
        self._timer = None
        if self._playback is not None:
            self._playback.player.tick()
        self._moved()

    def _show_status(self) -> None:
        if (playback := self._playback) is not None:
            loading = ""
            live = self._reading and self.request.live and self._is_at_end()
            if self._reading and self.request.live:
                loading = "" if live else "live goes on (G)"
            elif self._reading:
                loading = "reading"
            elif self._indexed < 1:
                loading = f"indexing {self._indexed:.0%}"
            self.status = status_of(playback.recording, playback.player, loading=loading, live=live)

    # Actions

    def move(self, act: Callable[[Playback], object]) -> None:
        """Let the player do something and show what came of it; before there is one, nothing."""
        if self._playback is not None:
            act(self._playback)
            self._moved()

    @on(TimelineBar.SeekRequested)
    def seek(self, message: TimelineBar.SeekRequested) -> None:
        """Go where the user pointed."""
        self.move(lambda playback: playback.player.seek(message.position))

    def action_look(self, lines: int, columns: int = 0) -> None:
        self.panel.look(columns, lines)

    def action_toggle_full(self) -> None:
        self.full = not self.full

    def action_toggle_zone(self) -> None:
        self.zone = _local() if self.zone is UTC else UTC

    def action_info(self) -> None:
        if self._playback is None:
            return
        playback = self._playback
        text = info(playback.version, playback.player.step, self.zone)
        self.app.push_screen(TextDialog("What is known", text))

    # Going to a moment

    def action_go_to(self) -> None:
        if self._playback is not None:
            self.query_one(PromptBar).open()

    @on(PromptBar.Submitted)
    def submitted(self, message: PromptBar.Submitted) -> None:
        """Go to the moment that was typed, or say why not and let it be corrected."""
        bar, playback = self.query_one(PromptBar), self._playback
        if playback is None:
            return
        try:
            parse_moment(message.text).go(playback.player)
        except ReplayError as error:
            bar.complain(str(error))
            return
        bar.close()
        self.set_focus(None)
        self._moved()

    @on(PromptBar.Left)
    def left_prompt(self) -> None:
        """Give the keys back to the replay."""
        self.set_focus(None)

    # Export

    def action_export(self) -> None:
        if self._playback is None:
            return
        player, recording = self._playback.player, self._playback.recording
        self.export(
            recording.session.key,
            lambda _cancelled: recording,
            speed=player.speed,
            idle=player.idle_limit,
        )


def _title(session: Session) -> Content:
    """Return who was where, and why."""
    who = shown(session.owner_name or "unknown")
    where = f" → {shown(session.target)}" if session.target else ""
    reason = f" · {shown(session.reason)}" if session.reason else ""
    return Content.assemble((who, "bold"), where, (reason, "$foreground-muted"))


_LIVE = "LIVE: lines come when they are whole; no prompt and no full-screen program shows before a newline"


def _warning(playback: Playback) -> str:
    """Return what must be said loudly of a recording; empty when there is nothing."""
    if playback.version.outlook.pace is not Pace.INVENTED:
        return ""
    if playback.recording.complete:
        return "◌ THE PACE IS INVENTED: no time is recorded inside this session"
    return "◌ no time is known yet: until it is, the pace is invented"


def _local() -> tzinfo:
    """Return the machine's zone, with its daylight saving time of today."""
    return datetime.now().astimezone().tzinfo or UTC
