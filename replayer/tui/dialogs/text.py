"""An overlay with text to read: info, help."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static


class TextDialog(ModalScreen[None]):
    """Shows a text that can be scrolled; the keys that opened it close it, too."""

    BINDINGS = [
        Binding(
            "escape,q,i,x,question_mark,enter", "close", "Close", id="close", tooltip="Close this"
        ),
        Binding("down,j", "scroll(1)", "Down", show=False, id="text-down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="text-up"),
        Binding("pagedown,space", "scroll(15)", "Page down", show=False, id="text-page-down"),
        Binding("pageup", "scroll(-15)", "Page up", show=False, id="text-page-up"),
    ]
    DEFAULT_CSS = """
    TextDialog { align: center middle; }
    TextDialog > VerticalScroll {
        width: auto; min-width: 50; max-width: 96%;
        height: auto; max-height: 90%;
        padding: 1 2;
        border: round $primary;
        background: $surface;
        scrollbar-size: 1 1;
    }
    TextDialog Static { width: auto; max-width: 100%; padding-right: 2; }
    """

    def __init__(self, heading: str, text: Content) -> None:
        """Take what to show; the text is content, never markup."""
        super().__init__()
        self._heading = heading
        self._text = text

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as scroll:
            scroll.border_title = Content(self._heading)
            scroll.border_subtitle = "esc closes"
            yield Static(self._text)

    def action_close(self) -> None:
        self.dismiss(None)

    def action_scroll(self, lines: int) -> None:
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_to(y=scroll.scroll_offset.y + lines, animate=False)
