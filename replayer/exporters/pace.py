"""Speed and idle limit applied to the times of an export."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from replayer.exporters.exporter import ExportOptions
from replayer.player import IdleMap, long_pauses
from replayer.recording.timeline import Timeline


def paced(timeline: Timeline, options: ExportOptions) -> Callable[[float], float]:
    """Return the map from recording time to exported time, in seconds."""
    idle = IdleMap()
    if options.idle is not None:
        times = chain((0.0,), timeline.times, (timeline.duration,))
        idle = IdleMap(long_pauses(times, options.idle), options.idle)
    return lambda time: idle.to_playing(time) / options.speed
