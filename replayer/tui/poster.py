"""What is seen of a session before it plays: facts, and the screen at a telling moment."""

from __future__ import annotations

from datetime import timedelta, tzinfo

from textual.content import Content

from replayer.foreign import on_a_line
from replayer.recording.recording import Recording
from replayer.recording.timeline import Certainty
from replayer.session import Session
from replayer.tui import wording
from replayer.tui.bindings import Keys
from replayer.tui.fitting import LONGEST_FACT
from replayer.tui.version import Version

_FIRST = 32 << 10
"""Bytes of the recording in which a telling screen is looked for: it is there at once, however large the rest is."""


def poster_offset(recording: Recording) -> int:
    """Return after how many bytes the screen is worth a look: half-way, or in the first part of a long recording.

    Rejected: the fullest screen, which takes feeding all of them.
    """
    timeline = recording.timeline
    return timeline.offset_at(timeline.time_at(min(timeline.length // 2, _FIRST)))


def poster_text(version: Version, offset: int, zone: tzinfo, keys: Keys) -> Content:
    """Return the facts of a session, of which moment the screen behind them is, and which key plays."""
    recording = version.recording
    timeline = recording.timeline
    more = "" if recording.complete else " so far"
    lines = [
        Content.styled(f"▶  {keys('toggle-playback')} plays", "bold $text-accent"),
        Content(""),
        *facts(recording.session, zone),
        Content(f"{wording.length(timeline.duration)} long{more}"),
    ]
    words = [each for each in (version.certainty_words, version.error_words) if each]
    loud = version.shares[Certainty.ESTIMATED] == 1
    lines += [Content.styled(each, "bold $text-error" if loud else "") for each in words]
    if loud:
        lines.append(Content.styled("no time is recorded: the pace is invented", "$text-error"))
    lines.append(Content.styled(_behind(recording, offset, zone), "$foreground-muted"))
    return Content("\n").join(lines)


def facts(session: Session, zone: tzinfo) -> list[Content]:
    """Return who was where, when and why, a line each, as far as it is known."""
    where = f" → {on_a_line(session.target_words, LONGEST_FACT)}" if session.target_words else ""
    lines = [
        Content.assemble((on_a_line(session.owner_name or "unknown", LONGEST_FACT), "bold"), where)
    ]
    if session.reason:
        lines.append(Content(on_a_line(session.reason, LONGEST_FACT)))
    if session.started is not None:
        name = session.started.astimezone(zone).tzname() or "local"
        lines.append(Content(f"{wording.date_and_time(session.started, zone)} {name}"))
    return lines


def _behind(recording: Recording, offset: int, zone: tzinfo) -> str:
    timeline = recording.timeline
    if not offset:
        return "nothing has appeared yet"
    step = timeline.step_at(offset - 1)
    when = wording.length(step.time)
    if timeline.started is not None:
        moment = timeline.started + timedelta(seconds=step.time)
        when += (
            f", {wording.clock(moment, zone)[:-2]} {moment.astimezone(zone).tzname() or 'local'}"
        )
    return f"behind this: the screen at {when}, {wording.certainty(step.certainty, step.error)}"
