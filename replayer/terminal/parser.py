"""Turns bytes into calls of the screen's methods.

A handler that fails costs its own sequence and nothing else: the failure is kept, the rest is shown. What the end of
the bytes cuts waits for the next ones, so that the same bytes in any pieces give the same screen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TypeAlias

from replayer.terminal.screen import Screen
from replayer.terminal.skip import WORTH, skippable
from replayer.tokens import (
    INSIDE,
    LONGEST_STRING,
    TOKENS,
    ControlSequence,
    control_sequence,
    cut_character,
)

MOST_FAILURES = 100
"""Failures kept; the others are only counted."""
LONGEST_TITLE = 1024
_MOST_ACTIONS = 10_000  # sequences remembered with what they do
_LONGEST_TAIL = (
    1024  # bytes of an unfinished string that are read again; longer ones are kept by their head
)
_LONGEST_HEAD = 64 * 1024


def _pieces(line_end: bytes) -> re.Pattern[bytes]:
    """Return the pattern of tokens, with what is most frequent in a form that takes the fewest steps."""
    return re.compile(
        rb"([ -~]++)(" + line_end + rb")?"  # a run of ASCII, a whole line of it
        rb"|(\x1b\[[0-9;:]{0,1000}m)([ -~]++)?"  # colours, with what they colour
        rb"|(" + line_end + rb")|" + TOKENS.pattern
    )


_PIECES = _pieces(rb"\r\n")
_LF_PIECES = _pieces(rb"\r?\n")  # where a line feed returns the carriage
(
    _ASCII,
    _LINE,
    _STYLE,
    _STYLED,
    _NEW_LINE,
    _TEXT,
    _CONTROL,
    _CSI,
    _ESCAPE,
    _STRING,
    _BROKEN,
    _UNFINISHED,
) = range(1, 13)
_SEQUENCES = frozenset({_CSI, _ESCAPE})
_LOOK_AGAIN = 500  # pieces after which it may be worth looking for something to skip
_WRITTEN = frozenset({_ASCII, _STYLED, _TEXT})

Action: TypeAlias = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Failure:
    """A sequence whose handler failed; the rest was shown."""

    offset: int
    """Of its first byte."""
    sequence: bytes
    """Its first 64 bytes."""
    error: str


def _nothing() -> None:
    """Stand for a sequence that changes nothing."""


_NUMBERED = {
    "@": "insert_characters",
    " @": "scroll_left",
    "A": "cursor_up",
    " A": "scroll_right",
    "B": "cursor_down",
    "C": "cursor_forward",
    "a": "cursor_forward",
    "D": "cursor_back",
    "E": "cursor_down1",
    "F": "cursor_up1",
    "G": "cursor_to_column",
    "`": "cursor_to_column",
    "d": "cursor_to_line",
    "e": "cursor_forward_lines",
    "g": "clear_tab_stop",
    "I": "tab_forward",
    "Z": "tab_back",
    "J": "erase_in_display",
    "K": "erase_in_line",
    "X": "erase_characters",
    "L": "insert_lines",
    "M": "delete_lines",
    "P": "delete_characters",
    "S": "scroll_up",
    "T": "scroll_down",
    "b": "repeat_last",
    "'}": "insert_columns",
    "'~": "delete_columns",
    '"q': "select_protection",
}
"""Control sequences that take one number: intermediates and final byte → method."""
_PAIRED = {"H": "cursor_position", "f": "cursor_position", "r": "set_margins"}
_BARE = {"s": "save_cursor", "u": "restore_cursor", "!p": "soft_reset"}
_PRIVATE = {"?J": "erase_in_display", "?K": "erase_in_line"}
_MODES = {"h": ("set_mode", False), "l": ("reset_mode", False)} | {
    "?h": ("set_mode", True),
    "?l": ("reset_mode", True),
}
_CONTROLS = {
    b"\b": "backspace",
    b"\t": "tab",
    b"\n": "linefeed",
    b"\v": "linefeed",
    b"\f": "linefeed",
    b"\r": "carriage_return",
    b"\x0e": "shift_out",
    b"\x0f": "shift_in",
    b"\xc2\x84": "index",
    b"\xc2\x85": "next_line",
    b"\xc2\x88": "set_tab_stop",
}
_ESCAPES = {
    b"7": "save_cursor",
    b"8": "restore_cursor",
    b"D": "index",
    b"E": "next_line",
    b"H": "set_tab_stop",
    b"M": "reverse_index",
    b"c": "reset",
    b"#8": "alignment_display",
    b"(B": "use_ascii",
    b"%@": "use_default_charset",
    b"%G": "use_default_charset",
}
_LEVELS = {b"n": 2, b"o": 3, b"|": 3, b"}": 2, b"~": 1}
_STRING_START = re.compile(
    rb"(?:\x1b[\x00-\x17\x19\x1c-\x1f\x7f]*(?:(\])|[PX^_])|\xc2(?:(\x9d)|[\x90\x98\x9e\x9f]))"
)
_STRING_END = {
    True: re.compile(rb"[\x07\x18\x1a\x1b]|\xc2[\x80-\x9f]"),
    False: re.compile(rb"[\x18\x1a\x1b]|\xc2[\x80-\x9f]"),
}  # by whether it is an OSC


class Parser:
    """Feeds a screen."""

    def __init__(self, screen: Screen, *, skips: bool = False) -> None:
        """Drive `screen`, which is nobody else's; with `skips`, past output that scrolls away unseen."""
        self.screen = screen
        self.skips = skips
        self.offset = 0
        """Bytes fed."""
        self.failed = 0
        self.failures: list[Failure] = []
        self.tail = b""
        """What the end of the bytes cut."""
        self.head: bytearray | None = None
        """The beginning of a control string that is too long to be read again."""
        self.swallowed = 0
        """How long that string is so far."""
        self._pieces = _LF_PIECES if screen.always_returns else _PIECES
        self._actions: dict[bytes, Action] = {}
        # each takes the kind before it and returns the kind that what comes next follows
        self._others: dict[int, Callable[[re.Match[bytes], int | None], int | None]] = {
            _TEXT: self._text,
            _CONTROL: self._control,
            _STRING: self._whole_string,
            _BROKEN: self._broken,
            _UNFINISHED: self._keep,
        }
        self._controls = {key: getattr(screen, name) for key, name in _CONTROLS.items()}

    def feed(self, data: bytes) -> None:
        """Act on bytes."""
        begin = self.offset - len(self.tail)
        self.offset += len(data)
        if self.tail:
            data = self.tail + data
            self.tail = b""
        start = 0
        if self.head is not None:
            start = self._swallow(data)
        if start < len(data):
            self._read(data, start, begin)

    def _read(self, data: bytes, start: int, begin: int) -> None:
        """Act on `data[start:]`; `begin` is the offset of `data[0]`."""
        at = start
        while at < len(data):
            if self.skips and len(data) - at > WORTH:
                at = skippable(self.screen, data, at)
            at = self._run(data, at, begin)

    def _run(self, data: bytes, start: int, begin: int) -> int:
        """Act on `data[start:]`, at most up to where it may be worth looking for something to skip; return how far."""
        screen, known = self.screen, self._actions.get
        # names looked up once: this loop runs for every few bytes of a session
        write, write_line, new_line = screen.write, screen.write_line, screen.new_line
        matches = islice(self._pieces.finditer(data, start), _LOOK_AGAIN if self.skips else None)
        last: int | None = _TEXT if screen.joint else None
        match: re.Match[bytes] | None = None
        while True:
            try:
                for match in matches:
                    kind = match.lastindex
                    if kind == _ASCII:
                        write(match[0].decode())
                    elif kind == _STYLE:
                        screen.pen = screen.pen.after[match[0]]
                    elif kind == _STYLED:
                        screen.pen = screen.pen.after[match[3]]
                        write(match[4].decode())
                    elif kind in _SEQUENCES:
                        (known(match[0]) or self._learn(match[0], last))()
                    elif kind == _LINE:
                        write_line(match[1].decode())
                    elif kind == _NEW_LINE:
                        new_line()
                    else:
                        kind = self._others[kind or 0](match, last)
                    last = kind
                break
            except Exception as error:  # noqa: BLE001 (whatever it is, it must not hide the rest)
                assert match is not None
                self._fail(begin + match.start(), match[0], error)
                last = None
        if last not in _WRITTEN:
            screen.joint = 0
        return len(data) if match is None else match.end()

    def _control(self, match: re.Match[bytes], last: int | None) -> int | None:
        self._controls.get(match[0], _nothing)()
        return _CONTROL

    def _text(self, match: re.Match[bytes], last: int | None) -> int | None:
        """Write text that begins outside ASCII, without a character that the end of the bytes cuts."""
        if last not in _WRITTEN:
            self.screen.joint = 0
        text = match[0]
        cut = cut_character(text, 0, len(text)) if match.end() == match.endpos else 0
        if cut:
            self.tail = text[-cut:]
            text = text[:-cut]
        if text:
            self.screen.draw(text.decode("utf-8", "replace"))
        return _TEXT

    def _learn(self, sequence: bytes, last: int | None) -> Action:
        """Find out what a control or escape sequence does, and remember it where it always does that."""
        action = self._action(sequence)
        if sequence.endswith(b"b"):  # REP repeats a character that was just written, nothing else
            if last not in _WRITTEN:
                self.screen.joint = 0
            return action
        if len(self._actions) >= _MOST_ACTIONS:
            self._actions.clear()
        self._actions[sequence] = action
        return action

    def _action(self, sequence: bytes) -> Action:
        if INSIDE.search(sequence):
            return partial(self._in_turn, sequence)
        if sequence.startswith(b"\x1b") and sequence[1:2] != b"[":
            return self._escape(sequence[1:])
        parts = control_sequence(sequence)
        return _nothing if parts is None else self._control_sequence(sequence, parts)

    def _control_sequence(self, sequence: bytes, parts: ControlSequence) -> Action:
        name = parts.prefix + parts.intermediates + parts.final
        params = parts.params
        screen = self.screen
        action: Action = _nothing
        if name == "m":
            action = partial(self._restyle, sequence)
        elif name in _NUMBERED:
            action = partial(getattr(screen, _NUMBERED[name]), params[0])
        elif name in _PAIRED:
            action = partial(getattr(screen, _PAIRED[name]), *params[:2])
        elif name in _BARE:
            action = getattr(screen, _BARE[name])
        elif name in _PRIVATE:
            action = partial(getattr(screen, _PRIVATE[name]), params[0], private=True)
        elif name in _MODES:
            method, private = _MODES[name]
            action = partial(getattr(screen, method), *params, private=private)
        return action

    def _in_turn(self, sequence: bytes) -> None:
        """Act on the controls inside a sequence, then on the sequence itself."""
        self._execute(b"".join(INSIDE.findall(sequence)))
        self._learn(INSIDE.sub(b"", sequence), None)()

    def _escape(self, sequence: bytes) -> Action:
        """Return what an escape sequence (without its ESC) does."""
        screen = self.screen
        action: Action = _nothing
        if sequence in _ESCAPES:
            action = getattr(screen, _ESCAPES[sequence])
        elif sequence in _LEVELS:
            action = partial(screen.use_charset, _LEVELS[sequence])
        elif len(sequence) == 2:
            action = partial(screen.define_charset, chr(sequence[1]), chr(sequence[0]))
        return action

    def _restyle(self, sequence: bytes) -> None:
        self.screen.pen = self.screen.pen.after[sequence]

    def _execute(self, controls: bytes) -> None:
        for value in controls:
            self._controls.get(bytes((value,)), _nothing)()

    def _broken(self, match: re.Match[bytes], last: int | None) -> int | None:
        """Act on the controls inside a sequence that means nothing; those inside a string are part of it."""
        if _STRING_START.match(match[0]) is None:
            self._execute(b"".join(INSIDE.findall(match[0])))
        return _BROKEN

    def _whole_string(self, match: re.Match[bytes], last: int | None) -> int | None:
        self._string(match[0])
        return _STRING

    def _string(self, sequence: bytes) -> None:
        """Act on a control string: titles only; `replayer.terminal.events` reads the others."""
        start = _STRING_START.match(sequence)
        if start is None or start.lastindex is None:
            return
        number, _, text = sequence[start.end() :].partition(b";")
        if number in {b"0", b"2"}:
            title = INSIDE.sub(b"", text.removesuffix(b"\x1b\\").removesuffix(b"\xc2\x9c"))
            self.screen.set_title(title.decode("utf-8", "replace")[:LONGEST_TITLE])

    def _keep(self, match: re.Match[bytes], last: int | None) -> int | None:
        """Let an unfinished sequence wait for the next bytes; the controls inside it act at once."""
        rest = match[0]
        if _STRING_START.match(rest) is None:
            controls = b"".join(INSIDE.findall(rest))
            if controls:
                self.screen.joint = 0
                self._execute(controls)
            self.tail = INSIDE.sub(b"", rest)
        elif len(rest) > _LONGEST_TAIL:
            keep = 1 if rest[-1] in {0x1B, 0xC2} else 0
            self.swallowed = len(rest) - keep
            self.head = bytearray(rest[: min(self.swallowed, _LONGEST_HEAD)])
            self.tail = rest[len(rest) - keep :]
        else:
            self.tail = rest
        return last  # what is unfinished has not happened yet

    def _swallow(self, data: bytes) -> int:
        """Go on with a long control string; return where what follows it begins."""
        assert self.head is not None
        start = _STRING_START.match(self.head)
        assert start is not None
        end = _STRING_END[start.lastindex is not None].search(data)
        stop = len(data) if end is None else end.start()
        if end is None and data[-1] == 0xC2:
            stop -= 1
        limit = LONGEST_STRING + start.end() - self.swallowed
        overlong = stop > limit
        stop = min(stop, limit)
        self.swallowed += stop
        self.head += data[: min(stop, max(0, _LONGEST_HEAD - len(self.head)))]
        if overlong:
            self.head = None
            return stop
        if end is None or data[stop:] == b"\x1b":
            self.tail = data[stop:]
            return len(data)
        head, self.head = bytes(self.head), None
        mark = data[stop : stop + 2]
        if mark[:1] == b"\x07":
            self._string(head)
            return stop + 1
        if mark in {b"\x1b\\", b"\xc2\x9c"}:
            self._string(head)
            return stop + 2
        if mark[:1] == b"\x1b":
            self._string(head)
        return stop

    def _fail(self, offset: int, sequence: bytes, error: Exception) -> None:
        self.failed += 1
        if len(self.failures) < MOST_FAILURES:
            kind = type(error).__name__
            self.failures.append(Failure(offset, sequence[:64], f"{kind}: {error}"))
