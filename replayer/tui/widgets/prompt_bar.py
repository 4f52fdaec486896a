"""A line at the bottom for what is typed: a filter, a moment. It shows that keys are text now."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widgets import Input, Static

_PATIENCE = 1.0
"""Seconds that a key is kept waiting for what was pressed before it: a line that is going away answers no more."""


class PromptBar(Horizontal):
    """Hidden until it is opened; Esc always leaves.

    The keys that open and end it are priority bindings: what comes in one go with them is text after the first, and
    no text any more after the others.
    """

    BINDINGS = [
        Binding("enter", "submit", "Take it", show=False, priority=True, id="submit-prompt",
                tooltip="Take what was typed"),
        Binding("escape", "leave", "Leave", priority=True, id="leave-prompt",
                tooltip="Stop typing"),
    ]  # fmt: skip
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

    def on_key(self, event: events.Key) -> None:
        """Keep the keys in the line until it is left."""
        if event.key in {"tab", "shift+tab"}:
            event.stop()

    async def action_submit(self) -> None:
        await self._settled()  # letters typed just before may still be on their way
        await self._hand_over(self.Submitted(self, self.text))

    async def action_leave(self) -> None:
        await self._settled()
        self.close()
        await self._hand_over(self.Left(self))

    async def _settled(self) -> None:
        for node in (self.query_one(Input), self, self.screen):
            await _done_with(node)

    async def _hand_over(self, message: Typed) -> None:
        """Let the place act on it before the next key is looked at: that may be meant for the place."""
        screen = self.screen
        screen.post_message(message)
        await _done_with(screen)


async def _done_with(node: MessagePump) -> None:
    """Wait until a node has seen all that was sent to it, and no longer than one that is being closed takes."""
    done = asyncio.Event()
    if node.call_later(done.set):
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), _PATIENCE)
