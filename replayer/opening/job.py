"""Work in a thread of its own, whose results are handed over one by one.

The thread is a daemon: a program that ends does not wait for a slow disk or network. Callbacks run in that thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Job(Generic[Result]):
    """Runs an iteration in a daemon thread; starts at once."""

    def __init__(
        self,
        work: Callable[[Callable[[], bool]], Iterable[Result]],
        *,
        on_result: Callable[[Result], object],
        on_error: Callable[[Exception], object],
        on_end: Callable[[], object] = lambda: None,
    ) -> None:
        """Start.

        Args:
            work: takes the question whether it is cancelled, and returns what to iterate over.
            on_result: called with each result, unless cancelled by then.
            on_error: called with the error that ended the work, unless cancelled by then: a `ReplayError` is for
                people, any other is a bug.
            on_end: called last, when the work came to its own end.
        """
        self._work = work
        self._on_result = on_result
        self._on_error = on_error
        self._on_end = on_end
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="replayer-job", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop; nothing is handed over any more. Does not wait."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the thread has ended, at most `timeout` seconds; return whether it has."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            for result in self._work(self._stop.is_set):
                if self._stop.is_set():
                    return
                self._on_result(result)
        except Exception as error:  # noqa: BLE001 — a thread has no caller: whoever started it must hear of everything
            if not self._stop.is_set():
                self._on_error(error)
        else:
            if not self._stop.is_set():
                self._on_end()
