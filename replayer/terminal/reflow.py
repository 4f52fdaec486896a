"""What a resize does to the rows of a screen.

xterm.js's rules: rows are taken from the history or given to it so that the cursor's line stays, and on the normal
screen a line that wrapped is laid out anew for the new width, unless the cursor is in it: the program that put it there
redraws it itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from replayer.terminal.pens import PLAIN, Pen
from replayer.terminal.rows import CONTINUED, NOTHING, Row, blank


@dataclass(slots=True)
class Sheet:
    """The rows of one screen with those that scrolled off, while they are being resized."""

    rows: list[Row]
    """Oldest first."""
    above: int
    """How many of them are history."""
    y: int
    """The cursor's line on the screen."""
    cols: int
    lines: int

    def resize(self, cols: int, lines: int, *, reflow: bool) -> None:
        """Change the size; history stays only where lines are laid out anew."""
        if cols > self.cols:
            self._fit(cols)
        self._change_lines(cols, lines)
        if reflow and cols > self.cols:
            self._widen(cols, lines)
        elif reflow and cols < self.cols:
            self._narrow(cols, lines)
        self._fit(cols)
        self.cols, self.lines = cols, lines
        if not reflow:
            del self.rows[: self.above]
            self.above = 0

    def _fit(self, cols: int) -> None:
        for row in self.rows:
            if len(row.chars) != cols:
                row.fit(cols, PLAIN)

    def _change_lines(self, cols: int, lines: int) -> None:
        moved = 0
        for _ in range(self.lines, lines):
            if self.above and len(self.rows) <= self.above + self.y + moved + 1:
                self.above -= 1
                moved += 1
            else:
                self.rows.append(blank(cols, PLAIN))
        for _ in range(lines, self.lines):
            if len(self.rows) > self.above + self.y + 1:
                self.rows.pop()
            else:
                self.above += 1
        self.y = min(self.y, lines - 1) + moved

    def _groups(self) -> list[tuple[int, int]]:
        """Return [start, end) of each run of rows that continue each other, from top to bottom."""
        starts = [index for index, row in enumerate(self.rows) if not row.wrapped or index == 0]
        return list(zip(starts, [*starts[1:], len(self.rows)], strict=True))

    def _widen(self, cols: int, lines: int) -> None:
        cursor = self.above + self.y
        result: list[Row] = []
        for start, end in self._groups():
            group = self.rows[start:end]
            if end - start > 1 and not start <= cursor < end:
                group = _laid_out(group, self.cols, cols)
            result += group
        removed = len(self.rows) - len(result)
        self.rows = result
        for _ in range(removed):
            if self.above:
                self.above -= 1
                continue
            self.y = max(self.y - 1, 0)
            if len(self.rows) < lines:
                self.rows.append(blank(cols, PLAIN))

    def _narrow(self, cols: int, lines: int) -> None:
        rows = self.rows
        kept = len(rows)  # the last ones give way while the cursor moves down
        added = 0
        result: list[tuple[int, int, list[Row]]] = []
        for start, end in reversed(self._groups()):
            group = rows[start:end]
            long = end - start > 1 or group[0].wrapped or group[0].reaches_beyond(cols)
            if long and not start <= self.above + self.y < end:
                group = _laid_out(group, self.cols, cols)
                for _ in range(len(group) - (end - start)):
                    added += 1
                    if not self.above and self.y < lines - 1:
                        self.y += 1
                        kept -= 1
                    elif not self.above or self.above < kept + added - lines:
                        self.above += 1
            result.append((start, end, group))
        self.rows = []
        for start, end, group in reversed(result):
            old = end - start
            self.rows += group[: max(0, min(old, kept - start))] + group[old:]


def _laid_out(group: list[Row], old: int, cols: int) -> list[Row]:
    """Return the rows of one line for another width."""
    chars: list[str] = []
    pens: list[Pen] = []
    for index, row in enumerate(group):
        length = row.length()
        if index + 1 < len(group):
            # a wide character that had no room at the edge left a hole
            after = group[index + 1].chars
            hole = row.chars[old - 1] == NOTHING and len(after) > 1 and after[1] == CONTINUED
            length = old - 1 if hole else old
        chars += row.chars[:length]
        pens += row.pens[:length]
    result: list[Row] = []
    at = 0
    while at < len(chars) or not result:
        end = at + cols
        if end < len(chars) and chars[end] == CONTINUED:
            end -= 1
        row = Row(chars[at:end], pens[at:end], wrapped=bool(result) or group[0].wrapped)
        row.fit(cols, PLAIN)
        length = min(end, len(chars)) - at
        if cols < old and len(result) < len(group) and length < cols:
            # blanks of a row that stays keep their background, but for the one that ends the text
            row.pens[length + 1 :] = group[len(result)].pens[length + 1 : cols]
        result.append(row)
        at = end
    return result
