"""Turns evidence into a recording: bytes and the time of each."""

from replayer.recording.build import build
from replayer.recording.pieces import Piece

__all__ = ["Piece", "build"]
