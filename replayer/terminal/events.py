"""What a session asked its terminal to do besides showing text, as events to show and never to act on.

All texts are foreign: written by the person under review, or by whoever wrote what that person looked at.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from replayer.formats.evidence import Buffer
from replayer.tokens import INSIDE, TOKENS, Kind

LONGEST_TEXT = 4096
"""Characters kept of any text; the bytes are where `offset` says."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something asked of the terminal by the bytes at `offset`."""

    offset: int


@dataclass(frozen=True, slots=True)
class Title(Event):
    """The window's title was set (OSC 0, 2)."""

    text: str


@dataclass(frozen=True, slots=True)
class Link(Event):
    """What follows was made a link (OSC 8)."""

    uri: str


@dataclass(frozen=True, slots=True)
class ClipboardWrite(Event):
    """The clipboard was set (OSC 52)."""

    content: bytes | None
    """None when it was not valid base64: terminals then clear the clipboard."""


@dataclass(frozen=True, slots=True)
class ClipboardRead(Event):
    """The clipboard was asked for (OSC 52 with `?`)."""


@dataclass(frozen=True, slots=True)
class Bell(Event):
    """The bell rang."""


@dataclass(frozen=True, slots=True)
class WorkingDirectory(Event):
    """The shell told where it is (OSC 7, OSC 633;P;Cwd, OSC 1337;CurrentDir)."""

    host: str
    """Empty when it was not told."""
    path: str


class Mark(StrEnum):
    """Where a prompt mark stands."""

    PROMPT = "A"
    """The prompt begins."""
    COMMAND = "B"
    """The prompt has ended; what is typed follows."""
    OUTPUT = "C"
    """The command was entered; its output follows."""
    FINISHED = "D"
    """The command has ended."""
    LINE = "E"
    """Tells the command line itself."""


@dataclass(frozen=True, slots=True)
class Prompt(Event):
    """A shell integration's mark (OSC 133, OSC 633)."""

    mark: Mark
    exit_code: int | None = None
    """With `FINISHED`, when it was told."""
    command: str | None = None
    """With `LINE`."""


@dataclass(frozen=True, slots=True)
class Image(Event):
    """A picture, named and not drawn."""

    protocol: str
    """`sixel`, `iterm2` or `kitty`."""
    length: int
    """Bytes of the sequence; of the first one, where a picture comes in several."""
    name: str = ""


AnyEvent: TypeAlias = (
    Title | Link | ClipboardWrite | ClipboardRead | Bell | WorkingDirectory | Prompt | Image
)

_START = re.compile(
    rb"\x07|\x1b[\x00-\x17\x19\x1c-\x1f\x7f]{0,4096}(?:(\])|(P)|(_)|[X^])|\xc2(?:(\x9d)|(\x90)|(\x9f)|[\x98\x9e])"
)
_CUT_START = re.compile(rb"(?:\x1b[\x00-\x17\x19\x1c-\x1f\x7f]*|\xc2)\Z")
_LONGEST_START = 4096 + 1
_BLOCK = 1 << 20
_END = re.compile(rb"(?:\x07|\x1b\\|\xc2\x9c)\Z")
_SIXEL = re.compile(rb"[0-9;]*q")
_ESCAPED = re.compile(r"\\(\\|x([0-9a-fA-F]{2}))")


def events(data: Buffer, start: int = 0, end: int | None = None) -> Iterator[AnyEvent]:
    """Yield what `data[start:end]` asks of a terminal, in order; `start` must not lie inside a sequence."""
    at, stop = start, len(data) if end is None else min(end, len(data))
    size = _BLOCK
    while at < stop:
        block = data[at : min(at + size, stop)]
        read = yield from _in_block(block, at, is_last=at + len(block) >= stop)
        # a sequence that fills the block needs a larger one; `LONGEST_STRING` ends that
        size = _BLOCK if read else size * 2
        at += read


def _in_block(block: bytes, offset: int, *, is_last: bool) -> Generator[AnyEvent, None, int]:
    """Yield the events of a block that begins at `offset`; return how much of it is done with."""
    at = 0
    while (found := _START.search(block, at)) is not None:
        at = found.end()
        if found[0] == b"\x07":
            yield Bell(offset + found.start())
            continue
        token = TOKENS.match(block, found.start())
        assert token is not None  # the last alternative takes anything
        if token.lastindex == Kind.UNFINISHED and not is_last:
            return found.start()
        at = token.end()
        if token.lastindex == Kind.STRING:
            yield from _string(offset + found.start(), token[0], found)
    cut = None if is_last else _CUT_START.search(block, max(at, len(block) - _LONGEST_START))
    return len(block) if cut is None else cut.start()


