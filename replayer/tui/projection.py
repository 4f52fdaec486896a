"""The thread that turns offsets into frames, so that the app never waits for the emulator.

A projector belongs to one thread only, this one. What is wanted last is done first: a seek while another one is
still being worked on replaces it. Between wishes the thread builds keyframes in small steps. It is a daemon: quitting
does not wait for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from replayer.recording.recording import Recording
from replayer.terminal import Projector
from replayer.terminal.cells import Frame


@dataclass(frozen=True, slots=True)
class Shown:
    """The frame at an offset that was wanted."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class Found:
    """The end of the next or previous step at which the screen differs; None when there is none."""

    offset: int | None
    forward: bool


@dataclass(frozen=True, slots=True)
class Indexed:
    """How far the keyframes are, 0 to 1."""

    progress: float


_NEAR = 256 << 10
"""Bytes that may be fed at once without a look at what else is wanted: some tenths of a second."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The thread has ended: a bug, for whoever started it to raise."""

    error: Exception


Report: TypeAlias = Shown | Found | Indexed | Broken


class Projection:
    """Frames of one recording, made in the background and reported as they are ready."""

    def __init__(self, recording: Recording, report: Callable[[Report], object]) -> None:
        """Start the thread; `report` is called in it."""
        self._report = report
        self._condition = threading.Condition()
        self._recording: Recording | None = recording
        self._wanted: int | None = None
        self._search: tuple[int, bool] | None = None
        self._closed = False
        threading.Thread(target=self._run, name="projection", daemon=True).start()

    def load(self, recording: Recording) -> None:
        """Go on with a newer version."""
        with self._condition:
            self._recording = recording
            self._condition.notify()

    def want(self, offset: int) -> None:
        """Ask for the frame after `offset` bytes; an earlier wish not yet fulfilled is forgotten."""
        with self._condition:
            self._wanted = offset
            self._condition.notify()

    def search(self, offset: int, *, forward: bool) -> None:
        """Ask for the nearest step from `offset` after which the screen looks different."""
        with self._condition:
            self._search = (offset, forward)
            self._condition.notify()

    def close(self) -> None:
        """Let the thread end as soon as it can."""
        with self._condition:
            self._closed = True
            self._condition.notify()

    # In the thread

    def _run(self) -> None:
        try:
            self._work()
        except Exception as error:  # noqa: BLE001 - a thread has no caller: its owner must hear of everything
            self._report(Broken(error))

    def _work(self) -> None:
        work: _Work | None = None
        while True:
            with self._condition:
                while not self._has_work() and (work is None or work.is_idle):
                    self._condition.wait()
                if self._closed:
                    return
                newer, self._recording = self._recording, None
                wanted, self._wanted = self._wanted, None
                search, self._search = self._search, None
            if newer is not None:
                work = _Work(newer, self._interrupted, work)
            assert work is not None
            if wanted is not None:
                work.wanted = wanted
            if search is not None:
                self._report(work.find(*search))
            for report in work.go_on():
                self._report(report)

    def _has_work(self) -> bool:
        return (
            self._closed
            or self._recording is not None
            or self._wanted is not None
            or self._search is not None
        )

    def _interrupted(self) -> bool:
        return self._closed


class _Work:
    """What the thread does for one version of a recording, in pieces short enough to be asked in between."""

    def __init__(
        self, recording: Recording, interrupted: Callable[[], bool], before: _Work | None
    ) -> None:
        self._recording = recording
        earlier: Projector | None = before.projector if before else None
        self.projector: Projector = Projector(recording, before=earlier)
        self._index: Iterator[float] | None = self.projector.index(interrupted)
        self._interrupted = interrupted
        self._shown = 0
        self.wanted: int | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left to do."""
        return self.wanted is None and self._index is None

    def go_on(self) -> Iterator[Report]:
        """Do a piece: the frame that is wanted if it is near, else a keyframe toward it."""
        if self.wanted is not None and (self._index is None or self._is_near(self.wanted)):
            frame = self.projector.frame_at(self.wanted)
            self._shown, self.wanted = self.wanted, None
            yield Shown(frame)
        elif self._index is not None:
            progress = next(self._index, None)
            if progress is None:
                self._index, progress = None, 1.0
            yield Indexed(progress)

    def _is_near(self, offset: int) -> bool:
        known = self.projector.indexed_to
        if self._shown <= offset:
            known = max(known, self._shown)
        return offset - known <= _NEAR

    def find(self, offset: int, forward: bool) -> Found:
        """Return the nearest step from `offset` after which the screen looks different."""
        here = self.projector.frame_at(offset)
        for end in _ends(self._recording, offset, forward=forward):
            if self._interrupted():
                break
            if _differs(here, self.projector.frame_at(end)):
                return Found(end, forward)
        return Found(None, forward)


def _ends(recording: Recording, offset: int, *, forward: bool) -> Iterator[int]:
    """Yield the ends of the steps after or before `offset`, the nearest first."""
    timeline = recording.timeline
    if not len(timeline):
        return
    first = timeline.index_at(offset)
    if forward:
        for index in range(first, len(timeline)):
            end = timeline.offsets[index + 1] if index + 1 < len(timeline) else timeline.length
            if end > offset:
                yield end
    else:
        for index in range(first, -1, -1):
            if timeline.offsets[index] < offset:
                yield timeline.offsets[index]


def _differs(before: Frame, after: Frame) -> bool:
    return (
        before.cursor != after.cursor
        or (before.columns, before.lines) != (after.columns, after.lines)
        or any(
            old is not new and (old.cells, old.runs) != (new.cells, new.runs)
            for old, new in zip(before.rows, after.rows, strict=False)
        )
    )
