"""Dates as the sources write them: ISO 8601, epoch seconds or milliseconds, and the words of `script`."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta, timezone

from replayer.formats.json_values import Json

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END = datetime(9000, 1, 1, tzinfo=UTC)
"""Some room below what a datetime can hold, so that sums with one do not overflow."""
_LAST_STAMP = (_END - _EPOCH) // timedelta(milliseconds=1)
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)(?::(\d\d))?(?:\s*([AP])\.?M\b\.?)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?<![\d:])[+-]\d\d:?\d\d\b")
_LONGEST = 64  # characters that any way to write a moment needs
_MILLISECONDS = 1e11  # as seconds this is the year 5138, as milliseconds 1973


def from_iso(text: str) -> tuple[datetime, bool] | None:
    """Return the moment in UTC and whether `text` named its zone (else UTC is assumed); None when it is no ISO date."""
    match = _ISO.match(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    micro = int((match[7] or "0").ljust(6, "0")[:6])
    return _moment((year, month, day, hour, minute, second, micro), match[8])


def from_words(text: str) -> tuple[datetime, bool] | None:
    """Return what `from_iso` does, for the dates that `script` writes in the C and English locales too.

    Source: docs/formats.md#header-dates. A zone's letters other than UTC and GMT are ambiguous and count as no zone.
    """
    text = text.strip()
    found = from_iso(text)
    clock = _CLOCK.search(text)
    if found is not None or clock is None:
        return found
    rest = text[: clock.start()] + " " + text[clock.end() :]
    offset = _OFFSET.search(rest)
    words = re.findall(r"[A-Za-z]+|\d+", rest.replace(offset[0], " ") if offset else rest)
    month = next(
        (_MONTHS.index(w[:3].lower()) + 1 for w in words if w[:3].lower() in _MONTHS), None
    )
    year = next((int(word) for word in words if len(word) == 4 and word.isdigit()), None)
    day = next((int(word) for word in words if len(word) <= 2 and word.isdigit()), None)
    if month is None or year is None or day is None:
        return None
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].upper() == "P" else 0)
    zone = (
        offset[0] if offset else next((w for w in words if w.upper() in ("UTC", "GMT", "Z")), None)
    )
    return _moment((year, month, day, hour, int(clock[2]), int(clock[3] or 0), 0), zone)


def from_json(value: Json) -> datetime | None:
    """Return the moment that `value` stands for: an ISO date (UTC when it names no zone) or epoch seconds or milliseconds."""
    if isinstance(value, str):
        found = from_iso(value[:_LONGEST])
        if found is not None:
            return found[0]
        try:
            value = float(value[:_LONGEST])
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        seconds = float(value)
        if not math.isfinite(seconds):
            return None
        return _sane(
            datetime.fromtimestamp(seconds / 1000 if seconds > _MILLISECONDS else seconds, UTC)
        )
    except (OverflowError, OSError, ValueError):
        return None


def stamp_ms(value: Json) -> int | None:
    """Return `value`, a date or a number of milliseconds, as whole epoch milliseconds; None when it is no usable one."""
    if isinstance(value, str):
        moment = from_json(value)
        return None if moment is None else (moment - _EPOCH) // timedelta(milliseconds=1)
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 <= value < _LAST_STAMP
    ):
        return None
    return int(value)


def _moment(
    parts: tuple[int, int, int, int, int, int, int], zone: str | None
) -> tuple[datetime, bool] | None:
    known = zone is not None
    shift = timedelta()
    if zone is not None and zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        shift = -shift if zone[0] == "-" else shift
    try:
        moment = _sane(datetime(*parts, tzinfo=timezone(shift)).astimezone(UTC))
    except (ValueError, OverflowError):
        return None
    return (moment, known) if moment else None


def _sane(moment: datetime) -> datetime | None:
    """Return `moment` unless it is before 1970 or so late that sums with it could overflow."""
    return moment if _EPOCH <= moment < _END else None
