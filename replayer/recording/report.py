"""Says in words what was found and done: the gaps of a recording, and what each source gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from replayer.recording.calls import Call, Event
from replayer.recording.choosing import quoted
from replayer.recording.cleanup import cleaned
from replayer.recording.clock import skew_of, time_of_day
from replayer.recording.clock_set import ClockSet
from replayer.recording.deliveries import Alignment
from replayer.recording.limits import Limits
from replayer.recording.recording import Gap
from replayer.recording.signs import Signs
from replayer.recording.slices import Slices
from replayer.recording.windows import Window

_MOST = 20
"""Gaps of one kind that are told one by one."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the fusion of a stream found."""

    source: Slices
    events: Sequence[Event]
    calls: Sequence[Call]
    alignment: Alignment | None
    """None where the bytes are the streamed text itself."""
    windows: Sequence[Window]
    signs: Signs
    limits: Limits
    clock_sets: Sequence[ClockSet]


def gaps_of(found: Found) -> Iterator[Gap]:
    """Yield the gaps in no order."""
    places = _places(found)
    for kind in (
        _held_up(found, places),
        _repeats(found, places),
        _off_grid(found, places),
        _busy(found, places),
        _backlog(found, places),
        _uncovered(found),
        _contradictions(found),
        _foreign(found, places),
        _clocks(found),
        _clock_sets(found, places),
        (Gap(0, 0, text) for text in found.limits.contradictions),
    ):
        yield from _at_most(list(kind))


def _at_most(gaps: list[Gap]) -> Iterator[Gap]:
    yield from gaps[:_MOST]
    if len(gaps) > _MOST:
        yield Gap(
            gaps[_MOST].offset, 0, f"and {len(gaps) - _MOST:,} more places like this from here on"
        )


def _places(found: Found) -> dict[int, int]:
    """Return for each call the offset of its first byte, or of the byte behind the calls before it."""
    first: dict[int, int] = {}
    for window in found.windows:
        first.setdefault(window.call, found.source.start(window.start))
    places, offset = {}, 0
    for number in range(len(found.calls)):
        offset = first.get(number, offset)
        places[number] = offset
    return places


def _held_up(found: Found, places: dict[int, int]) -> Iterator[Gap]:
    for number in found.signs.held_up:
        call = found.calls[number]
        assert call.received is not None
        delay = call.received - call.stamp
        yield Gap(
            places[number],
            0,
            f"the upload stamped {time_of_day(call.stamp)} was received {delay:.1f} s later: uploads were held up, "
            "and the lines after it may be as much older than their stamp",
        )


def _repeats(found: Found, places: dict[int, int]) -> Iterator[Gap]:
    for number in found.signs.sent_again:
        call = found.calls[number]
        yield Gap(
            places[number],
            0,
            f"the upload stamped {time_of_day(call.stamp)} was stored {call.copies + 1} times: "
            "the service kept it and the agent saw an error; the copies were dropped",
        )
    if found.alignment is None:
        for window in found.windows:
            if window.repeats:
                yield Gap(
                    found.source.start(window.start),
                    found.source.ends[window.end - 1] - found.source.start(window.start),
                    f"{_lines(window.end - window.start)} stand here once more: the agent built the event again, or a "
                    "command was run again; without a transcript that cannot be told",
                )
        return
    for delivery in found.alignment.deliveries:
        if delivery.repeated:
            event = found.events[delivery.event]
            yield Gap(
                found.source.start(delivery.start),
                0,
                f"the event stamped {time_of_day(event.stamp)} begins with {_lines(delivery.repeated)} that an event before "
                "had brought: the agent had built it again; they keep their first stamp",
            )


def _off_grid(found: Found, places: dict[int, int]) -> Iterator[Gap]:
    late = found.signs.off_grid
    if len(late) * 2 > len(found.calls):
        if len(found.calls) > 3:
            yield Gap(
                0,
                0,
                "the stamps lie on no grid of one second: no line is bounded by the poll before its own",
            )
        return
    for number in late:
        yield Gap(
            places[number],
            0,
            f"the stamp {time_of_day(found.calls[number].stamp)} lies off the grid of polls: the call before it blocked, "
            "or the host was busy",
        )


def _busy(found: Found, places: dict[int, int]) -> Iterator[Gap]:
    for number, seconds in found.signs.busy.items():
        proves = number in found.signs.too_busy
        yield Gap(
            places[number],
            0,
            f"the event stamped {time_of_day(found.calls[number].stamp)} holds about {seconds:.0f} s of work, more than one "
            f"poll sees: uploads {'had' if proves else 'may have'} failed before it, and its lines may be older",
        )
    for number in found.signs.after_end:
        yield Gap(
            places[number],
            0,
            f"the event stamped {time_of_day(found.calls[number].stamp)} was built after the session's end: uploads had failed "
            "before it, and its lines are older",
        )


