"""One line with something at its left and something at its right edge."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class SplitLine(Widget):
    """Shows two contents on one line; when both do not fit the left one is cut, down to `keep`, then the right one."""

    DEFAULT_CSS = """
    SplitLine { height: 1; padding: 0 1; }
    """

    left: reactive[Content] = reactive(Content(""))
    """Set by the parent."""
    right: reactive[Content] = reactive(Content(""))
    """Set by the parent."""

    def __init__(
        self,
        left: Content | None = None,
        *,
        keep: int = 0,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        """Take what stands left, and how many columns of it stay in any case."""
        super().__init__(id=id)
        self._keep = keep
        self.set_reactive(SplitLine.left, left or Content(""))

    def render(self) -> Content:
        width = self.content_size.width
        room = max(0, width - self.right.cell_length - (2 if self.right.plain else 0))
        left = self.left.truncate(max(room, min(self._keep, width)), ellipsis=True)
        right = self.right.truncate(max(0, width - left.cell_length - 2), ellipsis=True)
        gap = max(0, width - left.cell_length - right.cell_length)
        return Content.assemble(left, " " * gap, right)
