"""What a session asked its terminal to do besides showing text, as events to show and never to act on.

All texts are foreign: written by the person under review, or by whoever wrote what that person looked at.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Generator, Iterator
from urllib.parse import unquote, urlsplit

from replayer.formats.evidence import Buffer
from replayer.terminal.queries import of_control_sequence, of_device_string
from replayer.terminal.requests import (
    LONGEST_TEXT,
    AnyEvent,
    Bell,
    ClipboardRead,
    ClipboardWrite,
    Image,
    Link,
    Mark,
    Notification,
    Prompt,
    Query,
    Title,
    WindowChange,
    WorkingDirectory,
)
from replayer.tokens import INSIDE, LONGEST_CSI, TOKENS, Kind

_C0 = rb"\x00-\x17\x19\x1c-\x1f\x7f"  # what may stand inside a sequence without ending it
_ASKS = rb"(?=([ -?" + _C0 + rb"]{0,%d}[cinpqtuxy]))" % LONGEST_CSI
_START = re.compile(
    rb"[\x05\x07]|\x1b[" + _C0 + rb"]{0,%d}(?:(\])|(P)|(_)|[X^]|\[" % LONGEST_CSI
    + _ASKS + rb")|\xc2(?:(\x9d)|(\x90)|(\x9f)|[\x98\x9e]|\x9b" + _ASKS + rb")"
)  # fmt: skip
"""A control sequence is looked through and not over: controls inside it count, too."""
_CUT_START = re.compile(
    rb"(?:\x1b[" + _C0 + rb"]*(?:\[[ -?" + _C0 + rb"]*)?|\xc2(?:\x9b[ -?" + _C0 + rb"]*)?)\Z"
)
_LONGEST_START = 2 * LONGEST_CSI + 2
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
        place = offset + found.start()
        if found[0] in _CONTROLS:
            yield _CONTROLS[found[0]](place)
            continue
        if (body := found[4] or found[8]) is not None:
            event = of_control_sequence(place, INSIDE.sub(b"", body))
            if event is not None:
                yield event
            continue
        token = TOKENS.match(block, found.start())
        assert token is not None  # the last alternative takes anything
        if token.lastindex == Kind.UNFINISHED and not is_last:
            return found.start()
        at = token.end()
        if token.lastindex == Kind.STRING:
            yield from _string(place, token[0], found)
    cut = None if is_last else _CUT_START.search(block, max(at, len(block) - _LONGEST_START))
    return len(block) if cut is None else cut.start()


def _string(offset: int, sequence: bytes, start: re.Match[bytes]) -> Iterator[AnyEvent]:
    body = _END.sub(b"", sequence[len(start[0]) :])
    if start[1] or start[5]:
        yield from _osc(offset, len(sequence), INSIDE.sub(b"", body))
    elif start[2] or start[6]:
        if _SIXEL.match(body):
            yield Image(offset, "sixel", len(sequence))
        elif (event := of_device_string(offset, INSIDE.sub(b"", body))) is not None:
            yield event
    elif (start[3] or start[7]) and body.startswith(b"G"):
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


def _colour(number: str) -> Callable[[int, bytes], AnyEvent | None]:
    def asked(offset: int, rest: bytes) -> AnyEvent | None:
        return Query(offset, f"its colours (OSC {number})") if b"?" in rest.split(b";") else None

    return asked


def _font(offset: int, rest: bytes) -> AnyEvent | None:
    return Query(offset, "its font (OSC 50)") if rest.startswith(b"?") else None


def _growl(offset: int, rest: bytes) -> AnyEvent | None:
    """Read OSC 9: a message, or one of ConEmu's commands, which begin with a number."""
    command, _, text = rest.partition(b";")
    if command == b"4":
        return None  # how far a program is
    if command == b"9":
        return WorkingDirectory(offset, "", _text(text).strip('"'))
    return Notification(offset, _text(rest))


def _urxvt(offset: int, rest: bytes) -> AnyEvent | None:
    command, _, text = rest.partition(b";")
    return Notification(offset, _text(text)) if command == b"notify" else None


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


_CONTROLS: dict[bytes, Callable[[int], AnyEvent]] = {
    b"\x05": lambda offset: Query(offset, "its answerback (ENQ)"),
    b"\x07": Bell,
}
_OSC: dict[bytes, Callable[[int, bytes], AnyEvent | None]] = {
    b"0": lambda offset, rest: Title(offset, _text(rest)),
    b"2": lambda offset, rest: Title(offset, _text(rest)),
    b"7": _directory,
    b"8": _link,
    b"9": _growl,
    b"50": _font,
    b"52": _clipboard,
    b"99": lambda offset, rest: Notification(offset, _text(rest.partition(b";")[2])),
    b"777": _urxvt,
    **{str(number).encode(): _colour(str(number)) for number in (4, 5, *range(10, 20))},
    b"133": _prompt,
    b"633": _prompt,
}


def _iterm2(offset: int, length: int, rest: bytes) -> Iterator[AnyEvent]:
    key, _, value = rest.partition(b"=")
    if key == b"CurrentDir":
        yield WorkingDirectory(offset, "", _text(value))
    elif key == b"Copy":
        yield _clipboard(offset, b";" + value.partition(b":")[2])
    elif key in {b"ReportCellSize", b"ReportVariable"}:
        yield Query(offset, f"{_text(key)} (OSC 1337)")
    elif key == b"RequestAttention":
        yield Notification(offset, "")
    elif key == b"StealFocus":
        yield WindowChange(offset, "take the focus")
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
