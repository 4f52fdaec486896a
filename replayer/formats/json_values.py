"""JSON of any origin, read without trust: several values in a row, wrong types, lone surrogates, huge numbers."""

from __future__ import annotations

import codecs
import io
import json
import math
import re
from collections.abc import Collection, Iterator
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
    cursor = _Cursor(text_of(content, check), check)
    found: list[Json] = []
    while cursor.is_before_value():
        begun = cursor.at
        try:
            found.append(cursor.value())
        except (ValueError, RecursionError) as error:
            remark = _what_broke(error, cursor.text, begun)
            if not found:
                raise _broken(remark) from error
            return found, f"{remark}; what follows was left out"
    return found, None


def items(content: Buffer, names: Collection[str], check: Check = unchecked) -> Iterator[Json]:
    """Yield the items of lists that stand in `content`, or in an object there under one of `names`, as they are read.

    Values of any other kind come whole. Where one breaks after others that are whole, what follows is left out.

    Raises:
        NotEvidence: the first value is broken; what was whole in it has been yielded by then.
    """
    cursor = _Cursor(text_of(content, check), check)
    is_first = True
    while cursor.is_before_value():
        begun = cursor.at
        try:
            if cursor.is_at("["):
                yield from cursor.items()
            elif cursor.is_at("{"):
                yield from _items_under(names, cursor)
            else:
                yield cursor.value()
        except (ValueError, RecursionError) as error:
            if is_first:
                raise _broken(_what_broke(error, cursor.text, begun)) from error
            return
        is_first = False


def _items_under(names: Collection[str], cursor: _Cursor) -> Iterator[Json]:
    """Yield the items of the lists `names` in the object that begins, and at last the object without them."""
    rest: dict[str, Json] = {}
    for field in cursor.fields():
        if field in names and cursor.is_at("["):
            yield from cursor.items()
        else:
            rest[field] = cursor.field()
    yield rest


def _broken(remark: str) -> NotEvidence:
    return NotEvidence(
        f"this is no whole JSON: {remark}.",
        hint="Fetch the file again, or check that it was written to its end.",
    )


class _Cursor:
    """Reads values one after another, and lists item by item.

    In one go, as `json` reads them, a large list would hold up all other threads. What reads raises a `ValueError` where the text is broken.
    """

    def __init__(self, text: str, check: Check) -> None:
        self.text = text
        self.at = 0
        self._check = check

    def is_before_value(self) -> bool:
        """Go behind what may stand between values; whether another one comes."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at < len(self.text)

    def is_at(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def value(self) -> Json:
        """Return the value that begins here; of an object, the lists in it are read item by item."""
        self._check()
        if self.is_at("{"):
            return {name: self.field() for name in self.fields()}
        return self.field()

    def field(self) -> Json:
        """Return the value that begins here."""
        if self.is_at("["):
            return list(self.items())
        value, self.at = _DECODER.raw_decode(self.text, self.at)
        return value

    def items(self) -> Iterator[Json]:
        """Yield the items of the list that begins here, and end behind it."""
        self._skip(1)
        if self.is_at("]"):
            self.at += 1
            return
        while True:
            self._check()
            item, self.at = _DECODER.raw_decode(self.text, self.at)
            yield item
            if not self._goes_on("]"):
                return

    def fields(self) -> Iterator[str]:
        """Yield the names in the object that begins here, each when its value comes next, which must be read."""
        self._skip(1)
        if self.is_at("}"):
            self.at += 1
            return
        while True:
            if not self.is_at('"'):
                raise json.JSONDecodeError("no name", self.text, self.at)
            name, self.at = _DECODER.raw_decode(self.text, self.at)
            self._skip(0)
            if not self.is_at(":"):
                raise json.JSONDecodeError("no colon", self.text, self.at)
            self._skip(1)
            yield name
            if not self._goes_on("}"):
                return

    def _goes_on(self, closing: str) -> bool:
        """Whether a comma comes next rather than `closing`; go behind it."""
        self._skip(0)
        if self.is_at(closing):
            self.at += 1
            return False
        if not self.is_at(","):
            raise json.JSONDecodeError("no comma", self.text, self.at)
        self._skip(1)
        return True

    def _skip(self, count: int) -> None:
        """Go on by `count` characters and the blanks behind them."""
        match = _BLANKS.match(self.text, self.at + count)
        self.at = match.end() if match else self.at + count


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
