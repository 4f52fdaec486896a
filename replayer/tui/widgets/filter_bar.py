"""The line in which the filter of the list is typed: it says which fields there are, and what the one at hand takes."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.suggester import Suggester
from textual.widgets import Input, Static

from replayer.tui.filtering import completed, hint
from replayer.tui.widgets.prompt_bar import PromptBar


class _Fields(Suggester):
    """Completes the field that the last word begins."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return completed(value)


class FilterBar(PromptBar):
    """Shows beside the text what can be typed next; a word that does not do what it looks like is told there instead."""

    BINDINGS = [
        Binding("tab", "complete", "Complete", id="complete-filter", priority=True,
                tooltip="Take the field that is offered"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    FilterBar #hint { width: auto; max-width: 60%; color: $text-muted; padding-left: 1; text-wrap: nowrap; text-overflow: ellipsis; display: none; }
    FilterBar.-typing #hint { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__("/", "words, owner:alice -word", id=id)

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static(hint(""), id="hint", markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).suggester = _Fields()

    def on_descendant_focus(self) -> None:
        self.add_class("-typing")

    def on_descendant_blur(self) -> None:
        self.remove_class("-typing")

    def tell(self, problem: str) -> None:
        """Say what is wrong with the text; empty where nothing is."""
        self.complain(problem)
        self.query_one("#hint", Static).update("" if problem else hint(self.text))

    def action_complete(self) -> None:
        if (text := completed(self.text)) is not None:
            field = self.query_one(Input)
            field.value = text
            field.cursor_position = len(text)
