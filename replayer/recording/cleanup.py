r"""Models the agent's clean-up of a line before it streams it, so that a line of the transcript can be compared.

The agent takes the control sequences out of a slice of its file, but only when its parser (ECMA-48, bytes, no UTF-8)
accepts all of them; otherwise the slice stays raw. Then TAB becomes a space and each CR is dropped. A slice is a line
with its LF, or a part of one that is longer than the agent's buffer. Source: docs/formats.md#clean-up.
"""

from __future__ import annotations

import re

_MARKS = re.compile(rb"[\x1b\x80-\x9f]")
_USUAL = re.compile(rb"\x1b\[(?:[0-9;]*m|\?[0-9;]*[hl]|[0-9]*[JK])")
"""Sequences that the agent's parser never refuses."""
_SEQUENCES = re.compile(
    rb"[^\x1b\x80-\x9f]+"
    rb"|(?P<csi>(?:\x1b\[|\x9b)(?P<params>[0-?]*)(?P<code>[ -/]*[@-~]))"
    rb"|(?P<string>\x1b[P\]X^_](?P<body>(?:[^\x1b]|\x1b(?!\\))*)\x1b\\)"
    rb"|(?P<single>(?:\x1b[NO]|[\x8e\x8f]))[\x00-\xff]?"  # a single shift takes the byte behind it along
    rb"|(?P<other>\x1b[@-MQ-WYZ`-~\\]|[\x80-\x9a\x9c-\x9f])",
    re.DOTALL,
)
# How many parameters ECMA-48 gives a control function: more, or too few, and the parser refuses the line. Functions
# that are not listed, the private ones of terminals among them, take any number.
_MOST_ONE = frozenset(
    [
        *(bytes([byte]) for byte in b"@ABCDEFGIJKLMNOPQSTUVXYZ[\\]^`abcdegijkn"),
        *(b" " + bytes([byte]) for byte in b"@AIJKLPQRXZ\\_efCEMOUVW[^`abdghij"),
    ]
)
_MOST_TWO = frozenset([b"H", b"R", b"f", *(b" " + bytes([byte]) for byte in b"BDSYGTkc")])
_LEAST_ONE = frozenset(b" " + bytes([byte]) for byte in b"CEMOUVW[^`abdghijc")
_LEAST_TWO = frozenset([b" G", b" T", b" k"])
_TO_SPACE = bytes.maketrans(b"\t", b" ")


def cleaned(slice_: bytes) -> bytes:
    """Return what the agent streams for a slice of its file; the LF stays."""
    if _MARKS.search(slice_):
        slice_ = _stripped(slice_)
    return slice_.translate(_TO_SPACE, b"\r")


def kept_length(slice_: bytes) -> int:
    """Return how many bytes of a slice count when the agent fills an event: TAB and CR still do."""
    return len(_stripped(slice_)) if _MARKS.search(slice_) else len(slice_)


def cleaned_lines(lines: bytes) -> bytes | None:
    """Return `cleaned` of whole lines at once; None where each must be looked at by itself."""
    stripped = _without_usual(lines)
    return None if stripped is None else stripped.translate(_TO_SPACE, b"\r")


def kept_lines(lines: bytes) -> int | None:
    """Return the sum of `kept_length` of whole lines at once; None where each must be looked at by itself."""
    stripped = _without_usual(lines)
    return None if stripped is None else len(stripped)


def _without_usual(lines: bytes) -> bytes | None:
    """Return `lines` without their sequences, if those are common ones: such never reach over a line's end."""
    stripped = _USUAL.sub(b"", lines)
    return None if _MARKS.search(stripped) else stripped


def _stripped(slice_: bytes) -> bytes:
    """Return `slice_` without its sequences, or as it is when the agent's parser refuses one of them."""
    kept: list[bytes] = []
    position = 0
    for match in _SEQUENCES.finditer(slice_):
        if match.start() != position or not _accepted(match):
            return slice_
        position = match.end()
        if match.lastgroup is None:
            kept.append(match[0])
    return b"".join(kept) if position == len(slice_) else slice_


def _accepted(match: re.Match[bytes]) -> bool:
    if match["string"] is not None:
        return b"\x1bX" not in match["body"]
    code = match["code"]
    if code is None:
        return True
    params = match["params"]
    # what begins with a private sign is one parameter, whatever it holds
    count = 0 if not params else 1 if params[0] > 0x3B else params.count(b";") + 1
    most = 1 if code in _MOST_ONE else 2 if code in _MOST_TWO else count
    least = 1 if code in _LEAST_ONE else 2 if code in _LEAST_TWO else 0
    return least <= count <= most
