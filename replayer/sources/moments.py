"""A moment as people type it to choose among sessions."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

HOW_TO_TYPE = "2026-11-24, 2026-11-24T20:00, 2h, 3d, today or yesterday"
_AGE = re.compile(r"(\d{1,6})([mhdw])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAYS = {"today": 0, "yesterday": 1}
_FIRST, _LAST = 1970, 2999
"""Years that services take, and with which can be reckoned."""


def typed_moment(text: str, now: datetime) -> datetime | None:
    """Return the moment that `text` names, in UTC where it names no zone itself; None where it names none.

    A date, a date and time, an age in minutes to weeks, or the beginning of a day: see `HOW_TO_TYPE`.
    """
    try:
        found = _typed(text, now)
    except (ValueError, OverflowError):
        return None
    return found if _FIRST <= found.year <= _LAST else None


def _typed(text: str, now: datetime) -> datetime:
    age = _AGE.fullmatch(text)
    if age:
        return now - timedelta(**{_UNITS[age[2]]: int(age[1])})
    if text in _DAYS:
        day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return day - timedelta(days=_DAYS[text])
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
