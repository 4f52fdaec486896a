"""The filter of the list as it is typed: words, fields, what is wrong with them. No Textual in here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from replayer.foreign import shown
from replayer.notes import Judgement
from replayer.sources.moments import HOW_TO_TYPE, typed_moment
from replayer.tui.session_row import SessionRow

Test: TypeAlias = Callable[[SessionRow], bool]
Read: TypeAlias = Callable[[SessionRow], str | None]


@dataclass(frozen=True, slots=True)
class Field:
    """What `name:value` looks at."""

    read: Read | None
    """None where the session's own moment is compared with a typed one."""
    takes: str
    """What may be typed as its value, for people."""
    among: tuple[str, ...] = ()
    """All values that there are; empty where there may be any."""
    whole: Read | None = None
    """What `name:=value` looks at, where that is something else."""


FIELDS: dict[str, Field] = {
    "owner": Field(
        lambda row: row.session.owner or row.session.owner_name,
        "part of a name or ARN; owner:=alice takes no alice2",
        whole=lambda row: row.session.owner_name,  # the name that the list shows, not the ARN
    ),
    "target": Field(lambda row: row.session.target_words, "part of a name or an id; = takes it whole"),
    "since": Field(None, HOW_TO_TYPE),
    "until": Field(None, f"{HOW_TO_TYPE}; the first moment that is out"),
    "reason": Field(lambda row: row.session.reason, "part of the reason"),
    "status": Field(lambda row: row.session.status, "connected, terminated, failed …"),
    "time": Field(lambda row: row.outlook.text, "streamed, bounds, invented, no log …"),
    "id": Field(lambda row: row.session.key, "part of the session's id"),
    "verdict": Field(
        lambda row: row.review.judgement if row.review else None,
        ", ".join(Judgement),
        among=tuple(Judgement),
    ),
    "reviewed": Field(lambda row: "yes" if row.review else "no", "yes or no", among=("yes", "no")),
}  # fmt: skip
UNKNOWN = "unknown"
"""What an owner or a target is called that nobody named."""

_WORD = re.compile(r'(?:[^\s"]|"[^"]*"?)+')


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that was typed; an empty one lets all pass."""

    text: str = ""
    tests: tuple[Test, ...] = ()
    """A row must pass each."""
    problem: str = ""
    """Why a word of it does not do what it looks like; empty where each does."""

    def passes(self, row: SessionRow) -> bool:
        """Whether a row passes."""
        return all(test(row) for test in self.tests)

    def among(self, indices: Iterable[int], rows: Sequence[SessionRow]) -> list[int]:
        """Return those of `indices` whose rows pass: one test after another, which takes a third of the time."""
        found = list(indices)
        for test in self.tests:
            found = [index for index in found if test(rows[index])]
        return found

    def narrows(self, other: Filter) -> bool:
        """Whether all that passes this one passes `other` for sure, as where letters were typed behind it."""
        mine, its = _WORD.findall(self.text.lower()), _WORD.findall(other.text.lower())
        if '"' in self.text or len(mine) < len(its):
            return False
        last = len(its) - 1
        return not its or (mine[:last] == its[:last] and _grew(its[last], mine[last]))


def _grew(before: str, after: str) -> bool:
    """Whether a word was typed on, and asks for no less by that."""
    if after == before:
        return True
    if not after.startswith(before) or after.startswith("-"):
        return False
    field, colon, value = before.partition(":")
    if not colon:
        return ":" not in after
    known = FIELDS.get(field)
    return (known is None or known.read is not None) and bool(value) and not value.startswith("=")


def parse_filter(text: str, now: datetime) -> Filter:
    """Return the filter: a row must have each word in it, that of `field:word` in that field.

    `FIELDS` has the fields; `owner:=alice` takes no alice2. `since:` and `until:` take a moment; `until` is the first that
    is out. A word of an unknown field is looked for as it stands. `-word` excludes, quotes keep blanks.
    """
    words = [word.replace('"', "") for word in _WORD.findall(text.lower())]
    problems = [problem for word in words if (problem := _problem(word, now))]
    return Filter(text, tuple(_test(word, now) for word in words), "; ".join(problems))


def _problem(word: str, now: datetime) -> str:
    field, colon, value = word.removeprefix("-").partition(":")
    if not colon or not field.isalpha():
        return ""
    known = FIELDS.get(field)
    if known is None:
        return f"{shown(field)}: is no field and is looked for as text"
    if known.read is None:
        good = typed_moment(value, now) is not None
    else:
        wanted = value.removeprefix("=")
        good = not known.among or any(wanted in each for each in known.among)
    return "" if good else f"{field}: takes {known.takes}"


def hint(text: str) -> str:
    """Return what can be typed next: the fields there are, or what the one takes that is being typed."""
    word = "" if not text or text[-1].isspace() else text.rsplit(maxsplit=1)[-1]
    field, colon, _ = word.removeprefix("-").lower().partition(":")
    if colon and field in FIELDS:
        return f"{field}: takes {FIELDS[field].takes}"
    return " ".join(f"{name}:" for name in FIELDS)


def completed(text: str) -> str | None:
    """Return `text` with the field completed that its last word begins; None where it begins none."""
    word = "" if not text or text[-1].isspace() else text.rsplit(maxsplit=1)[-1].removeprefix("-")
    for name in FIELDS:
        if word and name.startswith(word):
            return f"{text}{name[len(word) :]}:"
    return None


def _test(word: str, now: datetime) -> Test:
    if word.startswith("-") and len(word) > 1:
        inner = _test(word[1:], now)
        return lambda row: not inner(row)
    field, colon, value = word.partition(":")
    known = FIELDS.get(field) if colon else None
    if known is None:
        return lambda row: word in row.haystack
    if known.read is not None:
        return _of_field(known.read, known.whole or known.read, value)
    moment = typed_moment(value, now)
    if moment is None:
        return lambda _row: True  # half typed: `since:2` narrows nothing yet
    limit = moment.timestamp()
    if field == "since":
        return lambda row: row.when is not None and row.when >= limit
    return lambda row: row.when is not None and row.when < limit


def _of_field(read: Read, named: Read, value: str) -> Test:
    if value.startswith("="):
        return lambda row: whole(named(row) or UNKNOWN) == value[1:]
    return lambda row: value in (read(row) or "").lower()


def whole(name: str) -> str:
    """Return what stands in a filter for a name as a whole: safe to show, and without what a filter reads as its own."""
    return shown(name).lower().replace('"', "'")
