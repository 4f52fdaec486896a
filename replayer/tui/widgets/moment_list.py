"""What happened, and when: the list beside the picture that goes along with the replay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from replayer.recording.timeline import Certainty
from replayer.tui import wording
from replayer.tui.bindings import Keys
from replayer.tui.fitting import fit
from replayer.tui.moments import MomentLine, Moments, around

_CURSOR = "▌"
"""Before the line at which the keys are: seen without colour, too."""
_LINES = 2
"""The heading and the line of keys."""


class MomentList(ScrollView, can_focus=True):
    """Draws the lines in sight; while it has the keys, a cursor goes through them. Knows nothing of players."""

    HELP_HEADING = "LIST"
    BINDINGS = [
        Binding("up,k", "walk(-1)", "Up", show=False, id="moment-up", tooltip="One line up"),
        Binding("down,j", "walk(1)", "Down", show=False, id="moment-down",
                tooltip="One line down"),
        Binding("pageup", "walk(-10)", "Page up", show=False, id="moment-page-up",
                tooltip="Ten lines up"),
        Binding("pagedown", "walk(10)", "Page down", show=False, id="moment-page-down",
                tooltip="Ten lines down"),
        Binding("home,g", "edge(False)", "First", show=False, id="moment-first",
                tooltip="First line"),
        Binding("end,G", "edge(True)", "Last", show=False, id="moment-last", tooltip="Last line"),
        Binding("enter", "choose", "Go there", id="moment-go",
                tooltip="Go to the command or the hit at the cursor"),
        Binding("escape,tab", "leave", "Leave list", id="moment-leave",
                tooltip="Give the keys back to the replay"),
    ]  # fmt: skip
    FOCUS_ON_CLICK = False  # a click has said already which line is meant
    COMPONENT_CLASSES = {
        "moment-list--heading",
        "moment-list--time",
        "moment-list--now",
        "moment-list--cursor",
        "moment-list--failed",
        "moment-list--match",
        "moment-list--unsure",
    }
    DEFAULT_CSS = """
    MomentList {
        width: 36;
        scrollbar-size: 1 1;
        overflow-x: hidden;
        padding: 0 1;
        & > .moment-list--heading { color: $text-muted; text-style: bold; }
        & > .moment-list--time { color: $text-muted; }
        & > .moment-list--now { background: $primary 30%; text-style: bold; }
        & > .moment-list--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        & > .moment-list--failed { color: $text-error; }
        & > .moment-list--match { color: $text-warning; text-style: bold; }
        & > .moment-list--unsure { color: $text-error; }
    }
    """

    moments: reactive[Moments | None] = reactive(None)
    """What to list; set by the parent."""
    place: reactive[int] = reactive(0, repaint=False)
    """After how many bytes the replay is; set by the parent."""
    started: reactive[datetime | None] = reactive(None)
    """The wall clock at time 0; set by the parent."""
    zone: reactive[tzinfo] = reactive[tzinfo](UTC)
    """In which the clock is shown; set by the parent."""
    cursor: reactive[int] = reactive(0)
    """The line of the list at which the keys are."""

    @dataclass
    class Chosen(Message):
        """The user pointed at a line."""

        offset: int

    @dataclass
    class Left(Message):
        """The user is done with the list."""

    def __init__(self, keys: Keys, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        """Take what tells which key does what."""
        super().__init__(id=id)
        up, down, go, leave = map(keys, ("moment-up", "moment-down", "moment-go", "moment-leave"))
        self._browsed = False
        """Whether the mouse wheel looks for another line than the one at hand."""
        self._own_hint = f"{up} {down}  {go} go  {leave} leave"

    def watch_moments(self, moments: Moments | None) -> None:
        self.virtual_size = Size(0, self._count + _LINES)
        self.cursor = min(self.cursor, max(0, self._count - 1))
        self._follow()

    def watch_place(self) -> None:
        """Keep the line at hand in sight, unless the user looks for another one."""
        if not self.has_focus:
            self._follow()
        self.refresh()

    def on_resize(self) -> None:
        """Keep it in sight also when the list is opened, or made lower."""
        self._follow()

    def walk(self) -> None:
        """Take the keys, at the line at hand."""
        self.cursor = max(0, self._line_now())
        self.screen.set_focus(
            self
        )  # at once: what comes in one go with the key goes through the list

    @property
    def _count(self) -> int:
        return len(self.moments.offsets) if self.moments is not None else 0

    def _line_now(self) -> int:
        """Return the line at hand; -1 before the first."""
        return self.moments.at(self.place) if self.moments is not None else -1

    def _follow(self) -> None:
        if not self._browsed:
            self._show_line(self.cursor if self.has_focus else self._line_now())

    def _show_line(self, line: int) -> None:
        window = self.scrollable_content_region.height - _LINES
        top = self.scroll_offset.y
        if window > 0 and not top <= line < top + window:
            # in the middle, so that what follows is seen, too
            self.scroll_to(y=max(0, line - window // 2), animate=False, force=True, immediate=True)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Return line `y` of the window: the heading, the commands from where it is scrolled to, the keys."""
        region = self.scrollable_content_region
        if self.moments is None:
            return Strip.blank(region.width, self.rich_style)
        if y == 0:
            return self._heading(self.moments, region.width)
        if y == region.height - 1:
            text = self._own_hint if self.has_focus else self.moments.hint
            style = self.rich_style + self._colour("time")
            return Strip([Segment(fit(text, region.width), style)], region.width)
        line = self.scroll_offset.y + y - 1
        if not self._count and y == 1:
            style = self.rich_style + self._colour("time")
            return Strip([Segment(fit(f"  {self.moments.emptiness}", region.width), style)])
        if line >= self._count:
            return Strip.blank(region.width, self.rich_style)
        return self._line(self.moments.line(line), line, region.width)

    def _heading(self, moments: Moments, width: int) -> Strip:
        text = f"{fit(moments.heading, max(0, width - len(moments.count) - 1))} {moments.count}"
        return Strip([Segment(text, self._style("heading"))]).adjust_cell_length(width)

    def _line(self, moment: MomentLine, line: int, width: int) -> Strip:
        now = line == self._line_now()
        style = self._style("now") if now else self.rich_style
        dim, unsure, red, bold = (
            self._colour(name) for name in ("time", "unsure", "failed", "match")
        )
        sign = " "
        if self.has_focus and line == self.cursor:
            style, sign = self._style("cursor"), _CURSOR
            dim = unsure = red = bold = Style()
        failed, more = (f" {each}" if each else "" for each in (moment.failed, moment.more))
        time = f"{'▸' if now else ' '}{sign}{self._time(moment.time)}"
        estimated = moment.certainty is Certainty.ESTIMATED
        sure = wording.SIGNS[moment.certainty] if estimated else " "
        room = max(0, width - len(time) - len(failed) - len(more) - 2)
        text, start, stop = around(moment, room)
        segments = [
            Segment(time, style + dim),
            Segment(f"{sure} ", style + unsure),
            Segment(text[:start], style),
            Segment(text[start:stop], style + bold + Style(bold=True)),
            Segment(text[stop:], style),
            Segment(failed, style + red),
            Segment(more, style + dim),
        ]
        return Strip(segments).adjust_cell_length(width, style)

    def _time(self, seconds: float) -> str:
        if self.started is None:
            return f"{wording.length(seconds):>8}"
        return wording.clock(self.started + timedelta(seconds=seconds), self.zone)[:-2]

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"moment-list--{name}")

    def _colour(self, name: str) -> Style:
        return Style(color=self._style(name).color)

    # The mouse and the keys

    def on_mouse_scroll_up(self) -> None:
        self._browsed = True

    def on_mouse_scroll_down(self) -> None:
        self._browsed = True

    def on_leave(self) -> None:
        self._browsed = False
        self._follow()

    def on_click(self, event: events.Click) -> None:
        """Go to the line that was clicked on."""
        line = self.scroll_offset.y + event.y - self.gutter.top - 1
        if 0 < event.y - self.gutter.top < self.scrollable_content_region.height - 1:
            self._choose(line)

    def action_walk(self, lines: int) -> None:
        self.cursor = min(max(self.cursor + lines, 0), max(0, self._count - 1))
        self._show_line(self.cursor)

    def action_edge(self, last: bool) -> None:
        self.action_walk(self._count if last else -self._count)

    def action_choose(self) -> None:
        self._choose(self.cursor)

    def _choose(self, line: int) -> None:
        if self.moments is not None and 0 <= line < self._count:
            self.post_message(self.Chosen(self.moments.offsets[line]))

    def action_leave(self) -> None:
        self.post_message(self.Left())
