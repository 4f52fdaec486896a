"""Finds where lines were edited: each stretch from a prompt to the Enter, or to where the line was given up.

Three things announce one. Shells that switch bracketed paste on and off around it (bash since 5.1, zsh, fish) mark it
exactly; so do the marks of a shell integration (OSC 133, OSC 633). Elsewhere the recording's spans tell prompts by
their form. The alternate screen belongs to full-screen programs: what is edited inside is no line of the session, unless
the shell that asked before asks there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from replayer.analysis.learned import learned
from replayer.analysis.unprinted import QUIET, printed
from replayer.formats.buffer import Buffer
from replayer.recording.prompts import prompt_end
from replayer.recording.recording import Fidelity, FidelityRange, Recording, Span, SpanKind
from replayer.terminal.events import events
from replayer.terminal.requests import Mark, Prompt

_MARKS = re.compile(rb"\x1b\[\?(2004|1049|1047|47)([hl])")
_LONGEST_MARK = 16
_BLOCK = 1 << 20
LONGEST = 1 << 20
"""Bytes of an edited line; a longer stretch is not one."""
_LONGEST_PROMPT = 400
"""Bytes in which a prompt ends."""
_NAME = re.compile(rb"[ :]")
"""What the changing part of a prompt follows."""
_LONGEST_LINE = 4096
"""Bytes before an edited line that are looked at for where its row begins."""
_ENTER = re.compile(rb"\r*\n" + QUIET.pattern + rb"*\Z")
_ENTER_AFTER = re.compile(QUIET.pattern + rb"*?\r*\n|\x1b\[\d*B\r")
_INTERRUPT = b"^C"
_KEYPAD = b"\x1b[?1h\x1b="
_PASTE = b"\x1b[7m"
_SIGNS = (b"$", b"#", b"%", b">")


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch in which somebody edited a line."""

    start: int
    """Where the prompt begins, or the mark that stands for it."""
    prompt_end: int | None
    """The first byte behind the prompt, where the bytes tell it."""
    stop: int
    """Where the Enter begins."""
    end: int
    """The first byte behind the Enter."""
    entered: bool
    """False when the line was given up."""
    marked: bool
    """Whether a shell integration says that this is a command line."""
    announced: bool = True
    """Whether something besides the form of a prompt says that a line was edited here."""
    prompt_came_first: bool = False
    """Whether the prompt stands before `start`, as zsh has it."""


def edits(recording: Recording) -> Iterator[Edit]:
    """Yield the edited lines in order; a line that the recording's end cuts is none."""
    prompts = [each for each in events(recording.data) if isinstance(each, Prompt)]
    announced = [*_bracketed(recording, prompts)]
    announced += _integrated(recording.data, prompts, _Taken(announced))
    announced.sort(key=lambda edit: edit.start)
    plain = [*_plain(recording, _Taken(announced))]
    taken = _Taken(sorted([*announced, *plain], key=_start))
    plain += _behind_output(recording.data, plain, taken)
    taken = _Taken(sorted([*announced, *plain], key=_start))
    is_damaged = damaged(recording.fidelity)
    has_old_shell = bool(plain) and not announced
    for start, behind, end in learned(recording.data, lambda at: has_old_shell or is_damaged(at)):
        if not taken.overlaps(start, end):
            plain.append(_told(recording.data, start, behind, end))
    yield from sorted([*announced, *plain], key=_start)


def _start(edit: Edit) -> int:
    return edit.start


class _Taken:
    """Where edits are already."""

    def __init__(self, found: Sequence[Edit]) -> None:
        self._starts = [edit.start for edit in found]
        self._ends = [edit.end for edit in found]

    def overlaps(self, start: int, end: int) -> bool:
        """Tell whether one of them shares a byte with `start` to `end`."""
        index = bisect_left(self._starts, end)
        return index > 0 and self._ends[index - 1] > start


def _marks(data: Buffer) -> Iterator[tuple[int, int, bytes, bool]]:
    """Yield (start, end, mode, whether on) of each switch of bracketed paste or of the alternate screen."""
    for at in range(0, len(data), _BLOCK):
        for match in _MARKS.finditer(data[at : at + _BLOCK + _LONGEST_MARK]):
            if match.start() < _BLOCK:
                yield at + match.start(), at + match.end(), match[1], match[2] == b"h"


