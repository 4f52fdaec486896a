"""What a review says, in words: the same in the overlay, in Info and beside the list. No widget in here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta, tzinfo

from textual.content import Content

from replayer.foreign import shown
from replayer.notes import Fingerprint, Match, Note, Review, Verdict, match
from replayer.recording.recording import Recording
from replayer.recording.timeline import Timeline
from replayer.tui import wording
from replayer.tui.judged import JUDGED, JUDGED_STYLES
from replayer.tui.pointing import Place

_SPANS = 5
"""More unwatched spans are counted, not listed."""
NO_WORDS = "bookmark"


def review_lines(
    recording: Recording, review: Review, fingerprint: Fingerprint | None, zone: tzinfo
) -> Iterator[tuple[str, Content]]:
    """Yield what is said of a review beside its bookmarks: label and text of each line.

    Without a fingerprint the text is not compared yet with the one that was reviewed.
    """
    verdict = review.verdict
    if verdict is None:
        yield "verdict", Content.styled("none yet", "$foreground-muted")
    else:
        kind = match(verdict, fingerprint)
        yield from _verdict(verdict, kind, zone)
        if verdict.text:
            yield "", Content.styled(shown(verdict.text), "strike" * (kind is Match.ANOTHER))
        style = "$text-warning" if kind in {Match.ANOTHER, Match.UNKNOWN} else "$foreground-muted"
        text = fingerprint.text if fingerprint is not None else None
        for words in wording.judged_words(verdict, kind, text):
            yield "", Content.styled(words, style)
    timeline = recording.timeline
    if fingerprint is None:
        yield "watched", Content("not known yet: the text is being compared")
        return
    name = review.name_of(fingerprint)
    coverage = review.coverage(name, timeline.length)
    more = "" if recording.complete else " so far"
    yield (
        "watched",
        Content(f"{wording.percent(coverage)} of {timeline.length:,} bytes{more}"),
    )
    if review.knows_by_beginning(name):
        words = "an older review: this text is known only by how it begins"
        yield "", Content.styled(words, "$text-warning")
    spans = review.unwatched(name, timeline.length)
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
        if other != name and seen:
            share = wording.percent(review.coverage(other, length))
            yield "", Content(f"and {share} of another text of this session ({length:,} bytes)")


def _verdict(verdict: Verdict, kind: Match, zone: tzinfo) -> Iterator[tuple[str, Content]]:
    by = f"by {shown(verdict.by)}, " if verdict.by else ""
    when = f"{wording.date_and_time(verdict.made, zone)} {verdict.made.astimezone(zone).tzname()}"
    words = f"{JUDGED[verdict.judgement]} {verdict.judgement}"
    if kind is Match.ANOTHER:
        elsewhere = (f"{wording.GIVEN_ELSEWHERE}: ", "bold $text-warning")
        yield "verdict", Content.assemble(elsewhere, (words, "strike"))
        yield "", Content.styled(f"{by}{when}", "$foreground-muted")
    else:
        style = f"bold {JUDGED_STYLES[verdict.judgement]}"
        made = (f"   {by}{when}", "$foreground-muted")
        yield "verdict", Content.assemble((words, style), made)


def note_line(recording: Recording, note: Note, name: str, zone: tzinfo) -> Content:
    """Return a bookmark as one line: when, how sure that is, and its words.

    `name` is the review's for the text at hand; empty while it is not compared.
    """
    words = shown(note.text) or NO_WORDS
    if not name:
        return Content.assemble(("not compared yet  ", "$foreground-muted"), words)
    if note.text_id != name:
        return Content.assemble(("of another text  ", "$text-warning"), words)
    timeline = recording.timeline
    sure = ""
    if note.offset and len(timeline):
        step = timeline.step_at(note.offset - 1)
        sure = wording.certainty(step.certainty, step.error)
    when = moment(timeline, time_of(timeline, note), zone)
    return Content.assemble(f"{when}  ", (f"{sure:<12}", "$foreground-muted"), f"  {words}")


def places(recording: Recording, notes: Iterable[Note]) -> tuple[Place, ...]:
    """Return where the bookmarks stand on the timeline, in order."""
    timeline = recording.timeline
    return tuple(Place(time_of(timeline, note), shown(note.text) or NO_WORDS) for note in notes)


def time_of(timeline: Timeline, note: Note) -> float:
    """Return since when the screen that was marked was shown, in seconds from the start."""
    offset = min(note.offset, timeline.length)
    return timeline.time_at(offset - 1) if offset else 0.0


def moment(timeline: Timeline, seconds: float, zone: tzinfo) -> str:
    """Return the wall clock at a moment, or how long after the start it was where nobody recorded that."""
    if timeline.started is None:
        return wording.length(seconds)
    return wording.clock(timeline.started + timedelta(seconds=seconds), zone)
