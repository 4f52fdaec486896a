"""What was entered, and when: the list beside the picture that goes along with the replay."""

from __future__ import annotations

from bisect import bisect_right
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

from replayer.analysis.commands import Command
from replayer.foreign import shown
from replayer.recording.timeline import Certainty
from replayer.tui import wording
from replayer.tui.fitting import fit

_LINES = 2
"""The heading and the line of keys."""
_HINT = "{ } go  tab choose  & filter"
_KEYS = "↑ ↓  enter go  esc leave"


class CommandList(ScrollView, can_focus=True):
    """Draws the commands in sight; while it has the keys, a cursor goes through them. Knows nothing of players."""

    HELP_HEADING = "COMMANDS"
    BINDINGS = [
        Binding("up,k", "walk(-1)", "Up", show=False, id="command-up", tooltip="One command up"),
        Binding("down,j", "walk(1)", "Down", show=False, id="command-down",
                tooltip="One command down"),
        Binding("pageup", "walk(-10)", "Page up", show=False, id="command-page-up",
                tooltip="Ten commands up"),
        Binding("pagedown", "walk(10)", "Page down", show=False, id="command-page-down",
                tooltip="Ten commands down"),
        Binding("enter", "choose", "Go to command", id="command-go",
                tooltip="Go to the command at the cursor, as it was entered"),
        Binding("escape,tab", "leave", "Leave list", id="command-leave",
                tooltip="Give the keys back to the replay"),
    ]  # fmt: skip
    FOCUS_ON_CLICK = False  # a click has said already which command is meant
    COMPONENT_CLASSES = {
        "command-list--heading",
        "command-list--time",
        "command-list--now",
        "command-list--cursor",
        "command-list--failed",
        "command-list--unsure",
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
        & > .command-list--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        & > .command-list--failed { color: $text-error; }
        & > .command-list--unsure { color: $text-error; }
    }
    """

    commands: reactive[tuple[Command, ...]] = reactive(())
    """In order; set by the parent."""
    listed: reactive[tuple[int, ...]] = reactive(())
    """The places of those to show, in order; set by the parent."""
    wanted: reactive[str] = reactive("")
    """The words by which the list is narrowed; set by the parent."""
    now: reactive[int] = reactive(-1, repaint=False)
    """Which of all commands is the last that was entered; -1 before the first; set by the parent."""
    started: reactive[datetime | None] = reactive(None)
    """The wall clock at time 0; set by the parent."""
    zone: reactive[tzinfo] = reactive[tzinfo](UTC)
    """In which the clock is shown; set by the parent."""
    cursor: reactive[int] = reactive(0)
    """The line of the list at which the keys are."""

    @dataclass
    class Chosen(Message):
        """The user pointed at a command."""

        index: int

    @dataclass
    class Left(Message):
        """The user is done with the list."""

    def watch_listed(self, listed: tuple[int, ...]) -> None:
        self.virtual_size = Size(0, len(listed) + _LINES)
        self.cursor = 0
        self._show_line(self._line_now())

    def watch_now(self) -> None:
        """Keep the command at hand in sight, unless the user looks for another one."""
        if not self.has_focus:
            self._show_line(self._line_now())
        self.refresh()

    def on_resize(self) -> None:
        """Keep it in sight also when the list is opened, or made lower."""
        self._show_line(self.cursor if self.has_focus else self._line_now())

    def walk(self) -> None:
        """Take the keys, at the command at hand."""
        self.cursor = max(0, self._line_now())
        self.focus()

    def _line_now(self) -> int:
        """Return the line of the command at hand, or of the last one before it that is listed."""
        return bisect_right(self.listed, self.now) - 1

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
        if y == 0:
            return self._heading(region.width)
        if y == region.height - 1:
            text = _KEYS if self.has_focus else _HINT
            style = self.rich_style + self._colour("time")
            return Strip([Segment(fit(text, region.width), style)], region.width)
        line = self.scroll_offset.y + y - 1
        if line >= len(self.listed):
            return Strip.blank(region.width, self.rich_style)
        return self._command(line, region.width)

    def _heading(self, width: int) -> Strip:
        count, name = f"{len(self.commands):,}", "COMMANDS"
        if self.wanted:
            count, name = f"{len(self.listed):,} of {count}", f"COMMANDS &{shown(self.wanted)}"
        text = f"{fit(name, max(0, width - len(count) - 1))} {count}"
        return Strip([Segment(text, self._style("heading"))]).adjust_cell_length(width)

    def _command(self, line: int, width: int) -> Strip:
        index = self.listed[line]
        command, now = self.commands[index], index == self.now
        style = self._style("now") if now else self.rich_style
        dim, unsure, red = (self._colour(name) for name in ("time", "unsure", "failed"))
        if self.has_focus and line == self.cursor:
            style = self._style("cursor")
            dim = unsure = red = Style()
        failed = f" ⨯{command.exit_code}" if command.exit_code else ""
        time = f"{'▸' if now else ' '} {self._time(command)}"
        estimated = command.certainty is Certainty.ESTIMATED
        sign = wording.SIGNS[command.certainty] if estimated else " "
        room = max(0, width - len(time) - len(failed) - 2)
        segments = [
            Segment(time, style + dim),
            Segment(f"{sign} ", style + unsure),
            Segment(fit(shown(command.text.replace("\n", " ⏎ ")), room), style),
            Segment(failed, style + red),
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

    # The mouse and the keys

    def on_click(self, event: events.Click) -> None:
        """Go to the command that was clicked on."""
        line = self.scroll_offset.y + event.y - self.gutter.top - 1
        if 0 < event.y - self.gutter.top < self.scrollable_content_region.height - 1 and (
            0 <= line < len(self.listed)
        ):
            self.post_message(self.Chosen(self.listed[line]))

    def action_walk(self, lines: int) -> None:
        self.cursor = min(max(self.cursor + lines, 0), max(0, len(self.listed) - 1))
        self._show_line(self.cursor)

    def action_choose(self) -> None:
        if self.listed:
            self.post_message(self.Chosen(self.listed[self.cursor]))

    def action_leave(self) -> None:
        self.post_message(self.Left())