def _bracketed(recording: Recording, prompts: Sequence[Prompt]) -> Iterator[Edit]:
    """Yield the lines between which bracketed paste was on."""
    data = recording.data
    is_damaged = damaged(recording.fidelity)
    ends = [each.offset for each in prompts if each.mark is Mark.COMMAND]
    start: int | None = None
    on_screen = False
    asked: tuple[int, int] | None = None
    shell = b""
    for at, end, mode, on in _marks(data):
        if mode != b"2004":
            if on and not on_screen and asked is not None:
                shell = _shell(data, *asked)
            on_screen = on
            start = None
        elif on:
            if start is not None:
                yield from _cut(data, start, at)
            on_screen = on_screen and (not shell or _shell(data, at, end) != shell)
            start = None if on_screen else at
            asked = asked if on_screen else (at, end)
        elif start is not None:
            if is_damaged(start) and _PASTE not in data[start:at][:LONGEST]:
                yield from _cut(data, start, at)
            elif at - start <= LONGEST:
                yield _closed(data, start, at, end, ends)
            start = None


def _shell(data: Buffer, start: int, end: int) -> bytes:
    """Return how the prompt around a switch begins: the same for one shell, wherever it is."""
    after = data[end : end + _LONGEST_PROMPT]
    behind = prompt_end(after)
    before = data[max(0, start - _LONGEST_PROMPT) : start]
    prompt = after[:behind] if behind is not None else before[before.rfind(b"\n") + 1 :]
    return _NAME.split(printed(prompt), maxsplit=1)[0]


def full_screen(data: Buffer) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each stretch in which the alternate screen was on."""
    start: int | None = None
    for at, end, mode, on in _marks(data):
        if mode != b"2004" and on == (start is None):
            if start is not None:
                yield start, end
            start = at if on else None
    if start is not None:
        yield start, len(data)


def damaged(fidelity: Sequence[FidelityRange]) -> Callable[[int], bool]:
    """Return the function that tells whether sequences may be missing at an offset."""
    offsets = [each.offset for each in fidelity]

    def is_damaged(offset: int) -> bool:
        index = bisect_right(offsets, offset) - 1
        return index >= 0 and fidelity[index].fidelity is not Fidelity.EXACT

    return is_damaged


def _closed(data: Buffer, start: int, off: int, end: int, ends: Sequence[int]) -> Edit:
    """Return the line between the switches at `start` and from `off` to `end`."""
    raw = data[start:off]
    marked, behind = _command_mark(data, ends, start, off)
    shown = _prompt_came_first(data[line_start(data, start) : start], raw[len(b"\x1b[?2004h") :])
    if behind is None and shown:
        behind = start + len(b"\x1b[?2004h")
    enter = _ENTER.search(raw)
    if enter is not None:
        end += data[end : end + 1] == b"\r" and data[end : end + 2] != b"\r\n"
        entered = not raw.endswith(_INTERRUPT, 0, enter.start())
        return Edit(
            start, behind, start + enter.start(), end, entered, marked, prompt_came_first=shown
        )
    after = _ENTER_AFTER.match(data[end : end + 256]) if shown else None
    if after is None:
        return Edit(start, behind, off, end, entered=False, marked=marked)
    # where zsh switches the keypad on for a line, an Enter switches it off and an interrupt does not
    keypad = data[max(0, start - 8) : start].endswith(_KEYPAD)
    entered = (not keypad or b"\x1b[?1l" in raw[-64:]) and not raw.endswith(_INTERRUPT)
    return Edit(start, behind, off, end + after.end(), entered, marked, prompt_came_first=shown)


def _prompt_came_first(before: bytes, after: bytes) -> bool:
    """Tell whether the prompt stands before the switch, as zsh has it, and not behind."""
    # zsh clears what is below before it prints its prompt, and switches the keypad on behind it
    if b"\x1b[J" in before or before.endswith(_KEYPAD):
        return bool(printed(before))
    return printed(before).endswith(_SIGNS) and prompt_end(after) is None


def _cut(data: Buffer, start: int, end: int) -> Iterator[Edit]:
    """Yield the line that began at `start` when its end was lost: streaming drops sequences from some lines."""
    newline = data.find(b"\n", start, min(end, start + LONGEST))
    if newline >= 0:
        stop = newline - (data[newline - 1 : newline] == b"\r")
        entered = data[max(start, stop - 2) : stop] != _INTERRUPT
        yield Edit(start, None, stop, newline + 1, entered, marked=False)


def _command_mark(
    data: Buffer, ends: Sequence[int], start: int, stop: int
) -> tuple[bool, int | None]:
    """Return whether a mark between `start` and `stop` says where the prompt ends, and where that is."""
    index = bisect_left(ends, stop) - 1
    if index < 0 or ends[index] < start:
        return False, None
    return True, _behind_string(data, ends[index])


def _behind_string(data: Buffer, offset: int) -> int:
    match = QUIET.match(data[offset : offset + 256])
    return offset + (match.end() if match else 0)


def _integrated(data: Buffer, prompts: Sequence[Prompt], taken: _Taken) -> Iterator[Edit]:
    """Yield the lines that only a shell integration's marks announce."""
    for index, each in enumerate(prompts[:-1]):
        stop = prompts[index + 1].offset
        if each.mark is not Mark.COMMAND or stop - each.offset > LONGEST:
            continue
        if taken.overlaps(each.offset, stop):
            continue
        begin = _behind_string(data, each.offset)
        enter = _ENTER.search(data[begin:stop])
        end = stop if enter is None else begin + enter.start()
        entered = enter is not None and data[max(begin, end - 2) : end] != _INTERRUPT
        yield Edit(each.offset, begin, end, stop, entered, marked=True)


