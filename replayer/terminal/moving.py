"""Where the cursor goes: addresses, relative moves, tabs, saved places."""

from __future__ import annotations

from replayer.terminal.editing import Editing
from replayer.terminal.grid import REVERSE_WRAP, TAB_WIDTH, Saved
from replayer.terminal.rows import NOTHING


class Moving(Editing):
    """A grid with a cursor that programs move."""

    def cursor_position(self, line: int | None = None, column: int | None = None) -> None:
        """Go to a line and column counted from 1; with DECOM the line counts from the region's top."""
        cursor = self.cursor
        y = line - 1 if line else 0
        if self.origin:
            y = min(y + self.top, self.bottom)
        x = column - 1 if column else 0
        cursor.y = y if y < self.lines else self.lines - 1
        cursor.x = x if x < self.columns else self.columns - 1

    def cursor_to_column(self, column: int | None = None) -> None:
        """Go to a column of this line (CHA, HPA)."""
        self.cursor.x = min((column or 1) - 1, self.columns - 1)
        self.ensure_vbounds()

    def cursor_to_line(self, line: int | None = None) -> None:
        """Go to a line, in the same column (VPA)."""
        self.cursor_position(line, min(self.cursor.x, self.columns - 1) + 1)

    def cursor_up(self, count: int | None = None) -> None:
        """Go up; not past the region's top when below it."""
        self._clamp()
        y = self.cursor.y
        self.cursor.y = max(y - (count or 1), self.top if y >= self.top else 0)

    def cursor_down(self, count: int | None = None) -> None:
        """Go down; not past the region's bottom when above it."""
        self._clamp()
        y = self.cursor.y
        self.cursor.y = min(y + (count or 1), self.bottom if y <= self.bottom else self.lines - 1)

    def cursor_up1(self, count: int | None = None) -> None:
        """Go up and to the start of the line (CPL)."""
        self.cursor_up(count)
        self.cursor.x = 0

    def cursor_down1(self, count: int | None = None) -> None:
        """Go down and to the start of the line (CNL)."""
        self.cursor_down(count)
        self.cursor.x = 0

    def cursor_forward_lines(self, count: int | None = None) -> None:
        """Go down, whatever the region (VPR)."""
        self._clamp()
        self.cursor.y += count or 1
        self.ensure_vbounds()

    def cursor_back(self, count: int | None = None) -> None:
        """Go left, up to the first column."""
        self._clamp()
        x = self.cursor.x - (count or 1)
        self.cursor.x = max(x, 0)

    def cursor_forward(self, count: int | None = None) -> None:
        """Go right, up to the last column."""
        self._clamp()
        x = self.cursor.x + (count or 1)
        self.cursor.x = x if x < self.columns else self.columns - 1

    def backspace(self) -> None:
        """Go left by one; with reverse wrap (mode 45) back to the line that this one continues."""
        cursor = self.cursor
        if REVERSE_WRAP not in self.mode:
            self._clamp()
            if cursor.x:
                cursor.x -= 1
            return
        if self.origin:
            self.ensure_vbounds()
        if cursor.x:
            cursor.x = min(cursor.x, self.columns) - 1
        elif self.top < cursor.y <= self.bottom and self.rows[cursor.y].wrapped:
            self.rows[cursor.y].wrapped = False
            cursor.y -= 1
            cursor.x = self.columns - 1
            # a wide character that had no room there left a blank
            if self.rows[cursor.y].chars[cursor.x] == NOTHING:
                cursor.x -= 1
        self._clamp()

    def carriage_return(self) -> None:
        """Go to the first column."""
        self.cursor.x = 0

    def next_line(self) -> None:
        """Go to the first column of the next line (NEL)."""
        self.cursor.x = 0
        self.index()

    def tab(self) -> None:
        """Go to the next tab stop or the last column (HT)."""
        cursor = self.cursor
        x = cursor.x
        last = self.columns - 1
        if x > last:
            return
        tabs = self.tabs
        x += 1
        while x < last and x not in tabs:
            x += 1
        cursor.x = min(x, last)

    def tab_forward(self, count: int | None = None) -> None:
        """Go to the `count`th next tab stop (CHT)."""
        for _ in range(min(count or 1, self.columns)):
            self.tab()

    def tab_back(self, count: int | None = None) -> None:
        """Go to the `count`th tab stop before (CBT)."""
        x = self.cursor.x
        if x >= self.columns:
            return
        for _ in range(min(count or 1, self.columns)):
            x -= 1
            while x > 0 and x not in self.tabs:
                x -= 1
        self.cursor.x = max(x, 0)

    def set_tab_stop(self) -> None:
        """Put a tab stop at the cursor (HTS)."""
        self.tabs.add(self.cursor.x)

    def clear_tab_stop(self, how: int = 0) -> None:
        """Remove the tab stop at the cursor (0) or all (3)."""
        if how == 0:
            self.tabs.discard(self.cursor.x)
        elif how == 3:
            self.tabs.clear()

    def use_usual_tab_stops(self) -> None:
        """Put a tab stop at every eighth column and nowhere else (DECST8C)."""
        self.tabs = set(range(0, self.columns, TAB_WIDTH))

    def save_cursor(self) -> None:
        """Keep place, pen and charset (DECSC, SCOSC); there is one slot a screen."""
        saved = self.saved
        saved.x, saved.y = self.cursor.x, self.cursor.y
        saved.pen = self.pen
        saved.charset = self.charset_in_use

    def restore_cursor(self) -> None:
        """Return to what was kept (DECRC, SCORC); to the top left corner when nothing was."""
        saved = self.saved
        self.cursor.x, self.cursor.y = saved.x, saved.y
        self.pen = saved.pen
        self.charset_in_use = saved.charset
        self._clamp()

    def forget_cursor(self) -> None:
        """Forget what was kept."""
        self.saved = Saved()
