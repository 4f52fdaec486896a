"""JSON of any origin, read without trust: several values in a row, wrong types, lone surrogates, huge numbers."""

from __future__ import annotations

import codecs
import io
import json
import math
import re
from typing import Any, TypeAlias

from replayer.errors import NotEvidence
from replayer.formats.buffer import chunks
from replayer.formats.check import Check, unchecked
from replayer.formats.evidence import Buffer

Json: TypeAlias = Any
"""What `json` returns: checked with `isinstance` wherever it is used."""

_SPACE = re.compile(r"[\s,\x1e]*")  # a comma or record separator between values is forgiven
_BLANKS = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()
_BEGINS = re.compile(
    rb"\s*(?:\{\s*(?:[\"}]|\Z)|\[\s*(?:[\[{\"\]\d-]|(?:true|false|null)\s*[,\]]|\Z))"
)
_RUN = 256 * 1024
"""Bytes that are decoded at once."""
_ESCAPED_BYTE = re.compile(
    rb"\xed([\xb2\xb3])([\x80-\xbf])"
)  # U+DC80–U+DCFF as UTF-8 would write it


def text_of(content: Buffer, check: Check = unchecked) -> str:
    """Return `content` as text; a byte that is no UTF-8 becomes a lone surrogate, which `bytes_of` turns back."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    text = io.StringIO(newline="")  # joining at the end would take twice as long, in one go
    for chunk in chunks(content, _RUN):
        check()
        text.write(decoder.decode(chunk))
    text.write(decoder.decode(b"", final=True))
    return text.getvalue()


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
    """Whether `head` may begin a JSON object or list; a prompt such as `[alice@web ~]$` does not."""
    return _BEGINS.match(head) is not None


def values(content: Buffer, check: Check = unchecked) -> tuple[list[Json], str | None]:
    """Return the JSON values that stand one after another in `content`, and a remark on what could not be read.

    One page, several pages concatenated and JSON lines all come out as a list of values.

    Raises:
        NotEvidence: not even one value can be read.
    """
    text = text_of(content, check)
    found: list[Json] = []
    at = _end_of_space(text, 0)
    while at < len(text):
        try:
            check()
            value, at = _value(text, at, check)
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


def _value(text: str, at: int, check: Check) -> tuple[Json, int]:
    """Return the value that begins at `at`, and where it ends.

    The lists of an object, such as a page's events, are read item by item: in one go, as `json` reads them, a large one
    would hold up all other threads.

    Raises:
        ValueError: it is broken.
    """
    if text.startswith("[", at):
        return _list(text, at, check)
    return _object(text, at, check) if text.startswith("{", at) else _DECODER.raw_decode(text, at)


def _list(text: str, at: int, check: Check) -> tuple[list[Json], int]:
    items: list[Json] = []
    at = _behind_blanks(text, at + 1)
    if text.startswith("]", at):
        return items, at + 1
    while True:
        check()
        item, at = _DECODER.raw_decode(text, at)
        items.append(item)
        goes_on, at = _comma(text, at, "]")
        if not goes_on:
            return items, at


def _object(text: str, at: int, check: Check) -> tuple[dict[str, Json], int]:
    fields: dict[str, Json] = {}
    at = _behind_blanks(text, at + 1)
    if text.startswith("}", at):
        return fields, at + 1
    while True:
        if not text.startswith('"', at):
            raise json.JSONDecodeError("no name", text, at)
        name, at = _DECODER.raw_decode(text, at)
        at = _behind_blanks(text, at)
        if not text.startswith(":", at):
            raise json.JSONDecodeError("no colon", text, at)
        at = _behind_blanks(text, at + 1)
        is_list = text.startswith("[", at)
        fields[name], at = _list(text, at, check) if is_list else _DECODER.raw_decode(text, at)
        goes_on, at = _comma(text, at, "}")
        if not goes_on:
            return fields, at


def _comma(text: str, at: int, closing: str) -> tuple[bool, int]:
    """Return whether a comma comes next rather than `closing`, and where what follows begins."""
    at = _behind_blanks(text, at)
    if text.startswith(closing, at):
        return False, at + 1
    if not text.startswith(",", at):
        raise json.JSONDecodeError("no comma", text, at)
    return True, _behind_blanks(text, at + 1)


def _behind_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


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
