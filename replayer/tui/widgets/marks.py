"""Check boxes and radio buttons whose state is seen without colour, too."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Checkbox, RadioButton


class Tick(Checkbox):
    """A box with a cross in it, or empty."""

    def render(self) -> Content:
        return _marked("[x]" if self.value else "[ ]", self)


class Choice(RadioButton):
    """One of several: with a dot in it, or empty."""

    def render(self) -> Content:
        return _marked("(●)" if self.value else "( )", self)


def _marked(mark: str, widget: Checkbox | RadioButton) -> Content:
    label = Content.from_text(widget.label, markup=False)
    label = label.pad(1, 1).stylize_before(widget.get_visual_style("toggle--label"))
    return Content.assemble((mark, "$text-accent"), label)
