"""Bars over time: one a bin, of which one is selected."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from replayer.tui import wording
from replayer.tui.fitting import fit

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_WIDEST = 5
_FOOT = 2
"""Lines below the bars: the sign of the selected one, and the clock."""
_DAY = timedelta(days=1)
_TICK = 18
"""Columns from one time on the clock to the next."""


class TimeChart(Widget, can_focus=True):
    """Shows counts by bins that follow each other without a hole; only bins with something in them are selected."""

    HELP_HEADING = "BARS OVER TIME"
    BINDINGS = [
        Binding("left,h", "move(-1)", "Earlier", show=False, id="bar-earlier",
                tooltip="Select the bar before"),
        Binding("right,l", "move(1)", "Later", show=False, id="bar-later",
                tooltip="Select the bar after"),
        Binding("home,g", "edge(False)", "First", show=False, id="bar-first"),
        Binding("end,G", "edge(True)", "Last", show=False, id="bar-last"),
        Binding("enter", "choose", "Show sessions", id="bar-choose",
                tooltip="Show the sessions of the selected bar"),
    ]  # fmt: skip
    COMPONENT_CLASSES = {"time-chart--bar", "time-chart--selected", "time-chart--clock"}
    DEFAULT_CSS = """
    TimeChart {
        height: 1fr; min-height: 8;
        & > .time-chart--bar { color: $primary; }
        & > .time-chart--selected { color: $text-accent; text-style: bold; }
        & > .time-chart--clock { color: $text-muted; }
    }
    """

    selected: reactive[int] = reactive(-1)
    """Which of the bins with something in them; -1 is none."""

    @dataclass
    class Selected(Message):
        """Another bar is selected."""

    @dataclass
    class Chosen(Message):
        """The user wants to see what is in the selected bar."""

        start: datetime
        length: timedelta

    def __init__(self, zone: tzinfo = UTC, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.zone = zone
        self._bins: tuple[tuple[datetime, int], ...] = ()
        self._places: list[int] = []
        self._length = timedelta(minutes=15)

    @property
    def bin(self) -> tuple[datetime, int] | None:
        """The selected bin: its start, and how many are in it."""
        return self._bins[self.selected] if 0 <= self.selected < len(self._bins) else None

    @property
    def outside(self) -> tuple[int, int]:
        """How many are counted in bins that lie before the window, and behind it."""
        first = bisect_left(self._places, self._first)
        last = bisect_left(self._places, self._first + self._room)
        counts = [count for _, count in self._bins]
        return sum(counts[:first]), sum(counts[last:])

    def show(self, bins: tuple[tuple[datetime, int], ...], length: timedelta) -> None:
        """Show other bins, in order of time; what was selected stays at its moment, the last one at the end."""
        at_end = self.selected >= len(self._bins) - 1
        before = self.bin
        self._bins, self._length = bins, length
        self._places = [int((start - bins[0][0]) / length) for start, _ in bins]
        if before is None or at_end:
            self.selected = len(bins) - 1
        else:
            starts = [start for start, _ in bins]
            self.selected = min(bisect_left(starts, before[0] - length / 2), len(bins) - 1)
        self.post_message(self.Selected())
        self.refresh()

    # Where things are: a bin is `_step` columns, and the window begins with bin `_first`

    @property
    def _total(self) -> int:
        return self._places[-1] + 1 if self._places else 0

    @property
    def _step(self) -> int:
        return max(1, min(_WIDEST, self.size.width // max(1, self._total)))

    @property
    def _room(self) -> int:
        return max(1, self.size.width // self._step)

    @property
    def _first(self) -> int:
        room = self._room
        if self._total <= room or self.selected < 0:
            return 0
        return max(0, min(self._places[self.selected] - room * 2 // 3, self._total - room))

    def _at(self, place: int) -> int | None:
        """Return which bin with something in it is the one at a place."""
        index = bisect_left(self._places, place)
        return index if index < len(self._places) and self._places[index] == place else None

    def on_resize(self) -> None:
        self.post_message(self.Selected())  # other bars are outside now

    def render_line(self, y: int) -> Strip:
        width, height = self.size.width, self.size.height - _FOOT
        if y > height:
            clock = self.get_component_rich_style("time-chart--clock")
            return Strip([Segment(fit(self._clock(width), width), clock)], width)
        most = max((count for _, count in self._bins), default=1)
        bar = self.get_component_rich_style("time-chart--bar")
        chosen = self.get_component_rich_style("time-chart--selected")
        segments, step, first = [], self._step, self._first
        gap = 1 if step > 2 else 0
        for place in range(first, first + width // step):
            index = self._at(place)
            mine = index is not None and index == self.selected
            if index is None:
                text = " " * step
            elif y == height:
                text = ("▲" if mine else " ").ljust(step)
            else:
                eighths = max(1, round(self._bins[index][1] / most * height * 8))
                level = min(8, max(0, eighths - (height - 1 - y) * 8))
                text = _EIGHTHS[level] * (step - gap) + " " * gap
            segments.append(Segment(text, chosen if mine else bar))
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _clock(self, width: int) -> str:
        if not self._bins:
            return ""
        text, step = "", self._step
        cut = len(" 00:00:00") if self._length >= _DAY else len(":00")
        last = min(self._first + width // step, self._total)
        for place in range(self._first, last, -(-_TICK // step)):
            start = self._bins[0][0] + place * self._length
            text = text.ljust((place - self._first) * step)
            tick = wording.day_and_time(start, self.zone)[:-cut].strip()
            text += tick if len(text) + len(tick) <= width else ""
        return text

    def action_move(self, bars: int) -> None:
        self._select(self.selected + bars)

    def action_edge(self, to_end: bool) -> None:
        self._select(len(self._bins) - 1 if to_end else 0)

    def action_choose(self) -> None:
        if self.bin is not None:
            self.post_message(self.Chosen(self.bin[0], self._length))

    def on_click(self, event: events.Click) -> None:
        """Select the bar that was clicked, or the next one; show its sessions at the second click."""
        place = self._first + event.x // self._step
        self._select(bisect_left(self._places, place))
        if event.chain == 2:
            self.action_choose()

    def _select(self, index: int) -> None:
        self.selected = max(0, min(index, len(self._bins) - 1)) if self._bins else -1
        self.post_message(self.Selected())
