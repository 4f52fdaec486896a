"""Finds text in everything that was ever on the screen: also what was overwritten, scrolled away or in another screen.

The screen is looked at after each step of the timeline and after each line, and only lines that changed are searched;
it is looked at in between where the bytes draw a match that is gone again by the next look.
Most of a large recording is plain output that scrolls by, of which the bytes tell the lines: where none of them can
match, the screen is not looked at.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from replayer.analysis.drawn import drawn
from replayer.analysis.lines import line_at
from replayer.analysis.patterns import Pattern, is_in, spans_of
from replayer.recording.recording import CueKind, Newline, Recording
from replayer.terminal import Frame, Projector

_BLOCK = 8 * 1024
"""Bytes between two looks at whether to stop."""
_PIECE = 16 * 1024
"""Bytes of plain output that are searched at once."""
_MOST_PLAIN = 128 * 1024
"""Bytes of plain output that are passed at once."""
_WORTH = 2 * 1024
"""Bytes of plain output below which looking at the screen costs less."""
_MOST_LOOKS = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A match, when it appeared. Its texts are foreign."""

    offset: int
    """The bytes after which it stands on the screen."""
    row: int
    """Of its first character, counted from 0, on the screen at `offset`."""
    column: int
    line: str
    """The line that it stands in, rows that wrapped joined."""
    start: int
    """Of the match in `line`."""
    end: int

    @property
    def text(self) -> str:
        """What matched."""
        return self.line[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Searched:
    """A step of a search."""

    offset: int
    """The bytes that have been searched."""
    hits: tuple[Hit, ...]
    """What appeared since the last step, in order."""


def search(
    recording: Recording, wanted: Pattern, *, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[Searched]:
    """Yield the hits step by step, each step a few milliseconds; stop when cancelled.

    Text that only moves on the screen, or is drawn again in its place, has appeared once.
    """
    walk = _Walk(recording, wanted)
    while walk.at < len(recording.data):
        if cancelled():
            return
        yield Searched(walk.at, tuple(walk.step()))
    yield Searched(len(recording.data), ())


_SGR = re.compile(rb"\x1b\[[0-9;:]*m|\x1b\[0?K|\x1b\(B")


class _Walk:
    """A search under way."""

    def __init__(self, recording: Recording, wanted: Pattern) -> None:
        self._recording = recording
        self._wanted = wanted
        self._projector = Projector(recording)
        self._resizes = [cue.offset for cue in recording.cues if cue.kind is CueKind.RESIZE]
        end = rb"\r*\n" if recording.newline is Newline.LF else rb"\r+\n"
        # whole lines that print text from left to right and do nothing else
        self._plain = re.compile(
            rb"(?:(?:[\t -~\x80-\xc1\xc3-\xff]|\xc2(?![\x80-\x9f]|\Z)|\x1b\[[0-9;:]{0,100}m|\x1b\[0?K|\x1b\(B)*+"
            + end
            + rb")*+"
        )
        self._end = re.compile(end.decode())
        self.at = 0
        self._frame = self._projector.frame_at(0)
        self._settled = self._frame
        """The screen before the time at hand."""
        self._time = 0.0

    def step(self) -> Iterator[Hit]:
        """Go on, and yield what has appeared."""
        if not self._frame.cursor.column:
            stop = self._skipped()
            if stop > self.at:
                self._frame = self._settled = self._projector.frame_at(stop)
                self.at = stop
                return
        yield from self._looked_at(min(self.at + _BLOCK, len(self._recording.data)))

    def _skipped(self) -> int:
        """Return up to where plain output follows that holds no match."""
        data = self._recording.data
        resize = bisect_right(self._resizes, self.at)
        limit = self._resizes[resize] if resize < len(self._resizes) else len(data)
        at = self.at
        while at < min(limit, self.at + _MOST_PLAIN):
            piece = data[at : min(at + _PIECE, limit)]
            match = self._plain.match(piece)
            assert match is not None  # it matches nothing, too
            if match.end() < _WORTH or self._may_match(match[0]):
                break
            at += match.end()
        return at

    def _may_match(self, plain: bytes) -> bool:
        text = _SGR.sub(b"", plain).decode("utf-8", "replace").replace("\ufeff", "")
        return any(is_in(self._wanted, line.expandtabs(8)) for line in self._end.split(text))

    def _looked_at(self, limit: int) -> Iterator[Hit]:
        """Look at the screen after each step and line; yield what has appeared."""
        timeline = self._recording.timeline
        block = self._recording.data[self.at : limit]
        ends = {self.at + match.end() for match in re.finditer(rb"\n|\r(?!\n)", block)}
        first, last = bisect_right(timeline.offsets, self.at), bisect_left(timeline.offsets, limit)
        ends.update(timeline.offsets[first:last], self._resizes_in(limit), (limit,))
        looks = sorted(ends)[:_MOST_LOOKS]
        soon_gone = deque(drawn(self._recording.data, self.at, looks[-1], self._wanted))
        for end in looks:
            time = timeline.time_at(end - 1)
            if time > self._time:
                self._time, self._settled = time, self._frame
            between = []
            while soon_gone and soon_gone[0][0] <= end:
                offset, text = soon_gone.popleft()
                if offset < end:
                    between.append((self._projector.frame_at(offset), text))
            frame = self._projector.frame_at(end)
            for look, text in between:
                if not _shows(frame, text):
                    yield from self._appeared(look)
                    self._frame = look
            yield from self._appeared(frame)
            self._frame = frame
            self.at = end

    def _resizes_in(self, limit: int) -> list[int]:
        return [offset for offset in self._resizes if self.at < offset < limit]

    def _appeared(self, frame: Frame) -> Iterator[Hit]:
        """Yield the matches in rows that changed, those left out that were there before."""
        known = set(map(id, self._frame.rows))
        done = -1
        before: _Before | None = None
        for index, row in enumerate(frame.rows):
            if index <= done or id(row) in known:
                continue
            line = line_at(frame.rows, index)
            done = line.top + len(line.rows) - 1
            text = line.text
            spans = spans_of(self._wanted, text) if text else []
            if not spans:
                continue
            before = before or _Before(self._frame, frame, self._settled, self._wanted)
            if before.had_line(text):
                continue
            places = line.places(start for start, _ in spans)
            for (start, end), place in zip(spans, places, strict=True):
                if not before.had(line.top, place, text[start:end]):
                    yield Hit(frame.offset, *place, text, start, end)


def _shows(frame: Frame, text: str) -> bool:
    """Tell whether a line of the screen holds `text`."""
    index = 0
    while index < len(frame.rows):
        line = line_at(frame.rows, index)
        if text.rstrip() in line.text:
            return True
        index = line.top + len(line.rows)
    return False


class _Before:
    """What a frame shows that another one showed before."""

    def __init__(self, old: Frame, new: Frame, settled: Frame, wanted: Pattern) -> None:
        self._old = old
        self._wanted = wanted
        places = {id(row): index for index, row in enumerate(old.rows)}
        moves = (places[id(row)] - index for index, row in enumerate(new.rows) if id(row) in places)
        self._moved = next(moves, 0)
        kept = set(map(id, new.rows))
        frames = [(old, self._moved)]
        if new.alternate and settled.alternate:
            frames.append((settled, 0))
        self._gone = {
            line.text
            for frame, first in frames
            for index, row in enumerate(frame.rows)
            if id(row) not in kept and (line := line_at(frame.rows, index)).top >= first
        }
        self._matches: dict[int, dict[tuple[int, int], str]] = {}

    def had_line(self, text: str) -> bool:
        """Tell whether a line that is drawn elsewhere now, or again, stood there before."""
        return text in self._gone

    def had(self, top: int, place: tuple[int, int], match: str) -> bool:
        """Tell whether a match stood there before, in a line that now begins in row `top`."""
        if not 0 <= top + self._moved < len(self._old.rows):
            return False
        was = self._matches_at(top + self._moved).get((place[0] + self._moved, place[1]))
        return was is not None and (was.startswith(match) or match.startswith(was))

    def _matches_at(self, row: int) -> dict[tuple[int, int], str]:
        """Return the matches in the old screen's line that row `row` belongs to, by their places."""
        line = line_at(self._old.rows, row)
        if line.top not in self._matches:
            text = line.text
            spans = spans_of(self._wanted, text)
            places = line.places(start for start, _ in spans)
            matches = (text[start:end] for start, end in spans)
            self._matches[line.top] = dict(zip(places, matches, strict=True))
        return self._matches[line.top]
