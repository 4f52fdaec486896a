"""What was entered, and when: the list beside the picture that goes along with the replay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from replayer.analysis.commands import Command
from replayer.foreign import shown
from replayer.tui import wording
from replayer.tui.fitting import fit


class CommandList(ScrollView, can_focus=False):
    """Draws the commands in sight; knows nothing of players."""

    COMPONENT_CLASSES = {
        "command-list--heading",
        "command-list--time",
        "command-list--now",
        "command-list--failed",
    }
    DEFAULT_CSS = """
    CommandList {
        width: 36;
        scrollbar-size: 1 1;
        overflow-x: hidden;
        padding: 0 1;
        & > .command-list--heading { color: $text-muted; text-style: bold; }
        & > .command-list--time { color: $text-muted; }
        & > .command-list--now { background: $primary 30%; text-style: bold; }
        & > .command-list--failed { color: $text-error; }
    }
    """

    commands: reactive[tuple[Command, ...]] = reactive(())
    """In order; set by the parent."""
    now: reactive[int] = reactive(-1, repaint=False)
    """Which of them is the last that was entered; -1 before the first; set by the parent."""
    started: reactive[datetime | None] = reactive(None)
    """The wall clock at time 0; set by the parent."""
    zone: reactive[tzinfo] = reactive[tzinfo](UTC)
    """In which the clock is shown; set by the parent."""

    @dataclass
    class Chosen(Message):
        """The user pointed at a command."""

        index: int

    def watch_commands(self, commands: tuple[Command, ...]) -> None:
        self.virtual_size = Size(0, len(commands) + 1)

    def watch_now(self, before: int, after: int) -> None:
        """Draw two lines again, and keep the command at hand in sight."""
        window = self.scrollable_content_region.height - 1
        top = self.scroll_offset.y
        if window > 0 and not top <= after < top + window:
            # in the middle, so that what follows is seen, too
            self.scroll_to(y=max(0, after - window // 2), animate=False, force=True, immediate=True)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return line `y` of the window: the heading, then the commands from where it is scrolled to."""
        width = self.scrollable_content_region.width
        base = self.rich_style
        if y == 0:
            count = f"{len(self.commands):,}"
            text = fit("COMMANDS", max(0, width - len(count))) + count
            return Strip([Segment(text, self._style("heading"))], width)
        index = self.scroll_offset.y + y - 1
        if index >= len(self.commands):
            return Strip.blank(width, base)
        command, now = self.commands[index], index == self.now
        style = self.get_component_rich_style("command-list--now") if now else base
        failed = f" ⨯{command.exit_code}" if command.exit_code else ""
        time = f"{'▸' if now else ' '} {self._time(command)}  "
        room = max(0, width - len(time) - len(failed))
        text = shown(command.text.replace("\n", " ⏎ "))
        segments = [
            Segment(time, style + self._colour("time")),
            Segment(fit(text, room), style),
            Segment(failed, style + self._colour("failed")),
        ]
        return Strip(segments).adjust_cell_length(width, style)

    def _time(self, command: Command) -> str:
        if self.started is None:
            return f"{wording.length(command.enter):>8}"
        return wording.clock(self.started + timedelta(seconds=command.enter), self.zone)[:-2]

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"command-list--{name}")

    def _colour(self, name: str) -> Style:
        return Style(color=self._style(name).color)

    def on_click(self, event: events.Click) -> None:
        """Go to the command that was clicked on."""
        index = self.scroll_offset.y + event.y - self.gutter.top - 1
        if event.y > self.gutter.top and 0 <= index < len(self.commands):
            self.post_message(self.Chosen(index))
