"""The app: which place is shown first, and what all places share."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from textual import on
from textual.app import App
from textual.binding import Binding
from textual.command import CommandPalette
from textual.screen import Screen
from textual.theme import ThemeProvider

from replayer.errors import ReplayError
from replayer.foreign import shown
from replayer.opening import is_live
from replayer.player import Clock
from replayer.settings import AwsSettings, Settings
from replayer.tui.bindings import key_name
from replayer.tui.commands import KeyCommands
from replayer.tui.dialogs.text import TextDialog
from replayer.tui.hanging_up import when_terminal_is_gone
from replayer.tui.help import TEXT_COLUMN, help_text
from replayer.tui.keys import APP_KEYS
from replayer.tui.places import all_keys
from replayer.tui.request import ReplayRequest
from replayer.tui.screens.replay import ReplayScreen
from replayer.tui.screens.sessions import SessionsScreen
from replayer.tui.themes import HIGH_CONTRAST

_TURN = 0.0002
"""Seconds that a thread at work goes on after the app has asked for its turn: a key needs several, Python's are 5 ms."""


class ReplayerApp(App[None]):
    """Shows Sessions, or goes straight into one replay."""

    TITLE = "ssm-replay"
    CSS_PATH = ["screens/sessions.tcss", "screens/replay.tcss", "screens/usage.tcss"]
    COMMANDS = {KeyCommands}
    BINDINGS = APP_KEYS

    def __init__(
        self,
        *,
        places: tuple[str, ...] = (),
        replay: ReplayRequest | None = None,
        settings: Settings | None = None,
        aws: AwsSettings | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        """Take the places to list or the one session to replay; replays go by `clock`."""
        super().__init__()
        self.register_theme(HIGH_CONTRAST)
        self._places = places
        self._replay = replay
        self._settings = settings or Settings()
        self._aws = aws
        self._clock = clock
        self._keys = all_keys(self._settings.keys)
        self.failure: ReplayError | None = None
        """Why the one session to replay could not be opened."""
        self._zone: tzinfo = UTC
        if self._settings.clock == "local":
            self._zone = datetime.now().astimezone().tzinfo or UTC

    def get_default_screen(self) -> Screen[None]:
        if self._replay is not None:
            return self.replay_screen(self._replay)
        return SessionsScreen(self._places, self._keys, self._zone, self._aws)

    def on_mount(self) -> None:
        sys.setswitchinterval(_TURN)
        if not self.is_headless:
            self._end_when_asked()
            when_terminal_is_gone(lambda: self.call_later(self.exit), descriptor=0)
        theme = self._settings.theme
        if theme in self.available_themes:
            self.theme = theme
        elif theme is not None:
            known = ", ".join(sorted(self.available_themes))
            text = (
                f"The settings name a theme that is not there: {shown(theme)}. There are: {known}."
            )
            self.notify(text, severity="warning", markup=False)
        self.set_keymap(self._settings.keys)

    def _end_when_asked(self) -> None:
        """End as by `q` when another program asks for it: what was reviewed is kept, and the terminal put back."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            if (
                signal.getsignal(number) is signal.SIG_DFL
            ):  # one that is ignored, as under nohup, stays so
                asyncio.get_running_loop().add_signal_handler(number, self.exit)

    @on(SessionsScreen.ReplayRequested)
    def show_replay(self, message: SessionsScreen.ReplayRequested) -> None:
        """Go from the list into a replay."""
        self.push_screen(
            self.replay_screen(ReplayRequest(message.entry, live=is_live(message.entry)))
        )

    @on(ReplayScreen.Failed)
    def remember(self, message: ReplayScreen.Failed) -> None:
        """Keep why the one session to replay could not be opened, for the command line to say it again."""
        if self._replay is not None and isinstance(message.error, ReplayError):
            self.failure = message.error

    def replay_screen(self, request: ReplayRequest) -> ReplayScreen:
        """Return the place in which `request` is replayed, with the user's settings."""
        settings = self._settings
        return ReplayScreen(
            replace(request, paused=request.paused or not settings.autoplay),
            clock=self._clock,
            palette=settings.palette,
            zone=self._zone,
            idle_cut=settings.idle,
            keys=self._keys,
        )

    def get_key_display(self, binding: Binding) -> str:
        return binding.key_display or key_name(binding.key)

    def search_themes(self) -> None:
        """List the themes to look at, and say what keeps one."""
        said = "Another theme for now; a line theme = in config.toml keeps it"
        self.push_screen(CommandPalette(providers=[ThemeProvider], placeholder=said))

    def action_help(self) -> None:
        text = help_text(self.screen.active_bindings.values())
        self.push_screen(TextDialog("Keys", text, self._keys, TEXT_COLUMN))

    def action_leave_place(self) -> None:
        """Leave the place; the first one is the program."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.exit()
