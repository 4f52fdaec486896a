"""Learns prompts of no usual form from how often lines begin with them.

Needed where nothing announces an edited line: in streamed text, which lost its sequences, and with old shells. A beginning
that ends in a sign and a blank counts when several lines share it and go on differently; clocks and paths in it may
change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from replayer.analysis.unprinted import printed
from replayer.formats.buffer import Buffer

_SIGN = rb"(?:[$#%]|\xe2\x9d\xaf|\xe2\x9e\x9c|\xc2\xbb|\xce\xbb|(?:\xef\xbf\xbd){1,3})"  # the last is what streaming made of one
_LINE = re.compile(rb"(?<![^\n])([^\n$#%]{0,160}?" + _SIGN + rb" )([^\n]*)\n")
_BLOCK = 1 << 20
_LONGEST_LINE = 4096
_ENOUGH = 3
"""Lines that must begin alike."""
_SHORTEST = 3
"""Characters of a prompt; shorter ones are in any script."""


@dataclass(slots=True)
class _Candidate:
    """Lines that begin alike."""

    places: list[tuple[int, int, int]] = field(default_factory=list)
    """(start, prompt's end, line's end) of each."""
    rests: set[bytes] = field(default_factory=set)
    """What they go on with."""


def learned(data: Buffer, wanted: Callable[[int], bool]) -> Iterator[tuple[int, int, int]]:
    """Yield (start, prompt's end, line's end) of lines behind learned prompts; `wanted` tells which lines may be any."""
    candidates: dict[bytes, _Candidate] = {}
    for start, match in _lines(data):
        if not wanted(start):
            continue
        shape = _shape(match[1])
        if len(shape) < _SHORTEST:
            continue
        candidate = candidates.setdefault(shape, _Candidate())
        candidate.places.append(
            (start, start + match.end(1) - match.start(), start + len(match[0]))
        )
        candidate.rests.add(match[2].strip())
    for candidate in candidates.values():
        if len(candidate.places) >= _ENOUGH and len(candidate.rests - {b""}) > 1:
            yield from candidate.places


def _lines(data: Buffer) -> Iterator[tuple[int, re.Match[bytes]]]:
    """Yield the lines with a sign in them, and where each begins."""
    for at in range(0, len(data), _BLOCK):
        begin = max(0, at - 1)  # what stands before a line tells that it begins there
        block = data[begin : at + _BLOCK + _LONGEST_LINE]
        for match in _LINE.finditer(block, at - begin):
            if match.start() >= at - begin + _BLOCK:
                break
            yield begin + match.start(), match


def _shape(prompt: bytes) -> bytes:
    return re.sub(rb"[~/][^\s\])>:$#%]*", b"~", re.sub(rb"\d+", b"0", printed(prompt)))
