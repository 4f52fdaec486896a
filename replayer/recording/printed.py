"""Clocks that the host printed into its own output, where they can be trusted.

A clock in a prompt, a line that is nothing but a date, and the head of `top` or `uptime` were printed when they say.
Stamps of log lines are not heard: they may be old, and a line may name a time to come. Each reading must lie within
the bounds that are known without it, and all of them together must fit one time zone and never go back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import chain

from replayer.recording.long_work import Check, Data, in_runs, matches, unchecked
from replayer.recording.recording import Span, SpanKind

_DAY = 86_400
_ENOUGH = 3
"""Readings from which on they bound; fewer only guide the pace."""
_LONGEST = 200
"""Bytes of a prompt or a line in which a clock is looked for."""
_TIME = rb"(?P<h>[01]\d|2[0-3]):(?P<m>[0-5]\d):(?P<s>[0-5]\d)"
_MONTHS = rb"(?P<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_IN_PROMPT = re.compile(rb"(?<![\d:])" + _TIME + rb"(?![\d:])")
_CLOCK = (
    rb"(?:\x1b\[\?2004l\r)?"
    rb"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) "
    + _MONTHS
    + rb" [ \d]\d "
    + _TIME
    + rb" (?P<zone>UTC|GMT|[A-Z]{2,5}) \d{4}"
    + rb"|(?P<date>\d{4}-\d\d-\d\d)[T ]"
    + _TIME.replace(b"P<", b"P<i")
    + rb"(?P<utc>Z|\+00:?00)?"
    + rb"|(?:top - | )"
    + _TIME.replace(b"P<", b"P<u")
    + rb" up [^\r\n]{1,120}load average[^\r\n]{1,60}"
    + rb"|"
    + _TIME.replace(b"P<", b"P<t")
    + rb")\r?\n"
)
_FIRST, _LINE = (
    re.compile(_CLOCK),
    re.compile(rb"\n" + _CLOCK),
)  # what begins with a literal is found quickly


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock that was printed."""

    offset: int
    """The byte behind it."""
    line: bool
    """Whether it is a line of its own, with its LF; else it stands in a prompt."""
    second: int
    """Second of the day, in the host's zone."""
    utc: bool
    """Whether it says itself that it is UTC."""


def readings(data: Data, spans: Sequence[Span], check: Check = unchecked) -> Iterator[Reading]:
    """Yield the clocks in `data` that were printed when they say, in order."""
    found = _in_prompts(data, spans, check), _on_lines(data, check)
    yield from merge(*found, key=lambda reading: reading.offset)


def _in_prompts(data: Data, spans: Sequence[Span], check: Check) -> Iterator[Reading]:
    for span in in_runs(spans, check):
        if span.kind is SpanKind.PROMPT:
            start = max(span.offset, span.offset + span.length - _LONGEST)
            text = data[start : span.offset + span.length]
            last = deque(_IN_PROMPT.finditer(text), maxlen=1)
            for match in last:  # a prompt that says when the last command ended says now behind it
                yield Reading(start + match.end(), False, _second(match, ""), False)


def _on_lines(data: Data, check: Check) -> Iterator[Reading]:
    first = _FIRST.match(data)
    rest = matches(_LINE, data, check, start=first.end() if first else 0)
    for match in chain((first,), rest) if first else rest:
        kind = next(each for each in ("", "i", "u", "t") if match[f"{each}h"] is not None)
        utc = match["utc"] is not None or match["zone"] in {b"UTC", b"GMT"}
        yield Reading(match.end(), True, _second(match, kind), utc)


def _second(match: re.Match[bytes], kind: str) -> int:
    hours, minutes, seconds = (int(match[f"{kind}{unit}"]) for unit in "hms")
    return hours * 3600 + minutes * 60 + seconds


@dataclass(frozen=True, slots=True)
class Told:
    """A reading at its moment."""

    offset: int
    line: bool
    moment: float
    """Seconds since 1970, or since the first reading where no day is known, at which the clock began to show it."""


def told(
    found: Sequence[Reading],
    windows: Sequence[tuple[float, float]],
    check: Check = unchecked,
) -> tuple[list[Told], bool]:
    """Return the readings that agree with their `windows` (earliest, latest) and each other, and whether they bound.

    All in one time zone, a multiple of a quarter of an hour from UTC; in UTC if that fits.
    """
    best: list[Told] = []
    for quarters in sorted(range(-48, 57), key=abs):
        agreed = _in_zone(found, windows, quarters * 900, check)
        if len(agreed) > len(best):
            best = agreed
        if quarters == 0 and len(best) * 2 > len(found):
            break
    return best, _agree(best, found)


def told_alone(found: Sequence[Reading], check: Check = unchecked) -> list[Told]:
    """Return the readings that agree with each other where nothing else tells a time; empty where too few do.

    Their moments count from the first reading, since neither day nor zone is known; they never go back.
    """
    in_utc = sum(each.utc for each in found) * 2 > len(found)
    heard = [each for each in in_runs(found, check) if each.utc is in_utc]
    if not heard:
        return []
    since = [(each.second - heard[0].second) % _DAY for each in heard]
    kept = [heard[index] for index in _longest_rise(since, check)]
    agreed = [
        Told(each.offset, each.line, float((each.second - kept[0].second) % _DAY)) for each in kept
    ]
    return agreed if _agree(agreed, found) else []


def _agree(agreed: Sequence[Told], found: Sequence[Reading]) -> bool:
    """Tell whether so many of the readings found agree that they are believed."""
    distinct = len({each.moment for each in agreed})
    return distinct >= _ENOUGH and len(agreed) * 4 >= len(found) * 3


def _longest_rise(values: Sequence[int], check: Check) -> list[int]:
    """Return the indices of a longest run of values, others left out, in which none goes back."""
    ends: list[int] = []  # the least value at which a run of each length ends, and where
    places: list[int] = []
    before: list[int] = []
    for index, value in enumerate(in_runs(values, check)):
        length = bisect_right(ends, value)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [value]
        places[length : length + 1] = [index]
    run = []
    index = places[-1] if places else -1
    while index >= 0:
        run.append(index)
        index = before[index]
    return run[::-1]


def _in_zone(
    found: Sequence[Reading],
    windows: Sequence[tuple[float, float]],
    ahead: int,
    check: Check,
) -> list[Told]:
    """Return the readings that fit when the host's clock is `ahead` of UTC by so many seconds."""
    agreed: list[Told] = []
    for reading, (earliest, latest) in zip(in_runs(found, check), windows, strict=True):
        second = reading.second - (0 if reading.utc else ahead)
        # a clock shows a second until the next begins
        moment = _at_or_after(second, earliest - 1)
        if moment <= latest and (not agreed or moment >= agreed[-1].moment):
            agreed.append(Told(reading.offset, reading.line, moment))
    return agreed


def _at_or_after(second: int, moment: float) -> float:
    """Return the first moment not before `moment` at which a UTC clock shows that second of the day."""
    day = datetime.fromtimestamp(moment, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    found = (day + timedelta(seconds=second % _DAY)).timestamp()
    return found if found >= moment else found + _DAY
