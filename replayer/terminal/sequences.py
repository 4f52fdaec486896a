"""What each control and escape sequence does to a screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from replayer.terminal.screen import Screen
from replayer.tokens import INSIDE, ControlSequence, control_sequence

_MOST = 10_000  # sequences remembered with what they do

Action: TypeAlias = Callable[[], object]


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
_USUAL_STOPS = b"\x1b[?5W"
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


class Sequences:
    """Turns sequences into calls of a screen's methods, and remembers which."""

    def __init__(self, screen: Screen) -> None:
        """Act on `screen`."""
        self._screen = screen
        self._controls = {key: getattr(screen, name) for key, name in _CONTROLS.items()}
        self.known: dict[bytes, Action] = {}
        """What sequences do that were learned."""

    def control(self, control: bytes) -> None:
        """Act on one control character."""
        self._controls.get(control, _nothing)()

    def execute(self, controls: bytes) -> None:
        """Act on C0 controls that stand inside a sequence."""
        for value in controls:
            self.control(bytes((value,)))

    def learn(self, sequence: bytes, *, after_text: bool) -> Action:
        """Return what a control or escape sequence does, and remember it where it always does that."""
        action = self._action(sequence)
        if sequence.endswith(b"b"):  # REP repeats a character that was just written, nothing else
            if not after_text:
                self._screen.joint = 0
            return action
        if len(self.known) >= _MOST:
            self.known.clear()
        self.known[sequence] = action
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
        screen = self._screen
        action: Action = _nothing
        if name == "m":
            action = partial(self._restyle, sequence)
        elif name in _NUMBERED:
            action = partial(getattr(screen, _NUMBERED[name]), params[0])
        elif name in _PAIRED:
            action = partial(getattr(screen, _PAIRED[name]), *params[:2])
        elif name in _BARE:
            action = getattr(screen, _BARE[name])
        elif sequence == _USUAL_STOPS:
            action = screen.use_usual_tab_stops
        elif name in _PRIVATE:
            action = partial(getattr(screen, _PRIVATE[name]), params[0], private=True)
        elif name in _MODES:
            method, private = _MODES[name]
            action = partial(getattr(screen, method), *params, private=private)
        return action

    def _in_turn(self, sequence: bytes) -> None:
        """Act on the controls inside a sequence, then on the sequence itself."""
        self.execute(b"".join(INSIDE.findall(sequence)))
        self.learn(INSIDE.sub(b"", sequence), after_text=False)()

    def _escape(self, sequence: bytes) -> Action:
        """Return what an escape sequence (without its ESC) does."""
        screen = self._screen
        action: Action = _nothing
        if sequence in _ESCAPES:
            action = getattr(screen, _ESCAPES[sequence])
        elif sequence in _LEVELS:
            action = partial(screen.use_charset, _LEVELS[sequence])
        elif len(sequence) == 2:
            action = partial(screen.define_charset, chr(sequence[1]), chr(sequence[0]))
        return action

    def _restyle(self, sequence: bytes) -> None:
        self._screen.pen = self._screen.pen.after[sequence]
