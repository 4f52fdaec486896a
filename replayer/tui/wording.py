"""How times, lengths and certainties are written, everywhere in the app the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from replayer.notes import Match, Text, Verdict
from replayer.recording.timeline import Certainty
from replayer.session import Session

SIGNS = {Certainty.RECORDED: "●", Certainty.BOUNDED: "◐", Certainty.ESTIMATED: "◌"}
"""Told apart by shape: colour is never the only difference."""
GIVEN_ELSEWHERE = "given for another text"
"""Of a verdict that must not pass as that of the text at hand."""


def length(seconds: float) -> str:
    """Return a length as `m:ss`, from an hour on `h:mm:ss`; rounded down, as a clock shows it."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def length_of(session: Session) -> str:
    """Return how long a session was; `LIVE` while it goes on."""
    if session.is_running:
        return "LIVE"
    return "?" if session.duration is None else length(session.duration)


def span(seconds: float) -> str:
    """Return a stretch of time with its unit, as short as its size allows: `0.5 s`, `12 s`, `3 min`, `2 h`."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"


def error(seconds: float | None) -> str:
    """Return an error as `±0.5 s`; empty when no bound is known, and when the format records the very moment."""
    if not seconds:
        return ""
    return "±<0.1 s" if seconds < 0.05 else f"±{span(seconds)}"


def certainty(value: Certainty, seconds: float | None) -> str:
    """Return sign and error, or sign and word where no error can be named."""
    if value is Certainty.ESTIMATED:
        return f"{SIGNS[value]} estimated"
    return f"{SIGNS[value]} {error(seconds) or value.word}"


def day_and_time(moment: datetime, zone: tzinfo) -> str:
    """Return `24 Nov 20:11:48` in `zone`: months by name, since 11/24 and 24/11 are both read wrong."""
    local = moment.astimezone(zone)
    return f"{local.day:2} {_MONTHS[local.month - 1]} {local:%H:%M:%S}"


def date_and_time(moment: datetime, zone: tzinfo, *, padded: bool = False) -> str:
    """Return the same with its year; `padded` lets those of one column stand below each other."""
    local = moment.astimezone(zone)
    return f"{local.day:{2 if padded else 1}} {_MONTHS[local.month - 1]} {local:%Y %H:%M:%S}"


def zone_name(zone: tzinfo) -> str:
    """Return what a clock is called for all the year, summer time or not."""
    return "UTC" if zone is UTC else "local"


def clock(moment: datetime, zone: tzinfo) -> str:
    """Return `20:12:37.2`: the time of day in tenths, rounded down."""
    local = moment.astimezone(zone)
    return f"{local:%H:%M:%S}.{local.microsecond // 100_000}"


def size(number: int) -> str:
    """Return a number of bytes in at most seven characters: `812 B`, `5.6 kB`, `1.2 MB`."""
    if number < 1000:
        return f"{number} B"
    value, unit = number / 1000, 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if value < 99.95 else f"{value:.0f} {_UNITS[unit]}"


def percent(share: float) -> str:
    """Return a share of 0 to 1 as `87 %`, rounded down; `<1 %` of what is little but not nothing."""
    whole = int(round(share * 100, 6))  # 0.29 * 100 is a little less than 29
    return f"{min(whole, 99 if share < 1 else 100)} %" if whole or not share else "<1 %"


def judged_words(verdict: Verdict, kind: Match, text: Text | None) -> Iterator[str]:
    """Yield for which text a verdict was given, one line each; `text` is the one at hand, None while it is not read."""
    judged = verdict.of
    if judged is None:
        yield "not known which text was judged: the verdict is older than such notes"
    elif kind is Match.SAME:
        yield f"given for this very text, {_digest(judged)}"
    elif kind is Match.GROWN:
        yield f"given for the first {judged.length:,} bytes, more came since"
    elif kind is Match.ANOTHER:
        yield f"judged was  {_digest(judged)}, {judged.length:,} bytes"
        if text is not None:
            yield f"this one is {_digest(text)}, {text.length:,} bytes"
    else:
        yield f"given for {judged.length:,} bytes, not compared with this text yet"


def _digest(text: Text) -> str:
    return f"sha256 {text.sha256[:12]}…"


def count(number: int, one: str, many: str = "") -> str:
    """Return `1 session`, `2,140 sessions`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


_UNITS = ("kB", "MB", "GB", "TB")

# not strftime's %b: that follows the machine's language, and the app speaks one
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
