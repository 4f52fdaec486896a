"""A list of sessions that says which of them the user reviewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from textual import on
from textual.events import Mount, ScreenResume, Unmount
from textual.message import Message

from replayer.notebook import Notebook
from replayer.opening import Job
from replayer.tui.judged import Reviewed, reviewed
from replayer.tui.screens.exporting import for_people
from replayer.tui.screens.marking import MarkingScreen

_AFTER = 0.4
"""Seconds: a replay that was left may be writing for a moment longer."""


class JudgingScreen(MarkingScreen):
    """Reads the reviews in a thread, at the start and whenever the user comes back."""

    @dataclass
    class ReviewsRead(Message):
        """It is known which sessions were reviewed; the list shows it."""

        reviews: Mapping[str, Reviewed]
        """Key of the session → what the user came to."""

    @dataclass
    class ReviewsFailed(Message):
        """The reviews could not be read."""

        error: Exception

    _reviews_job: Job[Mapping[str, Reviewed]] | None = None

    @on(Mount)
    def read_reviews(self) -> None:
        """Read them all: there are as many as this user made."""
        self.drop_reviews()
        self._reviews_job = Job(
            _all,
            on_result=lambda reviews: self.post_message(self.ReviewsRead(reviews)),
            on_error=lambda error: self.post_message(self.ReviewsFailed(error)),
        )

    @on(ScreenResume)
    def read_reviews_again(self) -> None:
        """Read what changed in a replay."""
        if self._reviews_job is not None:
            self.set_timer(_AFTER, self.read_reviews)

    @on(Unmount)
    def drop_reviews(self) -> None:
        """Read no further."""
        if self._reviews_job is not None:
            self._reviews_job.cancel()

    @on(ReviewsFailed)
    def reviews_failed(self, message: ReviewsFailed) -> None:
        """Say why the list does not tell."""
        self.notify(str(for_people(message.error)), severity="warning", markup=False)


def _all(cancelled: Callable[[], bool]) -> Iterator[Mapping[str, Reviewed]]:
    found = ((key, reviewed(review)) for key, review in Notebook().reviews(cancelled))
    yield {key: each for key, each in found if each is not None}
