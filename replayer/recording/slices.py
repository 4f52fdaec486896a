"""Cuts a session's bytes into what the agent reads at once: a line, or a part of one longer than its buffer.

Source: docs/formats.md#streaming. The agent reads up to and with the next LF, but never more than its buffer holds;
a longer line comes in parts of exactly that size, counted from the line's beginning, before any clean-up.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass

from replayer.recording.long_work import Check, Data, matches, unchecked

BUFFER = 33_000
"""Bytes of the agent's buffer, and the most text of one event, since 3.1.1856.0 (October 2022)."""
OLD_BUFFER = 200_000
"""The same before."""
_LF = re.compile(b"\n")


@dataclass(frozen=True, slots=True)
class Slices:
    """A session's bytes and where its slices end."""

    data: Data
    ends: array[int]
    """Exclusive offsets, increasing; the last may be that of an unfinished line."""
    buffer: int
    """Bytes of the agent's buffer."""

    def __len__(self) -> int:
        """Return how many slices there are."""
        return len(self.ends)

    def start(self, index: int) -> int:
        """Return the offset of the first byte of slice `index`."""
        return self.ends[index - 1] if index else 0

    def __getitem__(self, index: int) -> bytes:
        """Return the bytes of slice `index`."""
        return self.data[self.start(index) : self.ends[index]]

    def is_line_end(self, index: int) -> bool:
        """Tell whether slice `index` ends in a LF."""
        end = self.ends[index]
        return self.data[end - 1 : end] == b"\n"


def slices(data: Data, buffer: int = BUFFER, check: Check = unchecked) -> Slices:
    """Return the slices of `data` for an agent with a buffer of that size."""
    ends = array("q")
    start = 0
    for match in matches(_LF, data, check):
        end = match.end()
        if end - start > buffer:
            ends.extend(range(start + buffer, end, buffer))
        ends.append(end)
        start = end
    size = len(data)
    if start < size:
        ends.extend(range(start + buffer, size, buffer))
        ends.append(size)
    return Slices(data, ends, buffer)
