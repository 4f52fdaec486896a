"""Shows a recording's screen at any byte: the nearest keyframe, then the bytes from there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from replayer.recording.recording import CueKind, Recording
from replayer.terminal.cells import Frame
from replayer.terminal.emulator import HISTORY, Emulator
from replayer.terminal.keyframes import CAP, Keyframes, pack, unpack
from replayer.terminal.parser import Failure

STEP = 32 * 1024
"""Bytes between keyframes, and the most that is fed without looking whether to stop."""
_SIZE = re.compile(r"(\d{1,4})x(\d{1,4})")


class Projector:
    """Turns a recording into frames. It belongs to one thread at a time, but for `indexed_to` and `failures`."""

    def __init__(
        self, recording: Recording, *, before: Projector | None = None, cap: int = CAP
    ) -> None:
        """Read nothing yet.

        `before` is the projector of an earlier version of the recording: its keyframes are taken over as far as they
        hold. `cap` is the most bytes that keyframes take.
        """
        self._data = recording.data
        self._length = len(recording.data)
        self._newline = recording.newline
        self._size = (recording.size.cols, recording.size.rows)
        self._text_id = recording.text_id
        self._resizes = tuple(
            (cue.offset, int(size[1]), int(size[2]))
            for cue in recording.cues
            if cue.kind is CueKind.RESIZE and (size := _SIZE.fullmatch(cue.text))
        )
        self._offsets = [resize[0] for resize in self._resizes]
        self._keyframes = Keyframes(cap)
        self._at: Emulator | None = None
        self.indexed_to = 0
        """Bytes that keyframes cover: seeking up to here takes no time."""
        self.failures: tuple[Failure, ...] = ()
        """Sequences that could not be shown, as far as the index goes."""
        if before is not None:
            self._take_over(before)

    @property
    def keyframes_size(self) -> int:
        """Bytes that keyframes take."""
        return self._keyframes.size

    def _take_over(self, before: Projector) -> None:
        """Use the keyframes of an earlier version, if its states are states of this one."""
        if (
            self._text_id
            and self._text_id == before._text_id
            and self._length >= before._length
            and (self._size, self._newline) == (before._size, before._newline)
            and self._resizes == before._resizes
        ):
            self._keyframes = before._keyframes
            self.indexed_to, self.failures = before.indexed_to, before.failures

    def frame_at(self, offset: int) -> Frame:
        """Return the screen after `offset` bytes; beyond `indexed_to` this may take as long as the bytes are many.

        Going forward in small steps, rows that did not change stay the same objects.
        """
        offset = max(0, min(offset, self._length))
        at, self._at = self._at, None  # not to be used again if what follows is interrupted
        if at is None or not 0 <= offset - at.offset <= STEP:
            found = self._keyframes.nearest(offset)
            if at is None or at.offset > offset or (found is not None and found[0] > at.offset):
                at = self._start() if found is None else unpack(found[1])
        self._advance(at, offset)
        self._at = at
        return at.frame()

    def index(self, cancelled: Callable[[], bool] = lambda: False) -> Iterator[float]:
        """Make keyframes from where the last call stopped; yield the share done, 0 to 1, about every 32 KiB."""
        found = self._keyframes.nearest(self.indexed_to)
        emulator = self._start() if found is None else unpack(found[1])
        while emulator.offset < self._length and not cancelled():
            self._advance(emulator, min(emulator.offset + STEP, self._length))
            self._keyframes.add(emulator.offset, pack(emulator))
            self.failures = emulator.failures
            self.indexed_to = emulator.offset
            yield emulator.offset / self._length
        if not self._length:
            yield 1.0

    def _start(self) -> Emulator:
        history = HISTORY if self._resizes else 0
        emulator = Emulator(*self._size, self._newline, history=history)
        self._resize(emulator, -1)
        return emulator

    def _advance(self, emulator: Emulator, offset: int) -> None:
        """Feed up to `offset`, with the resizes on the way; one at `offset` itself has happened too."""
        while emulator.offset < offset:
            before = emulator.offset
            after = bisect_right(self._offsets, before)
            stop = min(offset, self._offsets[after]) if after < len(self._offsets) else offset
            emulator.feed(self._data[before:stop])
            self._resize(emulator, before)

    def _resize(self, emulator: Emulator, before: int) -> None:
        """Apply the resizes after `before` up to where the emulator is; after the last one no history is needed."""
        first = bisect_right(self._offsets, before)
        last = bisect_right(self._offsets, emulator.offset)
        for _, cols, rows in self._resizes[first:last]:
            emulator.resize(cols, rows)
        if first < last == len(self._resizes):
            emulator.forget_history()
