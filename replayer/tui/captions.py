"""What is written over a picture of a moment, so that its truth goes with it. The command line shares these words."""

from __future__ import annotations

from datetime import timedelta, tzinfo

from replayer.recording.recording import Recording
from replayer.recording.timeline import Certainty, Step
from replayer.terminal.cells import Frame
from replayer.tui import wording


def caption(
    recording: Recording, frame: Frame, position: float, zone: tzinfo
) -> tuple[str, str, str]:
    """Return who was where, when it was and how sure that is, and what the screen is; foreign text, not yet made safe.

    `position` is the moment in seconds from the start.
    """
    timeline = recording.timeline
    step = timeline.step_at(frame.offset - 1) if frame.offset else None
    when = f"{wording.length(position)} of {wording.length(timeline.duration)}{_so_far(recording)}"
    if timeline.started is None:
        when = f"{when} · nobody recorded the wall clock"
    else:
        moment = timeline.started + timedelta(seconds=position)
        about = "≈ " if step is not None and step.certainty is Certainty.ESTIMATED else ""
        day = wording.date_and_time(moment, zone).rpartition(" ")[0]
        clock = f"{wording.clock(moment, zone)} {moment.astimezone(zone).tzname() or 'local'}"
        when = f"{about}{day} {clock} · {when}"
    return _who(recording), f"{when} · {_sure(step)}", _screen(recording, frame)


def _who(recording: Recording) -> str:
    session = recording.session
    who = session.owner_name or "unknown"
    where = f" → {session.target_words}" if session.target_words else ""
    return f"{who}{where} · {session.key}"


def _sure(step: Step | None) -> str:
    if step is None:
        return "nothing had appeared yet"
    if step.certainty is Certainty.ESTIMATED:
        return "time estimated: nobody recorded it"
    error = wording.error(step.error)
    return f"time {step.certainty.word}{f', {error}' if error else ''}"


def _screen(recording: Recording, frame: Frame) -> str:
    size = recording.size
    known = f" {size.known.value}" if (size.cols, size.rows) == (frame.columns, frame.lines) else ""
    return f"terminal {frame.columns}×{frame.lines}{known} · after byte {frame.offset:,} of {len(recording.data):,}{_so_far(recording)}"


def _so_far(recording: Recording) -> str:
    return "" if recording.complete else " so far"
