"""The picture and its frame: title, timeline and status lines around it, less of them where room is short."""

from __future__ import annotations

from datetime import UTC, tzinfo

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from replayer.recording.timeline import Timeline
from replayer.terminal.cells import Frame
from replayer.tui import status as words
from replayer.tui.status import Status
from replayer.tui.widgets.split_line import SplitLine
from replayer.tui.widgets.terminal_view import TerminalView
from replayer.tui.widgets.timeline_bar import TimelineBar

_SMALL = 28, 100
"""Below so many lines or columns the frame shrinks to one line of timeline and one of status."""


class ReplayPanel(Vertical):
    """Shows what it is given; knows nothing of players."""

    status: reactive[Status | None] = reactive(None)
    """What the status lines say; set by the parent."""
    zone: reactive[tzinfo] = reactive[tzinfo](UTC)
    """In which the clock is shown; set by the parent."""
    picture: reactive[Frame | None] = reactive(None)
    """The frame to show; set by the parent."""
    timeline: reactive[Timeline | None] = reactive(None)
    """Set by the parent."""
    position: reactive[float] = reactive(0.0)
    """Seconds since the start; set by the parent."""
    marks: reactive[tuple[float, ...]] = reactive(())
    """Moments to point at, in seconds; set by the parent."""
    full: reactive[bool] = reactive(False, toggle_class="-full")
    """Whether everything but the picture is hidden; set by the parent."""

    def __init__(self, title: Content, palette: str) -> None:
        """Take what stands at the top left, and the name of the terminal's palette."""
        super().__init__()
        self._title = title
        self._palette = palette

    def compose(self) -> ComposeResult:
        yield SplitLine(id="title")
        yield Static(id="banner", markup=False)
        with Container(id="stage"):
            yield TerminalView(id="picture").data_bind(ReplayPanel.picture)
            yield Static(id="message", markup=False)
        bar = TimelineBar(id="timeline")
        yield bar.data_bind(ReplayPanel.timeline, ReplayPanel.position, ReplayPanel.marks)
        yield SplitLine(id="details")

    def on_mount(self) -> None:
        picture = self.query_one(TerminalView)
        picture.palette_name = self._palette
        picture.display = False
        self.query_one("#title", SplitLine).left = self._title

    # What is in the way of the picture, and what is said about it

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show a sentence in the place of the picture; an empty one shows the picture."""
        message = self.query_one("#message", Static)
        message.update(text)
        message.display = bool(text)
        message.set_class(failed, "-failed")
        self.query_one(TerminalView).display = not text

    def warn(self, text: str) -> None:
        """Show a loud line over the picture; an empty one takes it away."""
        banner = self.query_one("#banner", Static)
        banner.update(text)
        banner.set_class(bool(text), "-loud")

    # What changed

    def watch_status(self) -> None:
        self._show_status()

    def watch_zone(self) -> None:
        self._show_status()

    def watch_picture(self) -> None:
        self._fit()

    def watch_full(self) -> None:
        self.call_after_refresh(self._fit)

    def on_resize(self) -> None:
        small = self._is_small()
        self.set_class(small, "-small")
        self.query_one(TimelineBar).compact = small
        self._show_status()
        self.call_after_refresh(self._fit)

    def look(self, columns: int, lines: int) -> None:
        """Move the view over a screen that is larger than the window."""
        self.query_one(TerminalView).look(columns, lines)
        self._show_status()

    def _is_small(self) -> bool:
        lines, columns = _SMALL
        return self.size.height < lines or self.size.width < columns

    def _fit(self) -> None:
        """Leave the border away where the picture would lose lines or columns to it."""
        stage, frame = self.query_one("#stage"), self.picture
        if frame is not None:
            room = stage.size
            tight = room.width < frame.columns + 2 or room.height < frame.lines + 2
            stage.set_class(tight, "-tight")
        self._show_status()

    def _show_status(self) -> None:
        status, details = self.status, self.query_one("#details", SplitLine)
        if status is None:
            return
        hidden = self.query_one(TerminalView).out_of_sight
        details.right = Content.styled(hidden, "$text-accent")
        if self._is_small():
            details.left = words.short_line(status, self.zone)
        else:
            self.query_one("#title", SplitLine).right = words.now_line(status, self.zone)
            details.left = words.detail_line(status)
