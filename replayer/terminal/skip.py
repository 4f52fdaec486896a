"""Skips bulk output that scrolls away before anybody sees it, where the bytes prove that it does.

The proof. Take a run of bytes that holds text, line ends, tabs, backspaces, colours and erasures to the end of a line,
and nothing else, while the whole screen scrolls (no margins). Start reading at a point p of it that follows a line end.
Whatever was read before p can reach the final screen only through the cursor, the pen, the charset and the rows.

- The cursor's column at p is 0, and the pen and charset at p follow from the colours before p.
- With R rows, R - 1 line ends after p bring the cursor to the last row, wherever it was. Each of R more pushes a row
  off the top; then no row is left that was there at p.
- With H rows of history, H more line ends push those rows out of the history too.

So reading from p, with 2R - 1 + H line ends to come, gives the same state as reading all of it.
"""

from __future__ import annotations

import re
from typing import Final

from replayer.terminal.screen import Screen

WORTH: Final = 4096
"""Bytes below which looking for something to skip costs more than it saves."""
_TAME = re.compile(
    rb"(?:[\t\n\r\b -~\x80-\xc1\xc3-\xff]++"
    rb"|\xc2(?![\x80-\x9f]|\Z)"  # no C1 control
    rb"|\x1b\[(?:[0-9;:]{0,1000}m|0?K)"
    rb"|\x1b\(B)*+"
)
_COLOURS = re.compile(rb"\x1b\[[0-9;:]*m")


def skippable(screen: Screen, data: bytes, start: int) -> int:
    """Return where reading may go on instead of at `start`, where a sequence begins; the screen is made ready for it."""
    if screen.margins is not None:
        return start
    match = _TAME.match(data, start)
    assert match is not None  # it matches nothing, too
    point = data.rfind(b"\n", start, match.end()) + 1
    needed = 2 * screen.lines - 1 + (screen.history.maxlen or 0)
    while point - start >= WORTH:
        if needed <= 0 and (screen.returns or data[point - 2 : point] == b"\r\n"):
            _catch_up(screen, data, start, point)
            return point
        point = data.rfind(b"\n", start, point - 1) + 1
        needed -= 1
    return start


def _catch_up(screen: Screen, data: bytes, start: int, point: int) -> None:
    """Give the screen the column, pen and charset that it has at `point`."""
    reset = max(data.rfind(b"\x1b[m", start, point), data.rfind(b"\x1b[0m", start, point))
    for match in _COLOURS.finditer(data, max(reset, start), point):
        screen.pen = screen.pen.after[match[0]]
    if data.find(b"\x1b(B", start, point) >= 0:
        screen.define_charset("B", "(")
    screen.carriage_return()
