"""Requests of control sequences and device strings: what the terminal would answer, or do to its window and printer.

An answer arrives as if it had been typed. Sources: xterm's list of control sequences, the DEC VT510 manual, and the
kitty keyboard protocol. What is an answer itself (`CSI ? 1 ; 2 c`, `CSI 0 n`), and may be in a log as an echo, is none.
"""

from __future__ import annotations

import re

from replayer.terminal.requests import AnyEvent, Printing, Query, WindowChange

_PARTS = re.compile(rb"([<=>?]?)([0-9:;]*)([ -/]*)([@-~])")
_REPORTS = {
    11: "whether its window is hidden",
    13: "where its window is",
    14: "its window's size in pixels",
    15: "its screen's size in pixels",
    16: "the size of a character in pixels",
    18: "its size in characters",
    19: "its screen's size in characters",
    20: "its icon's label",
    21: "its window's title",
}
_CHANGES = {
    1: "show itself",
    2: "hide itself",
    3: "move",
    4: "resize",
    5: "come to the front",
    6: "go to the back",
    8: "resize",
    9: "maximise or restore itself",
    10: "fill the screen, or no longer",
}
_ABOUT = {
    (b"", b"c"): "what kind of terminal it is (DA1)",
    (b">", b"c"): "which version it is (DA2)",
    (b"=", b"c"): "its serial number (DA3)",
    (b"", b"n"): "its state or where its cursor is (DSR {number})",
    (b"?", b"n"): "its state or where its cursor is (DSR ?{number})",
    (b"", b"$p"): "whether mode {number} is set (DECRQM)",
    (b"?", b"$p"): "whether mode ?{number} is set (DECRQM)",
    (b">", b"q"): "its name and version (XTVERSION)",
    (b"?", b"u"): "which keyboard protocol it speaks",
    (b"", b"x"): "its line's parameters (DECREQTPARM)",
    (b"", b"*y"): "a checksum of what it shows (DECRQCRA)",
}
"""By what stands before the numbers, and what ends the sequence."""
_MOST_NAMES = 200


def of_control_sequence(offset: int, body: bytes) -> AnyEvent | None:
    """Return what a control sequence asks for; `body` is what follows CSI, without controls."""
    parts = _PARTS.fullmatch(body)
    if parts is None:
        return None
    private, parameters, middle, final = parts.groups()
    first = re.split(rb"[;:]", parameters)[0]
    number = int(first.lstrip(b"0")[:9] or b"0")
    if not middle and final == b"t" and not private:
        return _window(offset, number)
    if not middle and final == b"i":
        return None if number == 4 else Printing(offset)
    about = _ABOUT.get((private, middle + final))
    if about is None or not _is_right(middle + final, private, number):
        return None
    return Query(offset, about.format(number=number))


def _is_right(final: bytes, private: bytes, number: int) -> bool:
    """Tell whether a request with that number asks, where others of its form set something or are answers."""
    allowed = {b"c": (0,), b"x": (0, 1), b"n": (5, 6) if not private else range(1 << 30)}
    return number in allowed.get(final, (number,))


def _window(offset: int, number: int) -> AnyEvent | None:
    if number in _REPORTS:
        return Query(offset, _REPORTS[number])
    if number >= 24:
        return WindowChange(offset, f"resize to {number} lines")
    return WindowChange(offset, _CHANGES[number]) if number in _CHANGES else None


def of_device_string(offset: int, body: bytes) -> AnyEvent | None:
    """Return what a device control string asks for; `body` is what follows DCS, without terminator and controls."""
    wanted = body[2 : 2 + _MOST_NAMES].decode("utf-8", "replace")
    if body.startswith(b"$q"):
        return Query(offset, f"its setting {wanted} (DECRQSS)")
    if body.startswith(b"+q"):
        return Query(offset, f"its capabilities {_names(wanted)} (XTGETTCAP)")
    return None


def _names(wanted: str) -> str:
    """Undo the hexadecimal form of XTGETTCAP's names."""
    try:
        return ", ".join(
            bytes.fromhex(each).decode("utf-8", "replace") for each in wanted.split(";")
        )
    except ValueError:
        return wanted
