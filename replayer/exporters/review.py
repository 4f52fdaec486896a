"""The review of a session as JSON: what was decided, watched and marked, each place with its time and how sure that is.

It names the evidence and the text that was judged by digests, so that a reader can tell whether it is about the session
at hand. Offsets count bytes of the text that `text_id` and `sha256` name, times are seconds from `started`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from replayer.exporters.exporter import Exporter, ExportOptions
from replayer.exporters.timeline import utc
from replayer.notebook import Notebook, review_key, text_object
from replayer.notes import Fingerprint, Note, Review, Span, Text, match
from replayer.recording.fingerprinting import fingerprint
from replayer.recording.recording import Cue, CueKind, Recording

VERSION = 1
NO_WORDS = "bookmark"
"""The label of a marker for a bookmark without words."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The review of a session, held against the text at hand."""

    review: Review
    fingerprint: Fingerprint

    @property
    def text(self) -> Text:
        """The text at hand."""
        return self.fingerprint.text

    @property
    def name(self) -> str:
        """By which the review knows the text at hand."""
        return self.review.name_of(self.fingerprint)


def review_of(recording: Recording) -> Compared:
    """Return the review that this user has kept of a session; hashes its text.

    Raises:
        ReplayError: it cannot be read.
    """
    places = (each.where for each in recording.provenance)
    review = Notebook().review(review_key(recording.session, places))
    found = fingerprint(recording, review.lengths_to_compare)
    assert found is not None  # nobody cancels it
    return Compared(review, found)


def review_report(recording: Recording, compared: Compared) -> dict[str, object]:
    """Return a review as JSON values; its keys are a contract with the programs that read them."""
    review, name = compared.review, compared.name
    timeline, verdict = recording.timeline, review.verdict
    return {
        "version": VERSION,
        "session": recording.session.key,
        "text_id": recording.text_id,
        "bytes": timeline.length,
        "sha256": compared.text.sha256,
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
            "compared": match(verdict, compared.fingerprint),
            "of": verdict.of and text_object(verdict.of),
        },
        "known_by": "beginning" if review.knows_by_beginning(name) else "sha256",
        "coverage": _share(review.coverage(name, timeline.length)),
        "unwatched": [_span(recording, each) for each in review.unwatched(name, timeline.length)],
        "notes": [_note(recording, note) for note in review.notes_of(name)],
        "other_texts": [
            {
                "text_id": text.text_id if (text := review.texts.get(other)) else other,
                "bytes": text.length if text else review.lengths.get(other, 0),
                "sha256": text.sha256 if text else None,
                "coverage": _share(review.coverage(other, review.lengths.get(other, 0)))
                if other in review.watched
                else 0.0,
                "notes": [
                    {"offset": note.offset, **_words(note)} for note in review.notes_of(other)
                ],
            }
            for other in review.names
            if other != name
        ],
    }


def bookmarks(recording: Recording) -> tuple[Cue, ...]:
    """Return the bookmarks that this user has kept as markers, in order.

    Raises:
        ReplayError: they cannot be read.
    """
    timeline, compared = recording.timeline, review_of(recording)
    return tuple(
        Cue(offset, _shown_since(recording, offset), CueKind.MARKER, note.text or NO_WORDS)
        for note in compared.review.notes_of(compared.name)
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
