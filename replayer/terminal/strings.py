"""Control strings that are too long to be read again with each piece of bytes that arrives."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from replayer.tokens import LONGEST_STRING

LONG: Final = 1024
"""Bytes of an unfinished string that may be read again; a longer one is kept by its head."""
_LONGEST_HEAD = 64 * 1024
STRING_START: Final = re.compile(
    rb"(?:\x1b[\x00-\x17\x19\x1c-\x1f\x7f]*(?:(\])|[PX^_])|\xc2(?:(\x9d)|[\x90\x98\x9e\x9f]))"
)
"""The introducer of a control string; a group of it is that of an OSC."""
_END = {
    True: re.compile(rb"[\x07\x18\x1a\x1b]|\xc2[\x80-\x9f]"),
    False: re.compile(rb"[\x18\x1a\x1b]|\xc2[\x80-\x9f]"),
}  # by whether it is an OSC


class Read(NamedTuple):
    """What a piece of bytes did to a long string."""

    end: int
    """Where in the piece what follows the string begins, or the cut terminator that must be read again."""
    is_over: bool
    whole: bool
    """Whether it ended as a string should, so that it means something."""


class LongString:
    """The beginning of a control string, while its end is awaited."""

    def __init__(self, head: bytes, swallowed: int) -> None:
        """Begin with the first bytes, introducer included, of which there were `swallowed` so far."""
        self.head = bytearray(head[:_LONGEST_HEAD])
        self.swallowed = swallowed

    def read(self, data: bytes) -> Read:
        """Go on with the next bytes, of which there is at least one."""
        start = STRING_START.match(self.head)
        assert start is not None
        found = _END[start.lastindex is not None].search(data)
        stop = len(data) if found is None else found.start()
        if found is None and data[-1] == 0xC2:  # may begin a C1 control
            stop -= 1
        room = LONGEST_STRING + start.end() - self.swallowed
        if stop > room:
            return Read(room, is_over=True, whole=False)
        self.swallowed += stop
        self.head += data[: min(stop, max(0, _LONGEST_HEAD - len(self.head)))]
        mark = data[stop : stop + 2]
        if found is None or mark == b"\x1b":
            return Read(stop, is_over=False, whole=False)
        if mark in {b"\x1b\\", b"\xc2\x9c"}:
            return Read(stop + 2, is_over=True, whole=True)
        if mark[:1] == b"\x07":
            return Read(stop + 1, is_over=True, whole=True)
        return Read(stop, is_over=True, whole=mark[:1] == b"\x1b")
