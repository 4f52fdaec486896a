"""A place from which recordings are exported: the dialog, the writing beside everything else, the word at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from textual import on
from textual.message import Message
from textual.screen import Screen

from replayer.errors import ReplayError
from replayer.exporters import export
from replayer.foreign import shown
from replayer.opening import Job
from replayer.recording.recording import Recording
from replayer.tui.bindings import Keys
from replayer.tui.dialogs.export import ExportDialog, ExportWish
from replayer.tui.naming import file_stem

Source: TypeAlias = Callable[[Callable[[], bool]], Recording]
"""Returns the recording to write, given the question whether it is cancelled; called in a thread of its own."""


class ExportingScreen(Screen[None]):
    """What such places share."""

    @dataclass
    class Exported(Message):
        """An export is done, or went wrong."""

        target: Path
        error: Exception | None
        contains: str = "The file contains whatever the screen showed, secrets included."
        """What the one who hands the file on should know, as a sentence."""

    keys: Keys
    """As they are set at present, for what is said of them."""

    _export_job: Job[Recording] | None = None
    _exported_to = Path()

    def export(
        self, key: str, source: Source, *, speed: float = 1.0, idle: float | None = None
    ) -> None:
        """Ask how to export the session of that key, and do it."""

        def asked(wish: ExportWish | None) -> None:
            if wish is not None:
                self._write(source, wish)

        dialog = ExportDialog(file_stem(key), speed, idle, Path.cwd(), self.keys)
        self.app.push_screen(dialog, asked)

    def on_unmount(self) -> None:
        job = self._export_job
        if job is not None and not job.wait(0):
            job.cancel()
            target = shown(str(self._exported_to))
            text = f"The place was left before it was done.\n{target}"
            self.app.notify(text, title="Not exported", severity="warning", markup=False)

    def _write(self, source: Source, wish: ExportWish) -> None:
        def write(cancelled: Callable[[], bool]) -> Iterator[Recording]:
            recording = source(cancelled)
            export(
                recording,
                wish.target,
                wish.exporter,
                wish.options,
                overwrite=wish.overwrite,
                cancelled=cancelled,
            )
            yield recording

        def done(recording: Recording) -> None:
            contains = f"The file contains {wish.exporter.contains}."
            if not recording.complete:
                contains += " IT IS NOT WHOLE: the session goes on, or was not read to its end."
            self.post_message(self.Exported(wish.target, None, contains))

        self._exported_to = wish.target
        self._export_job = Job(
            write,
            on_result=done,
            on_error=lambda error: self.post_message(self.Exported(wish.target, error)),
        )

    @on(Exported)
    def exported(self, message: Exported) -> None:
        """Say where the file is and what is in it, or why there is none."""
        if message.error is not None:
            error = str(for_people(message.error))
            self.notify(error, severity="error", markup=False, timeout=10)
        else:
            text = f"{shown(str(message.target))}\n{message.contains}"
            self.notify(text, title="Exported", markup=False, timeout=8)


def for_people(error: Exception) -> ReplayError:
    """Return an error that is meant for people; any other is a bug, and crashes loudly."""
    if not isinstance(error, ReplayError):
        raise error
    return error
