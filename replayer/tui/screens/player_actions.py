"""The actions that only move the player, by the names that the bindings use."""

from __future__ import annotations

from replayer.tui.screens.playing import PlayingScreen


class PlayerActions(PlayingScreen):
    """A place in which the player can be moved by keys."""

    idle_cut = 2.0
    """Seconds to which long pauses are cut when that is switched on."""

    def action_toggle_playback(self) -> None:
        self.move(lambda playback: playback.player.toggle())

    def action_seek(self, seconds: float) -> None:
        self.move(lambda playback: playback.player.seek_by(seconds))

    def action_seek_share(self, percent: float) -> None:
        self.move(
            lambda playback: playback.player.seek(
                playback.player.position + playback.player.timeline.duration * percent / 100
            )
        )

    def action_seek_percent(self, percent: float) -> None:
        self.move(lambda playback: playback.player.seek_percent(percent))

    def action_step(self, forward: bool) -> None:
        self.move(lambda playback: playback.step(forward=forward))

    def action_marker(self, forward: bool) -> None:
        self.move(lambda playback: playback.go_to_marker(forward=forward))

    def action_command(self, forward: bool) -> None:
        self.move(lambda playback: playback.next_command(forward=forward))

    def action_slower(self) -> None:
        self.move(lambda playback: playback.player.slower())

    def action_faster(self) -> None:
        self.move(lambda playback: playback.player.faster())

    def action_normal_speed(self) -> None:
        self.move(lambda playback: playback.player.set_speed(1.0))

    def action_toggle_idle(self) -> None:
        self.move(
            lambda playback: playback.player.limit_idle(
                self.idle_cut if playback.player.idle_limit is None else None
            )
        )

    def action_skip_pause(self) -> None:
        self.move(lambda playback: playback.player.skip_pause())
