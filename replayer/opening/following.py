"""A session that goes on: its recording grows while it is watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from replayer.errors import NotEvidence
from replayer.opening.loading import informed, open_recording, pieces_of
from replayer.recording import Piece, build
from replayer.recording.recording import Recording
from replayer.sources import Entry, Item
from replayer.sources.item import never
from replayer.sources.remote import Growing, OnUnanswered, Unanswered


def is_live(entry: Entry) -> bool:
    """Whether a session goes on and what it writes can be followed."""
    return entry.session.is_running and any(isinstance(item.open, Growing) for item in entry.items)


def _unheard(_: Unanswered | None) -> None:
    """Tell nobody."""


def follow(
    entry: Entry,
    *,
    size: tuple[int, int] | None = None,
    on_unanswered: OnUnanswered = _unheard,
    cancelled: Callable[[], bool] = never,
) -> Iterator[Recording]:
    """Yield the recording so far, and again whenever more came; the last one, after its end, is complete.

    Until a newline comes nothing is streamed: no prompt, no half-typed line, no full-screen program.

    Args:
        entry: the session.
        size: columns and rows that the user gave.
        on_unanswered: called when the service that is followed gives no answer any more, with the moment of its last
            answer, and with None when it answers again; by whoever takes the versions, between two of them.
        cancelled: asked every few milliseconds; True ends the following.

    Raises:
        ReplayError: its evidence cannot be read, or nothing of it was streamed yet.
    """
    growing = next((item for item in entry.items if isinstance(item.open, Growing)), None)
    if growing is not None:
        others = [
            piece
            for item in entry.items
            if item.held is not None
            for piece in pieces_of(entry, item, item.held, cancelled)
        ]
        for found in _grown(entry, growing, on_unanswered, cancelled):
            session = informed(entry.session, growing, found)
            pieces = [*found, *others]
            yield build(session, pieces, size=size, complete=False, cancelled=cancelled)
    if not cancelled():
        yield open_recording(entry, size=size, cancelled=cancelled)


def _grown(
    entry: Entry, item: Item, on_unanswered: OnUnanswered, cancelled: Callable[[], bool]
) -> Iterator[list[Piece]]:
    """Yield what `item` holds so far, again with each piece that comes."""
    assert isinstance(item.open, Growing)
    content = b""
    for more in item.open.growth(cancelled, on_unanswered):
        content += more
        try:
            found = list(pieces_of(entry, item, content, cancelled))
        except NotEvidence:  # not enough yet to be told from anything else
            continue
        yield found
