"""Writes a recording to a file while the app goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from replayer.exporters import export
from replayer.opening import Job
from replayer.recording.recording import Recording
from replayer.tui.dialogs.export import ExportWish


def exporting(
    recording: Recording, wish: ExportWish, done: Callable[[Exception | None], object]
) -> Job[bool]:
    """Start writing; `done` is called in another thread, with what went wrong or None."""

    def write(cancelled: Callable[[], bool]) -> Iterator[bool]:
        yield export(
            recording,
            wish.target,
            wish.exporter,
            wish.options,
            overwrite=wish.overwrite,
            cancelled=cancelled,
        )

    return Job(write, on_result=lambda _: done(None), on_error=done)
