"""The grid of a screen: its rows, where the cursor is, what scrolls.

`pyte.Screen` is the interface: the names of its methods, its `cursor`, `columns`, `lines`, `margins`, `mode`, `display`
hold here too. Its storage (a dictionary of dictionaries of named tuples) is not used, since writing a character to it
costs more than writing a line to ours. The cursor's column is `columns` while it waits to wrap, as in pyte.
"""

from __future__ import annotations

from collections import deque

import pyte
from pyte import modes as pyte_modes
from pyte.screens import Cursor, Margins

from replayer.terminal.charsets import Charset
from replayer.terminal.pens import PLAIN, Pen
from replayer.terminal.rows import CONTINUED, NOTHING, Row, blank

DECOM = pyte_modes.DECOM
DECAWM = pyte_modes.DECAWM
DECTCEM = pyte_modes.DECTCEM
IRM = pyte_modes.IRM
LNM = pyte_modes.LNM
REVERSE_WRAP = 45 << 5  # pyte shifts private modes by 5
TAB_WIDTH = 8


class Saved:
    """What DECSC keeps."""

    __slots__ = ("charset", "pen", "x", "y")

    def __init__(self) -> None:
        """Start at the top left corner, as a terminal that never saved."""
        self.x = 0
        self.y = 0
        self.pen = PLAIN
        self.charset: Charset = None


class Buffer:
    """One of the two screens of a terminal, while it is not the one in use."""

    __slots__ = ("bottom", "rows", "saved", "tabs", "top", "x", "y")

    def __init__(self, cols: int, lines: int) -> None:
        """Start without rows."""
        self.rows: list[Row] = []
        self.saved = Saved()
        self.x = 0
        self.y = 0
        self.top = 0
        self.bottom = lines - 1
        self.tabs = set(range(0, cols, TAB_WIDTH))


