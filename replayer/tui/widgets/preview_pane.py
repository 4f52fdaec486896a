"""What is known of the session at the cursor, and a screenful of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from replayer.opening import Job, is_cheap_to_peek, versions
from replayer.sources import Entry
from replayer.terminal import Projector
from replayer.terminal.cells import Frame
from replayer.tui.bindings import Keys
from replayer.tui.details import details
from replayer.tui.outlook import Pace
from replayer.tui.session_row import SessionRow
from replayer.tui.version import Version, version
from replayer.tui.widgets.terminal_view import TerminalView

_REST = 0.15
"""Seconds that a session must stay at the cursor before it is opened: moving through the list opens nothing."""
_SHOWN = 32 << 10
"""Bytes of output after which the screen is shown."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What was found out about a session by opening its beginning."""

    key: str
    version: Version
    frame: Frame
    whole: bool
    """Whether the frame is the last one."""


class PreviewPane(Horizontal):
    """Shows a row at once, and what takes opening it a little later."""

    @dataclass
    class Opened(Message):
        """A session was opened: more is known of it than the list says."""

        preview: Preview

    def __init__(self, keys: Keys, zone: tzinfo = UTC) -> None:
        """Take what tells which key does what, and the zone in which dates are shown."""
        super().__init__()
        self._keys = keys
        self._zone = zone
        self._row: SessionRow | None = None
        self._job: Job[Preview] | None = None
        self._timer: Timer | None = None
        self._drawn: Preview | None = None
        self._details = Static(id="details", markup=False)
        self._note = Static(id="screen-note", markup=False)
        self._screen = TerminalView()

    def compose(self) -> ComposeResult:
        yield self._details
        with Vertical(id="screenful"):
            yield self._note
            yield self._screen

    def on_unmount(self) -> None:
        self._drop()

    def show(self, row: SessionRow | None) -> None:
        """Show another row; the one before is not opened any more."""
        self._drop()
        self._row = row
        self._draw(None)
        self.look()

    def look(self) -> None:
        """Open the row after a moment, where that can be seen and was not done."""
        row = self._row
        if row is None or row.outlook.pace is Pace.NOTHING:
            return
        if self.display and self._job is None and self._timer is None:
            self._timer = self.set_timer(_REST, self._open)

    def renew(self, row: SessionRow | None) -> None:
        """Show what is new of the same session."""
        self._row = row
        self._draw(self._drawn)

    def _drop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _open(self) -> None:
        self._timer = None
        if self._row is None:
            return
        entry = self._row.entry
        if not is_cheap_to_peek(entry):
            away = f"in AWS, and not read just for a look: {self._keys('open')} replays it"
            self._note.update(away, layout=False)
            return
        self._job = Job(
            lambda cancelled: _previews(entry, cancelled),
            on_result=lambda preview: self.post_message(self.Opened(preview)),
            on_error=lambda _error: None,  # the replay says it, when the user asks for that
        )

    def on_preview_pane_opened(self, message: Opened) -> None:
        """Show the screenful, unless another row came meanwhile."""
        if self._row is not None and self._row.session.key == message.preview.key:
            self._draw(message.preview)

    def _draw(self, preview: Preview | None) -> None:
        self._drawn = preview
        opened = preview.version if preview else None
        row = self._row
        text = details(row, opened, self._zone) if row else Content("")
        self._details.update(text, layout=False)
        note = ""
        if preview is not None:
            note = "the last screen" if preview.whole else f"the screen after {_SHOWN >> 10} kB"
        self._note.update(note, layout=False)
        self._screen.picture = preview.frame if preview else None


def _previews(entry: Entry, cancelled: Callable[[], bool]) -> Iterator[Preview]:
    """Yield the preview of an entry: its first version is enough, however large it is."""
    for recording in versions(entry, cancelled=cancelled):
        offset = min(len(recording.data), _SHOWN)
        frame = Projector(recording).frame_at(offset)
        whole = recording.complete and offset == len(recording.data)
        yield Preview(entry.key, version(recording), frame, whole)
        return
