"""What a review says, in words: the same in the overlay, in Info and beside the list. No widget in here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta, tzinfo

from textual.content import Content

from replayer.foreign import shown
from replayer.notes import Note, Review, Verdict
from replayer.recording.recording import Recording
from replayer.recording.timeline import Timeline
from replayer.tui import wording
from replayer.tui.judged import JUDGED, JUDGED_STYLES
from replayer.tui.pointing import Place

_SPANS = 5
"""More unwatched spans are counted, not listed."""
NO_WORDS = "bookmark"


def review_lines(
    recording: Recording, review: Review, zone: tzinfo
) -> Iterator[tuple[str, Content]]:
    """Yield what is said of a review beside its bookmarks: label and text of each line."""
    yield "verdict", _verdict(review.verdict, zone)
    if review.verdict is not None and review.verdict.text:
        yield "", Content(shown(review.verdict.text))
    timeline, text_id = recording.timeline, recording.text_id
    coverage = review.coverage(text_id, timeline.length)
    more = "" if recording.complete else " so far"
    yield (
        "watched",
        Content(f"{wording.percent(coverage)} of {timeline.length:,} bytes{more}"),
    )
    spans = review.unwatched(text_id, timeline.length)
    if coverage:
        for index, (start, end) in enumerate(spans[:_SPANS]):
            first, last = (
                moment(timeline, at, zone)
                for at in (timeline.time_at(start), timeline.time_at(end - 1))
            )
            label = "" if index else "not watched"
            yield label, Content(f"{first} – {last}   {wording.count(end - start, 'byte')}")
        if len(spans) > _SPANS:
            yield "", Content(f"… and {len(spans) - _SPANS:,} more")
    for other, seen in review.watched.items():
        length = review.lengths.get(other, 0)
        if other != text_id and seen:
            share = wording.percent(review.coverage(other, length))
            yield "", Content(f"and {share} of another text of this session ({length:,} bytes)")


def _verdict(verdict: Verdict | None, zone: tzinfo) -> Content:
    if verdict is None:
        return Content.styled("none yet", "$foreground-muted")
    by = f"by {shown(verdict.by)}, " if verdict.by else ""
    when = f"{wording.date_and_time(verdict.made, zone)} {verdict.made.astimezone(zone).tzname()}"
    return Content.assemble(
        (
            f"{JUDGED[verdict.judgement]} {verdict.judgement}",
            f"bold {JUDGED_STYLES[verdict.judgement]}",
        ),
        (f"   {by}{when}", "$foreground-muted"),
    )


def note_line(recording: Recording, note: Note, zone: tzinfo) -> Content:
    """Return a bookmark as one line: when, how sure that is, and its words."""
    words = shown(note.text) or NO_WORDS
    if note.text_id != recording.text_id:
        return Content.assemble(("of another text  ", "$text-warning"), words)
    timeline = recording.timeline
    sure = ""
    if note.offset and len(timeline):
        step = timeline.step_at(note.offset - 1)
        sure = wording.certainty(step.certainty, step.error)
    when = moment(timeline, time_of(timeline, note), zone)
    return Content.assemble(f"{when}  ", (f"{sure:<12}", "$foreground-muted"), f"  {words}")


def places(recording: Recording, review: Review) -> tuple[Place, ...]:
    """Return where the bookmarks stand on the timeline, in order."""
    timeline = recording.timeline
    return tuple(
        Place(time_of(timeline, note), shown(note.text) or NO_WORDS)
        for note in review.notes_of(recording.text_id)
    )


def time_of(timeline: Timeline, note: Note) -> float:
    """Return since when the screen that was marked was shown, in seconds from the start."""
    offset = min(note.offset, timeline.length)
    return timeline.time_at(offset - 1) if offset else 0.0


def moment(timeline: Timeline, seconds: float, zone: tzinfo) -> str:
    """Return the wall clock at a moment, or how long after the start it was where nobody recorded that."""
    if timeline.started is None:
        return wording.length(seconds)
    return wording.clock(timeline.started + timedelta(seconds=seconds), zone)
