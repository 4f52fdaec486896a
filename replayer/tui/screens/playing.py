"""A place with a playback: it is moved from here, and where it is then is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo

from textual.reactive import reactive

from replayer.player import Clock
from replayer.tui.playback import Playback
from replayer.tui.request import ReplayRequest
from replayer.tui.screens.exporting import ExportingScreen
from replayer.tui.widgets.replay_panel import ReplayPanel


class PlayingScreen(ExportingScreen):
    """What all that can be done in a replay has in common; each adds to `moved` what it shows of a move."""

    request: ReplayRequest
    """What is replayed."""
    clock: Clock
    """By which is played."""
    zone: reactive[tzinfo]
    """In which the clock is shown."""
    playback: Playback | None = None
    """What is being played; None until something is."""
    is_reading = True
    """Whether more of the session may come."""

    def __init__(self) -> None:
        """Start with nothing to play."""
        super().__init__()
        self._early: list[Callable[[Playback], object]] = []

    @property
    def panel(self) -> ReplayPanel:
        """The picture and its frame."""
        return self.query_one(ReplayPanel)

    @property
    def can_be_moved(self) -> bool:
        """Whether something is being played, or will be."""
        return self.playback is not None or self.is_reading

    def move(self, act: Callable[[Playback], object]) -> None:
        """Let the player do something and show what came of it; before there is one, as soon as there is."""
        if self.playback is None:
            self._early.append(act)
            return
        self.playback.ran_out = False
        act(self.playback)
        self.moved()

    def moved(self) -> None:
        """Show where the replay is now."""
        if (playback := self.playback) is not None:
            playback.show()
            self.panel.position = playback.player.position
            self.panel.place = playback.player.offset
