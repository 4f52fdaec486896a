"""The line in which a search is typed: plain text, or on request a regular expression."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.reactive import reactive
from textual.widgets import Input, Static

from replayer.tui.widgets.prompt_bar import PromptBar

PLAIN, REGEX = "plain text", ".* regex"


class SearchBar(PromptBar):
    """Says which of the two the text is; remembers the last search."""

    BINDINGS = [
        Binding("ctrl+r", "toggle_regex", "Regex", id="toggle-regex", priority=True,
                tooltip="Take the text for a regular expression, or for plain text again"),
        Binding("up", "recall", "Last search", id="recall-search", tooltip="Take the last search again"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    SearchBar #mode { width: auto; color: $text-accent; padding-left: 1; }
    """

    regex: reactive[bool] = reactive(False, repaint=False)
    """Whether the text is a regular expression."""

    _last = "", False

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static(PLAIN, id="mode", markup=False)

    def watch_regex(self) -> None:
        if self.is_mounted:
            self.query_one("#mode", Static).update(REGEX if self.regex else PLAIN)

    def open(self, text: str = "") -> None:
        """Show the line; a new search takes the place of `text` unless that is edited."""
        super().open(text)
        self.query_one(Input).select_all()

    def close(self) -> None:
        """Hide the line, and remember what stood in it."""
        if self.text:
            self._last = self.text, self.regex
        super().close()

    def action_toggle_regex(self) -> None:
        self.regex = not self.regex
        self.complain("")
        self.post_message(self.Changed(self, self.text))

    def action_recall(self) -> None:
        text, self.regex = self._last
        super().open(text)
        self.post_message(self.Changed(self, text))  # perhaps only what it is has changed
