"""The screen: everything a program can do to it, under pyte's names."""

from __future__ import annotations

from typing import Any

from replayer.terminal.charsets import CHARSETS, Charset
from replayer.terminal.grid import (
    DECAWM,
    DECOM,
    DECTCEM,
    IRM,
    LNM,
    REVERSE_WRAP,
    TAB_WIDTH,
    Buffer,
)
from replayer.terminal.moving import Moving
from replayer.terminal.pens import PLAIN, changed, pen
from replayer.terminal.reflow import Sheet
from replayer.terminal.rows import Row, blank

_KEPT = {DECOM, DECAWM, DECTCEM, IRM, LNM, REVERSE_WRAP}
_ALTERNATE = {47, 1047, 1049}


class Screen(Moving):
    """A screen of `columns` × `lines` cells that behaves as xterm.js does."""

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        """Switch modes on; `private=True` for `CSI ? … h`."""
        for mode in modes:
            self._switch(mode, private=bool(kwargs.get("private")), on=True)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        """Switch modes off; `private=True` for `CSI ? … l`."""
        for mode in modes:
            self._switch(mode, private=bool(kwargs.get("private")), on=False)

    def _switch(self, mode: int, *, private: bool, on: bool) -> None:
        key = mode << 5 if private else mode
        if key == LNM and self.always_returns:
            return
        if key in _KEPT:
            self.use_modes(self.mode | {key} if on else self.mode - {key})
            if key == DECOM:
                self.cursor_position()
        elif private and mode == 1048:
            (self.save_cursor if on else self.restore_cursor)()
        elif private and mode in _ALTERNATE:
            self._alternate(mode, on=on)

    def _alternate(self, mode: int, *, on: bool) -> None:
        """Show the alternate screen or the normal one; the cursor stays unless 1049 saves and restores it."""
        if on:
            if mode == 1049:
                self.save_cursor()
            if not self.alternate:
                self.alternate = True
                normal, alternate = self._leave(), self.other
                erased = self.pen.erased
                alternate.rows = [blank(self.columns, erased) for _ in range(self.lines)]
                self._take(alternate)
                self.other = normal
            return
        if self.alternate:
            self.alternate = False
            alternate = Buffer(self.columns, self.lines)
            alternate.saved = self.saved
            self._take(self.other)
            self.other = alternate
        if mode == 1049:
            self.restore_cursor()

    def set_margins(self, top: int | None = None, bottom: int | None = None) -> None:
        """Set the scrolling region, lines counted from 1 (DECSTBM); the cursor goes home."""
        first = top or 1
        last = bottom or self.lines
        last = min(last, self.lines)
        if last > first:
            self.top, self.bottom = first - 1, last - 1
            self.cursor_position()

    def select_graphic_rendition(self, *attrs: int, **kwargs: Any) -> None:
        """Change the pen (SGR)."""
        values = attrs or (0,)
        style, cleared = changed(self.pen.style, values, [()] * len(values))
        self.pen = pen(style, protected=self.pen.protected and not cleared)

    def select_protection(self, how: int = 0) -> None:
        """Protect what is written from selective erase (1) or not (0, 2) (DECSCA)."""
        if how in {0, 1, 2}:
            self.pen = pen(self.pen.style, protected=how == 1)

    def define_charset(self, code: str, mode: str) -> None:
        """Put a charset into one of the four slots, `(` to `+` (`-` and `.` for the second and third)."""
        slot = {"(": 0, ")": 1, "*": 2, "+": 3, "-": 1, ".": 2}.get(mode)
        if slot is None or code not in CHARSETS:
            return
        self.charsets[slot] = CHARSETS[code]
        if slot == self.level:
            self.charset_in_use = CHARSETS[code]

    def use_ascii(self) -> None:
        """Put ASCII into the first slot: ncurses does it at each change of colour."""
        if self.charsets[0] is not None:
            self.define_charset("B", "(")

    def use_charset(self, level: int) -> None:
        """Use the charset of a slot (SI, SO, LS2, LS3)."""
        self.level = level
        self.charset_in_use = self.charsets[level]

    def shift_in(self) -> None:
        """Use the first charset."""
        self.use_charset(0)

    def shift_out(self) -> None:
        """Use the second charset."""
        self.use_charset(1)

    def use_default_charset(self) -> None:
        """Use ASCII in the first slot (`ESC % G`, `ESC % @`)."""
        self.charsets[0] = None
        self.use_charset(0)

    def soft_reset(self) -> None:
        """Put modes, margins, pen, charsets and the saved cursor back (DECSTR); what is shown stays."""
        self.use_modes({DECAWM, DECTCEM} | (self.mode & {LNM}))
        self.top, self.bottom = 0, self.lines - 1
        self.pen = PLAIN
        none: list[Charset] = [None, None, None, None]
        self.charsets, self.level, self.charset_in_use = none, 0, None
        self.forget_cursor()

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        """Change the size as a terminal's window does; margins are gone, tab stops come to new columns."""
        lines, columns = lines or self.lines, columns or self.columns
        if (lines, columns) == (self.lines, self.columns):
            return
        other = self.other
        if self.alternate:
            self.rows, self.cursor.y = self._refit(self.rows, self.cursor.y, lines, columns)
            other.rows, other.y = self._reflow(other.rows, other.y, lines, columns)
            other.x = min(other.x, columns - 1)
        else:
            self.rows, self.cursor.y = self._reflow(self.rows, self.cursor.y, lines, columns)
        for tabs, saved in ((self.tabs, self.saved), (other.tabs, other.saved)):
            last = max((stop for stop in tabs if stop <= columns), default=0)
            tabs.update(range(last, columns, TAB_WIDTH))
            saved.x, saved.y = min(saved.x, columns - 1), min(saved.y, lines - 1)
        self.columns, self.lines = columns, lines
        self.top, self.bottom = other.top, other.bottom = 0, lines - 1
        self._clamp()

    def _refit(self, rows: list[Row], y: int, lines: int, columns: int) -> tuple[list[Row], int]:
        sheet = Sheet(rows, 0, y, self.columns, self.lines)
        sheet.resize(columns, lines, reflow=False)
        return sheet.rows, sheet.y

    def _reflow(self, rows: list[Row], y: int, lines: int, columns: int) -> tuple[list[Row], int]:
        sheet = Sheet([*self.history, *rows], len(self.history), y, self.columns, self.lines)
        sheet.resize(columns, lines, reflow=True)
        self.history.clear()
        self.history.extend(sheet.rows[: sheet.above])
        return sheet.rows[sheet.above :], sheet.y
