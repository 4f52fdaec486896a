"""Taking something of the picture along: its text to the clipboard, itself to a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from textual import on

from replayer.exporters.destination import write_whole
from replayer.exporters.picture import svg
from replayer.foreign import shown
from replayer.opening import Job
from replayer.recording.recording import Recording
from replayer.terminal.cells import Frame
from replayer.terminal.palette import Scheme
from replayer.tui import wording
from replayer.tui.captions import caption
from replayer.tui.fitting import fit
from replayer.tui.naming import NO_NAME, file_stem, named
from replayer.tui.screens.finding import FindingScreen
from replayer.tui.widgets.prompt_bar import PromptBar
from replayer.tui.widgets.selectable_view import SelectableView

_QUOTED = 40
"""Columns of copied text that the message shows: the clipboard itself cannot be seen."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a picture is drawn of: the screen as it was when the key was pressed, whatever is played meanwhile."""

    recording: Recording
    frame: Frame
    position: float
    """Seconds from the start."""

    @property
    def file_name(self) -> str:
        """A name that tells the session and the moment."""
        minutes, seconds = divmod(int(self.position * 10), 600)
        stem = file_stem(self.recording.session.key)
        return f"{stem}-{minutes}m{seconds // 10:02}.{seconds % 10}s.svg"


class CapturingScreen(FindingScreen):
    """A place with a picture that can be copied and saved."""

    def __init__(self) -> None:
        """Start with nothing taken."""
        super().__init__()
        self.save_bar = PromptBar("picture to", "file name", id="save")
        self._captured: Moment | None = None
        self._save_job: Job[bool] | None = None

    def on_unmount(self) -> None:
        if self._save_job is not None:
            self._save_job.cancel()

    # The clipboard

    @on(SelectableView.Selecting)
    def selecting(self) -> None:
        """Let the picture stand still, so that what is marked is what is copied."""
        if self.playback is not None and self.playback.is_playing():
            self.playback.player.pause()
            self.moved()

    def action_copy(self) -> None:
        text = self.panel.text
        if not text:
            self.notify("There is no text to copy.", markup=False)
            return
        self.app.copy_to_clipboard(text)
        lines = text.split("\n")
        first = next(line for line in lines if line).strip()
        count = f"{wording.count(len(lines), 'line')} copied"
        quoted = first if len(lines) == 1 and len(first) <= _QUOTED else fit(first, _QUOTED)
        self.notify(
            f"{shown(quoted).rstrip()}\nNothing there? Your terminal may forbid it (OSC 52).",
            title=count,
            markup=False,
        )

    def action_unmark(self) -> None:
        self.panel.unmark()

    # The file

    def action_save_picture(self) -> None:
        playback, frame = self.playback, self.panel.picture
        if playback is not None and frame is not None:
            position = playback.player.position
            if (
                frame.offset != playback.player.offset
            ):  # the poster, or a seek that is not there yet
                position = playback.recording.timeline.time_at(max(0, frame.offset - 1))
            self._captured = Moment(playback.recording, frame, position)
            self.open_line(self.save_bar, self._captured.file_name)

    @on(PromptBar.Left, "#save")
    def save_left(self) -> None:
        """Give the keys back to the replay."""
        self.set_focus(None)

    @on(PromptBar.Submitted, "#save")
    def save_submitted(self, message: PromptBar.Submitted) -> None:
        """Write the picture, or say why not and let the name be corrected."""
        target = named(message.text.strip(), Path.cwd())
        problem = NO_NAME if target is None else _problem(message.text, target)
        if target is None or problem:
            self.save_bar.complain(problem)
            return
        self.save_bar.close()
        self.set_focus(None)
        if (moment := self._captured) is None:
            return
        self._captured = None
        scheme, zone = self.panel.scheme, self.zone
        self._save_job = Job(
            lambda cancelled: _written(moment, scheme, zone, target, cancelled),
            on_result=lambda _: self.post_message(self.Exported(target, None)),
            on_error=lambda error: self.post_message(self.Exported(target, error)),
        )


def _problem(text: str, target: Path) -> str:
    """Return why nothing can be written there; empty when it can."""
    if not text.strip():
        return "Write a file name."
    if target.is_dir():
        return "That is a folder: add a file name."
    if not target.parent.is_dir():
        return "There is no such folder."
    return "The file exists: choose another name." if target.exists() else ""


def _written(
    moment: Moment, scheme: Scheme, zone: tzinfo, target: Path, cancelled: Callable[[], bool]
) -> Iterator[bool]:
    lines = caption(moment.recording, moment.frame, moment.position, zone)
    picture = svg(moment.frame, scheme, lines).encode()
    yield write_whole(target, [picture], cancelled=cancelled)
