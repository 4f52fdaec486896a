"""The review of a session as JSON: what was decided, watched and marked, each place with its time and how sure that is.

It names the evidence by digests, so that a reader can tell whether it is about the session at hand. Offsets count bytes
of the text that `text_id` names, times are seconds from `started`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import timedelta

from replayer.exporters.exporter import Exporter, ExportOptions
from replayer.exporters.timeline import utc
from replayer.notebook import Notebook, review_key
from replayer.notes import Note, Review, Span
from replayer.recording.recording import Cue, CueKind, Recording

VERSION = 1
NO_WORDS = "bookmark"
"""The label of a marker for a bookmark without words."""


def review_of(recording: Recording) -> Review:
    """Return the review that this user has kept of a session.

    Raises:
        ReplayError: it cannot be read.
    """
    places = (each.where for each in recording.provenance)
    return Notebook().review(review_key(recording.session, places))


def review_report(recording: Recording, review: Review) -> dict[str, object]:
    """Return a review as JSON values; its keys are a contract with the programs that read them."""
    timeline, text_id, verdict = recording.timeline, recording.text_id, review.verdict
    return {
        "version": VERSION,
        "session": recording.session.key,
        "text_id": text_id,
        "bytes": timeline.length,
        "complete": recording.complete,
        "started": utc(timeline.started),
        "started_known": timeline.started_known,
        "duration": round(timeline.duration, 6),
        "sources": [
            {
                "source": each.source,
                "form": each.form,
                "where": each.where,
                "sha256": each.sha256,
                "bytes": each.size,
            }
            for each in recording.provenance
        ],
        "verdict": verdict
        and {
            "judgement": verdict.judgement,
            "text": verdict.text,
            "made": utc(verdict.made),
            "by": verdict.by,
        },
        "coverage": _share(review.coverage(text_id, timeline.length)),
        "unwatched": [
            _span(recording, each) for each in review.unwatched(text_id, timeline.length)
        ],
        "notes": [_note(recording, note) for note in review.notes_of(text_id)],
        "other_texts": [
            {
                "text_id": other,
                "bytes": review.lengths.get(other, 0),
                "coverage": _share(review.coverage(other, review.lengths.get(other, 0)))
                if other in review.watched
                else 0.0,
                "notes": [
                    {"offset": note.offset, **_words(note)} for note in review.notes_of(other)
                ],
            }
            for other in dict.fromkeys((*review.watched, *(note.text_id for note in review.notes)))
            if other != text_id
        ],
    }


def bookmarks(recording: Recording) -> tuple[Cue, ...]:
    """Return the bookmarks that this user has kept as markers, in order.

    Raises:
        ReplayError: they cannot be read.
    """
    timeline = recording.timeline
    return tuple(
        Cue(offset, _shown_since(recording, offset), CueKind.MARKER, note.text or NO_WORDS)
        for note in review_of(recording).notes_of(recording.text_id)
        for offset in (min(note.offset, timeline.length),)
    )


def _share(share: float) -> float:
    """Round down, so that 1 is all of it."""
    return math.floor(share * 10_000) / 10_000


def _shown_since(recording: Recording, offset: int) -> float:
    return recording.timeline.time_at(offset - 1) if offset else 0.0


def _clock(recording: Recording, seconds: float) -> str | None:
    started = recording.timeline.started
    return None if started is None else utc(started + timedelta(seconds=seconds))


def _span(recording: Recording, span: Span) -> dict[str, object]:
    first, last = (recording.timeline.time_at(at) for at in (span[0], span[1] - 1))
    return {
        "offset": span[0],
        "length": span[1] - span[0],
        "start": round(first, 6),
        "end": round(last, 6),
        "started": _clock(recording, first),
        "ended": _clock(recording, last),
    }


def _note(recording: Recording, note: Note) -> dict[str, object]:
    timeline, time = recording.timeline, _shown_since(recording, note.offset)
    step = timeline.step_at(note.offset - 1) if note.offset and len(timeline) else None
    bounds = (step.earliest, step.latest) if step else (None, None)
    return {
        "offset": note.offset,
        "time": round(time, 6),
        "clock": _clock(recording, time),
        "certainty": step.certainty.word if step else None,
        "earliest": None if bounds[0] is None else round(bounds[0], 6),
        "latest": None if bounds[1] is None else round(bounds[1], 6),
        **_words(note),
    }


def _words(note: Note) -> dict[str, object]:
    return {"text": note.text, "made": utc(note.made), "by": note.by}


def _chunks(recording: Recording, _options: ExportOptions) -> Iterator[bytes]:
    report = review_report(recording, review_of(recording))
    yield json.dumps(report, indent=1).encode() + b"\n"


REVIEW = Exporter(
    "review",
    (".review.json", ".review"),
    "your bookmarks, verdict and what you watched, as JSON",
    paced=False,
    chunks=_chunks,
    contains="your notes and your verdict",
)
