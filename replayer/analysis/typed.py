"""Reads an edited line as it stood on the screen at Enter, after all edits, completions and recalls.

A terminal of its own shows the stretch from the row in which the prompt begins: it is as wide as the session's, so that
lines wrap where they did, and so tall that nothing scrolls away. What the prompt left behind its end is the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from replayer.analysis.edits import Edit, line_start
from replayer.analysis.unprinted import printed
from replayer.analysis.widths import Widths
from replayer.formats.buffer import Buffer
from replayer.recording.prompts import SILENT, prompt_end, prompt_lines
from replayer.recording.recording import Newline
from replayer.terminal import Cursor, Emulator, Frame, Row

_TALLEST = 2000
_ABOVE = 4  # rows: a clock that a prompt draws at the top of the screen must not meet the line
_LONGEST_PROMPT = 400
_RIGHT = re.compile(
    rb"(?:\r|\x1b\[K|\x1b\[[0-9;]*m|\x1b\(B)*\x1b\[\d+[CG](?:[^\x00-\x1f\x7f]|\x1b\[[0-9;]*m|\x1b\(B)+"
    rb"(?:\r|\x1b\[\d*[CDG]|\x08|\x1b\[[0-9;]*m|\x1b\(B)+"
)
"""A prompt at the right edge: away from the prompt, text, and back."""
_SEGMENT = re.compile(rb"(?:[~/][^ ]*|\([^ ]*\)| )*(.)\Z")
"""A path or a branch in brackets, up to a sign: what may stand between the signs of a prompt that has several."""

_MOVES_NOTHING = re.compile(rb"\x1b\][^\x07\x1b\r\n]*(?:\x07|\x1b\\)|\x1b\[[0-9;:]*m")
"""Titles, marks and colours: a row may hold very many, and is read for each line that is edited in it."""


@dataclass(frozen=True, slots=True)
class Typed:
    """An edited line and what it says."""

    edit: Edit
    prompt: str
    """As it was shown, its lines joined by LF; empty when nothing tells it from the text."""
    text: str
    """What was typed; with the prompt in front when nothing tells them apart."""
    offset: int
    """The first byte of what was typed."""
    known: bool
    """Whether something tells where the prompt ends."""
    learned: bool = False
    """Whether that is only what several lines begin with."""

    @property
    def sign(self) -> str:
        """The prompt's last line."""
        return self.prompt.rpartition("\n")[2]

    def split_at(self, prompt: str) -> Typed:
        """Return the line with `prompt`, with which it begins, as its prompt."""
        whole = self.prompt + self.text
        return replace(self, prompt=prompt, text=whole[len(prompt) :], known=True, learned=True)


