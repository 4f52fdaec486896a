"""Turns bytes into calls of the screen's methods.

A handler that fails costs its own sequence and nothing else: the failure is kept, the rest is shown. What the end of
the bytes cuts waits for the next ones, so that the same bytes in any pieces give the same screen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from replayer.terminal.screen import Screen
from replayer.tokens import (
    INSIDE,
    LONGEST_STRING,
    TOKENS,
    ControlSequence,
    Kind,
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

    def __init__(self, screen: Screen) -> None:
        """Drive `screen`, which is nobody else's."""
        self.screen = screen
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
        self._actions: dict[bytes, Action] = {}
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
        matches = TOKENS.finditer(data, start)
        last: int | None = Kind.TEXT if self.screen.joint else None
        match: re.Match[bytes] | None = None
        while True:
            try:
                for match in matches:
                    kind = match.lastindex
                    if kind == Kind.TEXT:
                        text = match.group()
                        if text[-1] >= 0x80 and match.end() == len(data):
                            text = self._whole(text)
                        if last != Kind.TEXT:
                            self.screen.joint = 0
                        self.screen.draw(text.decode("utf-8", "replace"))
                    elif kind == Kind.CSI:
                        sequence = match.group()
                        action = self._actions.get(sequence)
                        if action is None:
                            action = self._csi(sequence, after_text=last == Kind.TEXT)
                        action()
                    elif kind == Kind.CONTROL:
                        self._controls.get(match.group(), _nothing)()
                    elif kind == Kind.UNFINISHED:
                        self._keep(match.group())
                        continue
                    else:
                        self._rarely(kind, match.group())
                    last = kind
                break
            except Exception as error:  # noqa: BLE001 (whatever it is, it must not hide the rest)
                assert match is not None
                self._fail(begin + match.start(), match.group(), error)
                last = None
        if last != Kind.TEXT:
            self.screen.joint = 0

    def _whole(self, text: bytes) -> bytes:
        """Return text without the character that its end cuts, which waits."""
        cut = cut_character(text, 0, len(text))
        if cut:
            self.tail = text[-cut:]
            return text[:-cut]
        return text

    def _csi(self, sequence: bytes, *, after_text: bool) -> Action:
        """Find out what a control sequence does, and remember it."""
        if INSIDE.search(sequence):
            for control in INSIDE.findall(sequence):
                self._execute(control)
            return self._csi(INSIDE.sub(b"", sequence), after_text=False)
        parts = control_sequence(sequence)
        action = _nothing if parts is None else self._action(sequence, parts)
        if parts is not None and parts.final == "b":  # depends on what came before it
            return action if after_text else _nothing
        if len(self._actions) >= _MOST_ACTIONS:
            self._actions.clear()
        self._actions[sequence] = action
        return action

    def _action(self, sequence: bytes, parts: ControlSequence) -> Action:
        name = parts.prefix + parts.intermediates + parts.final
        params = parts.params
        screen = self.screen
        action: Action = _nothing
        if name == "m":
            action = partial(screen.restyle, sequence)
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

    def _execute(self, controls: bytes) -> None:
        for value in controls:
            self._controls.get(bytes((value,)), _nothing)()

    def _rarely(self, kind: int | None, sequence: bytes) -> None:
        if kind == Kind.STRING:
            self._string(sequence)
            return
        controls = b"".join(INSIDE.findall(sequence))
        if kind == Kind.ESCAPE:
            self._execute(controls)
            self._escape(INSIDE.sub(b"", sequence)[1:])
        elif kind == Kind.BROKEN and _STRING_START.match(sequence) is None:
            self._execute(controls)

    def _escape(self, sequence: bytes) -> None:
        """Act on an escape sequence without its ESC."""
        screen = self.screen
        if sequence in _ESCAPES:
            getattr(screen, _ESCAPES[sequence])()
        elif sequence in _LEVELS:
            screen.use_charset(_LEVELS[sequence])
        elif len(sequence) == 2:
            screen.define_charset(chr(sequence[1]), chr(sequence[0]))

    def _string(self, sequence: bytes) -> None:
        """Act on a control string: titles only; `replayer.terminal.events` reads the others."""
        start = _STRING_START.match(sequence)
        if start is None or start.lastindex is None:
            return
        number, _, text = sequence[start.end() :].partition(b";")
        if number in {b"0", b"2"}:
            title = INSIDE.sub(b"", text.removesuffix(b"\x1b\\").removesuffix(b"\xc2\x9c"))
            self.screen.set_title(title.decode("utf-8", "replace")[:LONGEST_TITLE])

    def _keep(self, rest: bytes) -> None:
        """Let an unfinished sequence wait for the next bytes."""
        if len(rest) > _LONGEST_TAIL and _STRING_START.match(rest):
            keep = 1 if rest[-1] in {0x1B, 0xC2} else 0
            self.swallowed = len(rest) - keep
            self.head = bytearray(rest[: min(self.swallowed, _LONGEST_HEAD)])
            self.tail = rest[len(rest) - keep :]
        else:
            self.tail = rest

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
