"""Several pieces of work at once, told in their order."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from replayer.opening.pool import in_order


def never() -> bool:
    return False


def test_results_come_in_the_order_of_the_tasks_whichever_is_done_first() -> None:
    last = threading.Event()

    def work(task: int, _over: Callable[[], bool]) -> int:
        if task == 2:
            last.set()
        elif task == 0:
            assert last.wait(30)
        return task * 10

    assert list(in_order([0, 1, 2], work, threads=2, cancelled=never)) == [0, 10, 20]


def test_no_more_threads_are_at_it_than_were_asked_for() -> None:
    meeting = threading.Barrier(3)
    at_once: list[int] = []
    lock = threading.Lock()
    running = 0

    def work(task: int, _over: Callable[[], bool]) -> int:
        nonlocal running
        with lock:
            running += 1
            at_once.append(running)
        meeting.wait(30)  # three of them meet, a fourth never comes
        with lock:
            running -= 1
        return task

    assert list(in_order(range(6), work, threads=3, cancelled=never)) == list(range(6))
    assert max(at_once) == 3


def test_whatever_the_work_raises_is_raised_to_who_takes_the_results() -> None:
    def work(task: int, _over: Callable[[], bool]) -> int:
        return 1 // task

    with pytest.raises(ZeroDivisionError):
        list(in_order([1, 0, 1], work, threads=2, cancelled=never))


def test_work_that_goes_on_is_told_that_nobody_takes_its_result() -> None:
    told = threading.Event()

    def work(task: int, over: Callable[[], bool]) -> int:
        if task:
            while not over():
                pass
            told.set()
        return task

    found = in_order([0, 1], work, threads=2, cancelled=never)
    assert next(iter(found)) == 0
    found.close()  # type: ignore[attr-defined]
    assert told.wait(30)


def test_nothing_is_nothing() -> None:
    assert list(in_order([], lambda task, _over: task, threads=2, cancelled=never)) == []
