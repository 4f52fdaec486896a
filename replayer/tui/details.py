"""What the list says beside itself of the session at the cursor."""

from __future__ import annotations

from datetime import datetime, tzinfo

from textual.content import Content

from replayer.foreign import on_a_line
from replayer.recording.recording import SizeKnown
from replayer.session import Session
from replayer.tui import wording
from replayer.tui.columns import evidence
from replayer.tui.fitting import LONGEST_FACT
from replayer.tui.judged import JUDGED_STYLES
from replayer.tui.outlook import Pace
from replayer.tui.session_row import SessionRow
from replayer.tui.version import Version


def details(row: SessionRow, version: Version | None, zone: tzinfo) -> Content:
    """Return a few lines; without a version, those that need none."""
    session = row.session
    lines = [
        Content.assemble(
            (on_a_line(session.owner_name or "unknown", LONGEST_FACT), "bold"),
            f" → {on_a_line(session.target_words, LONGEST_FACT)}" if session.target_words else "",
        ),
        Content(_when(session, row.entry.when, zone)),
    ]
    if session.reason:
        lines.append(Content(on_a_line(session.reason, LONGEST_FACT)))
    if (review := row.review) is not None:
        notes = f" · {wording.count(review.notes, 'bookmark')}" if review.notes else ""
        of = "" if review.judged is None else f" · a text of {wording.count(review.judged, 'byte')}"
        style = JUDGED_STYLES[review.judgement] if review.judgement else ""
        lines.append(Content.styled(f"reviewed: {review.words}{notes}{of}", style))
    if row.outlook.why:
        lines.append(Content.styled(row.outlook.why, "$text-warning"))
    elif row.outlook.pace is Pace.INVENTED:
        lines.append(Content.styled("◌ no time is recorded: the pace is invented", "$text-error"))
    lines.append(Content.styled(f"evidence: {evidence(session)}", "$foreground-muted"))
    if version is not None:
        lines += _of(version)
    lines.append(Content.styled(on_a_line(session.key), "$foreground-muted"))
    lines += [Content.styled(on_a_line(remark), "$text-warning") for remark in row.entry.remarks]
    return Content("\n").join(lines)


def _of(version: Version) -> list[Content]:
    recording = version.recording
    more = "" if recording.complete else " so far"
    size = recording.size
    lines = [f"{len(recording.data):,} bytes{more}, {wording.count(len(recording.gaps), 'gap')}"]
    lines += [words for words in (version.certainty_words, version.error_words) if words]
    known = f"{size.cols}×{size.rows} {size.known.value}"
    style = "$text-warning" if size.known is SizeKnown.ASSUMED else ""
    return [*(Content(line) for line in lines), Content.styled(known, style)]


def _when(session: Session, first: datetime | None, zone: tzinfo) -> str:
    """Return `24 Nov 2026 20:11:48 – 20:14:01 UTC, 2:13`, as far as it is known; `first` is the first moment that is."""
    start, end = session.started, session.ended
    known = start or first or end
    if known is None:
        return "nobody recorded when"
    name = known.astimezone(zone).tzname()
    if start is None:
        return f"before {wording.date_and_time(known, zone)} {name}"
    if end is None:
        end_words = "still going on" if session.is_running else "its end unknown"
        return f"{wording.date_and_time(start, zone)} {name}, {end_words}"
    same_day = start.astimezone(zone).date() == end.astimezone(zone).date()
    until = f"{end.astimezone(zone):%H:%M:%S}" if same_day else wording.date_and_time(end, zone)
    length = wording.length((end - start).total_seconds())
    return f"{wording.date_and_time(start, zone)} – {until} {name}, {length}"
