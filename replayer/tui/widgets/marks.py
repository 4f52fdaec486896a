"""Check boxes and radio buttons whose state is seen without colour, too."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.widgets import Checkbox, RadioButton, RadioSet


class Tick(Checkbox):
    """A box with a cross in it, or empty."""

    def render(self) -> Content:
        return _marked("[x]" if self.value else "[ ]", self)


class Choice(RadioButton):
    """One of several: with a dot in it, or empty."""

    def render(self) -> Content:
        return _marked("(●)" if self.value else "( )", self)


class Choices(RadioSet):
    """Several of which one holds: the one at the cursor. A cursor beside it would let the wrong one be kept."""

    @dataclass
    class Taken(Message):
        """The user pressed Enter on what is chosen."""

        choices: Choices

        @property
        def control(self) -> Choices:
            """Which set it was."""
            return self.choices

    @property
    def chosen(self) -> int:
        """Index of what is chosen; of keys in one go, what the last left, which the set itself hears of later."""
        at_cursor = self._selected
        if at_cursor is not None and self.query(Choice)[at_cursor].value:
            return at_cursor
        return max(0, self.pressed_index)

    def on_mount(self) -> None:
        self.call_later(self._begin)

    def _begin(self) -> None:
        self._selected = max(0, self.pressed_index)

    def action_next_button(self) -> None:
        super().action_next_button()
        self._choose()

    def action_previous_button(self) -> None:
        super().action_previous_button()
        self._choose()

    def action_toggle_button(self) -> None:
        self.post_message(self.Taken(self))

    def _choose(self) -> None:
        # while it is set up there is nothing pressed yet, and what is given holds
        if self._selected is not None and self.pressed_button is not None:
            self.query(Choice)[self._selected].value = True


def _marked(mark: str, widget: Checkbox | RadioButton) -> Content:
    label = Content.from_text(widget.label, markup=False)
    label = label.pad(1, 1).stylize_before(widget.get_visual_style("toggle--label"))
    return Content.assemble((mark, "$text-accent"), label)
