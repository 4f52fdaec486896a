"""What the usage place says and asks for. No Textual in here but its text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from replayer.session import TraceSource
from replayer.sources.source import Answer, AnswerState
from replayer.sources.usage import Usage
from replayer.tui import wording
from replayer.tui.answers import refusal
from replayer.tui.filtering import whole

LENGTHS = (timedelta(minutes=15), timedelta(hours=1), timedelta(days=1))
"""Of a bin, from the first that is shown on."""


def length_words(length: timedelta) -> str:
    """Return `15 min`, `1 h`, `1 day`."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 24 * 60 else "1 day"


def bin_words(start: datetime, length: timedelta, zone: tzinfo) -> str:
    """Return `24 Nov 2026 20:00 – 20:15`, for a whole day `24 Nov 2026 02:00 – 25 Nov 2026 02:00`."""
    first, last = (wording.date_and_time(each, zone)[:-3] for each in (start, start + length))
    same_day = start.astimezone(zone).date() == (start + length).astimezone(zone).date()
    return f"{first} – {last[-5:] if same_day else last}"


def basis(usage: Usage, filter_: str, answers: Iterable[Answer], *, searching: bool) -> list[str]:
    """Return what is counted, from what, and what is missing in it."""
    what = "A session counts once, in the bin in which it began or was first seen."
    if usage.undated:
        what += f" {usage.undated:,} at an unknown time are in no bin."
    lines = [what]
    answers = tuple(answers)
    missing = []
    if filter_:
        lines.append(f"Only what passes the filter: {filter_}")
    if any(answer.kind is TraceSource.HISTORY for answer in answers):
        missing.append(
            "AWS keeps its history for 30 days: older sessions are those that left a log"
        )
    missing += [
        f"{answer.where} {refusal(answer)}"
        for answer in answers
        if answer.state is AnswerState.REFUSED and answer.kind is not None
    ]
    if searching:
        missing.append("the search goes on")
    if missing:
        lines.append(f"Incomplete: {'; '.join(missing)}.")
    return lines


def in_bin(start: datetime, length: timedelta) -> str:
    """Return the filter that shows the sessions of a bin."""
    return f"since:{start:%Y-%m-%dT%H:%M} until:{start + length:%Y-%m-%dT%H:%M}"


def of_name(field: str, name: str) -> str:
    """Return the filter that shows the sessions of just that owner or target; it is safe to show."""
    word = whole(name)
    return f'{field}:="{word}"' if any(map(str.isspace, word)) or not word else f"{field}:={word}"
