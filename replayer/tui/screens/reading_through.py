"""What a recording tells when it is read through: the commands, and what the session tried with its terminal."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.message import Message

from replayer.analysis.attempts import Attempt
from replayer.opening import Job
from replayer.recording.recording import Recording
from replayer.tui.dialogs.text import TextDialog
from replayer.tui.info import attempts_text
from replayer.tui.pointing import entered
from replayer.tui.reading import Reading, read
from replayer.tui.screens.exporting import for_people
from replayer.tui.screens.narrowing import NarrowingScreen


class ReadingScreen(NarrowingScreen):
    """A place whose recording is read through as soon as it is whole."""

    tried = 0
    """How often the session tried something with its terminal, as far as that is known."""

    @dataclass
    class WasRead(Message):
        """It is known what was entered and tried."""

        reading: Reading

    @dataclass
    class ReadFailed(Message):
        """Reading broke."""

        error: Exception

    def __init__(self) -> None:
        """Start with nothing read."""
        super().__init__()
        self._read: Job[Reading] | None = None
        self._attempts: tuple[Attempt, ...] | None = None

    def on_unmount(self) -> None:
        if self._read is not None:
            self._read.cancel()

    def read_through(self, recording: Recording) -> None:
        """Read a recording, beside everything else."""
        self._read = Job(
            lambda cancelled: read(recording, cancelled),
            on_result=lambda reading: self.post_message(self.WasRead(reading)),
            on_error=lambda error: self.post_message(self.ReadFailed(error)),
        )

    @on(WasRead)
    def was_read(self, message: WasRead) -> None:
        """List the commands, and count what the session tried."""
        playback, reading = self.playback, message.reading
        if playback is None or reading.recording is not playback.recording:
            return
        playback.learn(reading.commands)
        self._attempts, self.tried = reading.attempts, reading.tried
        self.panel.commands = entered(reading.commands)
        self.narrow()
        self.moved()

    @on(ReadFailed)
    def read_failed(self, message: ReadFailed) -> None:
        """Say why."""
        error = str(for_people(message.error))
        self.notify(error, severity="error", markup=False, timeout=10)

    def action_attempts(self) -> None:
        playback = self.playback
        if playback is None:
            return
        if self._attempts is None:
            self.notify(
                "What the session tried is known once it was read to its end.", markup=False
            )
        else:
            started = playback.recording.timeline.started
            text = attempts_text(self._attempts, self.tried, started, self.zone)
            heading = "What the session tried with its terminal"
            self.app.push_screen(TextDialog(heading, text, self.keys))
