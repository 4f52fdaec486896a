"""An overlay with text to read: info, help."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from replayer.tui.bindings import Keys
from replayer.tui.info import TEXT_COLUMN
from replayer.tui.widgets.hanging_text import HangingText


class TextDialog(ModalScreen[None]):
    """Shows a text that can be scrolled; the keys that opened it close it, too."""

    BINDINGS = [
        Binding(
            "escape,q,i,x,question_mark,f1,enter",
            "close",
            "Close",
            id="close",
            tooltip="Close this",
        ),
        Binding("down,j", "scroll(1)", "Down", show=False, id="text-down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="text-up"),
        Binding("pagedown,space", "page(1)", "Page down", show=False, id="text-page-down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="text-page-up"),
        Binding("home,g", "edge(False)", "First line", show=False, id="text-first"),
        Binding("end,G", "edge(True)", "Last line", show=False, id="text-last"),
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
    TextDialog HangingText { max-width: 100%; padding-right: 2; }
    """

    def __init__(self, heading: str, text: Content, keys: Keys, column: int = TEXT_COLUMN) -> None:
        """Take what to show, what tells which key does what, and the column in which text stands beside its labels."""
        super().__init__()
        self._heading = heading
        self._keys = keys
        self._text = HangingText(text, column)

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as scroll:
            scroll.border_title = Content(self._heading)
            scroll.border_subtitle = Content(f"{self._keys('close')} closes")
            yield self._text

    def action_close(self) -> None:
        self.dismiss(None)

    def action_scroll(self, lines: int) -> None:
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_to(y=scroll.scroll_offset.y + lines, animate=False)

    def action_page(self, pages: int) -> None:
        # one line stays in sight, to go on reading from
        self.action_scroll(
            pages * (self.query_one(VerticalScroll).scrollable_content_region.height - 1)
        )

    def action_edge(self, last: bool) -> None:
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_to(y=scroll.max_scroll_y if last else 0, animate=False)
