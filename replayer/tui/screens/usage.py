"""Usage: how many sessions there were, when, whose and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from replayer.foreign import shown
from replayer.opening import Job
from replayer.sources import Entry
from replayer.sources.source import Answer
from replayer.sources.usage import Usage, usage
from replayer.tui import wording
from replayer.tui.usage_words import LENGTHS, basis, bin_words, in_bin, length_words, of_name
from replayer.tui.widgets.count_list import CountList
from replayer.tui.widgets.key_line import KeyLine
from replayer.tui.widgets.split_line import SplitLine
from replayer.tui.widgets.time_chart import TimeChart


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted, and what is to be said of it."""

    entries: Sequence[Entry]
    filter: str = ""
    answers: tuple[Answer, ...] = ()
    searching: bool = False


class UsageScreen(Screen[str]):
    """Counts what the list shows; returns the filter that narrows the list to what was chosen."""

    HELP_HEADING = "USAGE"
    AUTO_FOCUS = "TimeChart"
    BINDINGS = [
        Binding("tab", "app.focus_next", "Next chart", id="usage-next",
                tooltip="Go on to the owners, the targets, and back to the bars"),
        Binding("b", "length", "Bins", id="usage-bins",
                tooltip="Count by 15 minutes, by hours, by days"),
        Binding("escape", "app.leave_place", "Leave", show=False, id="usage-leave",
                tooltip="Go back to the list as it was"),
        Binding("t", "toggle_zone", "UTC/local", id="usage-zone",
                tooltip="Show times in UTC or in local time"),
    ]  # fmt: skip

    @dataclass
    class Done(Message):
        """It is counted."""

        usage: Usage

    @dataclass
    class Failed(Message):
        """Counting broke."""

        error: Exception

    def __init__(self, counted: Counted, zone: tzinfo = UTC) -> None:
        """Take what to count."""
        super().__init__()
        self._counted = counted
        self._zone = zone
        self._length = LENGTHS[0]
        self._usage: Usage | None = None
        self._job: Job[Usage] | None = None
        self._again = False
        self._title = SplitLine(id="title")
        self._said = Static(id="said", markup=False)
        self._chart = TimeChart(zone)
        self._bar = SplitLine(id="bar")
        self._owners = CountList("OWNERS", "owner")
        self._targets = CountList("TARGETS", "target")
        self._empty = Static(id="empty", markup=False)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._said
        yield self._empty
        yield self._chart
        yield self._bar
        with Horizontal(id="names"):
            yield self._owners
            yield self._targets
        yield KeyLine()

    def on_mount(self) -> None:
        self._count()

    def on_unmount(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def recount(self, counted: Counted) -> None:
        """Count anew: the list has grown."""
        self._counted = counted
        self._count()

    def _count(self) -> None:
        """Count beside everything else: a hundred thousand sessions take a moment."""
        if self._job is not None:
            self._again = True
            return
        entries, length = self._counted.entries, self._length
        self._job = Job(
            lambda _cancelled: [usage(entries, length)],
            on_result=lambda found: self.post_message(self.Done(found)),
            on_error=lambda error: self.post_message(self.Failed(error)),
        )

    @on(Failed)
    def failed(self, message: Failed) -> None:
        """A bug, since counting asks nobody: crash loudly."""
        raise message.error

    @on(Done)
    def done(self, message: Done) -> None:
        """Show what was counted."""
        self._job = None
        self._usage = message.usage
        if self._again:
            self._again = False
            self._count()
        if message.usage.bin == self._length:
            self._show()

    def _show(self) -> None:
        found, counted = self._usage, self._counted
        if found is None:
            return
        self._title.left = Content.assemble(
            ("usage", "bold $text-primary"),
            f" · {wording.count(found.sessions, 'session')} · by {length_words(found.bin)}",
        )
        name = "UTC" if self._zone is UTC else datetime.now(self._zone).tzname() or "local"
        self._title.right = Content.styled(name, "$foreground-muted")
        lines = basis(found, counted.filter, counted.answers, searching=counted.searching)
        self._said.update("\n".join(map(shown, lines)))
        self._chart.show(found.bins, found.bin)
        self._owners.show(found.owners)
        self._targets.show(found.targets)
        self._empty.update(
            "There is no session to count." if not found.sessions
            else "Nobody recorded when any of these sessions was."
        )  # fmt: skip
        self._empty.display = not found.bins
        self._chart.display = self._bar.display = bool(found.bins)
        self.query_one("#names").display = bool(found.sessions)
        self._show_bar()

    @on(TimeChart.Selected)
    def _show_bar(self) -> None:
        chosen = self._chart.bin
        if chosen is None or self._usage is None:
            return
        start, count = chosen
        self._bar.left = Content.assemble(
            ("▲ ", "bold $text-accent"),
            (bin_words(start, self._usage.bin, self._zone), "bold"),
            f" · {wording.count(count, 'session')}",
        )
        most = max(number for _, number in self._usage.bins)
        before, after = self._chart.outside
        parts = [f"◂ {before:,} earlier"] if before else []
        parts += [f"{after:,} later ▸"] if after else []
        self._bar.right = Content.styled(
            " · ".join([*parts, f"the highest bar is {most:,}"]), "$foreground-muted"
        )

    # What the user does

    @on(TimeChart.Chosen)
    def bar_chosen(self, message: TimeChart.Chosen) -> None:
        """Go back to the list, narrowed to a bin."""
        self.dismiss(in_bin(message.start, message.length))

    @on(CountList.Chosen)
    def name_chosen(self, message: CountList.Chosen) -> None:
        """Go back to the list, narrowed to an owner or a target."""
        self.dismiss(of_name(message.field, message.name))

    def action_length(self) -> None:
        self._length = LENGTHS[(LENGTHS.index(self._length) + 1) % len(LENGTHS)]
        self._count()

    def action_toggle_zone(self) -> None:
        local = datetime.now().astimezone().tzinfo or UTC
        self._zone = local if self._zone is UTC else UTC
        self._chart.zone = self._zone
        self._chart.refresh()
        self._show()
