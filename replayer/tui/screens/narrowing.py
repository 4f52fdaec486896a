"""The list of commands in a replay: narrowed by what is typed, walked through with the keys."""

from __future__ import annotations

from textual import on

from replayer.tui.listed import passing
from replayer.tui.screens.finding import FindingScreen
from replayer.tui.widgets.command_list import CommandList
from replayer.tui.widgets.prompt_bar import PromptBar
from replayer.tui.widgets.replay_panel import ReplayPanel


class NarrowingScreen(FindingScreen):
    """A place with a list of commands; the keys that go from command to command keep to those that are listed."""

    def __init__(self) -> None:
        """Start with all commands listed."""
        super().__init__()
        self.filter_bar = PromptBar("&", "words that a command must have", id="filter-commands")

    @property
    def panel(self) -> ReplayPanel:
        """The picture and its frame, the list among it."""
        return self.query_one(ReplayPanel)

    def narrow(self, text: str | None = None) -> None:
        """List the commands that have the words of `text`; None keeps to the words there were."""
        if text is not None:
            self.panel.wanted = text
        playback = self.playback
        if playback is not None:
            self.panel.listed = passing(playback.commands, self.panel.wanted)
            playback.keep_to(self.panel.listed)

    def action_filter_commands(self) -> None:
        if self.playback is not None:
            self.panel.listing = True
            self.open_line(self.filter_bar, self.panel.wanted)

    @on(PromptBar.Changed, "#filter-commands")
    def filter_changed(self, message: PromptBar.Changed) -> None:
        """Narrow the list with each letter."""
        self.narrow(message.text)

    @on(PromptBar.Submitted, "#filter-commands")
    def filter_submitted(self) -> None:
        """Keep the list narrowed, and let the arrows go through it."""
        self.filter_bar.close()
        self.action_focus_commands()

    @on(PromptBar.Left, "#filter-commands")
    def filter_left(self) -> None:
        """List all commands again."""
        self.narrow("")
        self.set_focus(None)

    def action_focus_commands(self) -> None:
        if self.playback is not None:
            self.panel.listing = True
            # the list may only now be shown, and what is not shown takes no keys
            self.call_after_refresh(self.panel.walk_commands)

    def action_toggle_commands(self) -> None:
        self.panel.listing = not self.panel.is_listing
        if not self.panel.listing:
            self.set_focus(None)

    @on(CommandList.Chosen)
    def command_chosen(self, message: CommandList.Chosen) -> None:
        """Go to the command that the user pointed at."""
        playback = self.playback
        if playback is not None and message.index < len(playback.commands):
            playback.go_to_command(message.index)
            self.moved()

    @on(CommandList.Left)
    def list_left(self) -> None:
        """Give the keys back to the replay."""
        self.set_focus(None)