def _backlog(found: Found, places: dict[int, int]) -> Iterator[Gap]:
    run: list[int] = []
    for number in [*found.signs.backlog, None]:
        if run and (number is None or number != run[-1] + 1):
            first, last = found.calls[run[0]], found.calls[run[-1]]
            yield Gap(
                places[run[0]],
                places.get(run[-1] + 1, found.source.ends[-1]) - places[run[0]],
                f"more output than four events a second hold, from {time_of_day(first.stamp)} to {time_of_day(last.stamp)}: "
                "lines waited in the host's file and are older than their stamps",
            )
            run = []
        if number is not None:
            run.append(number)


def _uncovered(found: Found) -> Iterator[Gap]:
    """Tell the lines that no event brought."""
    if found.alignment is None or not found.events:
        return
    position = 0
    total = len(found.source)
    windows = list(found.windows)
    for start, end in [*((window.start, window.end) for window in windows), (total, total)]:
        if start > position:
            offset, stop = found.source.start(position), found.source.ends[start - 1]
            what = f"{_lines(start - position)} from {quoted(found.source.data, offset)}"
            if not windows:
                text = f"no event of the stream fits the transcript: {what} are untimed"
            elif position == 0:
                text = f"the stream begins late: {what} are in no event, and came before its first stamp"
            elif start == total:
                text = f"the stream ends early: {what} are in no event, and came after the last lines that are"
            else:
                text = f"{what} are in no event: bounded by the lines around them"
            if not (start == total and stop - offset < 2 and windows):
                yield Gap(offset, stop - offset, text)
        position = max(position, end)


def _contradictions(found: Found) -> Iterator[Gap]:
    if found.alignment is None:
        return
    for delivery in found.alignment.deliveries:
        if delivery.match is None:
            continue
        lines = found.events[delivery.event].lines
        if delivery.match.masked:
            yield Gap(
                found.source.start(delivery.start),
                0,
                f"masked in the stream (`****`): {_lines(delivery.match.masked)} of the event stamped "
                f"{time_of_day(found.events[delivery.event].stamp)}; the transcript has the text, and so has the stream with --unmask",
            )
        for element, index in delivery.match.differing:
            offset = found.source.start(index)
            said = cleaned(found.source[index]).rstrip(b"\n").decode("utf-8", "replace")
            yield Gap(
                offset,
                found.source.ends[index] - offset,
                f"the stream says “{lines[element][:60]}” where the transcript says “{said[:60]}”",
            )
        for element in delivery.match.foreign:
            yield Gap(
                found.source.start(delivery.start),
                0,
                f"the stream says “{lines[element][:60]}”, which is not in the transcript here",
            )


def _foreign(found: Found, places: dict[int, int]) -> Iterator[Gap]:
    if found.alignment is None:
        return
    for number in found.alignment.foreign:
        event = found.events[number]
        text = event.lines[0][:60] if event.lines else ""
        yield Gap(
            places.get(event.call, 0),
            0,
            f"the event stamped {time_of_day(event.stamp)} ({_lines(len(event.lines))}, “{text}”) fits nowhere in the transcript",
        )


def _clocks(found: Found) -> Iterator[Gap]:
    skew = skew_of(found.calls)
    if skew:
        ahead, behind = ("service's", "host's") if skew > 0 else ("host's", "service's")
        yield Gap(
            0,
            0,
            f"the {ahead} clock is ahead of the {behind} by about {abs(skew):.1f} s: the history's dates were moved "
            "to the host's clock",
        )
    for before, after in zip(found.windows, found.windows[1:], strict=False):
        if after.stamp < before.stamp - 0.2:
            yield Gap(
                found.source.start(after.start),
                0,
                f"the stamps go back from {time_of_day(before.stamp)} to {time_of_day(after.stamp)}: the host's clock was set",
            )


def _clock_sets(found: Found, places: dict[int, int]) -> Iterator[Gap]:
    for each in found.clock_sets:
        number = next((n for n, call in enumerate(found.calls) if call.stamp >= each.stamp - 1), 0)
        how = "back" if each.seconds < 0 else "ahead"
        yield Gap(
            places[number],
            0,
            f"the host's clock was set {how} by {abs(each.seconds):.1f} s before {time_of_day(each.stamp)}, as the receipts "
            "show: the stamps from there on are told in its time from before",
        )


def assumption(found: Found) -> str | None:
    """Return what the narrow bounds rest on; None when there are none."""
    narrow = sum(window.recorded for window in found.windows)
    if not narrow:
        return None
    return (
        "assumed: uploads were on time where nothing speaks against it; a failed upload with so few lines that one "
        "second could hold them would not show"
    )


def matched(found: Found) -> str:
    """Return how the stream and the transcript go together."""
    elements = sum(len(event.lines) for event in found.events)
    if found.alignment is None:
        return f"{_lines(elements)} used as text, since no transcript has them"
    brought = sum(window.end - window.start for window in found.windows)
    whole = len(found.source)
    return f"its stamps time {brought:,} of {_lines(whole)} of the transcript"


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count:,} lines"
