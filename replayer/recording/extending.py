"""Goes on with streamed lines where a transcript was cut: damaged, but better than nothing."""

from __future__ import annotations

from collections.abc import Sequence

from replayer.recording.calls import Event
from replayer.recording.cleanup import cleaned
from replayer.recording.deliveries import Alignment
from replayer.recording.matching import encoded
from replayer.recording.slices import Slices


def rest_of(source: Slices, events: Sequence[Event], alignment: Alignment) -> bytes:
    """Return the bytes that the events say behind the end of `source`; empty when they say nothing more.

    The end of a line that the transcript has only the beginning of comes first.
    """
    reached = [
        each for each in alignment.deliveries if each.end == len(source) and each.end > each.start
    ]
    if not reached:
        return b""
    last = reached[-1]
    beyond = 0 if last.match is None else len(last.match.foreign)
    own = events[last.event].lines
    tail = list(own[len(own) - beyond :])
    rest = b""
    if not source.is_line_end(len(source) - 1):
        begun = cleaned(source[len(source) - 1])
        element = encoded(own[len(own) - beyond - 1])
        rest = (element[len(begun) :] if element.startswith(begun) else b"") + b"\r\n"
    for number in alignment.foreign:
        if number > last.event:
            tail.extend(events[number].lines)
    rest += b"".join(encoded(element) + b"\r\n" for element in tail)
    return rest if tail or rest != b"\r\n" else b""
