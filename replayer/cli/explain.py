"""A recording explained: in words that a reviewer can defend, and as JSON for a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC

from replayer.cli.session_json import session_object
from replayer.cli.words import share
from replayer.foreign import on_a_line
from replayer.recording.recording import Fidelity, Newline, Provenance, Recording, SizeKnown
from replayer.recording.timeline import Certainty, StartedKnown
from replayer.session import TraceState
from replayer.tui import wording  # the app says it in the same words

_CERTAINTY = {
    Certainty.RECORDED: "a stamp of the log bounds them from both sides, or their format records each time",
    Certainty.BOUNDED: "two moments that were recorded lie around them; the pace between is made up",
    Certainty.ESTIMATED: "a bound is missing, so their pace is invented",
}
_FIDELITY = {
    Fidelity.EXACT: "exact: every byte that the terminal received",
    Fidelity.DAMAGED: "damaged: streamed lines lack carriage returns, tabs, some escapes and characters",
    Fidelity.LINES: "lines only: a transcript of text, not what the terminal received",
}
_SIZE = {
    SizeKnown.RECORDED: "recorded",
    SizeKnown.GIVEN: "as you said",
    SizeKnown.INFERRED: "inferred",
    SizeKnown.ASSUMED: "assumed: nothing shows it",
}
_STARTED = {
    StartedKnown.HISTORY: "as the session history says",
    StartedKnown.OUTPUT: "told by the stamps of the output, since no record of the start is here",
    None: "nobody recorded it, so no wall clock is known",
}
_MOST_BASES = 6


def recording_object(recording: Recording) -> dict[str, object]:
    """Return what `show --json` says: the keys of `list --json`, and what opening the session told."""
    errors = recording.timeline.errors()
    size = recording.size
    return session_object(recording.session) | {
        "bytes": recording.timeline.length,
        "text": [
            {"fidelity": each.fidelity, "offset": each.offset, "length": each.length}
            for each in recording.fidelity
        ],
        "size": {
            "cols": size.cols,
            "rows": size.rows,
            "known": size.known,
            "evidence": size.evidence or None,
        },
        "certainty": {
            certainty.word: round(part, 6)
            for certainty, part in recording.timeline.shares().items()
        },
        "error": {
            "typical": errors and round(errors[0], 3),
            "worst": errors and round(errors[1], 3),
        },
        "gaps": [
            {"offset": gap.offset, "length": gap.length, "text": gap.text} for gap in recording.gaps
        ],
        "sources": [_source_object(each) for each in recording.provenance],
        "complete": recording.complete,
        "said_by": dict(recording.session.said_by),
    }


def _source_object(source: Provenance) -> dict[str, object]:
    return {
        "source": source.source,
        "form": source.form,
        "where": source.where,
        "sha256": source.sha256,
        "bytes": source.size,
        "done": list(source.done),
    }


def explained(recording: Recording) -> Iterator[str]:
    """Yield the lines of `show`, foreign text made safe."""
    for heading, lines in (
        (_headline(recording), _who(recording)),
        ("Sources", _sources(recording)),
        ("Text", _text(recording)),
        ("Time", _time(recording)),
        ("Gaps", _gaps(recording)),
    ):
        yield on_a_line(heading)
        for line in lines:
            yield f"  {on_a_line(line)}".rstrip()
        yield ""


def _headline(recording: Recording) -> str:
    session = recording.session
    if session.owner_name or session.target:
        return (
            f"{session.owner_name or 'somebody'} on {session.target_words or 'an unknown target'}"
        )
    return session.key


def _who(recording: Recording) -> Iterator[str]:
    session, said = recording.session, recording.session.said_by
    if session.id is None:
        yield "id: none; nothing that is here names one"
    for field in (
        "id", "owner", "run_as_user", "account", "region", "target", "target_name", "source_address", "access_type", "status", "started", "ended", "reason", "document",
    ):  # fmt: skip
        value = getattr(session, field)
        if value is None:
            continue
        if field in {"started", "ended"}:
            value = f"{wording.date_and_time(value, UTC)} UTC"
        yield f"{field}: {value}{_by(said.get(field))}"
    if session.duration is not None:
        yield f"length: {wording.length(session.duration)}"
    for trace in session.traces:
        if trace.state is not TraceState.PRESENT:
            yield f"{trace.source}: {trace.state.replace('-', ' ')}{_at(trace.where)}"


def _by(who: str | None) -> str:
    return f"  (said by {who})" if who else ""


def _at(where: str | None) -> str:
    return f", {where}" if where else ""


def _sources(recording: Recording) -> Iterator[str]:
    for source in recording.provenance:
        kind = f"{source.source} {source.form}" if source.form else str(source.source)
        yield f"{kind}: {source.where}, {source.size:,} bytes"
        yield f"  sha256 {source.sha256}"
        for done in source.done:
            yield f"  {done}"
    yield (
        "complete: what was found is all there is"
        if recording.complete
        else "not complete: more may come, so size, times and end are provisional"
    )


def _text(recording: Recording) -> Iterator[str]:
    total = recording.timeline.length
    yield wording.count(total, "byte")
    counted: Counter[Fidelity] = Counter()
    for each in recording.fidelity:
        counted[each.fidelity] += each.length
    for fidelity, count in counted.items():
        yield f"{share(count / total) if total else '0 %'} {_FIDELITY[fidelity]}"
    if len(counted) > 1:
        for each in recording.fidelity:
            yield f"  bytes {each.offset:,} to {each.offset + each.length:,}: {each.fidelity}"
    if recording.newline is Newline.LF:
        yield "there was no PTY: lines end without a carriage return, and the replay adds one"
    size = recording.size
    evidence = f" ({size.evidence})" if size.evidence else ""
    yield f"size {size.cols}×{size.rows}, {_SIZE[size.known]}{evidence}"


def _time(recording: Recording) -> Iterator[str]:
    timeline = recording.timeline
    yield f"lasts {wording.length(timeline.duration)}"
    started = (
        f"{wording.date_and_time(timeline.started, UTC)} UTC" if timeline.started else "unknown"
    )
    yield f"begins at {started}: {_start_known(recording)}"
    for certainty, part in sorted(timeline.shares().items(), reverse=True):
        if part:
            yield f"{share(part)} of the bytes {certainty.word}: {_CERTAINTY[certainty]}"
    errors = timeline.errors()
    if errors is not None:
        typical, worst = errors
        yield f"error, where both bounds are known: typical ±{wording.span(typical)}, worst ±{wording.span(worst)}"
    yield from _bases(recording)


def _start_known(recording: Recording) -> str:
    known = recording.timeline.started_known
    if known is StartedKnown.HISTORY and recording.session.said_by.get("started") == "cloudtrail":
        return "as CloudTrail says, in whole seconds"
    return _STARTED[known]


def _bases(recording: Recording) -> Iterator[str]:
    counted: Counter[str] = Counter()
    for step in recording.timeline:
        counted[step.basis] += step.length
    for basis, count in counted.most_common(_MOST_BASES):
        yield f"  {share(count / recording.timeline.length)} by: {basis}"
    if len(counted) > _MOST_BASES:
        rest = len(counted) - _MOST_BASES
        yield f"  and {wording.count(rest, 'basis', 'bases')} more, one for each step in `export -f timeline`"


def _gaps(recording: Recording) -> Iterator[str]:
    for gap in recording.gaps:
        time = wording.length(recording.timeline.time_at(gap.offset))
        extent = f", {wording.count(gap.length, 'byte')}" if gap.length else ""
        yield f"at {time} (#{gap.offset}{extent}): {gap.text}"
    if not recording.gaps:
        yield "none: nothing that is here is missing, late or contradicts itself"
