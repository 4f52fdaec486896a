"""The commands of a session: what was entered at a shell's prompt, when, and how it ended where that shows.

Not among them: empty lines, lines given up with Ctrl-C, what is typed into other programs, and the shell profile that
the agent types before the user can. Source: docs/formats.md#script.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from replayer.analysis.edits import Edit, damaged, edits, line_start
from replayer.analysis.exit_codes import Shown, exit_codes
from replayer.analysis.shells import Asker, asker, may_open_shell
from replayer.analysis.typed import Typed, read_typed
from replayer.analysis.unprinted import printed
from replayer.analysis.widths import widths
from replayer.formats.buffer import Buffer
from replayer.recording.recording import Recording
from replayer.recording.timeline import Certainty, StartedKnown
from replayer.recording.unfinished import Entered


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was entered. Times are seconds from the recording's start; all texts are foreign."""

    text: str
    """The line after all edits; the lines of a paste, or of a command that took several prompts, joined by LF."""
    prompt: str
    """What the shell showed before it; the lines of a prompt joined by LF."""
    start: float
    """When the first of it was shown."""
    enter: float
    """When it was entered; of a command that took several prompts, when its first line was."""
    end: float
    """When the shell asked again; the last byte's time when it did not."""
    certainty: Certainty
    """How `enter` is known."""
    offset: int
    """The first byte of what was typed."""
    length: int
    """Bytes up to and with the Enter, that of the last line."""
    exit_code: int | None
    """None unless the bytes show it."""


def commands(
    recording: Recording, *, cancelled: Callable[[], bool] = lambda: False
) -> tuple[Command, ...]:
    """Return the commands in order; none when cancelled, which is looked at between lines."""
    typed = []
    lines = list(edits(recording))
    columns = widths(recording, lines)
    for edit in lines:
        if cancelled():
            return ()
        typed.append(read_typed(recording.data, edit, columns))
    entries = _entries(recording, _with_prompts(typed))
    codes = exit_codes(recording.data, [_shown(entry) for entry in entries])
    listed = [
        _command(recording, entry, code)
        for entry, code in zip(entries, codes, strict=True)
        if entry.text.strip()
    ]
    return tuple(listed[_profile(recording, listed) :])


_ENOUGH = 3
"""Lines that must begin alike before their beginning is taken for a prompt."""


def _with_prompts(typed: list[Typed]) -> list[Typed]:
    """Tell prompt from text where no sign does: by what several lines begin with."""
    unknown = [each for each in typed if not each.known and each.text.strip()]
    shared = _shared(unknown)
    if not shared:
        return typed
    return [
        each.split_at((each.prompt + each.text)[: len(shared)])
        if _digits((each.prompt + each.text)[: len(shared)]) == shared
        else each
        for each in typed
    ]


def _shared(lines: Sequence[Typed]) -> str:
    """Return what lines begin with, digits as 0, up to the end of a word; empty when it proves nothing."""
    texts = [_digits(each.text) for each in lines]
    if len(texts) < _ENOUGH:
        return ""
    common = _common_beginning(texts)
    if common not in texts:  # it may reach into words that only begin alike
        common = re.sub(r"[\w./~-]*\Z", "", common)
    return common if common.strip() and len(set(texts)) > 1 else ""


def _common_beginning(texts: Sequence[str]) -> str:
    least, most = min(texts), max(texts)
    same = next(
        (i for i, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), len(least)
    )
    return least[:same]


def _digits(text: str) -> str:
    return re.sub(r"\d", "0", text)


_LONGEST = 16 * 1024
"""Characters of a command that takes several prompts; what goes on beyond is left out."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one shell's prompt led to: a command, or nothing when it was empty or given up."""

    first: Typed
    last: Typed
    text: str
    entered: Entered
    """What a shell makes of `text`."""
    end: int
    """Where the shell asks again."""


