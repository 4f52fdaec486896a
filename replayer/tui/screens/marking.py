"""A place from which many sessions are exported or fetched at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from replayer.opening import open_recording
from replayer.settings import AwsSettings
from replayer.tui import wording
from replayer.tui.batch import exported, fetched
from replayer.tui.dialogs.folder import FolderDialog, FolderWish
from replayer.tui.dialogs.progress import Batch, ProgressDialog
from replayer.tui.screens.exporting import ExportingScreen
from replayer.tui.session_row import SessionRow

_SCREENS = "whatever the screens showed, secrets included"
_EXPORT_FOLDER, _FETCH_FOLDER = "ssm-sessions", "ssm-evidence"


class MarkingScreen(ExportingScreen):
    """What such places share."""

    def export_rows(self, rows: Sequence[SessionRow], hidden: int = 0) -> None:
        """Ask how to export one session or many, `hidden` of them not in sight, and do it."""
        if len(rows) == 1:
            entry = rows[0].entry
            self.export(entry.key, lambda cancelled: open_recording(entry, cancelled=cancelled))
            return

        def asked(wish: FolderWish | None) -> None:
            if wish is not None:
                self._work(
                    Batch(
                        "Exporting",
                        len(rows),
                        lambda cancelled: exported(
                            rows,
                            wish.folder,
                            wish.exporter,
                            overwrite=wish.overwrite,
                            cancelled=cancelled,
                        ),
                        lambda done: (
                            f"{wording.count(done, 'session')} exported to {wish.folder}\n{_contain(done, wish.exporter.contains)}"
                        ),
                    )
                )

        heading = f"Export {_counted(rows, hidden)}"
        dialog = FolderDialog(heading, _EXPORT_FOLDER, Path.cwd(), self.keys, made=True)
        self.app.push_screen(dialog, asked)

    def fetch_rows(
        self, rows: Sequence[SessionRow], places: Sequence[str], aws: AwsSettings, hidden: int = 0
    ) -> None:
        """Ask where the raw evidence of sessions shall lie, `hidden` of them not in sight, and write it there."""
        entries = [row.entry for row in rows]

        def asked(wish: FolderWish | None) -> None:
            if wish is not None:
                self._work(
                    Batch(
                        "Fetching",
                        sum(len(entry.items) for entry in entries),
                        lambda cancelled: fetched(entries, wish.folder, places, aws, cancelled),
                        lambda done: (
                            f"{wording.count(done, 'file')} fetched into {wish.folder}\n{_contain(done, _SCREENS)}"
                        ),
                    )
                )

        heading = f"Fetch the evidence of {_counted(rows, hidden)}"
        note = (
            "Copies all evidence as it was read, with a manifest of digests. What was fetched before and "
            "is still the same is kept. `ssm-replay FOLDER` then works without a network."
        )
        dialog = FolderDialog(heading, _FETCH_FOLDER, Path.cwd(), self.keys, note=note, made=False)
        self.app.push_screen(dialog, asked)

    def _work(self, batch: Batch) -> None:
        self.app.push_screen(ProgressDialog(batch, self.keys))


def _counted(rows: Sequence[SessionRow], hidden: int) -> str:
    count = wording.count(len(rows), "session")
    return f"{count}, {hidden:,} of them hidden by the filter" if hidden else count


def _contain(done: int, what: str) -> str:
    return f"The files contain {what}." if done else ""
