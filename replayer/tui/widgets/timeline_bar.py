"""The bar over a whole recording: how much happened when, where we are, and how sure each moment is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from replayer.notes import Span
from replayer.player import Loop
from replayer.recording.timeline import Timeline
from replayer.tui import wording
from replayer.tui.lanes import Lanes, lanes
from replayer.tui.pointing import GAP, NOTE, Place, pointed_at, when
from replayer.tui.watching import unwatched_columns

_BARS = " ▁▂▃▄▅▆▇█"
_LABEL = 11
"""Columns for the word at a lane's end, where there is room for one."""
_ROOMY = 100


class TimelineBar(Widget):
    """Three lanes, or one where room is short; knows nothing of screens and players."""

    COMPONENT_CLASSES = {
        "timeline-bar--activity",
        "timeline-bar--played",
        "timeline-bar--rest",
        "timeline-bar--mark",
        "timeline-bar--hit",
        "timeline-bar--gap",
        "timeline-bar--note",
        "timeline-bar--loop",
        "timeline-bar--recorded",
        "timeline-bar--bounded",
        "timeline-bar--estimated",
        "timeline-bar--label",
    }
    DEFAULT_CSS = """
    TimelineBar {
        height: 3;
        &.-compact { height: 1; }
        & > .timeline-bar--activity { color: $text-secondary; }
        & > .timeline-bar--played { color: $text-primary; text-style: bold; }
        & > .timeline-bar--rest { color: $foreground 40%; }
        & > .timeline-bar--mark { color: $text-accent; text-style: bold; }
        & > .timeline-bar--hit { color: $text-warning; text-style: bold; }
        & > .timeline-bar--gap { color: $text-error; text-style: bold; }
        & > .timeline-bar--note { color: $text-accent; text-style: bold; }
        & > .timeline-bar--loop { color: $text-warning; text-style: bold reverse; }
        & > .timeline-bar--recorded { color: $text-success; }
        & > .timeline-bar--bounded { color: $text-accent; }
        & > .timeline-bar--estimated { color: $text-error; }
        & > .timeline-bar--label { color: $text-muted; }
    }
    """

    timeline: reactive[Timeline | None] = reactive(None)
    """What to show; set by the parent."""
    zone: reactive[tzinfo] = reactive[tzinfo](UTC)
    """In which the clock is shown; set by the parent."""
    position: reactive[float] = reactive(0.0, repaint=False)
    """Seconds since the start; set by the parent."""
    marks: reactive[tuple[float, ...]] = reactive(())
    """Moments to point at, in seconds; set by the parent."""
    hits: reactive[tuple[float, ...]] = reactive(())
    """Moments at which what is searched for appeared; set by the parent."""
    gaps: reactive[tuple[Place, ...]] = reactive(())
    """Where something is missing or doubtful, in order; set by the parent."""
    entered: reactive[tuple[Place, ...]] = reactive(())
    """What was entered, in order; set by the parent."""
    notes: reactive[tuple[Place, ...]] = reactive(())
    """Bookmarks, in order; set by the parent."""
    loop: reactive[Loop | None] = reactive(None)
    """The range that is played again and again; set by the parent."""
    watched: reactive[tuple[Span, ...]] = reactive((), repaint=False)
    """Spans of bytes that were watched, in order; set by the parent."""
    compact: reactive[bool] = reactive(False, layout=True)
    """Whether there is room for one line only; set by the parent."""
    hovered: reactive[int | None] = reactive(None)
    """The column under the mouse."""

    @dataclass
    class SeekRequested(Message):
        """The user pointed at another moment; the parent decides."""

        position: float

        def can_replace(self, message: Message) -> bool:  # a drag sends many
            return isinstance(message, TimelineBar.SeekRequested)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._lanes: Lanes | None = None
        self._unwatched: tuple[bool, ...] = ()
        self._head = -1
        self._dragging = False

    # What changed

    def watch_timeline(self) -> None:
        self._lanes = None

    def watch_compact(self, compact: bool) -> None:
        self.set_class(compact, "-compact")

    def watch_position(self) -> None:
        """Draw the one lane again, and only when the head has moved by a column."""
        if self._head_column() != self._head:
            self._refresh_line()

    def watch_watched(self) -> None:
        """Draw the one lane again, and only when a column looks different."""
        before = self._unwatched
        self._look_at_watched()
        if self._unwatched != before:
            self._refresh_line()

    def _refresh_line(self) -> None:
        line = self.gutter.top + (0 if self.compact else 1)
        self.refresh(Region(0, line, self.outer_size.width, 1))

    def _look_at_watched(self) -> None:
        if self._lanes is not None:
            self._unwatched = unwatched_columns(self.watched, self._lanes.edges)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Return one lane; a single line is the middle one."""
        lane = 1 if self.compact else y
        columns = self._columns()
        # the first lines of another size may be asked for before on_resize
        fits = self._lanes is not None and len(self._lanes.silent) == columns
        if not fits and self.timeline is not None:
            self._lanes = lanes(self.timeline, columns)
            self._look_at_watched()
        if self._lanes is None:
            return Strip.blank(self.size.width, self.rich_style)
        draw = (self._activity, self._line, self._certainty)[lane]
        segments = [*draw(self._lanes, columns), Segment(self._label(lane), self._style("label"))]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _activity(self, shown: Lanes, _columns: int) -> list[Segment]:
        bars = (
            " " if silent else _BARS[max(1, round(value * (len(_BARS) - 1)))]
            for value, silent in zip(shown.activity, shown.silent, strict=True)
        )
        return [Segment("".join(bars), self._style("activity"))]

    def _line(self, _shown: Lanes, columns: int) -> list[Segment]:
        self._head = head = self._head_column()
        line = [
            (_BEHIND if column < head else _AHEAD)[unwatched]
            for column, unwatched in enumerate(self._unwatched)
        ]
        line[head : head + 1] = "╸"
        styles = [self._style("played")] * min(head + 1, columns)
        styles += [self._style("rest")] * (columns - len(styles))
        for column in {self._column_of(gap.position) for gap in self.gaps}:
            line[column], styles[column] = GAP, self._style("gap")
        for mark in self.marks:
            column = self._column_of(mark)
            line[column], styles[column] = "┬" if column > head else "┳", self._style("mark")
        for hit in self.hits:
            column = self._column_of(hit)
            line[column], styles[column] = "◆", self._style("hit")
        for column in {self._column_of(note.position) for note in self.notes}:
            line[column], styles[column] = NOTE, self._style("note")
        for bracket, moment in self._loop_ends():
            column = self._column_of(moment)
            line[column], styles[column] = bracket, self._style("loop")
        segments = [Segment(sign, style) for sign, style in zip(line, styles, strict=True)]
        return list(Segment.simplify(self._with_hover(segments, columns)))

    def _loop_ends(self) -> Iterator[tuple[str, float]]:
        if self.loop is not None:
            if self.loop.end is not None:
                yield "]", self.loop.end
            yield "[", self.loop.start

    def _with_hover(self, segments: list[Segment], columns: int) -> list[Segment]:
        timeline = self.timeline
        if timeline is None or self.hovered is None or not 0 <= self.hovered < columns:
            return segments
        width = timeline.duration / columns
        start = self.hovered * width
        end = start + width if self.hovered < columns - 1 else math.inf
        moment = when(timeline, self._time_at(self.hovered), self.zone)
        text = pointed_at(moment, (start, end), self.entered, self.gaps, columns, self.notes)
        taken = cell_len(text)
        first = max(min(self.hovered, columns - taken), 0)
        label = Segment(text, self._style("mark") + Style(reverse=True))
        return [*segments[:first], label, *segments[first + taken :]]

    def _certainty(self, shown: Lanes, _columns: int) -> list[Segment]:
        segments = []
        for value, silent in zip(shown.certainty, shown.silent, strict=True):
            if value is None:
                segments.append(Segment(" ", self.rich_style))
                continue
            style = self._style(value.word)
            segments.append(Segment(wording.SIGNS[value], style + _DIM if silent else style))
        return list(Segment.simplify(segments))

    def _label(self, lane: int) -> str:
        return "" if self._columns() == self.size.width else f"  {_LABELS[lane]}"

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"timeline-bar--{name}")

    # Columns and times

    def _columns(self) -> int:
        width = self.size.width
        return max(width if width < _ROOMY else width - _LABEL, 1)

    def _head_column(self) -> int:
        return self._column_of(self.position)

    def _column_of(self, time: float) -> int:
        columns = self._columns()
        duration = self.timeline.duration if self.timeline is not None else 0.0
        return min(max(int(time / duration * columns), 0), columns - 1) if duration > 0 else 0

    def _time_at(self, column: int) -> float:
        duration = self.timeline.duration if self.timeline is not None else 0.0
        return duration * min(max(column / max(self._columns() - 1, 1), 0.0), 1.0)

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._dragging = True
        self.capture_mouse()
        self.post_message(self.SeekRequested(self._time_at(event.x - self.gutter.left)))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.hovered = event.x - self.gutter.left
        if self._dragging:
            self.post_message(self.SeekRequested(self._time_at(self.hovered)))

    def on_mouse_up(self) -> None:
        self._dragging = False
        self.release_mouse()

    def on_leave(self) -> None:
        self.hovered = None


_BEHIND, _AHEAD = "━╍", "─╌"
"""The line before and after the head: whole where everything was watched, broken where something was not."""
_LABELS = ("activity", "position", "certainty")
_DIM = Style(dim=True)
