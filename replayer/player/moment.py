"""A moment as people write it: `90`, `1:30`, `50%`, `20:12:37 UTC`, `#4096`, `+30`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from replayer.errors import WrongUsage
from replayer.player.player import Player


class MomentKind(StrEnum):
    """What a moment's number counts."""

    POSITION = "position"
    """Seconds from the start."""
    RELATIVE = "relative"
    """Seconds from here."""
    PERCENT = "percent"
    OFFSET = "offset"
    """Bytes."""
    TIME_OF_DAY = "time-of-day"
    """Seconds since midnight UTC."""
    CLOCK = "clock"
    """Seconds since 1970 UTC."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in a recording, not yet looked up in one."""

    kind: MomentKind
    value: float

    def go(self, player: Player) -> None:
        """Bring the player there.

        Raises:
            WrongUsage: a clock time, and nobody recorded when the recording started.
        """
        if self.kind is MomentKind.PERCENT:
            player.seek_percent(self.value)
        elif self.kind is MomentKind.OFFSET:
            player.seek_to_offset(int(self.value))
        elif self.kind is MomentKind.RELATIVE:
            player.seek_by(self.value)
        elif self.kind is MomentKind.CLOCK:
            player.seek_to_wall_clock(datetime.fromtimestamp(self.value, UTC))
        elif self.kind is MomentKind.TIME_OF_DAY:
            player.seek_to_wall_clock(_on_the_day(self.value, player.timeline.started))
        else:
            player.seek(self.value)


def parse_moment(text: str) -> Moment:
    """Return the moment that `text` writes.

    Seconds (`90`, `90.5`), `m:ss`, `h:mm:ss`; with `+` or `-` from here; `50%`; `#4096`, a byte offset; a time of
    day with `UTC` or `Z` behind it; a date and time of ISO 8601, in UTC unless it says otherwise.

    Raises:
        WrongUsage: it is none of these.
    """
    text = text.strip()
    for pattern, read in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            return read(match)
    try:
        moment = datetime.fromisoformat(text)
        since = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        datetime.fromtimestamp(since, UTC)  # at the ends of time there is none in UTC
    except (ValueError, OverflowError):
        raise WrongUsage(
            f"{text or 'nothing'} is no moment.",
            hint="Write seconds, m:ss, 50%, 20:12:37 UTC, a date and time, or #offset.",
        ) from None
    return Moment(MomentKind.CLOCK, since)


def _seconds(text: str) -> float:
    total = 0.0
    for part in text.split(":"):
        total = total * 60 + float(part)
    return total


def _on_the_day(since_midnight: float, started: datetime | None) -> datetime:
    """Return the first such time of day that is not before the start."""
    if started is None:
        raise WrongUsage(
            "the wall clock of this recording is not known.",
            hint="Give seconds from its start instead.",
        )
    midnight = started.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    moment = midnight + timedelta(seconds=since_midnight)
    # a time a little before the start is meant as the start, not as the next day
    return moment if moment >= started - timedelta(hours=12) else moment + timedelta(days=1)


def _relative(match: re.Match[str]) -> Moment:
    seconds = _seconds(match[2])
    return Moment(MomentKind.RELATIVE, seconds if match[1] == "+" else -seconds)


_WHOLE = r"\d{1,12}"
"""More digits than any recording needs; a number without end is none."""
_COUNT = rf"(?:{_WHOLE}:)?(?:{_WHOLE}:)?{_WHOLE}(?:\.\d+)?"
_FORMS = (
    (
        re.compile(rf"({_COUNT})\s*s?", re.ASCII),
        lambda match: Moment(MomentKind.POSITION, _seconds(match[1])),
    ),
    (re.compile(rf"([+-])\s*({_COUNT})\s*s?", re.ASCII), _relative),
    (
        re.compile(rf"({_WHOLE}(?:\.\d+)?)\s*%", re.ASCII),
        lambda match: Moment(MomentKind.PERCENT, float(match[1])),
    ),
    (
        re.compile(rf"#\s*({_WHOLE})", re.ASCII),
        lambda match: Moment(MomentKind.OFFSET, float(match[1])),
    ),
    (
        re.compile(
            r"((?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)\s*(?:UTC|Z)",
            re.ASCII | re.IGNORECASE,
        ),
        lambda match: Moment(MomentKind.TIME_OF_DAY, _time_of_day(match[1])),
    ),
)


def _time_of_day(text: str) -> float:
    """Return seconds since midnight of `20:12` or `20:12:37.5`."""
    return _seconds(text if text.count(":") == 2 else f"{text}:00")
