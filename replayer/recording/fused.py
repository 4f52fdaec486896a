"""Fuses the bytes of a session with the times that its sources have, or does without one of the two."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from replayer.formats.evidence import StreamedEvent, Transcript, TranscriptKind
from replayer.recording.activity import Activity, read_activity
from replayer.recording.calls import POLL, SLACK, Call, Event, calls_of, distinct
from replayer.recording.choosing import Chosen
from replayer.recording.clock import on_host_clock, skew_of, zero_of
from replayer.recording.clock_set import on_first_clock, put_right
from replayer.recording.clocked import clocks_alone, clocks_of, narrowed, with_clocks
from replayer.recording.deliveries import Alignment, Delivery
from replayer.recording.extending import rest_of
from replayer.recording.fusion import align
from replayer.recording.limits import Limits, believed, limits
from replayer.recording.long_work import Check, in_runs, unchecked
from replayer.recording.pacing import Anchor, pace
from replayer.recording.recording import Fidelity, FidelityRange, Newline, Span, Spans
from replayer.recording.report import Found
from replayer.recording.slices import BUFFER, OLD_BUFFER, Slices, slices
from replayer.recording.streamed_text import deliveries_of, text_of
from replayer.recording.timeline import Timeline
from replayer.recording.timing import bounds_of, steps
from replayer.recording.undo import extended
from replayer.recording.windows import Window, windows
from replayer.recording.work import Work
from replayer.session import Session

_HEAD = 1 << 16
_NARROW = POLL + 4 * SLACK
"""Seconds of a window up to which its middle is a good guess for all its lines."""
_NO_PTY = "NonInteractiveCommands"


@dataclass(frozen=True, slots=True)
class Fused:
    """Bytes with their times, and what was found on the way."""

    timeline: Timeline
    newline: Newline
    fidelity: tuple[FidelityRange, ...]
    spans: Spans
    found: Found


def fuse(
    session: Session,
    chosen: Chosen | None,
    transcripts: Sequence[Transcript],
    streamed: Sequence[StreamedEvent],
    *,
    complete: bool,
    check: Check = unchecked,
) -> Fused:
    """Return the bytes of `chosen`, or without it the streamed text, with the times of all sources."""
    buffer = _buffer(streamed)
    streamed, clock_sets = put_right(
        streamed, None if session.started is None else session.started.timestamp()
    )
    events = distinct(streamed, buffer)
    calls = calls_of(events)
    check()
    source, deliveries, alignment, fidelity = _together(chosen, events, buffer, check)
    newline = _newline_of(source, transcripts)
    limit = limits(session, transcripts, pty=newline is Newline.CRLF)
    limit = on_host_clock(on_first_clock(limit, clock_sets), skew_of(calls))
    stamps = [events[delivery.event].stamp for delivery in deliveries]
    limit = believed(limit, min(stamps, default=None), max(stamps, default=None))
    activity = read_activity(source.data, source.ends, check)
    spans = activity.spans(check)
    work = Work(source, activity)
    found, signs = windows(source, deliveries, events, calls, limit, work, check)
    limit = _fitted(limit, calls, found, transcripts, source, newline)
    timeline = _timed(
        session,
        source,
        activity,
        spans,
        found,
        limit,
        newline,
        check,
        whole=complete and _is_whole(chosen),
    )
    report = Found(source, events, calls, alignment, found, signs, limit, clock_sets)
    return Fused(timeline, newline, fidelity, spans, report)


def _together(
    chosen: Chosen | None, events: Sequence[Event], buffer: int, check: Check
) -> tuple[Slices, list[Delivery], Alignment | None, tuple[FidelityRange, ...]]:
    """Return the slices, which event brought which, how that was found, and how true the bytes are."""
    if chosen is None:
        data, ends, spans = text_of(events, check)
        text = Slices(data, ends, buffer)
        return text, deliveries_of(events, spans), None, _ranges((len(data), Fidelity.DAMAGED))
    source = slices(chosen.data, buffer, check)
    lines, numbers = [event.lines for event in events], [event.call for event in events]
    alignment = align(source, lines, numbers, check)
    exact = len(source.data)
    rest = b"" if chosen.transcript.whole else rest_of(source, events, alignment)
    if rest:
        source = slices(extended(source.data, rest, check), buffer, check)
        alignment = align(source, lines, numbers, check)
    fidelity = _ranges((exact, chosen.fidelity), (len(rest), Fidelity.DAMAGED))
    return source, list(alignment.deliveries), alignment, fidelity


def _ranges(*parts: tuple[int, Fidelity]) -> tuple[FidelityRange, ...]:
    ranges, offset = [], 0
    for length, fidelity in parts:
        if length:
            ranges.append(FidelityRange(offset, length, fidelity))
        offset += length
    return tuple(ranges)


def _timed(
    session: Session,
    source: Slices,
    activity: Activity,
    spans: Sequence[Span],
    found: Sequence[Window],
    limit: Limits,
    newline: Newline,
    check: Check,
    *,
    whole: bool,
) -> Timeline:
    origin = limit.start if limit.start is not None else found[0].latest if found else 0.0
    covered = bool(found) and found[-1].end >= len(source)
    bounds = bounds_of(source, found, limit, pumped=newline is Newline.CRLF, check=check)
    if limit.start is None and not found:
        clocks = clocks_alone(source, spans, check)
        bounds.clocked = bool(clocks.told)
    else:
        clocks = clocks_of(source, spans, bounds, check)
        bounds = narrowed(source, bounds, clocks, check)
    moments = pace(
        activity,
        with_clocks(_anchors(source, activity, found, origin), activity, clocks, origin),
        start=None if limit.first is None else limit.first - origin,
        end=None
        if covered or not whole or limit.last is None or limit.start is None
        else limit.last - origin,
        seed=crc32((session.id.text if session.id else session.key).encode()),
        check=check,
    )
    zero = zero_of(session, limit, moments[0] + origin if found and moments else None)
    shift = origin - zero.moment if zero.started else -moments[0] if moments else 0.0
    moments = array("d", (moment + shift for moment in in_runs(moments, check)))
    return steps(source, activity, moments, bounds, found, limit, zero.moment, check).build(
        duration=None if limit.end is None else limit.end - zero.moment,
        started=zero.started,
        started_known=zero.known,
    )


def _anchors(
    source: Slices, activity: Activity, found: Sequence[Window], origin: float
) -> list[Anchor]:
    """Return the units whose moments the windows tell, in seconds from `origin`."""
    anchors = []
    index = 0
    while index < len(found):
        window, stop = found[index], index + 1
        while (
            stop < len(found)
            and found[stop].call == window.call
            and found[stop].start == found[stop - 1].end
        ):
            stop += 1
        last = found[stop - 1].end - 1
        if last == len(source) - 1 and not source.is_line_end(last):
            last -= 1  # an unfinished line is sent long after it came
        latest = found[stop - 1].stamp
        if last >= window.start and not window.waited:
            narrow = latest - window.likely <= _NARROW
            first = window.start if narrow else last
            earliest = window.likely if narrow else max(window.likely, latest - POLL - SLACK)
            anchors.append(
                Anchor(
                    activity.ending(source.ends[first]),
                    activity.ending(source.ends[last]),
                    earliest - origin,
                    latest - origin,
                )
            )
        index = stop
    return anchors


def _fitted(
    limit: Limits,
    calls: Sequence[Call],
    found: Sequence[Window],
    transcripts: Sequence[Transcript],
    source: Slices,
    newline: Newline,
) -> Limits:
    """Return `limit` with a better guess for the first byte."""
    if limit.first is None:
        return limit
    first = limit.first
    grid = [call.stamp for call in calls if call.on_grid]
    if newline is Newline.LF:
        commands = any(each.session_type == _NO_PTY for each in transcripts)
        if commands and limit.last is not None and not _ends_in_exit_code(source):
            first = limit.last  # the agent reads the output when the command has ended
    elif grid:
        # the agent waits a second before it reads, and polls from about the same moment on: both lie on one grid
        first = grid[0] - round(grid[0] - first)
    if found:
        first = min(first, found[0].latest)
    return replace(limit, first=max(first, limit.earliest or first))


def _ends_in_exit_code(source: Slices) -> bool:
    """Tell whether the output ends with the exit code that the agent writes when it reads as the command runs."""
    return b"EXIT_CODE: " in source.data[-32:]


def _newline_of(source: Slices, transcripts: Sequence[Transcript]) -> Newline:
    """Return what ends a line: without a PTY nobody puts a carriage return before it."""
    if any(each.session_type == _NO_PTY for each in transcripts):
        return Newline.LF
    head = source.data[:_HEAD]
    return Newline.CRLF if head.count(b"\r\n") * 2 >= head.count(b"\n") else Newline.LF


def _is_whole(chosen: Chosen | None) -> bool:
    return chosen is None or chosen.transcript.whole or chosen.transcript.kind is TranscriptKind.IPC


def _buffer(streamed: Sequence[StreamedEvent]) -> int:
    """Return the size of the agent's buffer, told by the largest event."""
    # a whole event also holds the LF of each line but, maybe, the last
    largest = max(
        (sum(map(len, event.lines)) + len(event.lines) - 1 for event in streamed), default=0
    )
    return OLD_BUFFER if largest > BUFFER else BUFFER
