"""Speed and idle limit applied to the times of an export."""

from __future__ import annotations

from collections.abc import Callable

from replayer.exporters.exporter import ExportOptions
from replayer.player import idle_map
from replayer.recording.timeline import Timeline


def paced(timeline: Timeline, options: ExportOptions) -> Callable[[float], float]:
    """Return the map from recording time to exported time, in seconds."""
    idle = idle_map(timeline, options.idle)
    return lambda time: idle.to_playing(time) / options.speed
