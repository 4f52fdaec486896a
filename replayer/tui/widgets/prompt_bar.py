"""A line at the bottom for what is typed: a filter, a moment. It shows that keys are text now."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static


class PromptBar(Horizontal):
    """Hidden until it is opened; Esc always leaves.

    The key that opens it must be a priority binding: only then are the letters typed right after it text, too.
    """

    BINDINGS = [Binding("escape", "leave", "Leave", id="leave-prompt", tooltip="Stop typing")]
    DEFAULT_CSS = """
    PromptBar { height: 1; display: none; padding: 0 1; background: $surface; }
    PromptBar.-open { display: block; }
    PromptBar #sign { width: auto; color: $text-accent; text-style: bold; padding-right: 1; }
    PromptBar Input { width: 1fr; background: $surface; }
    PromptBar #problem { width: auto; max-width: 60%; color: $text-error; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    @dataclass
    class Typed(Message):
        """What the messages share: which line it was, so that a place may have several."""

        bar: PromptBar

        @property
        def control(self) -> PromptBar:
            """The line that was typed in."""
            return self.bar

    @dataclass
    class Changed(Typed):
        """The text is another one."""

        text: str

    @dataclass
    class Submitted(Typed):
        """The user pressed Enter."""

        text: str

    @dataclass
    class Left(Typed):
        """The user pressed Esc; what was typed is gone."""

    def __init__(self, sign: str, placeholder: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._sign = sign
        self._placeholder = placeholder
        self.problem = ""
        """What is said to be wrong with the text."""

    def compose(self) -> ComposeResult:
        yield Static(Content(self._sign), id="sign")
        field = Input(placeholder=self._placeholder, compact=True, select_on_focus=False)
        field.cursor_blink = False  # nothing is drawn while nothing changes
        yield field
        yield Static("", id="problem", markup=False)

    @property
    def is_open(self) -> bool:
        """Whether the line is there; its text may count without being typed in."""
        return self.has_class("-open")

    @property
    def is_typing(self) -> bool:
        """Whether keys are text now."""
        return self.is_open and self.screen.focused is self.query_one(Input)

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self.query_one(Input).value

    def open(self, text: str = "") -> None:
        """Show the line, with `text` to go on from."""
        self.add_class("-open")
        field = self.query_one(Input)
        field.value = text
        field.cursor_position = len(text)
        self.complain("")
        self.screen.set_focus(field)  # at once: what is typed in one go with the key belongs here

    def close(self) -> None:
        """Hide the line."""
        self.remove_class("-open")

    def complain(self, problem: str) -> None:
        """Say what is wrong with the text; empty takes it back."""
        self.problem = problem
        self.query_one("#problem", Static).update(problem)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_open:
            self.complain("")
            self.post_message(self.Changed(self, event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(self, event.value))

    def on_key(self, event: events.Key) -> None:
        """Keep the keys in the line until it is left."""
        if event.key in {"tab", "shift+tab"}:
            event.stop()

    def action_leave(self) -> None:
        self.close()
        self.post_message(self.Left(self))
