"""Keyframes: a terminal's whole state in few bytes, and a store of them that finds the nearest one.

The law: an emulator restored from a keyframe and fed the rest is in the same state as one that was fed everything.
"""

from __future__ import annotations

import marshal
import zlib
from bisect import bisect_right
from itertools import groupby
from typing import Any

from pyte.screens import Cursor

from replayer.terminal.cells import Style
from replayer.terminal.charsets import CHARSETS, Charset
from replayer.terminal.emulator import Emulator
from replayer.terminal.grid import Buffer, Saved
from replayer.terminal.pens import Pen, pen
from replayer.terminal.rows import CONTINUED, NOTHING, Row
from replayer.terminal.strings import LongString

CAP = 32 * 1024 * 1024
"""Bytes that a store keeps at most."""
_BETWEEN, _SECOND = (
    "\x1f",
    "\x1e",
)  # never in a cell: between cells, and the second column of a wide character
_NAMES: dict[int, str] = {id(table): name for name, table in CHARSETS.items()}


class _Packer:
    """Packs rows; each pen is written once."""

    def __init__(self) -> None:
        self.pens: dict[Pen, int] = {}

    def pen(self, value: Pen) -> int:
        return self.pens.setdefault(value, len(self.pens))

    def row(self, row: Row) -> tuple[str, bool, list[int], bool]:
        chars, pens = row.chars, row.pens
        if CONTINUED in chars:
            chars = [char or _SECOND for char in chars]
        text = "".join(chars)
        apart = len(text) != len(chars)  # some cells hold several characters
        if apart:
            text = _BETWEEN.join(chars)
        first = pens[0]
        if pens.count(first) == len(pens):
            runs = [self.pen(first)]
        else:
            runs = []
            for value, run in groupby(pens):
                runs += (self.pen(value), len(list(run)))
        return text.rstrip(NOTHING) if not apart else text, apart, runs, row.wrapped

    def saved(self, saved: Saved) -> tuple[int, int, int, str]:
        return saved.x, saved.y, self.pen(saved.pen), _NAMES[id(saved.charset)]


def pack(emulator: Emulator) -> bytes:
    """Return the whole state of an emulator."""
    screen, parser = emulator.screen, emulator.parser
    packer = _Packer()
    other, long_string = screen.other, parser.long_string
    state = (
        (screen.columns, screen.lines, screen.history.maxlen, screen.title, screen.icon_name),
        (screen.cursor.x, screen.cursor.y, packer.pen(screen.pen)),
        (
            sorted(screen.mode),
            [_NAMES[id(charset)] for charset in screen.charsets],
            screen.level,
            _NAMES[id(screen.charset_in_use)],
            screen.joint,
            screen.alternate,
            screen.always_returns,
        ),
        [packer.row(row) for row in screen.rows],
        (screen.top, screen.bottom, sorted(screen.tabs), packer.saved(screen.saved)),
        [packer.row(row) for row in other.rows] if screen.alternate else [],
        (other.x, other.y, other.top, other.bottom, sorted(other.tabs), packer.saved(other.saved)),
        [packer.row(row) for row in screen.history],
        (
            parser.offset,
            parser.tail,
            None if long_string is None else (bytes(long_string.head), long_string.swallowed),
        ),
    )
    pens = [(p.style.fg, p.style.bg, p.style.flags, p.protected) for p in packer.pens]
    return zlib.compress(marshal.dumps((pens, state)), 4)


class _Unpacker:
    """The other way."""

    def __init__(self, cols: int, pens: list[tuple[Any, Any, str, bool]]) -> None:
        self.cols = cols
        self.pens = [pen(Style(fg, bg, flags), protected=guard) for fg, bg, flags, guard in pens]

    def row(self, packed: tuple[str, bool, list[int], bool]) -> Row:
        text, apart, runs, wrapped = packed
        chars = text.split(_BETWEEN) if apart else list(text)
        if _SECOND in text:
            chars = [CONTINUED if char == _SECOND else char for char in chars]
        chars += [NOTHING] * (self.cols - len(chars))
        if len(runs) == 1:
            pens = [self.pens[runs[0]]] * self.cols
        else:
            pens = []
            for index, count in zip(runs[::2], runs[1::2], strict=True):
                pens += [self.pens[index]] * count
        return Row(chars, pens, wrapped=wrapped)

    def saved(self, packed: tuple[int, int, int, str]) -> Saved:
        saved = Saved()
        saved.x, saved.y = packed[:2]
        saved.pen = self.pens[packed[2]]
        saved.charset = CHARSETS[packed[3]]
        return saved


def unpack(keyframe: bytes) -> Emulator:
    """Return a new emulator in the state that `pack` was given."""
    pens, state = marshal.loads(zlib.decompress(keyframe))  # noqa: S302 (only what `pack` made)
    size, place, modes, rows, inner, other_rows, outer, history, reading = state
    cols, lines, kept, title, icon_name = size
    emulator = Emulator(cols, lines, history=kept)
    screen, parser = emulator.screen, emulator.parser
    unpacker = _Unpacker(cols, pens)
    screen.title, screen.icon_name = title, icon_name
    screen.always_returns = modes[6]
    screen.cursor = Cursor(place[0], place[1])
    screen.pen = unpacker.pens[place[2]]
    screen.use_modes(set(modes[0]))
    charsets: list[Charset] = [CHARSETS[name] for name in modes[1]]
    screen.charsets, screen.level = charsets, modes[2]
    screen.charset_in_use, screen.joint, screen.alternate = CHARSETS[modes[3]], modes[4], modes[5]
    screen.rows = [unpacker.row(row) for row in rows]
    screen.top, screen.bottom, tabs, saved = inner
    screen.tabs, screen.saved = set(tabs), unpacker.saved(saved)
    screen.other = other = Buffer(cols, lines)
    if screen.alternate:
        other.rows = [unpacker.row(row) for row in other_rows]
    other.x, other.y, other.top, other.bottom, tabs, saved = outer
    other.tabs, other.saved = set(tabs), unpacker.saved(saved)
    screen.history.extend(unpacker.row(row) for row in history)
    parser.offset, parser.tail, long_string = reading
    parser.long_string = None if long_string is None else LongString(*long_string)
    return emulator


class Keyframes:
    """Keyframes by offset, in order, at most `cap` bytes of them."""

    def __init__(self, cap: int = CAP) -> None:
        """Start empty."""
        self._cap = cap
        self._kept: tuple[list[int], list[bytes]] = ([], [])
        self._every = 1
        self._seen = 0
        self.size = 0
        """Bytes kept."""

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._kept[0])

    def add(self, offset: int, keyframe: bytes) -> None:
        """Keep a keyframe, offsets growing; when there is no room, every other one goes and fewer are kept from then on."""
        self._seen += 1
        if self._seen % self._every:
            return
        offsets, kept = self._kept
        kept.append(keyframe)
        offsets.append(offset)  # last, since a reader in another thread looks here first
        self.size += len(keyframe)
        if self.size > self._cap and len(kept) > 2:
            self._kept = (offsets[1::2], kept[1::2])
            self._every *= 2
            self.size = sum(map(len, self._kept[1]))

    def nearest(self, offset: int) -> tuple[int, bytes] | None:
        """Return the last keyframe at or before `offset`."""
        offsets, kept = self._kept
        index = bisect_right(offsets, offset) - 1
        return None if index < 0 else (offsets[index], kept[index])
