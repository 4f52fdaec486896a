"""A frame as JSON, as text, as text with colours, or as a picture; none of them obeys what the session wrote."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC

from replayer.exporters.picture import svg
from replayer.foreign import shown
from replayer.recording.recording import Recording
from replayer.terminal.cells import DEFAULT_STYLE, Colour, Frame, Row, Style
from replayer.terminal.glyphs import STAND_IN
from replayer.terminal.palette import DARK_SCHEME
from replayer.terminal.width import width
from replayer.tui.captions import caption

_FLAGS = {"b": 1, "d": 2, "i": 3, "u": 4, "k": 5, "r": 7, "h": 8, "s": 9, "o": 53}
_JOINERS = {"\u200d", "\ufe0e", "\ufe0f"}  # they only shape the character before them


def frame_object(frame: Frame) -> dict[str, object]:
    """Return the frame for a program: rows of text, and what text alone cannot say only where it is so."""
    return {
        "offset": frame.offset,
        "columns": frame.columns,
        "lines": frame.lines,
        "title": frame.title,
        "alternate": frame.alternate,
        "cursor": {
            "column": frame.cursor.column,
            "line": frame.cursor.line,
            "visible": frame.cursor.visible,
        },
        "rows": [_row_object(row) for row in frame.rows],
    }


def _row_object(row: Row) -> dict[str, object]:
    result: dict[str, object] = {"text": "".join(cell[:1] for cell in row.cells).rstrip(" ")}
    wide = [column - 1 for column, cell in enumerate(row.cells) if not cell]
    clusters = {str(column): cell for column, cell in enumerate(row.cells) if len(cell) > 1}
    if wide:
        result["wide"] = wide
    if clusters:
        result["clusters"] = clusters
    if row.runs != ((len(row.cells), DEFAULT_STYLE),):
        result["runs"] = [[count, style.fg, style.bg, style.flags] for count, style in row.runs]
    if row.wrapped:
        result["wrapped"] = True
    return result


def as_json(frame: Frame) -> str:
    """Return the frame as one line of JSON, escaped to ASCII."""
    return json.dumps(frame_object(frame), separators=(",", ":"))


def as_text(frame: Frame) -> str:
    """Return the rows without trailing blanks."""
    return "\n".join("".join(map(_safe, row.cells)).rstrip(" ") for row in frame.rows)


def as_ansi(frame: Frame) -> str:
    """Return the rows with their colours, each starting from and ending in the plain style."""
    return "\n".join("".join(_painted(row)) for row in frame.rows)


def _painted(row: Row) -> Iterator[str]:
    column = 0
    for count, style in row.runs:
        text = "".join(map(_safe, row.cells[column : column + count]))
        column += count
        if style != DEFAULT_STYLE:
            yield f"\x1b[0;{_codes(style)}m{text}\x1b[0m"
        else:
            yield text.rstrip(" ") if column == len(row.cells) else text


def _codes(style: Style) -> str:
    codes = [str(_FLAGS[flag]) for flag in style.flags]
    return ";".join([*codes, *_colour(style.fg, 30), *_colour(style.bg, 40)])


def _colour(colour: Colour, first: int) -> Iterator[str]:
    if isinstance(colour, str):
        yield f"{first + 8};2;" + ";".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    elif colour is not None and colour < 8:
        yield str(first + colour)
    elif colour is not None and colour < 16:
        yield str(first + 52 + colour)
    elif colour is not None:
        yield f"{first + 8};5;{colour}"


def _safe(cell: str) -> str:
    """Return a cell without characters that turn the text around, end its line, or that nobody sees."""
    if cell.isascii():
        return cell
    first = cell[0] if shown(cell[0]) == cell[0] else STAND_IN.ljust(width(cell[0]))
    return first + "".join(char for char in cell[1:] if char in _JOINERS or shown(char) == char)


def as_svg(frame: Frame, recording: Recording, position: float) -> str:
    """Return the frame as a picture that says when it was: `position` seconds from the start."""
    return svg(frame, DARK_SCHEME, caption(recording, frame, position, UTC))


FORMS: dict[str, Callable[[Frame], str]] = {"json": as_json, "ansi": as_ansi, "text": as_text}