def _entries(recording: Recording, typed: Sequence[Typed]) -> list[_Entry]:
    data = recording.data
    entries: list[_Entry] = []
    is_damaged = damaged(recording.fidelity)
    for each in typed:
        who = _who_asks(each)
        head = entries[-1] if entries else None
        if (
            who is Asker.CONTINUED
            and head is not None
            and head.text.strip()
            and head.first.sign != each.sign
            and len(head.text) < _LONGEST
            and head.entered.is_open
            and not printed(data[head.last.edit.end : _first_byte(data, each.edit)])
        ):
            text = f"{head.text}\n{each.text}" if each.edit.entered else ""
            entered = head.entered.then(each.text)
            entries[-1] = replace(head, last=each, text=text, entered=entered)
        elif _is_printed(each, head) and not is_damaged(each.edit.start):
            continue
        elif who is Asker.SHELL or (who is Asker.CONTINUED and _is_usual(each, typed)):
            if head is not None:
                entries[-1] = replace(head, end=each.edit.start)
            text = each.text if each.edit.entered else ""
            entries.append(_Entry(each, each, text, Entered().then(text), len(data)))
    return entries


def _first_byte(data: Buffer, edit: Edit) -> int:
    """Return where the prompt of an edited line begins."""
    return line_start(data, edit.start) if edit.prompt_came_first else edit.start


def _who_asks(line: Typed) -> Asker:
    if not line.known:
        return Asker.PROGRAM
    return asker(line.sign, marked=line.edit.marked or line.learned)


def _is_printed(line: Typed, head: _Entry | None) -> bool:
    """Tell whether what looks like a prompt is output: nothing announces it, and the command before opens no shell."""
    if line.edit.announced or head is None or not head.last.edit.announced:
        return False
    return not may_open_shell(head.text, line.sign)


def _is_usual(line: Typed, typed: Sequence[Typed]) -> bool:
    """Tell whether a prompt that looks like PS2 is the shell's own: the session begins with it."""
    return bool(typed) and typed[0].sign == line.sign


def _shown(entry: _Entry) -> Shown:
    return Shown(
        text=entry.text,
        prompt=entry.first.prompt,
        start=entry.last.edit.end,
        end=entry.end,
    )


def _command(recording: Recording, entry: _Entry, code: int | None) -> Command:
    timeline = recording.timeline
    line = entry.first.edit
    newline = recording.data.find(
        b"\n", line.stop, line.end
    )  # a CR before it may still be the editor's
    enter = newline if newline >= 0 else line.stop
    begin = entry.first.offset
    last = len(timeline) - 1
    return Command(
        text=entry.text,
        prompt=entry.first.prompt,
        start=timeline.time_at(begin),
        enter=timeline.time_at(enter),
        end=timeline.time_at(entry.end) if entry.end < timeline.length else timeline.times[last],
        certainty=timeline.step_at(enter).certainty,
        offset=begin,
        length=entry.last.edit.end - begin,
        exit_code=code,
    )


_SHELL = re.compile(r"\bexec\s+(?:\S*/)?(?:ba|z|fi|da|k|c|tc)?sh\b")
_SOON = 3.5
"""Seconds from the start in which the agent types the profile and the first poll sees it."""
_WAIT = 1.0
"""Seconds that the agent waits before it reads; a person sees nothing before."""
_FASTEST = 6.0
"""Characters a second from the first output to the Enter above which it was no person who has just begun to read."""


def _profile(recording: Recording, listed: Sequence[Command]) -> int:
    """Return how many of the first commands are the shell profile that the agent typed."""
    if not listed:
        return 0
    first = listed[0]
    head = recording.data[: min(first.offset, 1 << 16)]
    before = head.rpartition(b"\n")[0]
    ahead = [printed(line).decode("utf-8", "replace") for line in before.split(b"\n")]
    count = 0
    # what is typed before the shell is ready is echoed by the terminal, and again by the shell
    for command, line in zip(listed, [line for line in ahead if line], strict=False):
        if command.text.strip() != line:
            break
        count += 1
    if count or not _is_first(recording, first):
        return count
    return int(bool(_SHELL.search(first.text)) or _was_at_once(recording, first))


def _is_first(recording: Recording, command: Command) -> bool:
    """Tell whether nothing but a prompt stands before a command."""
    return recording.data[: command.offset].count(b"\n") <= command.prompt.count("\n") + 1


def _was_at_once(recording: Recording, command: Command) -> bool:
    if recording.timeline.started_known is not StartedKnown.HISTORY:
        return False
    step = recording.timeline.step_at(command.offset + command.length - 1)
    if step.certainty is Certainty.ESTIMATED or step.latest is None or step.latest > _SOON:
        return False
    return len(command.text) > _FASTEST * (step.latest - _WAIT)
