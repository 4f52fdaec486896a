"""The picture of a replay, in which the mouse marks text to be copied."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.timer import Timer

from replayer.terminal.cells import Frame
from replayer.tui.selection import Selection, Spot, dragged, line_at, word_at
from replayer.tui.widgets.terminal_view import TerminalView, changed_lines

_STEP, _COLUMNS = 0.06, 3
"""Seconds from line to line while a drag is held at an edge, and columns at a time to the sides."""


class SelectableView(TerminalView):
    """Drag marks text, also beyond the edges of the window; two clicks a word, three a line; one click marks nothing any more."""

    ALLOW_SELECT = False  # Textual's own selection knows no rows that wrapped, and would stay while the picture changes

    @dataclass
    class Selecting(Message):
        """The user began to mark text: the picture should stand still."""

    _anchor: Spot | None = None
    _pointed: Offset = Offset()
    """Where the mouse was last, in cells of the window; beyond it while dragging."""
    _drift: Timer | None = None
    """Runs while a drag stays at an edge behind which there is more."""

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
        if self._anchor is None:
            return
        self._pointed = event.offset - self.gutter.top_left
        self._extend()
        if self._beyond() == (0, 0) or self.selection is None:
            self._stand()
        elif self._drift is None:
            self._drift = self.set_interval(_STEP, self._go_on)

    def on_mouse_up(self) -> None:
        self._anchor = None
        self._stand()
        self.release_mouse()

    def on_unmount(self) -> None:
        self._stand()

    def _extend(self) -> None:
        """Mark up to where the mouse is."""
        spot = self._spot_at(self._pointed)
        if (
            self._anchor is not None
            and spot is not None
            and (spot != self._anchor or self.selection is not None)
        ):
            self._select(dragged(self._anchor, spot))

    def _beyond(self) -> tuple[int, int]:
        """Return the columns and lines to scroll by: towards where the mouse left the window, if there is more."""
        window, whole = self.scrollable_content_region, self.virtual_size
        place, app = self.content_region.offset, self.app.size
        x = _towards(self._pointed.x, window.width, place.x, app.width)
        y = _towards(self._pointed.y, window.height, place.y, app.height)
        to_x = self.scroll_offset.x + x * _COLUMNS
        to_y = self.scroll_offset.y + y
        return (
            min(max(to_x, 0), max(whole.width - window.width, 0)) - self.scroll_offset.x,
            min(max(to_y, 0), max(whole.height - window.height, 0)) - self.scroll_offset.y,
        )

    def _go_on(self) -> None:
        columns, lines = self._beyond()
        if (columns, lines) == (0, 0):
            self._stand()
        else:
            self.look(columns, lines)
            self._extend()

    def _stand(self) -> None:
        if self._drift is not None:
            self._drift.stop()
            self._drift = None

    def on_click(self, event: events.Click) -> None:
        spot, frame = self._spot(event), self.picture
        if event.button == 1 and event.chain > 1 and spot is not None and frame is not None:
            self._select(word_at(frame, spot) if event.chain == 2 else line_at(frame, spot))

    def _select(self, selection: Selection) -> None:
        if self.selection is None:
            self.post_message(self.Selecting())
        self.selection = selection

    def _spot(self, event: events.MouseEvent) -> Spot | None:
        return self._spot_at(event.offset - self.gutter.top_left)

    def _spot_at(self, place: Offset) -> Spot | None:
        """Return the cell at a place of the window; beyond an edge, the nearest one that is in the window."""
        frame, window = self.picture, self.scrollable_content_region.size
        if frame is None or not window.area:
            return None
        x = min(max(place.x, 0), window.width - 1) + self.scroll_offset.x
        y = min(max(place.y, 0), window.height - 1) + self.scroll_offset.y
        return Spot(min(y, frame.lines - 1), min(x, frame.columns - 1))


def _towards(at: int, window: int, place: int, app: int) -> int:
    """Return -1, 0 or 1: to which side of a window `at` lies; where the app ends with it, its last cell counts as beyond."""
    if at < (0 if place else 1):
        return -1
    return int(at >= window - (place + window >= app))
