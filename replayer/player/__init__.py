"""Where a replay is and how it moves: a state machine over the offsets and times of a timeline."""

from replayer.player.idle import IdleMap, idle_map
from replayer.player.loop import Loop
from replayer.player.player import Player, State
from replayer.player.replay_clock import MAX_SPEED, MIN_SPEED, Clock

__all__ = [
    "MAX_SPEED",
    "MIN_SPEED",
    "Clock",
    "IdleMap",
    "Loop",
    "Player",
    "State",
    "idle_map",
]
