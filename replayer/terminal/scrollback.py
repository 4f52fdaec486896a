"""What leaves the screen for good, in order: lines as they last stood, and what full-screen programs left behind.

A line leaves when it scrolls off, also within margins, when it is deleted or pushed off, or when all of the normal
screen is cleared or filled. A full-screen program is one block, its screen as it last stood; the block is kept at the
line where the program was started, so that it comes out between that line and the next, although both are still on the
screen when it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from replayer.recording.recording import Newline
from replayer.terminal.emulator import sane
from replayer.terminal.parser import Parser
from replayer.terminal.pens import Pen
from replayer.terminal.rows import NOTHING, Row
from replayer.terminal.screen import Screen

_PIECE = 64 * 1024
"""Characters of a line that are held; a longer one comes in pieces, since a few bytes can make a line of any length."""
_ALL = 1 << 20  # rows kept while a resize moves them; it is emptied at once


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the normal screen, rows that wrapped joined; without trailing blanks. A very long one comes in pieces."""

    text: str
    begins: bool = True
    """Whether this is its first piece."""
    ends: bool = True
    """Whether this is its last piece."""


@dataclass(frozen=True, slots=True)
class Block:
    """A full-screen program."""

    rows: tuple[str, ...]
    """Its screen as it last stood, without trailing blanks and blank rows."""
    start: float
    """Time of the bytes with which it began, as `feed` was told."""
    end: float
    """Time of the bytes with which it ended, or of the last ones."""


def _text(row: Row) -> str:
    return "".join(" " if char == NOTHING else char for char in row.chars)


def _texts(rows: Sequence[Row]) -> list[str]:
    """Return the rows' texts up to the last one that is not blank."""
    texts = [_text(row).rstrip(" ") for row in rows]
    while texts and not texts[-1]:
        texts.pop()
    return texts


class _Watched(Screen):
    """A screen that tells when rows leave it; it keeps no history."""

    def __init__(
        self, columns: int, lines: int, scrollback: Scrollback, *, always_returns: bool
    ) -> None:
        self._scrollback = scrollback
        super().__init__(columns, lines, always_returns=always_returns)

    def _scroll(self, *, wrapped: bool = False) -> None:
        if not self.alternate:
            self._scrollback.left(self.rows[self.top : self.top + 1])
        super()._scroll(wrapped=wrapped)

    def _shift(self, start: int, count: int | None, pen: Pen) -> None:
        self._scrollback.dropped(start, start + (count or 1))
        super()._shift(start, count, pen)

    def _shift_down(self, start: int, count: int | None, pen: Pen) -> None:
        self._scrollback.dropped(max(start, self.bottom + 1 - (count or 1)), self.bottom + 1)
        super()._shift_down(start, count, pen)

    def alignment_display(self) -> None:
        self._scrollback.cleared()
        super().alignment_display()

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        at_home = (self.cursor.x, self.cursor.y) == (0, 0)
        if how == 2 or (how == 0 and at_home):
            self._scrollback.cleared()
        super().erase_in_display(how, *args, **kwargs)

    def reset(self) -> None:
        if hasattr(self, "rows"):  # not while it is made
            self._scrollback.cleared()
            self._scrollback.alternate_ended()
        super().reset()

    def _alternate(self, mode: int, *, on: bool) -> None:
        if on and not self.alternate:
            self._scrollback.alternate_began()
        elif not on:
            self._scrollback.alternate_ended()
        super()._alternate(mode, on=on)


