"""What lies over the picture until a replay is started."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message
from textual.widgets import Static


class Poster(Static):
    """A text over the picture; a click on it is what space is on the keyboard."""

    @dataclass
    class Pressed(Message):
        """The user wants to start."""

    def on_click(self) -> None:
        self.post_message(self.Pressed())
