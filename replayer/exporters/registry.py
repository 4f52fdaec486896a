"""Which exporters there are, and how one is chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from replayer.errors import WrongUsage
from replayer.exporters.asciicast import CAST, CAST3
from replayer.exporters.destination import write_whole
from replayer.exporters.exporter import Exporter, ExportOptions
from replayer.exporters.review import REVIEW
from replayer.exporters.text import TEXT
from replayer.exporters.timeline import TIMELINE
from replayer.recording.recording import Recording

EXPORTERS: tuple[Exporter, ...] = (CAST, CAST3, TEXT, TIMELINE, REVIEW)


def exporter_for(name: str | None, target: Path | None) -> Exporter:
    """Return the exporter of that name, else the one whose suffix the target has.

    Raises:
        WrongUsage: there is none.
    """
    known = ", ".join(exporter.name for exporter in EXPORTERS)
    for exporter in EXPORTERS:
        if exporter.name == name:
            return exporter
    if name is not None:
        raise WrongUsage(f"{name} is no format.", hint=f"Formats: {known}.")
    for exporter in EXPORTERS:
        if target is not None and target.name.lower().endswith(exporter.suffixes):
            return exporter
    where = "" if target is None else str(target)
    raise WrongUsage("the name does not tell the format.", where=where, hint=f"Pass -f: {known}.")


def export(
    recording: Recording,
    target: Path,
    exporter: Exporter,
    options: ExportOptions | None = None,
    *,
    overwrite: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Write the recording to a file; return False when cancelled, and leave nothing then.

    Raises:
        ExportRefused: the file exists and `overwrite` is false, or it cannot be written.
    """
    chunks = exporter.chunks(recording, options or ExportOptions())
    return write_whole(target, chunks, overwrite=overwrite, cancelled=cancelled)