def _plain(recording: Recording, taken: _Taken) -> Iterator[Edit]:
    """Yield the lines that the recording's spans tell by the form of their prompts."""
    data = recording.data
    prompt: Span | None = None
    for span in recording.spans:
        if span.kind is SpanKind.PROMPT:
            prompt = span
        elif span.kind is SpanKind.ENTER and prompt is not None:
            end = span.offset + span.length
            if not taken.overlaps(prompt.offset, end) and end - prompt.offset <= LONGEST:
                yield _told(data, prompt.offset, prompt.offset + prompt.length, end)
            prompt = None
        elif span.kind is not SpanKind.ECHO:
            prompt = None


def _told(data: Buffer, start: int, prompt_end: int, end: int) -> Edit:
    newline = data.find(b"\n", prompt_end, end)
    if newline >= 0:
        end = newline + 1
    raw = data[prompt_end:end]
    enter = _ENTER.search(raw)
    stop = prompt_end + (len(raw) if enter is None else enter.start())
    entered = enter is not None and data[max(prompt_end, stop - 2) : stop] != _INTERRUPT
    return Edit(start, prompt_end, stop, end, entered, marked=False, announced=False)


_WEAK = 5
"""Characters of a prompt below which it is not looked for behind text: `# ` is in any script."""


def _behind_output(data: Buffer, plain: Sequence[Edit], taken: _Taken) -> Iterator[Edit]:
    """Yield the lines whose prompt, known from before, stands behind output that ended without a line end."""
    for index, edit in enumerate(plain):
        assert edit.prompt_end is not None
        prompt = data[edit.start : edit.prompt_end]
        is_weak = len(printed(prompt)) < _WEAK
        at, limit = (
            edit.end,
            plain[index + 1].start if index + 1 < len(plain) else len(data),
        )
        while (at := data.find(prompt, at, limit)) >= 0:
            newline = data.find(b"\n", at, limit)
            if newline < 0:
                break
            hidden = is_weak and printed(data[line_start(data, at) : at])
            if not hidden and not taken.overlaps(at, newline + 1):
                yield _told(data, at, at + len(prompt), newline + 1)
            at = newline + 1


def line_start(data: Buffer, offset: int) -> int:
    """Return where the row that holds `offset` begins, as far as that is looked for."""
    first = max(0, offset - _LONGEST_LINE)
    before = data[first:offset]
    row = before.rfind(b"\n") + 1
    for mark in _MARKS.finditer(before, row):
        if mark[1] != b"2004" or mark[2] == b"l":
            row = mark.end()  # a line that was edited before ended there, and not in this row
    return first + row
