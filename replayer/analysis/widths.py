"""How wide the terminal was where lines were edited.

The recording says it, or says that it does not know. Then readline's own wraps tell: it ends a full row with a blank that
goes to the next one, and a CR. Reading the size of the whole session takes more proof than that; a line that wrapped can
be read right with less.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from replayer.analysis.edits import Edit, line_start
from replayer.formats.buffer import Buffer
from replayer.recording import geometry
from replayer.recording.recording import CueKind, Newline, Recording, SizeKnown
from replayer.terminal import Emulator

_WIDE = 500
"""Columns where nothing shows how many there were: a wrap would show, so no line may wrap."""
_NARROWEST = 40
"""Columns below which a blank and a CR are no wrap but something else."""
# behind the CR a bracket is no wrap but a search through the history
_WRAP = re.compile(
    rb"(?P<full>[ -~\x80-\xff]) \r(?=[!-'*-~\x80-\xff])"
    # where half of a wide character would fit, a blank fills the row
    rb"|(?P<filled>[\xe1-\xf4][\x80-\xbf]{2,3} )\x1b\[K(?=[\xe1-\xf4])"
)
_FISH = b"\x1b[K\r\x1b["  # behind its prompt; it wraps in its own way
_LONGEST = 16 * 1024


@dataclass(frozen=True, slots=True)
class Widths:
    """The terminal's columns over a recording."""

    offsets: tuple[int, ...]
    """Where each width begins, in order; the first is 0."""
    columns: tuple[int, ...]

    def at(self, offset: int) -> int:
        """Return the columns at an offset, with a resize there."""
        return self.columns[bisect_right(self.offsets, offset) - 1]

    def runs(self, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """Yield (start, stop, columns) of the runs of one width between two offsets."""
        inside = self.offsets[bisect_right(self.offsets, start) : bisect_left(self.offsets, stop)]
        for begin, end in pairwise((start, *inside, stop)):
            yield begin, end, self.at(begin)


def widths(recording: Recording, lines: Sequence[Edit]) -> Widths:
    """Return the columns over a recording in which `lines` were edited."""
    size = recording.size
    cols = size.cols
    if size.known is SizeKnown.ASSUMED and cols == geometry.COLS:
        wraps = Counter(column for line in lines if (column := _wrap(recording.data, line)))
        cols = wraps.most_common(1)[0][0] if wraps else _WIDE
    offsets, columns = [0], [cols]
    for cue in recording.cues:
        match = re.match(r"(\d{1,4})x", cue.text) if cue.kind is CueKind.RESIZE else None
        if match and int(match[1]):
            offsets.append(cue.offset)
            columns.append(int(match[1]))
    return Widths(tuple(offsets), tuple(columns))


def _wrap(data: Buffer, line: Edit) -> int | None:
    """Return the column at which a line wrapped; None when it did not."""
    stretch = data[line.start : min(line.stop, line.start + _LONGEST)]
    wrap = _WRAP.search(stretch)
    if wrap is None or _FISH in stretch[: wrap.start()]:
        return None
    end = max(wrap.end("full"), wrap.end("filled"))
    rows = stretch.count(b"\n", 0, end) + 2
    screen = Emulator(_WIDE, rows, Newline.CRLF, history=0)
    screen.feed(data[line_start(data, line.start) : line.start] + stretch[:end])
    column = screen.frame().cursor.column
    return column if column >= _NARROWEST else None
