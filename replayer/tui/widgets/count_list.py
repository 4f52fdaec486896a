"""Names with a bar each, from the most to the fewest."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from replayer.foreign import shown
from replayer.tui.fitting import cut_inside, fit

_COUNT = 8
_SHORTEST = 8
"""Columns that are left for the bars, however long the names are."""


class CountList(Widget, can_focus=True):
    """Draws only the names in sight."""

    HELP_HEADING = "OWNERS AND TARGETS"
    BINDINGS = [
        Binding("up,k", "move(-1)", "Up", show=False, id="count-up", tooltip="One name up"),
        Binding("down,j", "move(1)", "Down", show=False, id="count-down", tooltip="One name down"),
        Binding("home,g", "edge(False)", "First", show=False, id="count-first"),
        Binding("end,G", "edge(True)", "Last", show=False, id="count-last"),
        Binding("enter", "choose", "Show sessions", id="count-choose",
                tooltip="Show the sessions of the owner or target at the cursor"),
    ]  # fmt: skip
    COMPONENT_CLASSES = {"count-list--heading", "count-list--bar", "count-list--cursor"}
    DEFAULT_CSS = """
    CountList {
        width: 1fr; height: 1fr; padding: 0 1;
        & > .count-list--heading { color: $text-muted; text-style: bold; }
        & > .count-list--bar { color: $primary; }
        & > .count-list--cursor { background: $primary 30%; text-style: bold; }
    }
    """

    cursor: reactive[int] = reactive(0)

    @dataclass
    class Chosen(Message):
        """The user wants to see the sessions of a name."""

        field: str
        name: str

    def __init__(self, heading: str, field: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._heading = heading
        self._field = field
        self._counts: tuple[tuple[str, int], ...] = ()
        self._longest = 0

    def show(self, counts: tuple[tuple[str, int], ...]) -> None:
        """Show other counts; the cursor stays at its name."""
        name = self._counts[self.cursor][0] if self.cursor < len(self._counts) else ""
        self._counts = counts
        self._longest = max((cell_len(shown(each)) for each, _ in counts[:1000]), default=0)
        self.cursor = next((i for i, (each, _) in enumerate(counts) if each == name), 0)
        self.refresh()

    @property
    def _top(self) -> int:
        return max(0, self.cursor - max(0, self.size.height - 2))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y == 0:
            style = self.get_component_rich_style("count-list--heading")
            return Strip(
                [Segment(fit(f"  {self._heading} ({len(self._counts):,})", width), style)], width
            )
        index = self._top + y - 1
        if index >= len(self._counts):
            return Strip.blank(width, self.rich_style)
        name, count = self._counts[index]
        at_hand = index == self.cursor and self.has_focus
        base = self.get_component_rich_style("count-list--cursor") if at_hand else self.rich_style
        names = max(8, min(self._longest, width - _COUNT - _SHORTEST))
        room = max(0, width - names - _COUNT - 3)
        bar = "█" * max(1, round(count / self._counts[0][1] * room)) if room else ""
        return Strip(
            [
                Segment("▌ " if at_hand else "  ", base),
                Segment(fit(cut_inside(shown(name), names), names), base),
                Segment(f"{count:>{_COUNT},} ", base),
                Segment(bar, base + self.get_component_rich_style("count-list--bar").without_color
                        if at_hand else self.get_component_rich_style("count-list--bar")),
            ]
        ).adjust_cell_length(width, base)  # fmt: skip

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def action_move(self, names: int) -> None:
        self.cursor = max(0, min(self.cursor + names, len(self._counts) - 1))

    def action_edge(self, to_end: bool) -> None:
        self.cursor = max(0, len(self._counts) - 1) if to_end else 0

    def action_choose(self) -> None:
        if self._counts:
            self.post_message(self.Chosen(self._field, self._counts[self.cursor][0]))

    def on_click(self, event: events.Click) -> None:
        """Go to the name that was clicked; show its sessions at the second click."""
        index = self._top + event.y - 1
        if 0 <= index < len(self._counts) and event.y:
            self.cursor = index
            if event.chain == 2:
                self.action_choose()
