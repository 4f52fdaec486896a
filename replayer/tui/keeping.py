"""Keeps the review of the session at hand: changed at once in memory, written in a thread of its own. No Textual in here.

What cannot be written stays in memory and is tried again with the next change; the replay goes on meanwhile.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

from replayer.errors import ReplayError
from replayer.notebook import Notebook
from replayer.notes import Review
from replayer.opening import Job

Change: TypeAlias = Callable[[Review], Review]


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of reading or writing."""

    review: Review | None
    """As it is on disk now; None when that failed."""
    written: int = 0
    """How many changes were written, the oldest first."""
    error: ReplayError | None = None


class Keeper:
    """The review of one session while it is open."""

    def __init__(
        self,
        session_key: str,
        *,
        on_kept: Callable[[Kept], object],
        on_error: Callable[[Exception], object],
        notebook: Notebook | None = None,
    ) -> None:
        """Start to read it; both are called in another thread, `on_error` with bugs only."""
        self._key = session_key
        self._notebook = notebook or Notebook()
        self._orders: queue.SimpleQueue[Change | None] = queue.SimpleQueue()
        self._pending: list[Change] = []
        self._told = ""
        self.review = Review()
        """As the user made it, written or not."""
        self._job = Job(lambda _cancelled: self._work(), on_result=on_kept, on_error=on_error)

    def change(self, change: Change) -> None:
        """Change the review now, and write it as soon as possible."""
        self.review = change(self.review)
        self._pending.append(change)
        self._orders.put(change)

    def take(self, kept: Kept) -> ReplayError | None:
        """Go on from what is on disk; return the error to tell, once as long as it stays the same."""
        if kept.review is not None:
            del self._pending[: kept.written]
            self.review = _changed(kept.review, self._pending)
        told, self._told = self._told, str(kept.error or "")
        return None if told == self._told else kept.error

    def close(self) -> None:
        """Let the thread end when all is written."""
        self._orders.put(None)

    @property
    def is_done(self) -> bool:
        """Whether the thread has ended."""
        return self._job.wait(0)

    # In the thread

    def _work(self) -> Iterator[Kept]:
        """Read the review, then write what is changed, until it is closed."""
        yield self._try(lambda: self._notebook.review(self._key), 0)
        waiting: list[Change] = []
        for orders in _batches(self._orders):
            waiting += orders
            if waiting:
                kept = self._write(waiting)
                if kept.error is None:
                    waiting = []
                yield kept

    def _write(self, changes: Sequence[Change]) -> Kept:
        return self._try(
            lambda: self._notebook.update(self._key, lambda review: _changed(review, changes)),
            len(changes),
        )

    @staticmethod
    def _try(act: Callable[[], Review], written: int) -> Kept:
        try:
            return Kept(act(), written)
        except ReplayError as error:
            return Kept(None, error=error)


def _changed(review: Review, changes: Iterable[Change]) -> Review:
    return reduce(lambda before, change: change(before), changes, review)


def _batches(orders: queue.SimpleQueue[Change | None]) -> Iterator[list[Change]]:
    """Yield the changes that wait, all at once; end after what came before None."""
    while True:
        batch = [orders.get()]
        while batch[-1] is not None and not orders.empty():
            batch.append(orders.get())
        yield [each for each in batch if each is not None]
        if batch[-1] is None:
            return
