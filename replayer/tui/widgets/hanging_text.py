"""Text of labels and what stands beside them: what does not fit goes on beside its label, not under it."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

_LEAST = 16
"""Columns beside the labels; with fewer, lines go on at the left edge."""


class HangingText(Widget):
    """Lines that begin with two blanks have a label; the others are headings and sentences."""

    DEFAULT_CSS = "HangingText { width: auto; height: auto; }"

    def __init__(self, text: Content, column: int, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        """Take the text, and the column from which on it stands beside its labels, counted from 0."""
        super().__init__(id=id)
        self._text = text
        self._column = column

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return max(line.cell_length for line in self._text.split(allow_blank=True))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return sum(1 for _ in hung(self._text, width, self._column))

    def render(self) -> Content:
        return Content("\n").join(hung(self._text, self.content_size.width, self._column))


def hung(text: Content, width: int, column: int) -> Iterator[Content]:
    """Yield the lines of `text` in at most `width` columns; what is cut from a labelled one is indented to `column`."""
    for line in text.split(allow_blank=True):
        if not line.plain.startswith("  ") or width - column < _LEAST:
            yield from line.wrap(max(1, width))
            continue
        first, *rest = line[column:].wrap(width - column)
        yield line[:column] + first
        yield from (each.pad_left(column) for each in rest)
