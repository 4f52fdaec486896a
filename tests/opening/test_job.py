"""Work in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import Queue

from replayer.errors import NoSuchSession
from replayer.opening import Job

PATIENCE = 10
"""Seconds after which a test is given up; none waits that long."""


def collected(work: Callable[[Callable[[], bool]], Iterator[int]]) -> list[object]:
    told: Queue[object] = Queue()
    job = Job(work, on_result=told.put, on_error=told.put, on_end=lambda: told.put("end"))
    assert job.wait(PATIENCE)
    return list(told.queue)


def test_results_come_one_by_one_and_then_the_end() -> None:
    assert collected(lambda _: iter([1, 2, 3])) == [1, 2, 3, "end"]


def test_an_error_is_handed_over_after_the_results_before_it() -> None:
    def work(_: Callable[[], bool]) -> Iterator[int]:
        yield 1
        raise NoSuchSession("none")

    first, error = collected(work)
    assert first == 1
    assert isinstance(error, NoSuchSession)


def test_a_bug_is_handed_over_too() -> None:
    def work(_: Callable[[], bool]) -> Iterator[int]:
        yield 1 // len("")

    (error,) = collected(work)
    assert isinstance(error, ZeroDivisionError)


def test_callbacks_run_in_a_daemon_thread() -> None:
    threads: Queue[threading.Thread] = Queue()
    job = Job(
        lambda _: iter([1]),
        on_result=lambda _: threads.put(threading.current_thread()),
        on_error=lambda _: None,
    )
    assert job.wait(PATIENCE)
    thread = threads.get()
    assert thread.daemon
    assert thread is not threading.current_thread()


def test_after_a_cancel_nothing_is_handed_over() -> None:
    begun, go_on = threading.Event(), threading.Event()
    told: Queue[object] = Queue()
    asked: Queue[bool] = Queue()

    def work(cancelled: Callable[[], bool]) -> Iterator[int]:
        begun.set()
        go_on.wait(PATIENCE)
        asked.put(cancelled())
        yield 1
        raise NoSuchSession("none")

    job = Job(work, on_result=told.put, on_error=told.put, on_end=lambda: told.put("end"))
    assert begun.wait(PATIENCE)
    job.cancel()
    assert job.cancelled
    go_on.set()
    assert job.wait(PATIENCE)
    assert asked.get() is True
    assert told.empty()
