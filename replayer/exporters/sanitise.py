"""Terminal output made safe to play in a real terminal: it looks the same and does nothing else.

What stays: text, colours, cursor movement, erasing, scrolling, character sets, the alternate screen, the cursor's
visibility, and the C0 controls that place text. What goes: every control string (title, clipboard, links,
notifications, images, unknown ones), every question that the terminal would answer, every mode that changes what
keys, mouse or paste send, window and printer commands, what erases lines that the reader's own terminal has scrolled
off, the bell, characters that turn text around, and all that is not known to be harmless.

Rejected: a list of what is forbidden. A terminal knows more sequences than any list, so this one names what is kept.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache

from replayer.formats.evidence import Buffer
from replayer.tokens import Kind, control_sequence, cut_character, tokenize

_C0_KEPT = frozenset(
    b"\b\t\n\v\f\r\x0e\x0f"
)  # 0e and 0f choose a character set: line drawing needs them
_C1_AS_ESCAPE = {  # terminals without UTF-8 read a C1 byte elsewhere; its two-byte form is the same to all
    b"\xc2\x84": "\x1bD",  # index
    b"\xc2\x85": "\x1bE",  # next line
    b"\xc2\x88": "\x1bH",  # tab stop
}
_ESCAPES_KEPT = frozenset(
    "78DEHM"
)  # save and restore cursor, index, next line, tab stop, reverse index
_ANEW = "\x1b[!p\x1b[20l\x1b[?5l\x1b[?5W"  # modes, margins, charsets, pen, saved cursor; tab stops
_RESET = f"\x1b[?1047h{_ANEW}\x1b[?1047l{_ANEW}\x1b[H\x1b[2J"
"""In the place of a full reset, which would also erase what the reader's terminal has scrolled off: both screens, then
the normal one."""
_SHIFTS_KEPT = frozenset("no|}~")  # locking shifts of character sets
_CHARACTER_SET = re.compile(rb"[()*+\-./][ -/]?[0-~]")
_PLAIN_KEPT = frozenset("@ABCDEFGHIJKLMPSXZ`abdefgmrsu")
_OTHERS_KEPT = frozenset(
    {
        ("?", "", "J"),  # selective erase
        ("?", "", "K"),
        ("?", "", "W"),  # a tab stop every eight columns
        ("", " ", "@"),  # scroll sideways
        ("", " ", "A"),
        ("", "'", "}"),  # insert and delete columns
        ("", "'", "~"),
        ("", "!", "p"),  # soft reset
        ("", '"', "q"),  # protect from selective erase
    }
)
_MODES_KEPT = {
    "": frozenset({4, 20}),  # insert, line feed also returns
    # reverse video, origin, wrap, cursor, reverse wrap, alternate screen in its four forms
    "?": frozenset({5, 6, 7, 25, 45, 47, 1047, 1048, 1049}),
}
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]")
_INSIDE = re.compile(rb"[\x00-\x1a\x1c-\x1f\x7f]+")
_STRING_START = re.compile(rb"\x1b[\x00-\x17\x19\x1c-\x1f\x7f]*[\]PX^_]|\xc2[\x90\x98\x9d-\x9f]")
_CUT = frozenset({Kind.BROKEN, Kind.UNFINISHED})
_BLOCK = 1 << 18
_REPEAT = re.compile(r"\x1b\[[\d;:]*b\Z")
_SEQUENCE_START = re.compile(rb"\x1b|\xc2[\x80-\x9f]")


class SafeText:
    """Reads output from its start to its end, in pieces of any length, as text that is safe.

    The cuts between the pieces change nothing: a sequence comes with the piece that holds its last byte.
    """

    def __init__(self, data: Buffer) -> None:
        """Stand at the start of the output."""
        self._tokens = _tokens(data)
        self._kind, self._at, self._token = Kind.TEXT, 0, b""
        self._after_text = True

    def until(self, offset: int) -> str:
        """Return the text between the last piece and the byte at `offset`; a cut character waits for its rest."""
        pieces = []
        while self._at + len(self._token) <= offset:
            safe = _safe(self._kind, self._token)
            repeat = _REPEAT.search(safe)
            if repeat and (not self._after_text or _INSIDE.search(self._token)):
                safe = safe[: repeat.start()]  # would repeat what the recording kept apart from it
            pieces.append(safe)
            self._after_text = self._kind is Kind.TEXT
            self._at += len(self._token)
            self._kind, self._token = next(self._tokens, (Kind.TEXT, b""))
            if not self._token:
                break
        if self._kind is Kind.TEXT and self._at < offset:
            cut = offset - self._at
            cut -= cut_character(self._token, 0, cut)
            pieces.append(_safe(self._kind, self._token[:cut]))
            self._at, self._token = self._at + cut, self._token[cut:]
        return "".join(pieces)


def _tokens(data: Buffer) -> Iterator[tuple[Kind, bytes]]:
    """Yield all tokens, from blocks read one after the other; one that a block cuts begins the next block."""
    at, size = 0, _BLOCK
    while at < len(data):
        block = data[at : at + size]
        is_last = at + len(block) >= len(data)
        used = 0
        for kind, start, end in tokenize(block):
            if kind is Kind.UNFINISHED and not is_last:
                break
            yield kind, block[start:end]
            used = end
        at += used
        size = _BLOCK if used else 2 * size  # a long string needs a block that holds it whole


class VerbatimText:
    """The same door for output that is to stay as it is."""

    def __init__(self, data: Buffer) -> None:
        """Stand at the start of the output."""
        self._data = data
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._at = 0

    def until(self, offset: int) -> str:
        """Return the text between the last piece and the byte at `offset`; invalid bytes become U+FFFD."""
        start, self._at = self._at, offset
        return self._decoder.decode(self._data[start:offset], offset >= len(self._data))


def sanitised(data: Buffer) -> str:
    """Return the safe text of a whole output."""
    return SafeText(data).until(len(data))


def _safe(kind: Kind, token: bytes) -> str:
    if kind is Kind.CONTROL and len(token) == 2:
        return _C1_AS_ESCAPE.get(token, "")
    if kind is Kind.CSI:
        return _safe_control_sequence(token)
    if kind is Kind.ESCAPE:
        return _controls(token) + _safe_escape(_INSIDE.sub(b"", token)[1:])
    if kind is Kind.STRING or (kind in _CUT and _STRING_START.match(token)):
        return ""
    if kind in {Kind.CONTROL, Kind.BROKEN} or _SEQUENCE_START.match(token):
        return _controls(token)
    text = token.decode("utf-8", "replace")  # text, or a character that the end of the data cut
    return text if text.isascii() else _TURNS.sub("", text)


def _controls(token: bytes) -> str:
    """Return the harmless C0 controls inside a token: a terminal obeys them before the sequence around them."""
    return "".join(chr(byte) for byte in token if byte in _C0_KEPT)


def _safe_escape(rest: bytes) -> str:
    text = rest.decode("latin-1")
    if text in {"%G", "%@"}:  # leaves line drawing, but may leave UTF-8 too: only the first is kept
        return "\x1b(B\x0f"
    if text == "c":
        return _RESET
    kept = text in _ESCAPES_KEPT or text in _SHIFTS_KEPT or text == "#8"
    return f"\x1b{text}" if kept or _CHARACTER_SET.fullmatch(rest) else ""


@lru_cache(maxsize=1024)  # programs repeat few
def _safe_control_sequence(token: bytes) -> str:
    return _controls(token) + _kept(token)


def _kept(token: bytes) -> str:
    sequence = control_sequence(token)
    if sequence is None:
        return ""
    prefix, params, _, intermediates, final = sequence
    written = _INSIDE.sub(b"", token)[2:].decode("latin-1")
    if final in "hl" and not intermediates:
        modes = [mode for mode in params if mode in _MODES_KEPT.get(prefix, frozenset())]
        written = f"{prefix}{';'.join(map(str, modes))}{final}"
        return f"\x1b[{written}" if modes else ""
    if final == "J" and params[0] == 3:
        return ""  # lines that are on no screen
    if final == "W" and params != (5,):
        return ""
    if final == "T" and not prefix and not intermediates:
        return f"\x1b[{params[0] or ''}T"  # more parameters start mouse tracking in xterm
    plain = final in _PLAIN_KEPT and not prefix and not intermediates
    return f"\x1b[{written}" if plain or (prefix, intermediates, final) in _OTHERS_KEPT else ""
