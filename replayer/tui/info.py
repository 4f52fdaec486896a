"""What the info overlay says: all that is known of a recording, and who said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

from textual.content import Content

from replayer.analysis.attempts import Attempt
from replayer.foreign import on_a_line
from replayer.recording.recording import Provenance, Recording, SizeKnown
from replayer.recording.timeline import Certainty, Step
from replayer.session import Session, TraceState
from replayer.tui import wording
from replayer.tui.version import Version

TEXT_COLUMN = 14
"""In which column the text beside the labels begins, counted from 0."""
_GAPS = 200
"""More of them are counted, not listed."""


def info(
    version: Version, at_hand: Step | None, zone: tzinfo, review: Sequence[Content] = ()
) -> Content:
    """Return the whole text; `at_hand` is the step that appeared last, `review` what was reviewed."""
    recording = version.recording
    sections = [
        ("This moment", _moment(recording, at_hand, zone)),
        ("Review", review),
        ("Session", session_lines(recording.session, zone)),
        ("Time", _time(version)),
        ("Text and size", _text(recording)),
        ("Gaps and doubts", _gaps(recording, zone)),
        ("Sources", _sources(recording.provenance)),
    ]
    parts: list[Content] = []
    for heading, lines in sections:
        listed = list(lines)
        if listed:
            parts += [Content.styled(heading.upper(), "bold $text-primary"), *listed, Content("")]
    return Content("\n").join(parts[:-1])


def line(label: str, text: str | Content, style: str = "") -> Content:
    """Return a label and what stands beside it; the text is made safe unless it is content already."""
    value = text if isinstance(text, Content) else Content.styled(on_a_line(text), style)
    return Content.assemble((f"  {label:{TEXT_COLUMN - 2}}", "$foreground-muted"), value)


def _moment(recording: Recording, step: Step | None, zone: tzinfo) -> Iterator[Content]:
    if step is None:
        return
    timeline = recording.timeline
    when = wording.length(step.time)
    if timeline.started is not None:
        moment = timeline.started + timedelta(seconds=step.time)
        when = f"{_date(moment, zone)} · {when} from the start"
    yield line("shown", f"{when}, byte {step.offset:,}")
    yield line("certainty", f"{wording.SIGNS[step.certainty]} {step.certainty.word}")
    if step.earliest is not None or step.latest is not None:
        ends = (_bound(seconds, timeline.started, zone) for seconds in (step.earliest, step.latest))
        yield line("between", " and ".join(ends))
    yield line("because", step.basis)


def _bound(seconds: float | None, started: datetime | None, zone: tzinfo) -> str:
    if seconds is None:
        return "an unknown moment"
    clock = f" ({wording.clock(started + timedelta(seconds=seconds), zone)})" if started else ""
    return f"{seconds:.1f} s{clock}"


def session_lines(session: Session, zone: tzinfo) -> Iterator[Content]:
    """Yield what is known of a session, each with who said it."""
    fields: list[tuple[str, str, str | None]] = [
        ("id", "id", str(session.id) if session.id else None),
        ("owner", "owner", session.owner or session.owner_name),
        ("runs as", "run_as_user", session.run_as_user),
        ("target", "target", session.target),
        ("name", "target_name", session.target_name),
        ("from", "source_address", session.source_address),
        ("started", "started", _date(session.started, zone)),
        ("ended", "ended", _date(session.ended, zone)),
        ("status", "status", session.status),
        ("reason", "reason", session.reason),
        ("document", "document", session.document),
        ("account", "account", session.account),
        ("region", "region", session.region),
    ]
    for label, field, value in fields:
        if value:
            said = session.said_by.get(field)
            said_by = (
                Content.styled(f"   {on_a_line(said)}", "$foreground-muted")
                if said
                else Content("")
            )
            yield line(label, Content.assemble(on_a_line(value), said_by))
    for trace in session.traces:
        if trace.state is not TraceState.PRESENT:
            yield line(trace.source.value, trace.state.value.replace("-", " "), "$text-warning")


def _date(moment: datetime | None, zone: tzinfo) -> str | None:
    if moment is None:
        return None
    return f"{wording.date_and_time(moment, zone)} {moment.astimezone(zone).tzname() or ''}"


def _time(version: Version) -> Iterator[Content]:
    timeline = version.recording.timeline
    yield line("length", wording.length(timeline.duration) + _so_far(version.recording))
    yield line("certainty", version.certainty_words or "no bytes")
    if version.error_words:
        yield line("error", version.error_words)
    if version.shares[Certainty.ESTIMATED] == 1:
        yield line("", "No time is recorded: the pace is invented.", "bold $text-error")
    if timeline.started is None:
        yield line("clock", "nobody recorded when it started", "$text-warning")


def _so_far(recording: Recording) -> str:
    return "" if recording.complete else " so far"


def _text(recording: Recording) -> Iterator[Content]:
    yield line("bytes", f"{len(recording.data):,}{_so_far(recording)}")
    for each in recording.fidelity:
        where = f"bytes {each.offset:,} to {each.offset + each.length:,}"
        yield line("text", f"{each.fidelity.value}, {where}")
    size = recording.size
    loud = "$text-warning" if size.known is SizeKnown.ASSUMED else ""
    evidence = f": {size.evidence}" if size.evidence else ""
    yield line("size", f"{size.cols}×{size.rows} {size.known.value}{evidence}", loud)


def _gaps(recording: Recording, zone: tzinfo) -> Iterator[Content]:
    timeline = recording.timeline
    for gap in recording.gaps[:_GAPS]:
        seconds = timeline.time_at(gap.offset)
        when = wording.length(seconds)
        if timeline.started is not None:
            when = wording.clock(timeline.started + timedelta(seconds=seconds), zone)[:-2]
        yield line(when, f"{gap.text} (byte {gap.offset:,})")
    if len(recording.gaps) > _GAPS:
        yield line("", f"… and {len(recording.gaps) - _GAPS:,} more")


def _sources(sources: Iterable[Provenance]) -> Iterator[Content]:
    for source in sources:
        form = f"{source.form}, " if source.form else ""
        yield line(source.source.value, f"{form}{source.size:,} bytes, {source.where}")
        yield line("", f"sha256 {source.sha256}", "$foreground-muted")
        for done in source.done:
            yield line("", f"– {done}")


def attempts_text(
    attempts: Sequence[Attempt], tried: int, started: datetime | None, zone: tzinfo
) -> Content:
    """Return each attempt with its time, and how many of all that were tried are not listed; none was ever done."""
    if not attempts:
        return Content("It tried nothing.")
    lines = [Content.styled("None of it was done: it is listed only.", "$foreground-muted")]
    for attempt in attempts[:_GAPS]:
        when = wording.length(attempt.time)
        if started is not None:
            when = wording.clock(started + timedelta(seconds=attempt.time), zone)[:-2]
        sure = (
            "" if attempt.certainty is not Certainty.ESTIMATED else wording.SIGNS[attempt.certainty]
        )
        lines.append(line(f"{when}{sure}", attempt.words))
    rest = tried - sum(attempt.count for attempt in attempts[:_GAPS])
    if rest > 0:
        lines.append(line("", f"… and {rest:,} more"))
    return Content("\n").join(lines)
