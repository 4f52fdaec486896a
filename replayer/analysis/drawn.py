"""Where the bytes draw text that matches, however soon it is wiped again.

A program can draw and wipe within one write: no moment of the timeline shows it, and the screen has to be looked at in
between. Text counts that is drawn from left to right in one go, with colours among it. Text that is put together out of
pieces is left to the looks at the screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from replayer.analysis.patterns import Pattern, is_in, spans_of
from replayer.formats.buffer import Buffer
from replayer.tokens import Kind, tokenize

_APART = 100
"""Characters between two matches of a run up to which one look finds both."""
_CONTEXT = 200
_BEFORE = 1024
"""Bytes before `start` in which a run may have begun."""
_BORDER = re.compile(rb"[\x1b\n]")

_Run = list[tuple[int, str]]
"""Offsets of pieces of text, and the pieces; a byte that is no character is one."""


def drawn(data: Buffer, start: int, end: int, wanted: Pattern) -> Iterator[tuple[int, str]]:
    """Yield where matches are drawn, in order: the offset behind one, after `start` and up to `end`, and the text up to it.

    Of matches that one look finds only the last is told.
    """
    for run in _runs(data, start, end):
        text = "".join(piece for _, piece in run)
        stops = [stop for _, stop in spans_of(wanted, text)] if is_in(wanted, text) else []
        first = 0
        for stop, following in zip_longest(stops, stops[1:]):
            first = first or stop
            if following is not None and following - first <= _APART:
                continue
            first = 0
            offset = _behind(run, stop)
            if start < offset:
                yield offset, text[max(0, stop - _CONTEXT) : stop]


def _runs(data: Buffer, start: int, end: int) -> Iterator[_Run]:
    """Yield the runs of text that are drawn in one go."""
    first = max(0, start - _BEFORE)
    border = _BORDER.search(data[first:start])  # what begins before it may be part of a sequence
    first += border.start() if border else 0
    block = data[first:end]
    run: _Run = []
    for kind, at, stop in tokenize(block):
        if kind is Kind.TEXT:
            run.append((first + at, block[at:stop].decode("utf-8", "surrogateescape")))
        elif not (kind is Kind.CSI and block[stop - 1] == ord("m")) and run:
            yield run
            run = []
    if run:
        yield run


def _behind(run: _Run, count: int) -> int:
    """Return the offset behind a run's character number `count`."""
    for offset, piece in run:
        if count <= len(piece):
            return offset + len(piece[:count].encode("utf-8", "surrogateescape"))
        count -= len(piece)
    raise IndexError(count)
