"""`ssm-replay review`: what you decided, watched and marked of a session, with times."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from replayer.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from replayer.exporters.review import Compared
    from replayer.notes import Note
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


def _lines(recording: Recording, compared: Compared) -> Iterator[tuple[str, str]]:
    from replayer.cli.words import share
    from replayer.foreign import shown
    from replayer.notes import Review

    review, name = compared.review, compared.name
    yield "session", shown(recording.session.key)
    if review == Review():
        yield "review", "none: you have not looked at it"
        return
    yield from _verdict(compared)
    length = recording.timeline.length
    yield "watched", f"{share(review.coverage(name, length))} of {length:,} bytes"
    if review.knows_by_beginning(name):
        yield "", "an older review: this text is known only by how it begins"
    for index, (start, end) in enumerate(review.unwatched(name, length)):
        first, last = (
            _moment(recording, recording.timeline.time_at(at)) for at in (start, end - 1)
        )
        yield "" if index else "not watched", f"{first} – {last}  {end - start:,} bytes"
    for index, note in enumerate(review.notes_of(name)):
        yield "" if index else "bookmarks", _note(recording, note)
    others = [note for note in review.notes if note.text_id != name]
    for index, note in enumerate(others):
        yield "" if index else "elsewhere", f"{shown(note.text) or 'bookmark'}  (of another text)"


def _verdict(compared: Compared) -> Iterator[tuple[str, str]]:
    from datetime import UTC

    from replayer.foreign import shown
    from replayer.notes import Match, match
    from replayer.tui.wording import GIVEN_ELSEWHERE, judged_words

    verdict = compared.review.verdict
    if verdict is None:
        yield "verdict", "none yet"
        return
    by = f" by {shown(verdict.by)}" if verdict.by else ""
    when = f"{verdict.made.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    kind = match(verdict, compared.fingerprint)
    elsewhere = f"{GIVEN_ELSEWHERE}: " if kind is Match.ANOTHER else ""
    yield "verdict", f"{elsewhere}{verdict.judgement}{by}, {when}"
    if verdict.text:
        yield "", shown(verdict.text)
    for words in judged_words(verdict, kind, compared.text):
        yield "", words


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
