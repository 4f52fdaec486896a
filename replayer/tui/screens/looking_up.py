"""A list of sessions that looks once more, by its name, for the log of one that it listed without any."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.events import Unmount
from textual.message import Message

from replayer.opening import Job, find_one
from replayer.opening.spec import AWS
from replayer.session import Session, TraceState
from replayer.settings import AwsSettings
from replayer.sources import Entry
from replayer.tui.screens.exporting import for_people
from replayer.tui.screens.judging import JudgingScreen


class LookingUpScreen(JudgingScreen):
    """Asks AWS for one session: the right to read a log is not the right to list where it lies, and logs come later.

    What it found comes as `LookedUp`.
    """

    @dataclass
    class LookedUp(Message):
        """It is known what there is of a session now."""

        entry: Entry

    @dataclass
    class LookUpFailed(Message):
        """AWS did not tell."""

        error: Exception

    _look_up_job: Job[Entry] | None = None

    def look_up(self, entry: Entry, aws: AwsSettings) -> None:
        """Ask for the session of `entry`; one that is asked for already is given up."""
        self.drop_look_up()
        self.notify("Looking for its log by its name …", timeout=2, markup=False)
        self._look_up_job = Job(
            lambda cancelled: iter(
                [find_one([entry.key], (AWS,), aws=aws, cancelled=cancelled)],
            ),
            on_result=lambda found: self.post_message(self.LookedUp(found)),
            on_error=lambda error: self.post_message(self.LookUpFailed(error)),
        )

    @on(Unmount)
    def drop_look_up(self) -> None:
        """Look no further."""
        if self._look_up_job is not None:
            self._look_up_job.cancel()

    @on(LookUpFailed)
    def _say_why(self, message: LookUpFailed) -> None:
        self.notify(str(for_people(message.error)), severity="error", markup=False, timeout=10)


def may_be_found(session: Session) -> bool:
    """Whether asking for one session may find a log that listing all did not."""
    states = {trace.state for trace in session.traces}
    if session.id is None or TraceState.NOT_EXPECTED in states:
        return False
    # where its history says that it went may be no place that the account names today
    told = any(trace.state is TraceState.ABSENT and trace.where for trace in session.traces)
    return told or TraceState.DENIED in states or session.is_running
