"""How commands ended, where the bytes show it: a shell integration's mark, `echo $?`, a status in the prompt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from replayer.analysis.unprinted import QUIET
from replayer.formats.buffer import Buffer
from replayer.terminal.events import events
from replayer.terminal.requests import Mark, Prompt

_MOST = 64 * 1024
"""Bytes of output that are looked at."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A command and where what shows its end may be."""

    text: str
    """Empty for a line that was empty or given up."""
    prompt: str
    start: int
    """Where its output begins."""
    end: int
    """Where the next prompt begins."""


def exit_codes(data: Buffer, shown: Sequence[Shown]) -> list[int | None]:
    """Return the exit code of each command; None where nothing shows it."""
    codes = _marked(data, shown)
    for index, each in enumerate(shown):
        following = shown[index + 1] if index + 1 < len(shown) else None
        if each.text and codes[index] is None and following is not None:
            codes[index] = _asked(data, each, following)
    _from_prompts(data, shown, codes)
    return codes


def _marked(data: Buffer, shown: Sequence[Shown]) -> list[int | None]:
    """Return what a shell integration's marks say: the first end that is told after a command is its own."""
    ends = [
        (each.offset, each.exit_code)
        for each in events(data)
        if isinstance(each, Prompt) and each.mark is Mark.FINISHED
    ]
    codes: list[int | None] = []
    at = 0
    for index, each in enumerate(shown):
        while at < len(ends) and ends[at][0] < each.start:
            at += 1
        limit = shown[index + 1].start if index + 1 < len(shown) else len(data)
        told = at < len(ends) and ends[at][0] < limit and each.text
        codes.append(ends[at][1] if told else None)
    return codes


_ASKS = re.compile(r"echo\s+(?:-e\s+)?(\"?)([\w=:. -]*)\$(?:\?|\{\?\})\1")
_LEAVES = re.compile(
    r"(?:^|[;&|]\s*)(?:exit|logout|exec|sudo\s+(?:-[is]\b|su\b)|su\b|(?:\S*/)?(?:ba|z|fi|da|k)?sh\s*$|ssh\b|newgrp\b"
    r"|(?:docker|podman|kubectl)\s.*\b(?:exec|run)\b)"
)


def _asked(data: Buffer, each: Shown, following: Shown) -> int | None:
    """Return what the next command, `echo $?` or alike, prints."""
    asks = _ASKS.fullmatch(following.text.strip())
    if asks is None or _LEAVES.search(each.text):
        return None
    output = data[following.start : min(following.end, following.start + 1024)]
    line = QUIET.sub(b"", output).decode("utf-8", "replace").lstrip("\n").partition("\n")[0]
    answer = re.fullmatch(re.escape(asks[2]) + r"(\d{1,3})", line.strip())
    return int(answer[1]) if answer and int(answer[1]) <= 255 else None


_NUMBER = re.compile(r"(?<![\w.:/-])(\d{1,3})(?![\w.:/-])")


def _from_prompts(data: Buffer, shown: Sequence[Shown], codes: list[int | None]) -> None:
    """Fill in what prompts show, where a number in them is the status beyond doubt.

    A number is, when it stands in the same place, was right for each command whose code is known otherwise, and
    was right once for a code other than 0. A prompt without it then says 0, unless one with it did.
    """
    known = {
        index: code if code is not None else _missing(data, shown[index])
        for index, code in enumerate(codes)
    }
    slots: dict[str, list[tuple[int, int]]] = {}
    for index in range(len(shown) - 1):
        prompt = shown[index + 1].prompt
        for match in _NUMBER.finditer(prompt):
            before, behind = prompt[: match.start()][-2:], prompt[match.end() :][:1]
            slots.setdefault(f"{before}0{behind}", []).append((index, int(match[1])))
    for seen in slots.values():
        checked = [(known[index], value) for index, value in seen if known[index] is not None]
        if all(code == value for code, value in checked) and any(value for _, value in checked):
            _fill(shown, codes, known, dict(seen))
            return


def _fill(
    shown: Sequence[Shown],
    codes: list[int | None],
    known: dict[int, int | None],
    seen: dict[int, int],
) -> None:
    says_zero = 0 in seen.values()
    quiet = [index for index in range(len(shown) - 1) if index not in seen]
    if not says_zero and any(known[index] for index in quiet):
        quiet = []  # a failure without the number: its absence says nothing
    for index, value in seen.items():
        if shown[index].text and codes[index] is None:
            codes[index] = value
    for index in () if says_zero else quiet:
        if shown[index].text and codes[index] is None:
            codes[index] = 0


_NOT_FOUND = re.compile(rb"command not found|: not found\r?\n|Unknown command")


def _missing(data: Buffer, each: Shown) -> int | None:
    """Return 127 for a simple command that the shell did not find: it serves as a check, not as an answer."""
    if not each.text or re.search(r"[;&|\n]", each.text):
        return None
    output = data[each.start : min(each.end, each.start + 2048)]
    return 127 if _NOT_FOUND.search(output) else None
