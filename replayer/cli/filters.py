"""The options that choose among sessions: when, whose, where, in which state, how many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from replayer.sources import Entry
    from replayer.sources.source import Wanted

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sessions are wanted."""

    since: datetime | None
    until: datetime | None
    owner: str
    target: str
    status: str
    state: str
    limit: int | None

    @property
    def wanted(self) -> Wanted:
        """What sources may leave out by themselves."""
        from replayer.sources.source import Runs, Wanted

        return Wanted(since=self.since, until=self.until, runs=Runs(self.state))

    def passes(self, entry: Entry) -> bool:
        """Whether `entry` is wanted; one of which nobody knows when it was passes no limit of time."""
        session, when = entry.session, entry.when
        if self.since is not None and (when is None or when < self.since):
            return False
        if self.until is not None and (when is None or when >= self.until):
            return False
        if self.state != "all" and session.is_running != (self.state == "active"):
            return False
        return (
            _is_in(self.owner, session.owner or session.owner_name)
            and _is_in(self.target, session.target_words)
            and (not self.status or (session.status or "").lower() == self.status.lower())
        )


def _is_in(part: str, whole: str | None) -> bool:
    return not part or part.lower() in (whole or "").lower()


def moment(text: str, now: datetime | None = None) -> datetime:
    """Return the moment that `text` names: a date, a date and time (UTC without a zone), an age as `2h`, or `today`."""
    from replayer.sources.moments import HOW_TO_TYPE, typed_moment

    found = typed_moment(text, now or datetime.now(UTC))
    if found is None:
        raise click.BadParameter(f"{text!r} is no moment: write {HOW_TO_TYPE}.")
    return found


_OPTIONS = (
    click.option(
        "--since", metavar="TIME", type=moment, help="Only sessions that began then or later: a date (and time) in UTC, 2h, 3d, today."
    ),
    click.option("--until", metavar="TIME", type=moment, help="Only sessions that began before; a date alone is its first moment."),
    click.option("--owner", metavar="TEXT", default="", help="Only sessions whose owner has this in it."),
    click.option("--target", metavar="TEXT", default="", help="Only sessions whose target or its name has this in it."),
    click.option("--status", metavar="STATUS", default="", help="Only sessions of this status, such as Terminated or Failed."),
    click.option(
        "--state",
        metavar="STATE",
        type=click.Choice(["active", "history", "all"]),
        default="all",
        show_default=True,
        help="active (those that run), history (those that have ended) or all.",
    ),
    click.option(
        "--limit", metavar="N", type=click.IntRange(1), help="No more than N sessions.  [default: all]"
    ),
)  # fmt: skip
_NAMES = tuple(Filter.__dataclass_fields__)


def filters(command: Command) -> Command:
    """Give a command the options that choose among sessions, and as `chosen` what they say."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        chosen = Filter(**{name: options.pop(name) for name in _NAMES})
        if chosen.since and chosen.until and chosen.since >= chosen.until:
            raise click.UsageError("--since is not before --until, so no session can be between.")
        return command(*args, chosen=chosen, **options)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run  # type: ignore[return-value]  # click hands over keywords that the command takes
