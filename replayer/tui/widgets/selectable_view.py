"""The picture of a replay, in which the mouse marks text to be copied."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message

from replayer.terminal.cells import Frame
from replayer.tui.selection import Selection, Spot, dragged, line_at, word_at
from replayer.tui.widgets.terminal_view import TerminalView, changed_lines


class SelectableView(TerminalView):
    """Drag marks text, two clicks a word, three a line; one click marks nothing any more."""

    ALLOW_SELECT = False  # Textual's own selection knows no rows that wrapped, and would stay while the picture changes

    @dataclass
    class Selecting(Message):
        """The user began to mark text: the picture should stand still."""

    _anchor: Spot | None = None

    def watch_picture(self, before: Frame | None, after: Frame | None) -> None:
        """Forget what was marked when it is no longer what is seen there."""
        super().watch_picture(before, after)
        if self.selection is None or before is None or after is None:
            return
        if (before.columns, before.lines) != (after.columns, after.lines) or (
            # the cursor may come and go: it is no text
            any(before.rows[line].cells != after.rows[line].cells
                for line in changed_lines(before, after) & {*self.selection.lines()})
        ):  # fmt: skip
            self.selection = None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button == 1 and (spot := self._spot(event)) is not None:
            self.selection, self._anchor = None, spot
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        spot = self._spot(event)
        if self._anchor is None or spot is None:
            return
        if spot != self._anchor or self.selection is not None:
            self._select(dragged(self._anchor, spot))

    def on_mouse_up(self) -> None:
        self._anchor = None
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        spot, frame = self._spot(event), self.picture
        if event.button == 1 and event.chain > 1 and spot is not None and frame is not None:
            self._select(word_at(frame, spot) if event.chain == 2 else line_at(frame, spot))

    def _select(self, selection: Selection) -> None:
        if self.selection is None:
            self.post_message(self.Selecting())
        self.selection = selection

    def _spot(self, event: events.MouseEvent) -> Spot | None:
        """Return the cell under the mouse; beyond an edge, the nearest one that is in the window."""
        frame, window = self.picture, self.scrollable_content_region.size
        if frame is None or not window.area:
            return None
        x = min(max(event.x - self.gutter.left, 0), window.width - 1) + self.scroll_offset.x
        y = min(max(event.y - self.gutter.top, 0), window.height - 1) + self.scroll_offset.y
        return Spot(min(y, frame.lines - 1), min(x, frame.columns - 1))
