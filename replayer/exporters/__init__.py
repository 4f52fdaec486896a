"""A recording written as a file: one exporter a format, and the pass that makes terminal output safe to play."""

from replayer.exporters.destination import refuse_existing, write_stream
from replayer.exporters.exporter import Exporter, ExportOptions
from replayer.exporters.registry import EXPORTERS, export, exporter_for
from replayer.exporters.sanitise import SafeText, sanitised

__all__ = [
    "EXPORTERS",
    "ExportOptions",
    "Exporter",
    "SafeText",
    "export",
    "exporter_for",
    "refuse_existing",
    "sanitised",
    "write_stream",
]