class Grid(pyte.Screen):
    """Rows and cursor, and the ways in which they scroll."""

    def __init__(
        self, columns: int, lines: int, history: int = 0, *, always_returns: bool = False
    ) -> None:
        """Start with a blank screen.

        `history` is how many rows that scrolled off are kept for a resize, which may bring them back.
        `always_returns` keeps LNM on through resets, for bytes that went through no PTY.
        """
        # pyte's own __init__ would build the storage that this class replaces
        self.columns = columns
        self.lines = lines
        self.title = ""
        self.icon_name = ""
        self.always_returns = always_returns
        self.history: deque[Row] = deque()
        self.keep_history(history)
        self.reset()

    def keep_history(self, rows: int) -> None:
        """Keep at most so many rows that scroll off from now on."""
        self.history = deque(self.history, maxlen=rows)
        self.keeps = rows > 0

    def reset(self) -> None:
        """Return to the state of a new terminal (RIS); the title stays."""
        self.history.clear()
        self.cursor: Cursor = Cursor(0, 0)
        self.pen = PLAIN
        self.use_modes({DECAWM, DECTCEM, LNM} if self.always_returns else {DECAWM, DECTCEM})
        self.charsets: list[Charset] = [None, None, None, None]
        self.level = 0
        self.charset_in_use: Charset = None
        self.joint = 0
        """Columns of the character that a mark coming next belongs to; 0 after a control."""
        self.alternate = False
        self.other = Buffer(self.columns, self.lines)
        """The screen that is not in use; the alternate one is empty whenever it is not."""
        self._take(Buffer(self.columns, self.lines))
        self.rows = [blank(self.columns, PLAIN) for _ in range(self.lines)]

    def use_modes(self, modes: set[int]) -> None:
        """Switch exactly these modes on, as pyte numbers them; other code reads the flags set here."""
        self.mode = modes
        self.wraps = DECAWM in modes
        self.inserts = IRM in modes
        self.returns = LNM in modes
        self.origin = DECOM in modes
        self.cursor.hidden = DECTCEM not in modes

    def _take(self, buffer: Buffer) -> None:
        self.rows = buffer.rows
        self.saved = buffer.saved
        self.top = buffer.top
        self.bottom = buffer.bottom
        self.tabs = buffer.tabs

    def _leave(self) -> Buffer:
        buffer = Buffer.__new__(Buffer)
        buffer.rows = self.rows
        buffer.saved = self.saved
        buffer.top = self.top
        buffer.bottom = self.bottom
        buffer.tabs = self.tabs
        buffer.x = self.cursor.x
        buffer.y = self.cursor.y
        return buffer

    @property
    def display(self) -> list[str]:
        """The rows' texts, blanks included."""
        return ["".join(row.freeze().cells) for row in self.rows]

    @property
    def margins(self) -> Margins | None:
        """The scrolling region, first and last line counted from 0; None when it is the whole screen."""
        if (self.top, self.bottom) == (0, self.lines - 1):
            return None
        return Margins(self.top, self.bottom)

    @margins.setter
    def margins(self, margins: Margins | None) -> None:
        self.top, self.bottom = margins or (0, self.lines - 1)

    def _scroll(self, *, wrapped: bool = False) -> None:
        """Move the region up by one row; the new one takes the pen's background."""
        rows = self.rows
        cols = self.columns
        row = rows.pop(self.top)
        if self.keeps and not self.top and not self.alternate:
            self.history.append(row)
            row = blank(cols, self.pen.erased, wrapped=wrapped)
        else:
            # the row that goes comes back empty, which costs less than a new one
            row.chars = [NOTHING] * cols
            row.pens = [self.pen.erased] * cols
            row.picture = None
            row.wrapped = wrapped
        rows.insert(self.bottom, row)

    def scroll_up(self, count: int | None = None) -> None:
        """Move the region up by `count` rows (SU); none of them is kept."""
        self._shift(self.top, count, self.pen.erased)

    def scroll_down(self, count: int | None = None) -> None:
        """Move the region down by `count` rows (SD); the new ones are not coloured, as xterm.js has it."""
        self._shift_down(self.top, count, PLAIN)

    def _shift(self, start: int, count: int | None, pen: Pen) -> None:
        count = min(count or 1, self.bottom - start + 1)
        del self.rows[start : start + count]
        at = self.bottom + 1 - count
        self.rows[at:at] = [blank(self.columns, pen) for _ in range(count)]

    def _shift_down(self, start: int, count: int | None, pen: Pen) -> None:
        count = min(count or 1, self.bottom - start + 1)
        del self.rows[self.bottom + 1 - count : self.bottom + 1]
        self.rows[start:start] = [blank(self.columns, pen) for _ in range(count)]

    def insert_lines(self, count: int | None = None) -> None:
        """Insert rows at the cursor's (IL); nothing outside the region."""
        self._clamp()
        if self.top <= self.cursor.y <= self.bottom:
            self._shift_down(self.cursor.y, count, self.pen.erased)
            self.cursor.x = 0

    def delete_lines(self, count: int | None = None) -> None:
        """Delete rows from the cursor's on (DL); nothing outside the region."""
        self._clamp()
        if self.top <= self.cursor.y <= self.bottom:
            self._shift(self.cursor.y, count, self.pen.erased)
            self.cursor.x = 0

    def index(self) -> None:
        """Move the cursor down a line; scroll at the last one of the region (IND)."""
        self._clamp()
        if self.cursor.y == self.bottom:
            self._scroll()
        elif self.cursor.y < self.lines - 1:
            self.cursor.y += 1

    def linefeed(self) -> None:
        """Move the cursor down a line, with LNM to its start too; a wait to wrap ends."""
        cursor = self.cursor
        x = cursor.x
        self.new_line()
        if not self.returns:
            cursor.x = x if x < self.columns else self.columns - 1

    def new_line(self) -> None:
        """Move the cursor to the start of the next line; scroll at the last one of the region (CR LF)."""
        cursor = self.cursor
        cursor.x = 0
        y = cursor.y
        if y == self.bottom:
            self._scroll()
        elif y < self.lines - 1:
            cursor.y = y + 1
            # a row reached by a line feed does not continue the one above
            self.rows[y + 1].wrapped = False

    def reverse_index(self) -> None:
        """Move the cursor up a line; scroll down at the first one of the region (RI)."""
        self._clamp()
        if self.cursor.y == self.top:
            self._shift_down(self.top, 1, self.pen.erased)
        elif self.cursor.y > 0:
            self.cursor.y -= 1

    @staticmethod
    def _insert_cells(row: Row, x: int, count: int, pen: Pen) -> None:
        """Move a row's cells from `x` on to the right by `count`; halves of wide characters become blank."""
        chars, pens = row.chars, row.pens
        cols = len(chars)
        count = min(count, cols - x)
        if chars[x] == CONTINUED:
            chars[x] = chars[x - 1] = NOTHING
            pens[x] = pens[x - 1] = pen
        chars[x:x] = [NOTHING] * count
        pens[x:x] = [pen] * count
        if chars[cols] == CONTINUED:
            chars[cols - 1] = NOTHING
            pens[cols - 1] = pen
        del chars[cols:]
        del pens[cols:]
        row.picture = None

    def _clamp(self) -> None:
        """Put the cursor on the screen (with DECOM in the region); a wait to wrap ends."""
        if self.cursor.x >= self.columns:
            self.cursor.x = self.columns - 1
        if self.origin:
            self.ensure_vbounds()

    def ensure_vbounds(self, use_margins: bool | None = None) -> None:
        """Put the cursor on a line; with `use_margins` or DECOM on one of the region."""
        inside = self.origin if use_margins is None else use_margins
        top, bottom = (self.top, self.bottom) if inside else (0, self.lines - 1)
        self.cursor.y = min(max(self.cursor.y, top), bottom)