def _string(offset: int, sequence: bytes, start: re.Match[bytes]) -> Iterator[AnyEvent]:
    body = _END.sub(b"", sequence[len(start[0]) :])
    if start[1] or start[4]:
        yield from _osc(offset, len(sequence), INSIDE.sub(b"", body))
    elif (start[2] or start[5]) and _SIXEL.match(body):
        yield Image(offset, "sixel", len(sequence))
    elif (start[3] or start[6]) and body.startswith(b"G"):
        yield from _kitty(offset, len(sequence), body[1:])


def _text(value: bytes) -> str:
    return value[: 4 * LONGEST_TEXT].decode("utf-8", "replace")[:LONGEST_TEXT]


def _osc(offset: int, length: int, body: bytes) -> Iterator[AnyEvent]:
    number, _, rest = body.partition(b";")
    if number == b"1337":
        yield from _iterm2(offset, length, rest)
    elif number in _OSC:
        event = _OSC[number](offset, rest)
        if event is not None:
            yield event


def _link(offset: int, rest: bytes) -> AnyEvent | None:
    uri = rest.partition(b";")[2]
    return Link(offset, _text(uri)) if uri else None


def _directory(offset: int, rest: bytes) -> AnyEvent | None:
    address = _text(rest)
    try:
        parts = urlsplit(address)
    except ValueError:  # a broken host in brackets
        return WorkingDirectory(offset, "", address)
    if parts.scheme not in {"file", "kitty-shell-cwd"}:
        return WorkingDirectory(offset, "", address)
    return WorkingDirectory(offset, parts.netloc, unquote(parts.path))


def _clipboard(offset: int, rest: bytes) -> AnyEvent:
    content = rest.partition(b";")[2]
    if content == b"?":
        return ClipboardRead(offset)
    try:
        return ClipboardWrite(offset, base64.b64decode(content, validate=True))
    except binascii.Error:
        return ClipboardWrite(offset, None)


def _prompt(offset: int, rest: bytes) -> AnyEvent | None:
    mark, *fields = _text(rest).split(";")
    if mark == "P":
        key, _, value = (fields or [""])[0].partition("=")
        return WorkingDirectory(offset, "", _unescaped(value)) if key == "Cwd" else None
    if mark not in list(Mark):
        return None
    field = fields[0] if fields else ""
    code = int(field) if re.fullmatch(r"-?[0-9]{1,10}", field) and mark == Mark.FINISHED else None
    line = _unescaped(field) if mark == Mark.LINE else None
    return Prompt(offset, Mark(mark), code, line)


def _unescaped(text: str) -> str:
    r"""Undo OSC 633's `\\` and `\xHH`."""
    return _ESCAPED.sub(lambda match: chr(int(match[2], 16)) if match[2] else "\\", text)


_OSC: dict[bytes, Callable[[int, bytes], AnyEvent | None]] = {
    b"0": lambda offset, rest: Title(offset, _text(rest)),
    b"2": lambda offset, rest: Title(offset, _text(rest)),
    b"7": _directory,
    b"8": _link,
    b"52": _clipboard,
    b"133": _prompt,
    b"633": _prompt,
}


def _iterm2(offset: int, length: int, rest: bytes) -> Iterator[AnyEvent]:
    key, _, value = rest.partition(b"=")
    if key == b"CurrentDir":
        yield WorkingDirectory(offset, "", _text(value))
    elif key in {b"File", b"MultipartFile"}:
        arguments = value.partition(b":")[0].split(b";")
        names = [each[5:] for each in arguments if each.startswith(b"name=")]
        yield Image(offset, "iterm2", length, _decoded(names[0]) if names else "")


def _decoded(name: bytes) -> str:
    try:
        return _text(base64.b64decode(name, validate=True))
    except binascii.Error:
        return _text(name)


def _kitty(offset: int, length: int, body: bytes) -> Iterator[AnyEvent]:
    control = body.partition(b";")[0]
    keys = dict(each.partition(b"=")[::2] for each in control.split(b","))
    # a later part of a picture says only whether more follow
    if keys.keys() - {b"m", b"q"} and keys.get(b"a", b"t") in {b"t", b"T"}:
        yield Image(offset, "kitty", length)
