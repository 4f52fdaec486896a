"""Finding a moment in a replay: by when it was, or by what was on the screen."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from textual import on
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input

from replayer.errors import ReplayError, WrongUsage
from replayer.player.moment import MomentKind, parse_moment
from replayer.recording.recording import Recording
from replayer.tui.finder import Finder
from replayer.tui.keys import REPLAY_KEYS
from replayer.tui.playback import Playback
from replayer.tui.screens.exporting import for_people
from replayer.tui.screens.player_actions import PlayerActions
from replayer.tui.searching import Progress, Search
from replayer.tui.widgets.prompt_bar import PromptBar
from replayer.tui.widgets.search_bar import SearchBar

_OPENS_A_LINE = {each.action for each in REPLAY_KEYS if isinstance(each, Binding) and each.priority}


class FindingScreen(PlayerActions):
    """A place with two lines to type into."""

    @dataclass
    class Searched(Message):
        """A search got further."""

        progress: Progress

    @dataclass
    class SearchFailed(Message):
        """A search broke."""

        error: Exception

    _early_search: tuple[str, bool] | None = None

    def __init__(self) -> None:
        """Start with nothing looked for."""
        super().__init__()
        self._finder = Finder(
            lambda progress: self.post_message(self.Searched(progress)),
            lambda error: self.post_message(self.SearchFailed(error)),
        )
        self.search_bar = SearchBar("/", "text that was ever on the screen", id="search")
        self.go_to_bar = PromptBar(":", "1:30  +30  50%  20:12:37 UTC  #offset", id="go-to")
        self._awaits_hit = False
        self._further = 0
        """How many hits behind the one that is awaited to go."""

    def found_more(self) -> None:
        """Show what was found, and where the replay is among it."""
        self.moved()

    @property
    def finds(self) -> Search:
        """What is looked for, and what was found so far."""
        return self._finder.finds

    def on_unmount(self) -> None:
        self._finder.cancel()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys that open a line to the line that is typed in."""
        typing = isinstance(self.focused, Input)
        return not (typing and action in _OPENS_A_LINE) and super().check_action(action, parameters)

    def open_line(self, line: PromptBar, text: str = "") -> None:
        """Let the user type in a line; what was said before must not lie over it."""
        self.app.clear_notifications()
        line.open(text)

    # By when it was

    def action_go_to(self) -> None:
        if self.can_be_moved:
            self.open_line(self.go_to_bar)

    @on(PromptBar.Submitted, "#go-to")
    def go_to_submitted(self, message: PromptBar.Submitted) -> None:
        """Go to the moment that was typed, or say why not and let it be corrected."""
        try:
            moment = parse_moment(message.text)
            if moment.kind is MomentKind.PERCENT:
                self.action_seek_percent(moment.value)
            else:
                self.move(lambda playback: moment.go(playback.player))
        except ReplayError as error:
            self.go_to_bar.complain(str(error))
            return
        self.go_to_bar.close()
        self.set_focus(None)

    @on(PromptBar.Left, "#go-to")
    def go_to_left(self) -> None:
        """Give the keys back to the replay."""
        self.set_focus(None)

    # By what was on the screen

    def action_search(self) -> None:
        if self.can_be_moved:
            self.open_line(self.search_bar, self.finds.text)

    @on(PromptBar.Changed, "#search")
    def search_changed(self, message: PromptBar.Changed) -> None:
        """Search anew with each letter."""
        self._look_for(message.text, regex=self.search_bar.regex)

    @on(PromptBar.Submitted, "#search")
    def search_submitted(self) -> None:
        """Go to the first hit from here on, as soon as there is one; what is wrong is corrected first."""
        if self.search_bar.problem:
            return
        self.search_bar.close()
        self.set_focus(None)
        self._awaits_hit, self._further = True, 0
        self._go_to_awaited()

    @on(PromptBar.Left, "#search")
    def search_left(self) -> None:
        """Forget the search."""
        self._look_for("")
        self.set_focus(None)

    def action_hit(self, forward: bool) -> None:
        if self._awaits_hit:
            self._further += 1 if forward else -1
            return
        if not self.looks_for_something():
            return

        def act(playback: Playback) -> None:
            playback.player.pause()
            if forward:
                playback.player.seek_to_next(self.finds.stops)
            else:
                playback.player.seek_to_previous(self.finds.stops)

        self.move(act)

    def looks_for_something(self) -> bool:
        """Whether there is a search; if not, say how to start one."""
        if self.finds.text or self._early_search is not None:
            return True
        self.notify(
            f"Nothing is searched for: {self.keys('search')} starts a search.", markup=False
        )
        return False

    def look_further(self, recording: Recording) -> None:
        """Look for what was typed before there was anything to look in, and in what was not there when it was typed."""
        if self._early_search is None:
            self._finder.keep_up(recording)
            self.found_more()  # the times of the hits may be others now
        else:
            awaits, (text, regex) = self._awaits_hit, self._early_search
            self._early_search = None
            self._look_for(text, regex=regex)
            self._awaits_hit = awaits

    def _look_for(self, text: str, *, regex: bool = False) -> None:
        if self.playback is None:
            self._early_search = text, regex
            return
        if (text, regex) == (self.finds.text, self.finds.regex):
            return
        self._awaits_hit = False
        try:
            self._finder.look_for(self.playback.recording, text, regex=regex)
        except WrongUsage as error:
            self.search_bar.complain(str(error))
        self.found_more()

    @on(Searched)
    def searched(self, message: Searched) -> None:
        """Count the hits, and go to the one that is awaited."""
        playback = self.playback
        if playback is not None and self._finder.take(message.progress, playback.recording):
            self._go_to_awaited()
            self.found_more()

    @on(SearchFailed)
    def search_failed(self, message: SearchFailed) -> None:
        """Say why."""
        self.notify(str(for_people(message.error)), severity="error", markup=False)

    def _go_to_awaited(self) -> None:
        playback = self.playback
        if not self._awaits_hit or playback is None:
            return
        stops, here, done = self.finds.stops, playback.player.offset, self.finds.share >= 1
        first = bisect_left(stops, here)
        wanted = first + self._further
        if done or wanted < len(stops) > first:
            self._awaits_hit = False  # what arrives later takes nobody away from where he is
        if stops and not self._awaits_hit:
            # behind the last one comes the first
            stop = stops[
                min(max(wanted if first < len(stops) else self._further, 0), len(stops) - 1)
            ]
            playback.player.pause()
            self.move(lambda playback: playback.player.seek_to_offset(stop))
