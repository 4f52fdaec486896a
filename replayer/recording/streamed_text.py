"""Makes bytes of streamed lines where no transcript has them: damaged, but in order.

Carriage returns, tabs, some escapes and characters are gone for good. Each element is a line, but for the parts of a
line longer than the agent's buffer; they are joined. Source: docs/formats.md#streaming.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from replayer.recording.calls import Event
from replayer.recording.deliveries import Delivery
from replayer.recording.long_work import Check, unchecked
from replayer.recording.matching import encoded
from replayer.recording.slices import BUFFER


def text_of(
    events: Sequence[Event], check: Check = unchecked
) -> tuple[bytes, array[int], list[tuple[int, int]]]:
    """Return the bytes of all elements, where each ends, and the (first, exclusive end) elements of each event."""
    parts: list[bytes] = []
    ends = array("q")
    spans: list[tuple[int, int]] = []
    size = 0
    for number, event in enumerate(events):
        check()
        first = len(ends)
        for place, element in enumerate(event.lines):
            part = encoded(element)
            if not (place + 1 == len(event.lines) and _goes_on(part, events, number)):
                part += b"\r\n"
            size += len(part)
            if part:
                parts.append(part)
                ends.append(size)
        spans.append((first, len(ends)))
    return b"".join(parts), ends, spans


def _goes_on(part: bytes, events: Sequence[Event], number: int) -> bool:
    """Tell whether an event's last element is a part of a line that the next event goes on with.

    Clean-up may have made it shorter than the agent's buffer, so only its being very long tells.
    """
    return len(part) > BUFFER // 2 and number + 1 < len(events) and len(events[number].lines) == 1


def deliveries_of(events: Sequence[Event], spans: Sequence[tuple[int, int]]) -> list[Delivery]:
    """Return the deliveries of events whose elements are the slices themselves.

    An event that begins with all that the one before said may be that one, built again, or a command that was run
    again. Without a transcript nobody can tell, so these lines may have come with either.
    """
    deliveries: list[Delivery] = []
    began = 0
    for number, (first, end) in enumerate(spans):
        lines = events[number].lines
        before = events[number - 1].lines if number else ()
        again = len(before) if before and lines[: len(before)] == before else 0
        began = began if again else number
        fresh = min(first + again, end)
        if fresh > first:
            deliveries.append(Delivery(number, first, fresh, since=began))
        if end > fresh:
            deliveries.append(Delivery(number, fresh, end))
    return deliveries
