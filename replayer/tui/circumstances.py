"""What the list says of its own circumstances: nothing found, nothing passes, nobody answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from replayer.errors import AccessDenied
from replayer.foreign import shown
from replayer.sources.source import Answer, AnswerState
from replayer.tui import wording
from replayer.tui.answers import in_full, refusal
from replayer.tui.bindings import Keys

BUNDLED = "These sessions come with the program: no PATH was given, and no AWS credentials."
_MOST = 12
"""Sources that are named one by one; Info lists all."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How the search stands."""

    places: tuple[str, ...]
    bundled: bool
    """Whether nobody named a place, and AWS is not there to be asked."""
    total: int
    """Sessions there are."""
    seen: int
    """Those that pass the filter."""
    filter: str
    """As it was typed."""
    searching: bool
    problem: str
    """Why the search broke off; empty when it did not."""
    answers: Sequence[Answer] = ()
    skipped: int = 0
    """Things that were passed over."""
    doubt: str = ""
    """Why a word of the filter does not do what it looks like."""

    @property
    def refused(self) -> bool:
        """Whether all sources were asked, and none told of a session."""
        states = {answer.state for answer in self.answers if answer.kind is not None}
        return states == {AnswerState.REFUSED} and not self.searching


def notice(now: Circumstances, keys: Keys) -> str:
    """Return a sentence to stand above the rows; empty when there is nothing to say."""
    if now.bundled:
        return BUNDLED
    if now.total and (now.refused or now.problem) and any(place == "aws:" for place in now.places):
        words = sorted({refusal(answer) for answer in now.answers if answer.error is not None})
        why = " and ".join(words) or "not asked"
        return (
            f"AWS tells nothing now ({why}): these are the sessions of the last time, and what was read of them "
            f"can be replayed. {keys('list-info')} says what is missing."
        )
    return ""


def emptiness(now: Circumstances, keys: Keys) -> Content | None:
    """Return what stands in the place of the rows; None while there are rows."""
    if now.seen:
        return None
    return Content("\n").join(_empty(now, keys))


def _empty(now: Circumstances, keys: Keys) -> Iterator[Content]:
    if now.total:
        yield Content(f"No session passes the filter: {keys('clear-filter')} shows all again.")
        yield _quiet(f"{wording.count(now.total, 'session')} hidden by: {now.filter}")
        if now.doubt:
            yield Content.styled(now.doubt, "$text-warning")
    elif now.problem:
        yield Content.styled(shown(now.problem), "bold $text-error")
    elif now.searching:
        yield Content("Looking for sessions …")
        yield from _asked(now, keys)
    elif now.refused:
        yield Content.styled("No source let itself be asked.", "bold $text-error")
        yield from _asked(now, keys)
        yield Content("")
        denied = any(isinstance(answer.error, AccessDenied) for answer in now.answers)
        yield Content(
            "docs/permissions.md has the least policy for each source. Local logs need none:"
            if denied
            else f"{keys('refresh')} asks again. Local logs need no network:"
        )
        yield Content("ssm-replay ./logs")
    else:
        yield Content("There is no session here.")
        yield _quiet(f"Looked in: {', '.join(now.places)}")
        yield from _asked(now, keys)
        if now.skipped:
            passed = wording.count(now.skipped, "thing")
            yield _quiet(f"{passed} passed over: {keys('list-info')} says why")
        yield Content("")
        yield Content("Name a folder of logs, a file, or fixture: for the bundled ones.")
        if now.answers:
            yield Content(
                "AWS tells of sessions of the last 30 days, and of logs in the places that its"
            )
            yield Content("preferences name; --bucket and --log-group look elsewhere.")


def _asked(now: Circumstances, keys: Keys) -> Iterator[Content]:
    lines = list(in_full(now.answers))
    for state, text in lines[:_MOST]:
        yield _quiet(f"{state:>11}  {text}")
    if len(lines) > _MOST:
        yield _quiet(f"and {len(lines) - _MOST:,} more: {keys('list-info')} lists them")


def _quiet(text: str) -> Content:
    return Content.styled(shown(text), "$foreground-muted")
