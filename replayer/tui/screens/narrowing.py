"""The list beside the picture: the commands, narrowed by what is typed, or the hits of a search."""

from __future__ import annotations

from textual import on

from replayer.tui.listed import passing
from replayer.tui.moments import of_commands, of_hits
from replayer.tui.screens.finding import FindingScreen
from replayer.tui.widgets.moment_list import MomentList
from replayer.tui.widgets.prompt_bar import PromptBar


class NarrowingScreen(FindingScreen):
    """A place with such a list; the keys that go from command to command keep to those that are listed."""

    def __init__(self) -> None:
        """Start with all commands listed."""
        super().__init__()
        self.filter_bar = PromptBar("&", "words that a command must have", id="filter-commands")
        self._wanted = ""
        self._lists_hits = False

    # What is listed

    def fill_list(self) -> None:
        """List what there is by now."""
        playback = self.playback
        if playback is None:
            return
        if self._lists_hits:
            self.panel.moments = of_hits(self.finds, playback.recording.timeline, self.keys)
        else:
            self.panel.moments = of_commands(playback.commands, self._wanted, self.keys)

    def found_more(self) -> None:
        """List the hits while somebody looks for them, and the commands again once nobody does."""
        super().found_more()
        if not self.finds.text:
            self._lists_hits = False
        self.fill_list()

    @on(PromptBar.Changed, "#search")
    def list_hits(self, message: PromptBar.Changed) -> None:
        """Show what is found where the list is shown."""
        self._lists_hits = bool(message.text)

    def action_toggle_hits(self) -> None:
        if self.looks_for_something():
            self._toggle_list(hits=True)

    def action_toggle_commands(self) -> None:
        self._toggle_list(hits=False)

    def _toggle_list(self, *, hits: bool) -> None:
        """Show one of the lists; the one that is there already is hidden."""
        self.panel.listing = not (self.panel.is_listing and hits is self._lists_hits)
        self._lists_hits = hits
        self.fill_list()
        if not self.panel.listing:
            self.set_focus(None)

    # Narrowing the commands

    def action_filter_commands(self) -> None:
        if self.playback is not None:
            self._lists_hits = False
            self.panel.listing = True
            self.fill_list()
            self.open_line(self.filter_bar, self._wanted)

    @on(PromptBar.Changed, "#filter-commands")
    def filter_changed(self, message: PromptBar.Changed) -> None:
        """Narrow the list with each letter."""
        self.narrow(message.text)

    @on(PromptBar.Submitted, "#filter-commands")
    def filter_submitted(self) -> None:
        """Keep the list narrowed, and let the arrows go through it."""
        self.filter_bar.close()
        self.action_focus_list()

    @on(PromptBar.Left, "#filter-commands")
    def filter_left(self) -> None:
        """List all commands again."""
        self.narrow("")
        self.set_focus(None)

    def narrow(self, text: str | None = None) -> None:
        """List the commands that have the words of `text`; None keeps to the words there were."""
        if text is not None:
            self._wanted = text
        if (playback := self.playback) is not None:
            playback.keep_to(passing(playback.commands or (), self._wanted))
            self.fill_list()

    # Going through the list

    def action_focus_list(self) -> None:
        if self.playback is not None:
            self.panel.listing = True
            self.panel.walk_list()

    @on(MomentList.Chosen)
    def moment_chosen(self, message: MomentList.Chosen) -> None:
        """Go to the line that the user pointed at; a hit is looked at in peace, as with the keys for hits."""
        playback = self.playback
        if playback is not None:
            if self._lists_hits:
                playback.player.pause()
            playback.player.seek_to_offset(message.offset)
            self.moved()

    @on(MomentList.Left)
    def list_left(self) -> None:
        """Give the keys back to the replay."""
        self.set_focus(None)
