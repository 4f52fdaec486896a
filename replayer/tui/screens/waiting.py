"""A replay that does not start by itself: a poster hangs over the picture until somebody moves."""

from __future__ import annotations

from textual import on
from textual.content import Content

from replayer.player import State
from replayer.tui.poster import poster_offset, poster_text
from replayer.tui.screens.finding import FindingScreen
from replayer.tui.widgets.poster import Poster


class WaitingScreen(FindingScreen):
    """A place with a playback that may wait for the user."""

    waits = False
    """Whether the replay waits to be started."""

    _stands: tuple[State, int, float] | None = None

    def hang_poster(self) -> None:
        """Show the facts and a telling screen, or that of the moment at which the replay is to begin."""
        playback = self.playback
        if not self.waits or playback is None:
            return
        player = playback.player
        self._stands = player.state, player.offset, player.position
        moved = player.state is not State.STOPPED
        offset = player.offset if moved else poster_offset(playback.recording)
        playback.show_instead(None if moved else offset)
        self.panel.poster = poster_text(playback.version, offset, self.zone, self.keys)

    def _take_poster_down(self) -> None:
        """Leave the picture to the replay once that has been moved in any way."""
        playback = self.playback
        if self._stands is None or playback is None:
            return
        player = playback.player
        if self._stands != (player.state, player.offset, player.position):
            self.waits, self._stands = False, None
            playback.show_instead(None)
            self.panel.poster = Content("")

    def moved(self) -> None:
        self._take_poster_down()
        super().moved()

    @on(Poster.Pressed)
    def poster_pressed(self) -> None:
        """Start."""
        if self.playback is not None:
            self.playback.player.play()
            self.moved()
