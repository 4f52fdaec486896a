"""A list of sessions that fills while places are searched, in steps so short that keys come between."""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from typing import TypeAlias

from textual import on
from textual.events import Mount, Unmount
from textual.message import Message
from textual.timer import Timer

from replayer.opening import Job, catalog, usual_places
from replayer.settings import AwsSettings
from replayer.sources import Entry, Skipped
from replayer.sources.source import Answer
from replayer.tui.listing import Listing
from replayer.tui.outlook import outlook
from replayer.tui.screens.exporting import for_people
from replayer.tui.screens.looking_up import LookingUpScreen
from replayer.tui.session_row import SessionRow, session_row

Found: TypeAlias = SessionRow | Skipped | Answer

_FILL = 0.1
"""Seconds between two fills of the list: it grows without flicker, and keys come between."""
_MOST = 2000
"""Rows of one fill: with a hundred thousand there already, it takes a frame or two."""
_SHARE = 4
"""So many times as long as a fill took the keys have the app to themselves before the next."""
_FREEZE = 0.25
"""Seconds after which Python's search for dead cycles leaves alone what a search has found: with 100,000 sessions it
takes 0.4 s, in which no key is answered."""
BUNDLED = "fixture:"


class FillingScreen(LookingUpScreen):
    """Searches the places in a job, and takes over what it finds."""

    @dataclass
    class Chosen(Message):
        """It is known where to look."""

        places: tuple[str, ...]

    @dataclass
    class Waiting(Message):
        """Something is in the inbox."""

    @dataclass
    class Complete(Message):
        """All places are searched."""

        search: int

    @dataclass
    class Failed(Message):
        """A place could not be searched."""

        search: int
        error: Exception

    def __init__(self, places: tuple[str, ...], aws: AwsSettings | None) -> None:
        """Take the places to list; none of them means AWS, or without credentials for it the bundled sessions."""
        super().__init__()
        self.listing = Listing()
        self.places = places
        """Where it looks."""
        self.aws = aws or AwsSettings()
        self.bundled = False
        """Whether nobody named a place, and AWS is not there to be asked."""
        self.searching = True
        self.problem = ""
        """Why the search broke off; empty when it did not."""
        self.skipped: list[Skipped] = []
        self.answers: dict[str, Answer] = {}
        """What each source said last."""
        self._given = places
        self._inbox: deque[Found] = deque()
        self._search = 0
        self._search_job: Job[Found] | None = None
        self._over: str | None = None
        """What is to be said at the end, once the inbox is empty; None while the job goes on."""
        self._fill_timer: Timer | None = None
        self._freezing: Timer | None = None

    def filled(self) -> None:
        """Hear that something is new: the place shows it."""

    @on(Mount)
    def search(self) -> None:
        """Search all places, from the beginning if need be; what was found before stays until more is known of it."""
        self.drop_search()
        if self._search:
            gc.collect()  # a replay that was left: it would stay in memory with what is left alone from now on
        self._search += 1
        self.searching, self.problem, self._over = True, "", None
        self._inbox.clear()
        self.skipped.clear()
        self.answers.clear()
        number, shown = self._search, self.listing.keys()
        self._search_job = Job(
            lambda cancelled: self._look(shown, cancelled),
            on_result=self._received,
            on_error=lambda error: self.post_message(self.Failed(number, error)),
            on_end=lambda: self.post_message(self.Complete(number)),
        )
        self._freezing = self.set_interval(_FREEZE, _leave_alone)
        self.filled()

    @on(Unmount)
    def drop_search(self) -> None:
        """Search no further."""
        if self._search_job is not None:
            self._search_job.cancel()
        if self._freezing is not None:
            self._freezing.stop()

    # In the job's thread

    def _look(self, shown: Set[str], cancelled: Callable[[], bool]) -> Iterator[Found]:
        """Look for sessions; asking for credentials may take seconds.

        Rows that are shown already change at the end only: what is known of them first is less than they say, as of a
        target whose name is asked for last.
        """
        places = self._given or usual_places(self.aws)
        self.post_message(self.Chosen(places))
        known: dict[str, Entry] = {}
        for found in catalog(places, aws=self.aws, remembered=True, cancelled=cancelled):
            if not isinstance(found, Entry):
                yield found
            elif found.key in shown:
                known[found.key] = found
            else:
                yield session_row(found, outlook(found))
        for entry in known.values():
            yield session_row(entry, outlook(entry))

    def _received(self, found: Found) -> None:
        """Put what was found into the inbox: there may be thousands a second."""
        self._inbox.append(found)
        if len(self._inbox) == 1:
            self.post_message(self.Waiting())

    # In the app

    @on(Chosen)
    def chosen(self, message: Chosen) -> None:
        """Say where the sessions are from."""
        self.bundled = not self._given and message.places == (BUNDLED,)
        self.places = message.places
        self.filled()

    @on(Waiting)
    def found(self) -> None:
        """Fill the list, not more often than is seen."""
        if self._fill_timer is None:
            self._fill_timer = self.set_timer(_FILL, self._fill)
            if not self.listing.total:
                self._fill()

    def _fill(self) -> None:
        """Take over what was found, as much as fits into a moment, and go on after a rest."""
        began = time.monotonic()
        if self._fill_timer is not None:
            self._fill_timer.stop()
            self._fill_timer = None
        rows: dict[str, SessionRow] = {}
        while self._inbox and len(rows) < _MOST:
            match self._inbox.popleft():
                case SessionRow() as row:
                    rows[row.session.key] = row
                case Skipped() as skipped:
                    self.skipped.append(skipped)
                case Answer() as answer:
                    self.answers[answer.where] = answer
        self.listing.add(rows.values())
        if self._over is not None and not self._inbox:
            self.drop_search()
            _leave_alone()
            self.searching, self.problem, self._over = False, self._over, None
        self.filled()
        if self._inbox:
            rest = max(_FILL, _SHARE * (time.monotonic() - began))
            self._fill_timer = self.set_timer(rest, self._fill)

    @on(Complete)
    def complete(self, message: Complete) -> None:
        """Say that there is no more to come."""
        self._end(message.search, "")

    @on(Failed)
    def failed(self, message: Failed) -> None:
        """Keep what was found, and say what went wrong."""
        self._end(message.search, str(for_people(message.error)))

    def _end(self, search: int, problem: str) -> None:
        if search == self._search:  # else it was begun anew meanwhile
            self._over = problem
            self._fill()


def _leave_alone() -> None:
    """Let the collector pass over all that there is now; Textual takes no built-in function for a callback."""
    gc.freeze()
