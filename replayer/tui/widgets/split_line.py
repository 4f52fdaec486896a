"""One line with something at its left and something at its right edge."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class SplitLine(Widget):
    """Shows two contents on one line; the left one is cut when both do not fit."""

    DEFAULT_CSS = """
    SplitLine { height: 1; padding: 0 1; }
    """

    left: reactive[Content] = reactive(Content(""))
    """Set by the parent."""
    right: reactive[Content] = reactive(Content(""))
    """Set by the parent."""

    def __init__(self, left: Content | None = None, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.set_reactive(SplitLine.left, left or Content(""))

    def render(self) -> Content:
        width = self.content_size.width
        room = max(0, width - self.right.cell_length - (2 if self.right.plain else 0))
        left = self.left.truncate(room, ellipsis=True)
        gap = max(0, width - left.cell_length - self.right.cell_length)
        return Content.assemble(left, " " * gap, self.right)
