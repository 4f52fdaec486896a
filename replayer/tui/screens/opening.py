"""Opening a session: its versions as they come, and whether anybody answers while it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from textual.message import Message

from replayer.opening import Job, Unanswered, follow, versions
from replayer.tui.screens.finding import FindingScreen
from replayer.tui.version import Version, version


class OpeningScreen(FindingScreen):
    """A place that reads one session in a thread, and hears of it by messages."""

    @dataclass
    class Arrived(Message):
        """A newer version of the recording is there."""

        version: Version

    @dataclass
    class Failed(Message):
        """The session could not be opened, or no further."""

        error: Exception

    @dataclass
    class Complete(Message):
        """There will be no further version."""

    @dataclass
    class Unheard(Message):
        """What is followed does not answer; None: it answers again."""

        unanswered: Unanswered | None

    unanswered_since: datetime | None = None
    """Since when nothing is heard of a session that goes on; None while it is."""

    _open: Job[Version] | None = None

    def open_session(self) -> None:
        """Read it, or follow it while it goes on."""
        request = self.request
        self._open = Job(
            lambda cancelled: map(
                version,
                follow(
                    request.entry,
                    size=request.size,
                    on_unanswered=lambda gone: self.post_message(self.Unheard(gone)),
                    cancelled=cancelled,
                )
                if request.live
                else versions(request.entry, size=request.size, cancelled=cancelled),
            ),
            on_result=lambda each: self.post_message(self.Arrived(each)),
            on_error=lambda error: self.post_message(self.Failed(error)),
            on_end=lambda: self.post_message(self.Complete()),
        )

    def on_unmount(self) -> None:
        if self._open is not None:
            self._open.cancel()
