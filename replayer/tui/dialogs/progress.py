"""How far the work for many sessions is, and in the end what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from replayer.errors import ReplayError
from replayer.foreign import shown
from replayer.opening import Job
from replayer.tui.batch import Step
from replayer.tui.bindings import Keys

_BAR = 40
_TIDYING = 0.15
"""Seconds in which work that is stopped by the end of the app may tidy up, so that it leaves nothing half done."""
_FAILURES = 500
"""More of them are counted, not listed."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Work for many, and how it is spoken of."""

    heading: str
    """`Exporting`."""
    total: int
    """How many steps there will be."""
    work: Callable[[Callable[[], bool]], Iterator[Step]]
    end: Callable[[int], str]
    """Takes how many went well, and says so."""


class ProgressDialog(ModalScreen[None]):
    """Does a batch in a thread; leaving it while it runs stops it, and says what is done by then."""

    BINDINGS = [
        Binding("escape,q,enter", "leave", "Leave", id="progress-leave",
                tooltip="Stop the work; once it is over, close this"),
        Binding("down,j", "scroll(1)", "Down", show=False, id="progress-down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="progress-up"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ProgressDialog { align: center middle; }
    ProgressDialog > VerticalScroll {
        width: 74; max-width: 100%; height: auto; max-height: 90%;
        padding: 1 2;
        border: round $primary; background: $surface;
        scrollbar-size: 1 1;
    }
    ProgressDialog Static { width: 100%; }
    """

    @dataclass
    class Stepped(Message):
        """One step was made."""

        step: Step

    @dataclass
    class Ended(Message):
        """The work is over, or broke off with an error."""

        error: Exception | None = None

    def __init__(self, batch: Batch, keys: Keys) -> None:
        """Take what to do, which begins once the dialog is there, and what tells which key does what."""
        super().__init__()
        self._batch = batch
        self._keys = keys
        self._job: Job[Step] | None = None
        self._now = ""
        self._done = 0
        self._failed: list[Step] = []
        self._end = ""
        self._text = Static(markup=False)

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as box:
            box.border_title = Content(self._batch.heading)
            yield self._text

    def on_mount(self) -> None:
        self._job = Job(
            self._batch.work,
            on_result=lambda step: self.post_message(self.Stepped(step)),
            on_error=lambda error: self.post_message(self.Ended(error)),
            on_end=lambda: self.post_message(self.Ended()),
        )
        self._show()

    def on_unmount(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job.wait(_TIDYING)

    @on(Stepped)
    def stepped(self, message: Stepped) -> None:
        """Count a step, unless the user stopped meanwhile."""
        step = message.step
        if self._end:
            return
        self._now = step.name
        if step.error:
            self._failed.append(step)
        elif step.over:
            self._done += 1
        self._show()

    @on(Ended)
    def ended(self, message: Ended) -> None:
        """Say what became of it."""
        if self._end:
            return
        if message.error is not None and not isinstance(message.error, ReplayError):
            raise message.error  # a bug
        self._end = f"{message.error}\n" if message.error else ""
        self._end += self._batch.end(self._done)
        self._show()

    def action_leave(self) -> None:
        if self._end:
            self.dismiss(None)
            return
        if self._job is not None:
            self._job.cancel()
        self._end = f"Stopped. {self._batch.end(self._done)}"
        self._show()

    def action_scroll(self, lines: int) -> None:
        box = self.query_one(VerticalScroll)
        box.scroll_to(y=box.scroll_offset.y + lines, animate=False)

    def _show(self) -> None:
        leaving = f"{self._keys('progress-leave')} {'closes' if self._end else 'stops'}"
        self.query_one(VerticalScroll).border_subtitle = Content(leaving)
        over, total = self._done + len(self._failed), max(1, self._batch.total)
        lines = [Content(shown(line)) for line in self._end.split("\n") if line]
        if not self._end:
            full = min(_BAR, over * _BAR // total)
            lines.append(
                Content.assemble(
                    ("█" * full, "$text-primary"),
                    ("░" * (_BAR - full), "$foreground-muted"),
                    f"  {over:,} of {self._batch.total:,}",
                )
            )
            lines.append(Content.styled(shown(self._now), "$foreground-muted"))
        if self._failed:
            lines.append(Content.styled(f"⨯ {len(self._failed):,} failed", "bold $text-error"))
        if self._failed and self._end:
            lines += [
                Content.assemble(("  " + shown(each.name), "bold"), f": {shown(each.error)}")
                for each in self._failed[:_FAILURES]
            ]
        self._text.update(Content("\n").join(lines))
