"""Several pieces of work at once, whose results come in the order in which the work was given."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from replayer.opening.job import Job

Task = TypeVar("Task")
Result = TypeVar("Result")

_LOOK = 0.05
"""Seconds between two looks at whether all is cancelled."""


def in_order(
    tasks: Sequence[Task],
    work: Callable[[Task, Callable[[], bool]], Result],
    *,
    threads: int,
    cancelled: Callable[[], bool],
) -> Iterator[Result]:
    """Yield what `work` makes of each task, in the order of `tasks`, while at most `threads` of them are worked at.

    Ends at once when cancelled, or when nobody takes any more: no thread is waited for, and what `work` takes beside its
    task says so to those that go on. Whatever `work` raises is raised here.
    """
    waiting = iter(enumerate(tasks))
    taking = threading.Lock()
    inbox: queue.SimpleQueue[tuple[int, Result] | Exception] = queue.SimpleQueue()

    def run(over: Callable[[], bool]) -> Iterator[tuple[int, Result]]:
        while not over():
            with taking:
                task = next(waiting, None)
            if task is None:
                return
            yield task[0], work(task[1], over)

    jobs = [
        Job(run, on_result=inbox.put, on_error=inbox.put) for _ in range(min(threads, len(tasks)))
    ]
    done: dict[int, Result] = {}
    try:
        for place in range(len(tasks)):
            while place not in done:
                if cancelled():
                    return
                try:
                    told = inbox.get(timeout=_LOOK)
                except queue.Empty:
                    continue
                if isinstance(told, Exception):
                    raise told
                done[told[0]] = told[1]
            yield done.pop(place)
    finally:
        for job in jobs:
            job.cancel()
