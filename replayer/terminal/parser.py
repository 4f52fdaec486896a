"""Turns bytes into calls of the screen's methods.

A handler that fails costs its own sequence and nothing else: the failure is kept, the rest is shown. What the end of
the bytes cuts waits for the next ones, so that the same bytes in any pieces give the same screen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from replayer.terminal.screen import Screen
from replayer.terminal.sequences import Sequences
from replayer.terminal.skip import WORTH, skippable
from replayer.terminal.strings import LONG, STRING_START, LongString
from replayer.tokens import INSIDE, TOKENS, cut_character

MOST_FAILURES = 100
"""Failures kept; the others are only counted."""
LONGEST_TITLE = 1024


def _pieces(line_end: bytes) -> re.Pattern[bytes]:
    """Return the pattern of tokens, with what is most frequent in a form that takes the fewest steps."""
    return re.compile(
        rb"([ -~]++)(" + line_end + rb")?"  # a run of ASCII, a whole line of it
        rb"|(\x1b\[[0-9;:]{0,1000}m)([ -~]++)?"  # colours, with what they colour
        rb"|(" + line_end + rb")|" + TOKENS.pattern
    )


_PIECES = _pieces(rb"\r\n")
_LF_PIECES = _pieces(rb"\r?\n")  # where a line feed returns the carriage
(
    _ASCII,
    _LINE,
    _STYLE,
    _STYLED,
    _NEW_LINE,
    _TEXT,
    _CONTROL,
    _CSI,
    _ESCAPE,
    _STRING,
    _BROKEN,
    _UNFINISHED,
) = range(1, 13)
_SEQUENCES = frozenset({_CSI, _ESCAPE})
_LOOK_AGAIN = 500  # pieces after which it may be worth looking for something to skip
_WRITTEN = frozenset({_ASCII, _STYLED, _TEXT})


@dataclass(frozen=True, slots=True)
class Failure:
    """A sequence whose handler failed; the rest was shown."""

    offset: int
    """Of its first byte."""
    sequence: bytes
    """Its first 64 bytes."""
    error: str


class Parser:
    """Feeds a screen."""

    def __init__(self, screen: Screen, *, skips: bool = False) -> None:
        """Drive `screen`, which is nobody else's; with `skips`, past output that scrolls away unseen."""
        self.screen = screen
        self.skips = skips
        self.offset = 0
        """Bytes fed."""
        self.failed = 0
        self.failures: list[Failure] = []
        self.tail = b""
        """What the end of the bytes cut."""
        self.long_string: LongString | None = None
        """A control string that the end of the bytes cut and that is too long for `tail`."""
        self._pieces = _LF_PIECES if screen.always_returns else _PIECES
        self._sequences = Sequences(screen)
        # each takes the kind before it and returns the kind that what comes next follows
        self._others: dict[int, Callable[[re.Match[bytes], int | None], int | None]] = {
            _TEXT: self._text,
            _CONTROL: self._control,
            _STRING: self._whole_string,
            _BROKEN: self._broken,
            _UNFINISHED: self._keep,
        }

    def feed(self, data: bytes) -> None:
        """Act on bytes."""
        if not data:
            return
        begin = self.offset - len(self.tail)
        self.offset += len(data)
        if self.tail:
            data = self.tail + data
            self.tail = b""
        start = 0
        if self.long_string is not None:
            start = self._swallow(data)
        if start < len(data):
            self._read(data, start, begin)

    def _read(self, data: bytes, start: int, begin: int) -> None:
        """Act on `data[start:]`; `begin` is the offset of `data[0]`."""
        at = start
        while at < len(data):
            if self.skips and len(data) - at > WORTH:
                at = skippable(self.screen, data, at)
            at = self._run(data, at, begin)

    def _run(self, data: bytes, start: int, begin: int) -> int:
        """Act on `data[start:]`, at most up to where it may be worth looking for something to skip; return how far."""
        screen, known, learn = self.screen, self._sequences.known.get, self._sequences.learn
        # names looked up once: this loop runs for every few bytes of a session
        write, write_line, new_line = screen.write, screen.write_line, screen.new_line
        matches = islice(self._pieces.finditer(data, start), _LOOK_AGAIN if self.skips else None)
        last: int | None = _TEXT if screen.joint else None
        match: re.Match[bytes] | None = None
        while True:
            try:
                for match in matches:
                    kind = match.lastindex
                    if kind == _ASCII:
                        write(match[0].decode())
                    elif kind == _STYLE:
                        screen.pen = screen.pen.after[match[0]]
                    elif kind == _STYLED:
                        screen.pen = screen.pen.after[match[3]]
                        write(match[4].decode())
                    elif kind in _SEQUENCES:
                        (known(match[0]) or learn(match[0], after_text=last in _WRITTEN))()
                    elif kind == _LINE:
                        write_line(match[1].decode())
                    elif kind == _NEW_LINE:
                        new_line()
                    else:
                        kind = self._others[kind or 0](match, last)
                    last = kind
                break
            except Exception as error:  # noqa: BLE001 (whatever it is, it must not hide the rest)
                assert match is not None
                self._fail(begin + match.start(), match[0], error)
                last = None
        if last not in _WRITTEN:
            screen.joint = 0
        return len(data) if match is None else match.end()

    def _control(self, match: re.Match[bytes], last: int | None) -> int | None:
        self._sequences.control(match[0])
        return _CONTROL

    def _text(self, match: re.Match[bytes], last: int | None) -> int | None:
        """Write text that begins outside ASCII, without a character that the end of the bytes cuts."""
        if last not in _WRITTEN:
            self.screen.joint = 0
        text = match[0]
        cut = cut_character(text, 0, len(text)) if match.end() == match.endpos else 0
        if cut:
            self.tail = text[-cut:]
            text = text[:-cut]
        if text:
            self.screen.draw(text.decode("utf-8", "replace"))
        return _TEXT

    def _act_inside(self, sequence: bytes) -> bytes:
        """Act on the controls inside a sequence, but not on those of a string's text; return it without them."""
        start = STRING_START.match(sequence)
        end = len(sequence) if start is None else start.end()
        controls = b"".join(INSIDE.findall(sequence[:end]))
        if not controls:
            return sequence
        self.screen.joint = 0
        self._sequences.execute(controls)
        return INSIDE.sub(b"", sequence[:end]) + sequence[end:]

    def _broken(self, match: re.Match[bytes], last: int | None) -> int | None:
        self._act_inside(match[0])
        return _BROKEN

    def _whole_string(self, match: re.Match[bytes], last: int | None) -> int | None:
        self._string(self._act_inside(match[0]))
        return _STRING

    def _string(self, sequence: bytes) -> None:
        """Act on a control string: titles only; `replayer.terminal.events` reads the others."""
        start = STRING_START.match(sequence)
        if start is None or start.lastindex is None:
            return
        number, _, text = sequence[start.end() :].partition(b";")
        if number in {b"0", b"2"}:
            title = INSIDE.sub(b"", text.removesuffix(b"\x1b\\").removesuffix(b"\xc2\x9c"))
            self.screen.set_title(title.decode("utf-8", "replace")[:LONGEST_TITLE])

    def _keep(self, match: re.Match[bytes], last: int | None) -> int | None:
        """Let an unfinished sequence wait for the next bytes; the controls inside it act at once."""
        rest = self._act_inside(match[0])
        if len(rest) > LONG and STRING_START.match(rest):
            # the last byte may begin a terminator
            inside = len(rest) - (rest[-1] in {0x1B, 0xC2})
            self.long_string = LongString(rest[:inside], inside)
            self.tail = rest[inside:]
        else:
            self.tail = rest
        return last  # what is unfinished has not happened yet

    def _swallow(self, data: bytes) -> int:
        """Go on with a long control string; return where what follows it begins."""
        assert self.long_string is not None
        read = self.long_string.read(data)
        if not read.is_over:
            self.tail = data[read.end :]
            return len(data)
        if read.whole:
            self._string(bytes(self.long_string.head))
        self.long_string = None
        return read.end

    def _fail(self, offset: int, sequence: bytes, error: Exception) -> None:
        self.failed += 1
        if len(self.failures) < MOST_FAILURES:
            kind = type(error).__name__
            self.failures.append(Failure(offset, sequence[:64], f"{kind}: {error}"))
