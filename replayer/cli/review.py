"""`ssm-replay review`: what you decided, watched and marked of a session, with times."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from replayer.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from replayer.notes import Note, Review
    from replayer.recording.recording import Recording
    from replayer.settings import AwsSettings


@click.command(epilog="Example: ssm-replay review session.log cloudwatch.json --json")
@options.specs
@options.as_json
@options.source
@options.aws
def review(
    specs: tuple[str, ...], as_json: bool, sources: tuple[str, ...], aws: AwsSettings
) -> None:
    """Print your review of one session: the verdict, how much was watched, what was not, and your bookmarks.

    Watched is what played forward at ×8 or slower, or was stepped through; what was sought over is not. Times are the
    wall clock where it is known, else they count from the start. The sign before a bookmark says how its time is
    known: "●" recorded, "◐" bounded, "◌" invented.

    With --json, one object: the same as `export -f review` writes.
    """
    from replayer.cli.lookup import open_one
    from replayer.exporters.review import review_of, review_report

    recording = open_one(specs, sources, aws)
    found = review_of(recording)
    if as_json:
        click.echo(json.dumps(review_report(recording, found)))
        return
    for label, text in _lines(recording, found):
        click.echo(f"{label:<13}{text}".rstrip())


def _lines(recording: Recording, review: Review) -> Iterator[tuple[str, str]]:
    from replayer.cli.words import share
    from replayer.foreign import shown
    from replayer.notes import Review as AnyReview

    yield "session", shown(recording.session.key)
    if review == AnyReview():
        yield "review", "none: you have not looked at it"
        return
    yield from _verdict(review)
    length, text_id = recording.timeline.length, recording.text_id
    yield "watched", f"{share(review.coverage(text_id, length))} of {length:,} bytes"
    for index, (start, end) in enumerate(review.unwatched(text_id, length)):
        first, last = (
            _moment(recording, recording.timeline.time_at(at)) for at in (start, end - 1)
        )
        yield "" if index else "not watched", f"{first} – {last}  {end - start:,} bytes"
    for index, note in enumerate(review.notes_of(text_id)):
        yield "" if index else "bookmarks", _note(recording, note)
    others = [note for note in review.notes if note.text_id != text_id]
    for index, note in enumerate(others):
        yield "" if index else "elsewhere", f"{shown(note.text) or 'bookmark'}  (of another text)"


def _verdict(review: Review) -> Iterator[tuple[str, str]]:
    from datetime import UTC

    from replayer.foreign import shown

    if review.verdict is None:
        yield "verdict", "none yet"
        return
    verdict = review.verdict
    by = f" by {shown(verdict.by)}" if verdict.by else ""
    when = f"{verdict.made.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    yield "verdict", f"{verdict.judgement}{by}, {when}"
    if verdict.text:
        yield "", shown(verdict.text)


def _note(recording: Recording, note: Note) -> str:
    from replayer.foreign import shown
    from replayer.tui.wording import SIGNS

    timeline, sign, seconds = recording.timeline, " ", 0.0
    if note.offset and len(timeline):
        step = timeline.step_at(note.offset - 1)
        sign, seconds = SIGNS[step.certainty], step.time
    return f"{sign} {_moment(recording, seconds)}  {shown(note.text) or 'bookmark'}"


def _moment(recording: Recording, seconds: float) -> str:
    from datetime import UTC, timedelta

    started = recording.timeline.started
    if started is None:
        return f"{seconds:.1f} s"
    return f"{(started + timedelta(seconds=seconds)).astimezone(UTC):%H:%M:%S}"
