"""The app: which place is shown, and what all places share."""

from __future__ import annotations

from textual.app import App

from replayer.tui.request import ReplayRequest


class ReplayerApp(App[None]):
    """Shows Sessions, or goes straight into one replay."""

    TITLE = "ssm-replay"

    def __init__(
        self, *, places: tuple[str, ...] = (), replay: ReplayRequest | None = None
    ) -> None:
        """Take the places to list, or the one session to replay."""
        super().__init__()
        self.places = places
        self.replay = replay
