"""Cuts what programs redraw into the redraws: the frames of a progress bar, the repaints of a full-screen program."""

from __future__ import annotations

import re
from collections.abc import Iterator

from replayer.recording.long_work import Check, Data, find, matches
from replayer.recording.pace import Gap

_PAGE = 400
"""Bytes from which on a repaint is a page, not the answer to a key."""
_SETTING_UP = 160
"""Bytes in which a program sets up its terminal; its first page comes with them."""
_ALIKE = 0.8
"""Twice the share by which two repaints may differ in length and be of one kind."""
_SHOWS = b"\x1b[?25h"
_HIDES = re.compile(rb"\x1b\[\?25l")
"""The cursor is hidden while a program draws."""
_BEGINS = re.compile(
    rb"\x1b\[H(?!\x1bM)"  # home, but not to scroll back
    rb"|\x1b\[\d{1,3};1H\r\x1b\[K"  # the last line of a pager, where it asks again
    rb"|\r\x1b\[K"
    # behind a cursor that was put somewhere and left again: it was parked there at the end of a repaint
    rb"|(?<=H)(?:\x1b\[[0-9;]*m|\x1b\(B)*\x1b\[\d{1,3}(?:;\d{1,3}H|d)"
)
_SHOWN = re.compile(rb"\x1b\[\?25h(?:\x1b\[[0-9;]*m)*([ -~\x80-\xff]{1,200})\r?\Z")
_FRAME = re.compile(
    rb"(?:\r|\x08{1,64}|\x1b\[[0-9;]*[GHF]|\x1b\[\d*A)(?!\n)(?:\x1b\[[0-9;]*[A-Za-z]|\r(?!\n)|\x08)*(?=[^\r\n\x08])"
)


def repaint_units(data: Data, start: int, end: int, check: Check) -> Iterator[tuple[int, Gap]]:
    """Yield (exclusive end, gap before it) of each repaint in `data[start:end]`, the output of a full-screen program."""
    at, before = start, 0
    shown = find(data, _SHOWS, start, end, check)
    """Where the cursor was shown for the first time: until then the program starts."""
    hides = shown >= 0 and find(data, _SHOWS, shown + 1, end, check) >= 0
    """Whether it hides the cursor for each repaint, rather than all the time or never."""
    shown = shown if hides else -1
    for match in matches(_HIDES if hides else _BEGINS, data, check, start, end):
        first = match.start()
        if first > at:
            yield from _until(
                data, at, first, before, starts=at - start < _SETTING_UP or at < shown
            )
            before, at = first - at, first
    if at < end:
        yield from _until(data, at, end, before, starts=at - start < _SETTING_UP or at < shown)


def _until(
    data: Data, start: int, end: int, before: int, *, starts: bool
) -> Iterator[tuple[int, Gap]]:
    """Yield the repaint `data[start:end]`, and behind it the keys that were echoed while the cursor was shown."""
    size = end - start
    shown = None if starts else _SHOWN.search(data[max(start, end - 256) : end])
    text = end
    if shown is not None and _characters(shown[1]) > 1:  # a single one is the repaint's own
        text = end - len(shown[0]) + shown.start(1) - shown.start()
    if starts:
        gap = Gap.NONE
    elif size >= _PAGE:
        gap = Gap.PAGE
    elif 2 * abs(text - start - before) > _ALIKE * before:
        gap = Gap.TURN
    else:
        gap = Gap.STROKE
    yield text, gap
    for offset in range(text + 1, end):
        if not 0x80 <= data[offset] < 0xC0:
            yield offset, Gap.KEY
    if text < end:
        yield end, Gap.ENTER


def _characters(text: bytes) -> int:
    return len(text) - sum(0x80 <= byte < 0xC0 for byte in text)


def frame_ends(line: bytes) -> Iterator[int]:
    """Yield where each frame of a line that is drawn over and over ends; the last end is the line's."""
    begun = 0
    for match in _FRAME.finditer(line):
        if match.start() > begun:
            yield match.start()
            begun = match.start()
    yield len(line)
