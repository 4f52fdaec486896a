"""One session as the list knows it. No Textual in here."""

from __future__ import annotations

from dataclasses import dataclass

from replayer.notebook import review_key
from replayer.session import Session
from replayer.sources.catalog import Entry
from replayer.tui.judged import Reviewed
from replayer.tui.outlook import Outlook


@dataclass(frozen=True, slots=True, eq=False)
class SessionRow:
    """One session as the list knows it; another version of it is another row."""

    entry: Entry
    outlook: Outlook
    haystack: str
    """All that a filter without a field looks at, in lower case."""
    when: float | None
    """By which it is sorted: seconds since 1970 of the start, else of the first moment that is known."""
    size: int | None = None
    """Bytes of all that is evidence of it; None where nobody knows."""
    review: Reviewed | None = None
    """What the user came to; None while they did not look at it."""

    @property
    def review_key(self) -> str:
        """What its review is kept by."""
        return review_key(self.session, (item.where for item in self.entry.items))

    @property
    def session(self) -> Session:
        """What is known of it."""
        return self.entry.session


def session_row(entry: Entry, outlook: Outlook) -> SessionRow:
    """Return the row of a session."""
    session, when = entry.session, entry.when
    fields = (session.key, session.owner, session.target, session.reason, session.status)
    words = " ".join(field for field in fields if field)
    started = f" {session.started:%Y-%m-%d %H:%M:%S}" if session.started else ""
    haystack = f"{words} {outlook.text}{started}".lower()
    sizes = [item.size for item in entry.items if item.size is not None]
    return SessionRow(
        entry,
        outlook,
        haystack,
        when.timestamp() if when else None,
        sum(sizes) if sizes else None,
    )