class Scrollback:
    """An emulator that hands over what leaves its screen."""

    def __init__(self, cols: int, rows: int, newline: Newline = Newline.CRLF) -> None:
        """Start with a blank screen, as `Emulator` does."""
        cols, rows = sane(cols, rows)
        self._screen = _Watched(cols, rows, self, always_returns=newline is Newline.LF)
        self._parser = Parser(self._screen)
        self._now = 0.0
        self._ready: list[Line | Block] = []
        self._pending: list[str] | None = None
        """The rows of the line whose last row left; the next row may continue it."""
        self._held = 0
        """Their characters."""
        self._begins = True
        """Whether nothing of that line was handed over yet."""
        self._blocks: list[tuple[Row, bool, Block]] = []
        """Blocks that wait for a row, and whether they come before it."""
        self._began: tuple[Row, bool, float] | None = None
        self._stood: list[str] = []
        """The alternate screen as it stood before it was last cleared."""

    @property
    def cols(self) -> int:
        """Columns of the screen."""
        return self._screen.columns

    @property
    def rows(self) -> int:
        """Rows of the screen."""
        return self._screen.lines

    def feed(self, data: bytes, time: float) -> Iterator[Line | Block]:
        """Show bytes that appeared at `time`; yield what has left the screen since."""
        self._now = time
        self._parser.feed(data)
        yield from self._taken()

    def resize(self, cols: int, rows: int) -> Iterator[Line | Block]:
        """Change the size; yield what has left the screen since."""
        cols, rows = sane(cols, rows)
        screen = self._screen
        screen.history = type(screen.history)(maxlen=_ALL)
        screen.resize(rows, cols)
        self.left(list(screen.history))
        screen.history = type(screen.history)(maxlen=0)
        self._hold_blocks()
        yield from self._taken()

    def finish(self) -> Iterator[Line | Block]:
        """Yield what is still on the screen."""
        self.alternate_ended()
        screen = self._screen
        rows = screen.other.rows if screen.alternate else screen.rows
        self._clear(rows)
        for _, _, block in self._blocks:
            self._end_line()
            self._ready.append(block)
        self._end_line()
        yield from self._taken()

    # What the screen tells

    def left(self, rows: Sequence[Row]) -> None:
        """Take rows of the normal screen that are about to go."""
        for row in rows:
            self._blocks_at(row, before=True)
            text = _text(row)
            if not row.wrapped or self._pending is None:
                self._end_line()
                self._pending = []
            self._pending.append(text)
            self._held += len(text)
            if self._held > _PIECE:
                self._hand_over_piece(self._pending)
            self._blocks_at(row, before=False)

    def dropped(self, start: int, end: int) -> None:
        """Take the rows of the normal screen that are about to be pushed off it elsewhere than at its top."""
        if not self._screen.alternate:
            self._end_line()
            self._clear(self._screen.rows[start : min(end, self._screen.bottom + 1)])

    def cleared(self) -> None:
        """Take what stands on the screen that is about to be cleared."""
        if self._screen.alternate:
            self._stood = _texts(self._screen.rows) or self._stood
        else:
            self._clear(self._screen.rows)

    def alternate_began(self) -> None:
        """Remember where in the normal screen a full-screen program begins."""
        cursor = self._screen.cursor
        self._began = (self._screen.rows[cursor.y], cursor.x == 0, self._now)
        self._stood = []

    def alternate_ended(self) -> None:
        """Take a full-screen program's screen; nothing when there is none."""
        if self._began is None:
            return
        row, before, start = self._began
        rows = _texts(self._screen.rows) or self._stood
        self._blocks.append((row, before, Block(tuple(rows), start, self._now)))
        self._began = None

    # Inside

    def _clear(self, rows: Sequence[Row]) -> None:
        held = [index for index, row in enumerate(rows) if self._holds(row)]
        count = max(len(_texts(rows)), max(held, default=-1) + 1)
        self.left(rows[:count])
        self._end_line()

    def _holds(self, row: Row) -> bool:
        return any(row is held for held, _, _ in self._blocks)

    def _blocks_at(self, row: Row, *, before: bool) -> None:
        if not self._blocks:
            return
        kept = []
        for held in self._blocks:
            if held[0] is row and held[1] is before:
                self._end_line()
                self._ready.append(held[2])
            else:
                kept.append(held)
        self._blocks = kept

    def _hold_blocks(self) -> None:
        """Give blocks whose row a resize replaced to the cursor's row."""
        screen = self._screen
        rows = screen.other.rows if screen.alternate else screen.rows
        here = rows[min(screen.other.y if screen.alternate else screen.cursor.y, len(rows) - 1)]
        known = {id(row) for row in rows}
        self._blocks = [
            (row if id(row) in known else here, before, block)
            for row, before, block in self._blocks
        ]
        if self._began is not None and id(self._began[0]) not in known:
            self._began = (here, True, self._began[2])

    def _end_line(self) -> None:
        if self._pending is not None:
            text = "".join(self._pending).rstrip(" ")
            self._ready.append(Line(text, begins=self._begins))
            self._pending, self._held, self._begins = None, 0, True

    def _hand_over_piece(self, rows: list[str]) -> None:
        """Hand over what a line has so far, but the blanks at its end: maybe nothing follows them."""
        whole = "".join(rows)
        text = whole.rstrip(" ")
        if text:
            self._ready.append(Line(text, begins=self._begins, ends=False))
            self._begins = False
        self._pending = [whole[len(text) :]]
        self._held = 0

    def _taken(self) -> list[Line | Block]:
        ready, self._ready = self._ready, []
        return ready
