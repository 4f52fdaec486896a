"""The picture and its frame: title, timeline and status lines around it, less of them where room is short."""

from __future__ import annotations

from datetime import UTC, tzinfo

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from replayer.notes import Span
from replayer.player import Loop
from replayer.recording.timeline import Timeline
from replayer.terminal.cells import Frame
from replayer.terminal.palette import Scheme
from replayer.tui import status as words
from replayer.tui.bindings import Keys
from replayer.tui.moments import Moments
from replayer.tui.pointing import Place
from replayer.tui.searching import Mark
from replayer.tui.selection import text_of
from replayer.tui.status import Status
from replayer.tui.widgets.moment_list import MomentList
from replayer.tui.widgets.poster import Poster
from replayer.tui.widgets.selectable_view import SelectableView
from replayer.tui.widgets.split_line import SplitLine
from replayer.tui.widgets.timeline_bar import TimelineBar

_LIST, _MOST, _LEAST = 38, 60, 28
"""Columns for the list beside the picture, and how many of plenty; with less than the least it lies over the right half."""
_SMALL = 28, 100
"""Below so many lines or columns the frame shrinks to one line of timeline and one of status."""


class ReplayPanel(Vertical):
    """Shows what it is given; knows nothing of players."""

    status: reactive[Status | None] = reactive(None, repaint=False)
    """What the status lines say; set by the parent."""
    zone: reactive[tzinfo] = reactive[tzinfo](UTC, repaint=False)
    """In which the clock is shown; set by the parent."""
    picture: reactive[Frame | None] = reactive(None, repaint=False)
    """The frame to show; set by the parent."""
    timeline: reactive[Timeline | None] = reactive(None, repaint=False)
    """Set by the parent."""
    position: reactive[float] = reactive(0.0, repaint=False)
    """Seconds since the start; set by the parent."""
    marks: reactive[tuple[float, ...]] = reactive((), repaint=False)
    """Moments to point at, in seconds; set by the parent."""
    hits: reactive[tuple[float, ...]] = reactive((), repaint=False)
    """Moments at which what is searched for appeared; set by the parent."""
    gaps: reactive[tuple[Place, ...]] = reactive((), repaint=False)
    """Where something is missing or doubtful; set by the parent."""
    notes: reactive[tuple[Place, ...]] = reactive((), repaint=False)
    """Bookmarks; set by the parent."""
    loop: reactive[Loop | None] = reactive(None, repaint=False)
    """The range that is played again and again; set by the parent."""
    watched: reactive[tuple[Span, ...]] = reactive((), repaint=False)
    """Spans of bytes that were watched; set by the parent."""
    pointers: reactive[tuple[Mark, ...]] = reactive((), repaint=False)
    """Places of the picture to point at; set by the parent."""
    commands: reactive[tuple[Place, ...]] = reactive((), repaint=False)
    """What was entered, in order; set by the parent."""
    moments: reactive[Moments | None] = reactive(None, repaint=False)
    """What the list beside the picture shows; set by the parent."""
    place: reactive[int] = reactive(0, repaint=False)
    """After how many bytes the replay is; set by the parent."""
    listing: reactive[bool | None] = reactive(None, repaint=False)
    """Whether the list is shown; None where there are commands and room for them; set by the parent."""
    poster: reactive[Content] = reactive(Content(""), repaint=False)
    """What lies over the picture until the replay is started; empty once it is; set by the parent."""
    full: reactive[bool] = reactive(False, repaint=False, toggle_class="-full")
    """Whether everything but the picture is hidden; set by the parent."""

    def __init__(self, title: Content, palette: str, keys: Keys) -> None:
        """Take what stands at the top left, the name of the terminal's palette, and which key does what."""
        super().__init__()
        self._keys = keys
        # kept, not looked up: what changes may come when the children are not yet there, or no longer
        self._title = SplitLine(title, id="title")
        self._banner = Static(id="banner", markup=False)
        self._view = SelectableView(palette, id="picture")
        self._message = Static(id="message", markup=False)
        self._poster = Poster(id="poster", markup=False)
        self._stage = Container(self._view, self._message, self._poster, id="stage")
        self._list = MomentList(keys, id="moments")
        self._bar = TimelineBar(id="timeline")
        self._details = SplitLine(id="details")

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._banner
        self._view.data_bind(ReplayPanel.picture, marks=ReplayPanel.pointers)
        with Horizontal(id="middle"):
            yield self._stage
            yield self._list.data_bind(ReplayPanel.moments, ReplayPanel.place, ReplayPanel.zone)
        self._bar.data_bind(ReplayPanel.timeline, ReplayPanel.position, ReplayPanel.zone)
        self._bar.data_bind(ReplayPanel.notes, ReplayPanel.loop, ReplayPanel.watched)
        yield self._bar.data_bind(ReplayPanel.marks, ReplayPanel.hits, ReplayPanel.gaps)
        yield self._details

    def on_mount(self) -> None:
        for edge in ("scroll_x", "scroll_y"):
            # it follows the cursor only after the picture was handed to it
            self.watch(self._view, edge, self._show_status, init=False)

    @property
    def text(self) -> str:
        """What is marked in the picture, else all its text."""
        return text_of(self.picture, self._view.selection) if self.picture else ""

    @property
    def scheme(self) -> Scheme:
        """The colours in which the picture is drawn."""
        return self._view.pens

    def unmark(self) -> None:
        """Let nothing be marked any more."""
        self._view.selection = None

    # What is in the way of the picture, and what is said about it

    def say(self, text: str | Content, *, failed: bool = False) -> None:
        """Show a sentence in the place of the picture; an empty one shows the picture."""
        self._message.update(text)
        self._message.display = bool(str(text))
        self._message.set_class(failed, "-failed")
        self._view.display = not str(text)

    def warn(self, text: str) -> None:
        """Show a loud line over the picture; an empty one takes it away."""
        self._banner.update(text)
        self._banner.set_class(bool(text), "-loud")

    # What changed

    def watch_status(self) -> None:
        self._show_status()

    def watch_zone(self) -> None:
        self._show_status()

    def watch_picture(self) -> None:
        self._fit()

    def watch_poster(self, poster: Content) -> None:
        self._poster.update(poster)
        self._poster.set_class(bool(poster.plain), "-hung")

    def watch_full(self) -> None:
        self.call_after_refresh(self._fit)

    def watch_listing(self) -> None:
        self._fit()

    def watch_commands(self, commands: tuple[Place, ...]) -> None:
        self._bar.entered = commands
        self._fit()

    def watch_timeline(self, timeline: Timeline | None) -> None:
        self._list.started = timeline.started if timeline else None

    @property
    def is_listing(self) -> bool:
        """Whether the list is shown."""
        return self._list.display

    def walk_list(self) -> None:
        """Let the keys go through the list."""
        self._list.walk()

    def on_resize(self) -> None:
        small = self._is_small()
        self.set_class(small, "-small")
        self._bar.compact = small
        self._show_status()
        self.call_after_refresh(self._fit)

    def look(self, columns: int, lines: int) -> None:
        """Move the view over a screen that is larger than the window."""
        self._view.look(columns, lines)
        self._show_status()

    def _is_small(self) -> bool:
        lines, columns = _SMALL
        return self.size.height < lines or self.size.width < columns

    def _fit(self) -> None:
        """Show the list where there is room, and leave the border away where the picture would lose lines to it."""
        frame, width = self.picture, self.size.width
        if frame is not None:
            spare = width - frame.columns - 2
            beside = spare >= _LEAST
            listed = self.listing if self.listing is not None else beside and bool(self.commands)
            room = min(spare, max(_LIST, min(spare // 2, _MOST))) if beside else width // 2
            self._list.display = listed and not self.full
            self._list.styles.width = room
            self._list.set_class(not beside, "-over")
            if listed and beside:
                width -= room
            tight = width < frame.columns + 2 or self._stage.size.height < frame.lines + 2
            self._stage.set_class(tight, "-tight")
        self._show_status()

    def _show_status(self) -> None:
        status = self.status
        if status is None:
            return
        self._details.right = Content.styled(self._view.out_of_sight, "$text-accent")
        if self._is_small():
            self._details.left = words.short_line(status, self.zone, self._keys)
        else:
            self._title.right = words.now_line(status, self.zone)
            self._details.left = words.detail_line(status, self._keys)
