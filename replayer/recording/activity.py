"""Tells apart what a session's bytes are, as far as their pace goes: prompts, keys, Enter, output, screens.

Where the shell switches bracketed paste on and off (bash since 5.1, zsh, fish) the stretch between is exactly one
edited line. Where it does not, prompts are recognised by their form. The alternate screen marks full-screen programs.
The result is a list of units in order; each has a gap before it that `pacing` fills with time.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from replayer.recording.echo import echo_units
from replayer.recording.long_work import Check, Data, in_runs, matches, unchecked
from replayer.recording.openers import ends_in_shell, only_prints, opens_shell
from replayer.recording.pace import Gap
from replayer.recording.prompts import (
    ZSH_MARK,
    asks_in_silence,
    edited_prompt,
    ends_in_prompt,
    known_prompt_end,
    prompt_end,
)
from replayer.recording.recording import SpanKind, Spans
from replayer.recording.repaints import frame_ends, repaint_units
from replayer.recording.unfinished import Entered

_KINDS = tuple(SpanKind)
_MARKS = re.compile(  # what begins with a literal is found quickly
    rb"\x1b\[\?(?:(?P<mode>2004|1049|1047|47)(?P<switch>[hl])"
    # programs like `top` take the whole screen without the alternate one
    rb"|(?P<takes>1h\x1b=(?=(?:\x1b\[\?25l)?\x1b\[H))|(?P<leaves>1l\x1b>))"
)
_TELLING = re.compile(  # what begins with a set of bytes is found nearly as quickly
    rb"[\x08\rH$#>%\]):?.(](?:(?<=\x08)|(?<=\r)(?!\n)|(?<=[\d\[]H)"  # drawn over
    rb"|(?<=[$#>%])[ \x1b]|(?<=\]): |(?<=\.)\.\. |(?<=\()[pg]db\)|(?<=[:?\])]) ?\r\n)"  # a prompt, a question
)
"""What stands in every line of output that may be anything else than plain; `line` finds out whether it is."""
_TOGETHER = 64
"""Slices that are looked at together for that."""
_LONGEST_EDIT = 64 * 1024
"""Bytes of an edited line; a longer stretch is not one."""
_LONGEST_LINE = 256 * 1024
"""Bytes of an output line that is looked into."""
_RECALLED = 12
"""Characters from which on people take a line out of the history rather than type it again."""
_LONGEST_PROMPT = 2048
"""Bytes in which a prompt is looked for, with the blanks that zsh prints before it."""
_MORE = b"> "
_ROOT = b"# "
_WEAK = 2
"""Bytes of a prompt up to which any script holds it."""
_SLEEP = re.compile(r"(?:^|[\s;&|(`{])sleep\s+(\d{1,6}(?:\.\d{1,6})?)([smh]?)\b")
_UNIT_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
_ADDRESS = re.compile(rb"\x1b\[(?:\d{1,3};\d{1,3})?H")


@dataclass(slots=True)
class Activity:
    """The units of a session, in order, covering all its bytes; columns of equal length."""

    ends: array[int] = field(default_factory=lambda: array("q"))
    """Exclusive offsets."""
    kinds: array[int] = field(default_factory=lambda: array("B"))
    """Index into `SpanKind`."""
    gaps: array[int] = field(default_factory=lambda: array("B"))
    """`Gap` before the unit."""
    waits: dict[int, float] = field(default_factory=dict)
    """Unit → seconds that a command said it would take before it."""

    def __len__(self) -> int:
        """Return how many units there are."""
        return len(self.ends)

    def ending(self, offset: int) -> int:
        """Return the unit that ends at `offset`; where none does, the one that holds the byte before it."""
        return bisect_left(self.ends, offset)

    def add(self, end: int, kind: SpanKind, gap: Gap) -> None:
        """Append the unit that reaches to `end`; one without bytes is left out."""
        if end > (self.ends[-1] if self.ends else 0):
            self.ends.append(end)
            self.kinds.append(_KINDS.index(kind))
            self.gaps.append(gap)

    def extend(self, ends: array[int], kind: SpanKind) -> None:
        """Append units of one kind that wait for nothing."""
        self.ends.extend(ends)
        self.kinds.frombytes(bytes([_KINDS.index(kind)]) * len(ends))
        self.gaps.frombytes(bytes([Gap.NONE]) * len(ends))

    def spans(self, check: Check = unchecked) -> Spans:
        """Return the runs of units of one kind."""
        ends, kinds = array("q"), array("B")
        pairs = zip(in_runs(self.ends, check), self.kinds, self.kinds[1:], strict=False)
        for end, kind, following in pairs:
            if kind != following:
                ends.append(end)
                kinds.append(kind)
        ends.extend(self.ends[-1:])
        kinds.extend(self.kinds[-1:])
        return Spans(ends, kinds)


class _Reader:
    """Reads a session from its first byte to its last."""

    def __init__(self, data: Data, ends: array[int], check: Check) -> None:
        self.data = data
        self.check = check
        self.ends = ends
        """Where the slices end."""
        self.next = 0
        """The slice that holds the first byte not read yet."""
        self.at = 0
        """First byte not read yet, outside edited lines and screens."""
        self.since_edit = self.since_screen = -1
        """Where the edited line, or the full-screen program, began; -1 outside."""
        self.plain_screen = False
        """Whether a full-screen program runs without the alternate screen."""
        self.activity = Activity()
        self.first_prompt = b""
        """The session's first prompt, when it stands where a session begins."""
        self.wait = 0.0
        """Seconds that the command at work said it would take."""
        self.loops = False
        """Whether that command repeats itself."""
        self.opens_shell = self.ends_in_shell = self.only_prints = False
        """Whether that command may lead to other prompts, is a shell, or leads to none."""
        self.entered = Entered()
        """What was typed of a command that may go on at the next prompt, where nothing announces that."""
        self.root_prompt = b""
        """The prompt of a root's shell that shows no more than a sign, while it may be at work."""
        self.announced = False
        """Whether the shell says when it reads a line: then what the command prints need not hold its prompts."""
        self.printed_from = 0
        """Where the output of that command begins."""
        self.commands: defaultdict[int, set[bytes]] = defaultdict(set)
        """Lines typed so far, as they were echoed, by their length; those that people take out of the history."""

    def read(self) -> Activity:
        """Read it all."""
        for match in matches(_MARKS, self.data, self.check):
            on = match["switch"] == b"h" or match["takes"] is not None
            if match["leaves"] is not None and not self.plain_screen:
                continue
            if match["mode"] != b"2004":
                self.plain_screen = match["takes"] is not None
                self.switched_screen(match, on=on)
            elif self.since_screen < 0:  # inside a full-screen program it means nothing to us
                self.switched_paste(match, on=on)
        size = len(self.data)
        if self.since_screen >= 0:
            self.screen(self.since_screen, size)
        elif self.since_edit >= 0:
            self.edited(self.since_edit, size, size)
        else:
            self.output(self.at, size)
        return self.activity

    def switched_screen(self, match: re.Match[bytes], *, on: bool) -> None:
        """Read up to where the alternate screen is switched."""
        if on and self.since_screen < 0:
            self.output(self.at if self.since_edit < 0 else self.since_edit, match.start())
            self.since_screen, self.since_edit = match.start(), -1
        elif not on and self.since_screen >= 0:
            self.screen(self.since_screen, match.end())
            self.at, self.since_screen = match.end(), -1

    def switched_paste(self, match: re.Match[bytes], *, on: bool) -> None:
        """Read up to where bracketed paste is switched: a line begins to be edited, or was."""
        if on:
            if self.since_edit < 0:
                self.output(self.at, match.start(), prompted=True)
            else:
                self.edited(self.since_edit, match.start(), match.start())
            self.at = self.since_edit = match.start()
        elif self.since_edit >= 0:
            end = match.end()
            end += self.data[end : end + 1] == b"\r" and self.data[end : end + 2] != b"\r\n"
            self.edited(self.since_edit, match.start(), end)
            self.at, self.since_edit = end, -1

    def add(self, end: int, kind: SpanKind, gap: Gap) -> None:
        """Append a unit, cut where slices end: what comes after such a cut waits for nothing."""
        while self.next < len(self.ends) and self.ends[self.next] < end:
            self.activity.add(self.ends[self.next], kind, gap)
            gap = Gap.NONE
            self.next += 1
        self.activity.add(end, kind, gap)
        if self.next < len(self.ends) and self.ends[self.next] == end:
            self.next += 1

    def work(self, end: int, kind: SpanKind) -> None:
        """Append a unit that comes when the command at work is done with what it said it would do."""
        if self.wait and (not self.loops or kind is SpanKind.PROMPT):
            index = len(self.activity)
            self.add(end, kind, Gap.WORK)
            self.activity.waits[index] = self.wait
            self.wait = 0.0
        else:
            self.add(end, kind, Gap.NONE)

    def edited(self, start: int, stop: int, end: int) -> None:
        """Read one edited line: bracketed paste was switched on at `start` and off from `stop` to `end`."""
        self.check()
        if stop - start > _LONGEST_EDIT:
            self.output(start, end)
            return
        line = self.data[start:stop]
        begin, shown = edited_prompt(line)
        self.work(start + begin, SpanKind.PROMPT)
        self.wait = 0.0
        self.typed(line[begin:], start + begin, shown)
        self.announced, self.printed_from, self.root_prompt = True, end, b""
        self.entered = Entered()
        leaves = stop == start + begin  # nothing was echoed: Ctrl-D
        self.add(end, SpanKind.ENTER, Gap.THINK if leaves else Gap.NONE)

    def typed(self, echo: bytes, offset: int, prompt: bytes) -> None:
        """Read the echo of one line and the Enter behind it."""
        enter = len(echo)
        if echo.endswith(b"\n"):
            enter = len(echo) - (2 if echo.endswith(b"\r\n") else 1)
        again = echo.rfind(
            b"\x1b[27m", 0, enter
        )  # behind a paste, Enter prints all of it once more
        pasted = (
            again >= 0 and echo.startswith(b"\x1b[7m") and echo.find(b"\r\n", again, enter) >= 0
        )
        body = echo[: again + 5] if pasted else echo[:enter]
        gap, last = Gap.THINK, Gap.THINK
        recalled = _recalled(body, self.commands)
        for end, kind in echo_units(body, prompt):
            if end <= recalled < len(body) or end < recalled:
                continue  # a line out of the history appears at once
            self.add(offset + end, SpanKind.ECHO, Gap.THINK if gap is Gap.THINK else kind)
            gap, last = kind, kind
        quick = last is Gap.KEY and not pasted and not recalled and not body.endswith((b" ", b"/"))
        enter_gap = Gap.THINK if gap is Gap.THINK else Gap.ENTER if quick else Gap.CONFIRM
        self.add(offset + len(echo), SpanKind.ENTER, enter_gap)
        if len(body) >= _RECALLED:
            self.commands[len(body)].add(body)
        self.command(body)

    def command(self, echo: bytes) -> None:
        """Remember the command that was typed, and how long it says that it will take."""
        text = echo.decode("utf-8", "replace")
        self.entered = (self.entered if self.entered.is_open else Entered()).then(text)
        self.opens_shell, self.only_prints = opens_shell(text), only_prints(text)
        self.ends_in_shell = ends_in_shell(text)
        if "sleep" not in text:
            return
        found = [float(count) * _UNIT_SECONDS[unit] for count, unit in _SLEEP.findall(text)]
        self.loops = re.search(r"\b(?:do|while|until)\b", text) is not None
        self.wait = found[-1] if self.loops and found else sum(found)

    def output(self, start: int, end: int, *, prompted: bool = False) -> None:
        """Read output line by line; some of its lines may be typed ones at prompts that nothing announces."""
        at = start
        while at < end:
            if (plain := self._plain(at, end - prompted)) > at:
                at = plain
                continue
            self.check()
            until = min(end, self.ends[min(self.next + _TOGETHER, len(self.ends)) - 1])
            while at < until:
                stop = min(end, self._line_end(at))
                self.line(at, stop, prompted=prompted and stop == end)
                at = stop

    def _plain(self, at: int, end: int) -> int:
        """Take lines from `at` on, as many at once as are surely plain output; return where they end."""
        stop = bisect_right(self.ends, end, self.next, min(self.next + _TOGETHER, len(self.ends)))
        while stop > self.next and self.data[self.ends[stop - 1] - 1] != 0x0A:
            stop -= 1
        if (self.wait and not self.loops) or at == 0 or stop == self.next:
            return at
        lines = self.data[at : self.ends[stop - 1]]
        if _TELLING.search(lines) or (self.first_prompt and self.first_prompt in lines):
            return at
        self.activity.extend(self.ends[self.next : stop], SpanKind.OUTPUT)
        self.next = stop
        return self.ends[stop - 1]

    def _line_end(self, at: int) -> int:
        index = self.next
        while index < len(self.ends):
            stop = self.ends[index]
            if self.data[stop - 1 : stop] == b"\n" or stop - at > _LONGEST_LINE:
                return stop
            index += 1
        return len(self.data)

    def line(self, start: int, end: int, *, prompted: bool) -> None:
        """Read one line of output, or what is there of one."""
        line = self.data[start:end]
        prompt = self._prompt(line, start)
        if prompt is not None:
            self.work(start + prompt, SpanKind.PROMPT)
            self.wait = 0.0
            if b"$" in line[:prompt]:
                self.root_prompt = b""  # root has left
            if prompt < len(line):
                self.typed(line[prompt:], start + prompt, line[:prompt].lstrip(b"\r"))
                self.announced, self.printed_from = False, end
        elif prompted and ends_in_prompt(ZSH_MARK.sub(b"", line[-_LONGEST_PROMPT:])):
            self.work(
                end, SpanKind.PROMPT
            )  # zsh and fish print it before they switch bracketed paste on
        elif asks_in_silence(line) and self._is_asked(line, start):
            self.work(end - 2, SpanKind.PROMPT)
            self.add(end, SpanKind.ENTER, Gap.SECRET)
            self.printed_from = end
        elif b"\x1b[" in line and len(_ADDRESS.findall(line)) > 2:
            for stop, gap in repaint_units(self.data, start, end, self.check):
                self.add(stop, SpanKind.SCREEN, gap)
        elif b"\r" in line[:-2] or b"\x08" in line:
            self.drawn(line, start)
        else:
            self.work(end, SpanKind.OUTPUT)

    def drawn(self, line: bytes, start: int) -> None:
        """Read a line that was drawn over."""
        first = True
        for stop in frame_ends(line):
            if first and (self.wait or not line.startswith(b"\r")):
                self.work(start + stop, SpanKind.OUTPUT)
            else:
                self.add(start + stop, SpanKind.OUTPUT, Gap.FRAME)
            first = False

    def _prompt(self, line: bytes, start: int) -> int | None:
        if start == 0:
            found = None if ZSH_MARK.search(line[:_LONGEST_PROMPT]) else prompt_end(line[:400])
            if found is not None:
                self.first_prompt = line[:found]
            return found
        if self.entered.is_open and start == self.printed_from and line.startswith(_MORE):
            return len(_MORE)
        self.entered = Entered()
        if self.ends_in_shell and start == self.printed_from and line.startswith(_ROOT):
            self.root_prompt = _ROOT
        for own in (self.first_prompt, self.root_prompt):
            if own and line.startswith(own):
                return len(own)
        found = known_prompt_end(line)
        return found if found is not None and self._is_asked(line[:found], start) else None

    def _is_asked(self, prompt: bytes, start: int) -> bool:
        """Tell whether a program asks, rather than that the command at work prints what looks like it.

        A command that prints may ask for a password first.
        """
        if not self.announced or self.opens_shell:
            return True
        if self.only_prints:
            return start == self.printed_from and prompt.endswith(b"\n")
        return len(prompt.strip()) > _WEAK

    def screen(self, start: int, end: int) -> None:
        """Read a stretch of a full-screen program."""
        self.wait = 0.0
        for stop, gap in repaint_units(self.data, start, end, self.check):
            self.add(stop, SpanKind.SCREEN, gap)


def _recalled(echo: bytes, commands: Mapping[int, set[bytes]]) -> int:
    """Return where the line out of the history ends with which `echo` begins; 0 when it seems to be typed anew."""
    return max((size for size, known in commands.items() if echo[:size] in known), default=0)


def read_activity(data: Data, ends: array[int], check: Check = unchecked) -> Activity:
    """Return the units of `data`, each cut where a slice ends (`ends`)."""
    return _Reader(data, ends, check).read()
