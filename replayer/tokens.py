"""Cuts terminal output into runs of text and control sequences; no meaning is given to them here.

The borders are those of a DEC VT500 parser as xterm.js implements it: C0 controls inside a sequence belong to it
(the terminal acts on them at once), ESC, CAN, SUB and C1 controls end it, and a C1 control is its UTF-8 form
`C2 80`–`C2 9F` only, since a lone byte of that value is no character in UTF-8.

Rejected: a state machine over single bytes, which is twenty times slower in Python than one regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from mmap import mmap
from typing import Final, NamedTuple

LONGEST_CSI: Final = 4096
"""Bytes after which a control sequence without a final byte is given up, so that it cannot hide what follows."""
LONGEST_STRING: Final = 16 * 1024 * 1024
"""Bytes after which a control string without a terminator is given up; large images fit."""


class Kind(IntEnum):
    """What a token is."""

    TEXT = 1
    """Characters without a control among them; invalid bytes stay where they are."""
    CONTROL = 2
    """One C0 byte other than ESC, DEL, or one C1 character that starts no sequence."""
    CSI = 3
    """A control sequence with its final byte: `control_sequence` takes it apart."""
    ESCAPE = 4
    """ESC, intermediates and a final byte."""
    STRING = 5
    """OSC, DCS, SOS, PM or APC with its terminator; one that another ESC ends has none."""
    BROKEN = 6
    """A sequence that means nothing, since something ended it too early; its C0 controls still count."""
    UNFINISHED = 7
    """The end of the data cut a sequence or a character."""


class Token(NamedTuple):
    """A run of bytes of one kind."""

    kind: Kind
    start: int
    end: int
    """Exclusive."""


_C0 = rb"\x00-\x17\x19\x1c-\x1f\x7f"  # what may stand inside a sequence without ending it
_LIMIT = b"%d" % LONGEST_CSI
_ESC = rb"\x1b[" + _C0 + rb"]{0," + _LIMIT + rb"}+"
_CSI = rb"(?:" + _ESC + rb"\[|\xc2\x9b)"
_INNER = rb"[ -?" + _C0 + rb"]"
_MIDDLE = rb"[ -/" + _C0 + rb"]"
_OSC = rb"(?:" + _ESC + rb"\]|\xc2\x9d)"
_OTHER = rb"(?:" + _ESC + rb"[PX^_]|\xc2[\x90\x98\x9e\x9f])"
_C1 = rb"\xc2[\x80-\x9f]"
_CUT = rb"[\xc2-\xf4]\Z|[\xe0-\xf4][\x80-\xbf]\Z|[\xf0-\xf4][\x80-\xbf]{2}\Z"
_OUTSIDE = (  # a character outside ASCII, valid or not
    rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{1,2}|[\xf0-\xf4][\x80-\xbf]{1,3}|[\x80-\xff])"
)


def _string(start: bytes, ends: bytes) -> bytes:
    body = rb"(?:[^" + ends + rb"\xc2]|\xc2(?![\x80-\x9f]|\Z)){0,%d}+" % LONGEST_STRING
    return start + body


_STRINGS = (_string(_OSC, rb"\x07\x18\x1a\x1b"), _string(_OTHER, rb"\x18\x1a\x1b"))
_TERMINATOR = rb"\x1b\\|\xc2\x9c|(?=\x1b[^\\])"  # an ESC with anything behind it ends a string, as xterm has it
TOKENS = re.compile(
    rb"((?:[ -~\x80-\xc1\xc3-\xff]++|\xc2(?![\x80-\x9f]))++)"  # TEXT
    rb"|([\x00-\x1a\x1c-\x1f\x7f]|\xc2[\x80-\x8f\x91-\x97\x99\x9a\x9c])"  # CONTROL
    rb"|(" + _CSI + _INNER + rb"{0," + _LIMIT + rb"}+[@-~])"  # CSI
    rb"|(" + _ESC + rb"(?:[0-OQ-WYZ\\`-~]|[ -/]" + _MIDDLE + rb"{0," + _LIMIT + rb"}+[0-~]))"  # ESCAPE
    rb"|(" + _STRINGS[0] + rb"(?:\x07|" + _TERMINATOR + rb")"  # STRING
    rb"|" + _STRINGS[1] + rb"(?:" + _TERMINATOR + rb"))"
    rb"|("  # BROKEN by its length, by a control, or
    + _CSI + _INNER + rb"{" + _LIMIT + rb"}|" + _ESC + rb"[ -/]" + _MIDDLE + rb"{" + _LIMIT + rb"}"
    rb"|\x1b[" + _C0 + rb"]{" + _LIMIT + rb"}"
    rb"|(?:" + _STRINGS[0] + rb"|" + _STRINGS[1] + rb")(?!\x1b|\xc2\Z|\Z)"
    # (but for strings) by a character outside ASCII, which is lost with it
    rb"|(?:" + _CSI + _INNER + rb"*+|" + _ESC + rb"(?:[ -/]" + _MIDDLE + rb"*+)?)"
    rb"(?=[\x18\x1a\x1b\x80-\xff])(?!" + _CUT + rb")(?:(?!" + _C1 + rb")" + _OUTSIDE + rb")?"
    rb")"
    rb"|([\x00-\xff]++)"  # UNFINISHED
)  # fmt: skip
"""One token; its groups are numbered like `Kind`. What it calls TEXT may end in a cut character."""
_KINDS = (Kind.BROKEN, *Kind)  # index 0 is never used


def cut_character(data: bytes | mmap, start: int, end: int) -> int:
    """Return how many bytes before `end` are the beginning of a UTF-8 character that `end` cuts: 0 to 3."""
    for count in range(1, min(3, end - start) + 1):
        byte = data[end - count]
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return count if 0xC2 <= byte <= 0xF4 and count < length else 0
        if byte < 0x80:
            return 0
    return 0


def tokenize(data: bytes | mmap, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Yield the tokens of `data[start:end]` in order: consecutive, covering every byte, never empty."""
    stop = len(data) if end is None else min(end, len(data))
    for match in TOKENS.finditer(data, start, stop):
        begin, finish = match.span()
        kind = _KINDS[match.lastindex or 0]
        if finish == stop and kind is Kind.TEXT:
            cut = cut_character(data, begin, finish)
            if cut:
                if begin < finish - cut:
                    yield Token(kind, begin, finish - cut)
                yield Token(Kind.UNFINISHED, finish - cut, finish)
                return
        yield Token(kind, begin, finish)