def read_typed(data: Buffer, edit: Edit, columns: Widths) -> Typed:
    """Return what an edited line says; `columns` are the terminal's. Of a line given up, the text may be left out."""
    stretch = data[edit.start : edit.stop]
    begin, first_stop = _prompt(stretch, edit)
    stop = _shown_again(stretch, begin, first_stop)
    known = stop > 0
    row_start = line_start(data, edit.start)
    cols = columns.at(row_start)
    rows = min(_TALLEST, stretch.count(b"\n") + min(len(stretch) // cols, 200) + 2)
    screen = Emulator(cols, rows + _ABOVE, Newline.CRLF, history=0, skips=False)
    screen.feed(b"\r\n" * _ABOVE + _MOVES_NOTHING.sub(b"", data[row_start : edit.start]))
    before = screen.cursor
    if row_start < edit.start and not edit.prompt_came_first:
        screen.feed(b"\x1b[2J")  # the cursor's place is all that counts of what was there
    screen.feed(stretch[:first_stop])
    prompt = _prompt_text(screen, before, edit) if known else ""
    screen.feed(stretch[first_stop:stop])
    if known and not edit.entered:
        return Typed(edit, prompt, "", edit.start + stop, known)
    at = screen.frame()
    aside = _RIGHT.match(stretch, stop) if known else None
    if aside is not None:
        screen.feed(aside[0])
        stop = aside.end()
    right = _right_of(screen.frame(), at)
    for start, end, cols in columns.runs(edit.start + stop, edit.stop):
        screen.resize(cols, rows + _ABOVE)
        screen.feed(data[start:end])
    where = at.cursor if known else before
    text = _text(screen.frame(), where.line, where.column, right)
    return Typed(edit, prompt, text, edit.start + stop, known)


def _prompt(stretch: bytes, edit: Edit) -> tuple[int, int]:
    """Return where in a stretch the last line of the prompt begins and ends; nothing when nothing tells."""
    if edit.prompt_end is not None:
        return 0, edit.prompt_end - edit.start
    return _formed(stretch) or (0, 0)


_PRINTS_NOTHING = rb"(?:" + SILENT + rb"){0,50}"
"""Few in a row: each of them may be a beginning, too."""
# in a line of several, LF CR begins the next, not the prompt
_ROW = rb"(?:(?<!\n)\r|\n|\x1b\[[02]?J)" + _PRINTS_NOTHING
_EDGES = re.compile(rb"\A\r*" + _PRINTS_NOTHING + rb"\r*|" + _PRINTS_NOTHING + rb"\Z")


def _shown_again(stretch: bytes, begin: int, stop: int) -> int:
    """Return where the prompt ends that the line was shown behind at last: editors print it again.

    Its clock may have moved on meanwhile. Where streaming dropped the CR, it stands behind itself.
    """
    shown = _EDGES.sub(b"", stretch[begin:stop])
    if not shown.strip() or len(shown) > _LONGEST_PROMPT:
        return stop
    prompt = re.sub(rb"\d", rb"\\d", re.escape(shown)) + rb"(?:\x1b\[[0-9;]*m)*"
    behind = re.compile(_PRINTS_NOTHING + prompt)
    elsewhere = re.compile(_ROW + prompt)
    while (again := behind.match(stretch, stop) or elsewhere.search(stretch, stop)) is not None:
        stop = again.end()
    return stop


def _formed(stretch: bytes) -> tuple[int, int] | None:
    """Return where the prompt's last line begins and ends, told by its form."""
    mark = len(b"\x1b[?2004h") if stretch.startswith(b"\x1b[?2004h") else 0
    for start, line in prompt_lines(stretch[mark:]):
        found = _whole_prompt(line)
        if found is not None:
            return mark + start, mark + start + found
    return None


def _whole_prompt(line: bytes) -> int | None:
    """Return where the prompt at the beginning of `line` ends: behind its last sign, when only a path lies between."""
    line = line[:_LONGEST_PROMPT]
    found = prompt_end(line)
    while found is not None:
        more = prompt_end(line[found:])
        if more is None:
            break
        segment = _SEGMENT.match(printed(line[found : found + more]))
        if segment is None or not printed(line[:found]).endswith(segment[1]):
            break
        found += more
    return found


def _shape(text: str) -> str:
    return re.sub(r"\d", "0", text)


def _right_of(frame: Frame, at: Frame) -> tuple[int, str] | None:
    """Return the column and the shape of what stands at the right edge of the prompt's row."""
    cells = frame.rows[at.cursor.line].cells[at.cursor.column :]
    text = "".join(cells)
    blank = len(text) - len(text.lstrip(" "))
    if blank < 2 or not text.strip():
        return None
    return at.cursor.column + blank, _shape(text.strip())


def _prompt_text(screen: Emulator, before: Cursor, edit: Edit) -> str:
    """Return what a prompt shows, from where the cursor was `before` it, without blank lines."""
    cursor = screen.cursor
    if cursor == before and not edit.prompt_came_first:
        return ""
    frame = screen.frame()
    top, left = (cursor.line, 0) if edit.prompt_came_first else (before.line, before.column)
    last = "".join(frame.rows[cursor.line].cells[: cursor.column])
    if cursor.line <= top:
        return last[left:]
    first = "".join(frame.rows[top].cells[left:]).rstrip()
    between = [frame.rows[index].text for index in range(top + 1, cursor.line)]
    return "\n".join([line for line in (first, *between) if line] + [last])


def _text(frame: Frame, top: int, left: int, right: tuple[int, str] | None) -> str:
    """Return the text from a cell to the last row that shows anything, rows that wrapped joined."""
    bottom = max((index for index, row in enumerate(frame.rows) if row.text), default=top)
    parts: list[str] = []
    for index in range(top, max(top, bottom) + 1):
        row = frame.rows[index]
        cells = list(row.cells)
        if index == top:
            if right is not None:
                _take_off(cells, right)
            cells = cells[left:]
        text = "".join(cells).rstrip(" ")
        following = frame.rows[index + 1] if index < bottom else None
        if following is None or not _continues(row, following):
            parts.append(text + ("\n" if following is not None else ""))
        elif _is_wide(following) and not row.cells[-1].strip():
            parts.append("".join(cells[:-1]))  # no room for a wide character: the cell was left out
        else:
            parts.append("".join(cells))
    return _outdented("".join(parts).rstrip(), left)


def _outdented(text: str, columns: int) -> str:
    """Return a text of several lines without the indent to the prompt's end with which fish shows them."""
    first, *rest = text.split("\n")
    indent = " " * columns
    if not columns or not all(line.startswith(indent) for line in rest):
        return text
    return "\n".join([first, *(line[columns:] for line in rest)])


def _take_off(cells: list[str], right: tuple[int, str]) -> None:
    """Blank the prompt at the right edge, if it still stands there."""
    column, shape = right
    if _shape("".join(cells[column:]).strip()) == shape and not cells[column - 1].strip():
        cells[column:] = [" "] * (len(cells) - column)


def _continues(row: Row, following: Row) -> bool:
    """Tell whether a row goes on in the next: an editor that moves by line feeds loses the terminal's own note.

    A line that fills all columns but one may end in a blank.
    """
    return following.wrapped or row.cells[-2:] != (" ", " ")


def _is_wide(row: Row) -> bool:
    return len(row.cells) > 1 and not row.cells[1]
