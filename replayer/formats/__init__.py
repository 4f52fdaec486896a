"""Reads bytes of any origin into evidence, by content."""

from replayer.formats.format import Format
from replayer.formats.reading import FORMATS, parts, read, recognise

__all__ = ["FORMATS", "Format", "parts", "read", "recognise"]
