"""Recorded streams with the screens that they must give."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from replayer.terminal import DEFAULT_STYLE, Colour, Frame, Style

FOLDER = Path(__file__).parent / "streams"


@dataclass(frozen=True)
class Stream:
    """A recorded stream."""

    name: str
    data: bytes
    cols: int
    rows: int
    resizes: tuple[tuple[int, int, int], ...]
    frames: tuple[dict[str, Any], ...]

    def __repr__(self) -> str:
        return self.name


def load(path: Path) -> Stream:
    """Read NAME.bin and NAME.json."""
    spec = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return Stream(
        path.stem,
        path.with_suffix(".bin").read_bytes(),
        spec["columns"],
        spec["lines"],
        tuple((each["offset"], each["columns"], each["lines"]) for each in spec["resizes"]),
        tuple(spec["frames"]),
    )


STREAMS = [load(path) for path in sorted(FOLDER.glob("*.json"))]

Seen = tuple[str, Colour, Colour, frozenset[str]]
"""Text, foreground, background and flags of a cell, as far as a person can see them."""


def _plain(value: Colour) -> Colour:
    """Return a colour of the palette's cube and greys as a direct one."""
    if not isinstance(value, int) or value < 16:
        return value
    if value > 231:
        return "#" + f"{8 + 10 * (value - 232):02x}" * 3
    steps = (0, 95, 135, 175, 215, 255)
    return "#" + "".join(f"{steps[(value - 16) // by % 6]:02x}" for by in (36, 6, 1))


def _seen(text: str, style: Style) -> Seen:
    """Return what a person can see of a cell."""
    flags = set(style.flags) - {"k"}
    fg, bg = _plain(style.fg), _plain(style.bg)
    if text.strip() or not text:
        return unicodedata.normalize("NFC", text), fg, bg, frozenset(flags)
    lines = frozenset(flags & set("uso"))
    return " ", fg if lines else None, fg if "r" in flags else bg, lines


def expected(row: dict[str, Any], cols: int) -> list[Seen]:
    """Return what can be seen of each cell of a row that must come out."""
    texts = [" "] * cols
    clusters = {int(column): text for column, text in row.get("clusters", {}).items()}
    column = 0
    for char in row.get("text", ""):
        texts[column] = clusters.get(column, char)
        if column in row.get("wide", ()) and column + 1 < cols:
            column += 1
            texts[column] = ""
        column += 1
    styles: list[Style] = []
    for count, fg, bg, flags in row.get("runs", ()):
        styles += [Style(fg, bg, "".join(sorted(flags)))] * count
    styles += [DEFAULT_STYLE] * (cols - len(styles))
    return [_seen(text, style) for text, style in zip(texts, styles, strict=True)]


def without_lines(cells: list[Seen]) -> list[Seen]:
    """Return cells as they look without underlines: the reference draws links with one, and we do not."""
    return [(text, fg, bg, flags - {"u"}) for text, fg, bg, flags in cells]


def drawn(frame: Frame, line: int) -> list[Seen]:
    """Return what can be seen of each cell of a row that came out."""
    row = frame.rows[line]
    styles = [style for count, style in row.runs for _ in range(count)]
    return [_seen(text, style) for text, style in zip(row.cells, styles, strict=True)]
