"""The emulator: bytes in, frames out."""

from __future__ import annotations

from replayer.recording.recording import Newline
from replayer.terminal.cells import Cursor, Frame
from replayer.terminal.parser import Failure, Parser
from replayer.terminal.screen import Screen

HISTORY = 200
"""Rows that scrolled off and that a resize may bring back."""

LARGEST = 1000
"""Columns or rows; a larger size is taken for this one: a foreign file may ask for any, and make each byte costly."""
_LEAST_COLS = 2  # a wide character needs them


def sane(cols: int, rows: int) -> tuple[int, int]:
    """Return the size that is taken for the one asked for."""
    return min(max(cols, _LEAST_COLS), LARGEST), min(max(rows, 1), LARGEST)


class Emulator:
    """A terminal that only shows: it answers nothing, opens nothing, rings nothing."""

    def __init__(
        self,
        cols: int,
        rows: int,
        newline: Newline = Newline.CRLF,
        *,
        history: int = HISTORY,
        skips: bool = True,
    ) -> None:
        """Start with a blank screen; `Newline.LF` switches LNM on, for bytes that went through no PTY.

        `history` rows are kept for a resize. With `skips`, output that scrolls away within one `feed` is not drawn.
        """
        cols, rows = sane(cols, rows)
        self.screen = Screen(cols, rows, history, always_returns=newline is Newline.LF)
        self.parser = Parser(self.screen, skips=skips)

    @property
    def offset(self) -> int:
        """Bytes fed so far."""
        return self.parser.offset

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The first sequences whose handlers failed; the rest was shown all the same."""
        return tuple(self.parser.failures)

    def feed(self, data: bytes) -> None:
        """Show bytes; they may end anywhere."""
        self.parser.feed(data)

    def resize(self, cols: int, rows: int) -> None:
        """Change the size as a terminal's window does."""
        cols, rows = sane(cols, rows)
        self.screen.resize(rows, cols)

    def forget_history(self) -> None:
        """Keep no more rows for a resize: none is to come."""
        self.screen.keep_history(0)

    @property
    def cursor(self) -> Cursor:
        """Where the next character goes; the last column while a full row waits to wrap."""
        cursor = self.screen.cursor
        return Cursor(min(cursor.x, self.screen.columns - 1), cursor.y, not cursor.hidden)

    def frame(self, offset: int | None = None) -> Frame:
        """Return the screen as it is; rows that did not change since the last call are the same objects.

        `offset` is what the frame is labelled with; the bytes fed so far when not given.
        """
        screen = self.screen
        return Frame(
            offset=self.offset if offset is None else offset,
            columns=screen.columns,
            lines=screen.lines,
            title=screen.title,
            alternate=screen.alternate,
            cursor=self.cursor,
            rows=tuple([row.freeze() for row in screen.rows]),
        )
