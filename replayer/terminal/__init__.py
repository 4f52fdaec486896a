"""Turns bytes into screens."""

from replayer.terminal.cells import DEFAULT_STYLE, Colour, Cursor, Frame, Row, Style
from replayer.terminal.emulator import Emulator
from replayer.terminal.parser import Failure
from replayer.terminal.projector import Projector

__all__ = [
    "DEFAULT_STYLE",
    "Colour",
    "Cursor",
    "Emulator",
    "Failure",
    "Frame",
    "Projector",
    "Row",
    "Style",
]