class ControlSequence(NamedTuple):
    """The parts of a CSI sequence."""

    prefix: str
    """`?`, `>`, `=`, `<` or nothing: sequences that differ in it have nothing else in common."""
    params: tuple[int, ...]
    """At least one; 0 where none was written; at most 32."""
    subparams: tuple[tuple[int, ...], ...]
    """For each parameter those joined to it by colons; -1 where none was written."""
    intermediates: str
    final: str


_PARTS = re.compile(r"([<-?]?)([0-9:;]*)([ -/]*)([@-~])")
INSIDE: Final = re.compile(rb"[" + _C0 + rb"]+")
"""The controls inside a sequence, which the terminal acts on before the sequence itself."""
_MOST_PARAMS = 32  # xterm.js's limit, for sub-parameters too
_LARGEST = 0x7FFFFFFF


def _number(text: str, missing: int) -> int:
    return min(int(text[-20:]) if len(text) < 20 else _LARGEST, _LARGEST) if text else missing


def control_sequence(sequence: bytes) -> ControlSequence | None:
    """Take a CSI token's bytes apart; None when its parts come in an order that makes it mean nothing."""
    text = INSIDE.sub(b"", sequence)[2:].decode("latin-1")
    match = _PARTS.fullmatch(text)
    if match is None:
        return None
    prefix, written, intermediates, final = match.groups()
    params, subparams, room = [], [], _MOST_PARAMS
    for part in written.split(";")[:_MOST_PARAMS]:
        first, *rest = part.split(":")
        params.append(_number(first, 0))
        subs = tuple(_number(sub, -1) for sub in rest[:room])
        room -= len(subs)
        subparams.append(subs)
    return ControlSequence(prefix, tuple(params), tuple(subparams), intermediates, final)
