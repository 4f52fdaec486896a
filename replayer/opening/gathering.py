"""Asks many sources at once, each in a thread of its own, and hands on what they tell as it comes."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeAlias

from replayer.errors import ReplayError
from replayer.opening.job import Job
from replayer.sources import Sighting, Skipped
from replayer.sources.source import Answer, AnswerState, Source, Wanted

Told: TypeAlias = Sighting | Skipped | Answer
Cancelled: TypeAlias = Callable[[], bool]

_ROOM = 1000
"""What may wait to be taken; sources that are faster wait, too."""
_LOOK = 0.05
"""Seconds between two looks at whether all is cancelled."""


def gathered(
    finding: Callable[[Cancelled], Iterable[Source | Answer | Skipped]],
    wanted: Wanted,
    cancelled: Cancelled,
) -> Iterator[Told]:
    """Yield what the sources tell, which `finding` yields as they get known, and an answer for each.

    Ends when all have answered, or at once when cancelled: no thread is waited for.

    Raises:
        ReplayError: `finding` failed as a whole.
    """
    inbox: queue.Queue[Told | Source | Exception | None] = queue.Queue(_ROOM)
    over = threading.Event()
    jobs: list[Job[Told | Source]] = []

    def put(told: Told | Source | Exception | None) -> None:
        while not over.is_set():
            try:
                inbox.put(told, timeout=_LOOK)
            except queue.Full:
                continue
            return

    def start(work: Callable[[Cancelled], Iterable[Told | Source]]) -> None:
        jobs.append(Job(work, on_result=put, on_error=put, on_end=lambda: put(None)))

    start(finding)
    ended = 0
    try:
        while ended < len(jobs) and not cancelled():
            try:
                told = inbox.get(timeout=_LOOK)
            except queue.Empty:
                continue
            if told is None:
                ended += 1
            elif isinstance(told, Exception):
                raise told
            elif isinstance(told, Source):
                yield Answer(told.kind, told.where, told.why, AnswerState.ASKED)
                start(partial(_asked, told, wanted))
            else:
                yield told
    finally:
        over.set()
        for job in jobs:
            job.cancel()


def _asked(source: Source, wanted: Wanted, cancelled: Cancelled) -> Iterator[Told]:
    """Yield what one source tells, and at last what became of asking it."""
    found, problem = 0, None
    try:
        for told in source.search(wanted, cancelled):
            found += isinstance(told, Sighting)
            yield told
    except ReplayError as error:
        problem = error
    state = AnswerState.REFUSED if problem else AnswerState.DONE
    yield Answer(source.kind, source.where, source.why, state, found, problem)
