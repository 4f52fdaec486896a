"""JSON of any origin, read without trust: several values in a row, wrong types, lone surrogates, huge numbers."""

from __future__ import annotations

import json
import math
import re
from typing import Any, TypeAlias

from replayer.errors import NotEvidence
from replayer.formats.evidence import Buffer

Json: TypeAlias = Any
"""What `json` returns: checked with `isinstance` wherever it is used."""

_SPACE = re.compile(r"[\s,\x1e]*")  # a comma or record separator between values is forgiven
_ESCAPED_BYTE = re.compile(
    rb"\xed([\xb2\xb3])([\x80-\xbf])"
)  # U+DC80–U+DCFF as UTF-8 would write it


def text_of(content: Buffer) -> str:
    """Return `content` as text; a byte that is no UTF-8 becomes a lone surrogate, which `bytes_of` turns back."""
    return content[:].decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """Return the UTF-8 bytes of `text`; U+DC80–U+DCFF stand for the bytes 0x80–0xFF, other surrogates for themselves."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        data = text.encode("utf-8", "surrogatepass")
        return _ESCAPED_BYTE.sub(
            lambda match: bytes([0x80 + ((match[1][0] - 0xB2) << 6) + (match[2][0] - 0x80)]), data
        )


def clean(text: str) -> str:
    """Return `text` without lone surrogates, which no encoder takes: what was a byte is one again where that is UTF-8."""
    return text if text.isascii() else bytes_of(text).decode("utf-8", "replace")


def looks_like_json(head: bytes) -> bool:
    """Whether `head` may begin a JSON object or list."""
    return head.lstrip()[:1] in (b"{", b"[")


def values(content: Buffer) -> tuple[list[Json], str | None]:
    """Return the JSON values that stand one after another in `content`, and a remark on what could not be read.

    One page, several pages concatenated and JSON lines all come out as a list of values.

    Raises:
        NotEvidence: not even one value can be read.
    """
    text = text_of(content)
    decoder = json.JSONDecoder()
    found: list[Json] = []
    at = _end_of_space(text, 0)
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            remark = _what_broke(error, text, at)
            if not found:
                raise NotEvidence(
                    f"this is no whole JSON: {remark}.",
                    hint="Fetch the file again, or check that it was written to its end.",
                ) from error
            return found, f"{remark}; what follows was left out"
        found.append(value)
        at = _end_of_space(text, at)
    return found, None


def _end_of_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _what_broke(error: Exception, text: str, at: int) -> str:
    if isinstance(error, RecursionError):
        return f"it is nested too deeply in line {text.count(chr(10), 0, at) + 1}"
    if isinstance(error, json.JSONDecodeError):
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
            return f"it breaks off in line {error.lineno}"
        return f"it is broken in line {error.lineno}, column {error.colno}"
    return f"a number is too long in line {text.count(chr(10), 0, at) + 1}"


def text_in(value: Json, *keys: str) -> str | None:
    """Return the text that lies in `value` under `keys`, one within the other; None when it is absent, empty or no text."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return clean(value) if isinstance(value, str) and value else None


def number_in(value: Json, key: str) -> float | None:
    """Return the finite number that lies in `value` under `key`, also when written as text; else None."""
    found = value.get(key) if isinstance(value, dict) else None
    if isinstance(found, str):
        try:
            found = float(found[:64])  # more digits than any number needs
        except ValueError:
            return None
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    try:
        number = float(found)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
