"""What is searched for, as a pattern that takes time in proportion to the line, whatever it is and whatever the line says.

Plain text is left to `re`. A regular expression is not: one such as `(a+)+$` makes `re` try for years on thirty characters,
and nothing can stop it. Here each becomes an automaton, which looks at each character once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from replayer.analysis.automaton import Machine, reach, turned
from replayer.analysis.expressions import build
from replayer.errors import WrongUsage

_MOST_SPANS = 100
"""Matches told of one line."""
LONGEST_LINE = 2000
"""Characters of a line that a regular expression looks at; plain text is found anywhere. `spans_of` and `is_in` look at
longer lines part by part."""
_STRIDE = LONGEST_LINE // 2
"""Characters between the beginnings of two parts: a match of fewer lies whole in one of them."""


class Pattern(Protocol):
    """Something to look for in lines of text."""

    def found_in(self, line: str) -> bool:
        """Tell whether `line`, which holds no line end, has a match."""

    def spans(self, line: str) -> list[tuple[int, int]]:
        """Return (start, end) of the matches in a line, from left to right, none empty."""


def parts(line: str) -> Iterator[tuple[int, str]]:
    """Yield (index, part) of a line of any length; the parts overlap by half of them."""
    for at in range(0, max(1, len(line) - _STRIDE), _STRIDE):
        yield at, line[at : at + LONGEST_LINE]


def is_in(wanted: Pattern, line: str) -> bool:
    """Tell whether a line of any length may have a match."""
    return any(wanted.found_in(part) for _, part in parts(line))


def spans_of(wanted: Pattern, line: str) -> list[tuple[int, int]]:
    """Return what `Pattern.spans` does, for a line of any length."""
    if len(line) <= LONGEST_LINE:
        return wanted.spans(line)
    found: set[tuple[int, int]] = set()
    for at, part in parts(line):
        is_last = at + len(part) == len(line)
        for start, end in wanted.spans(part):
            if (start or not at) and (
                end < len(part) or is_last
            ):  # no edge where the line has none
                found.add((at + start, at + end))
    return sorted(found)


def pattern(text: str, *, regex: bool = False, case: bool | None = None) -> Pattern:
    """Return the pattern of what a person typed.

    `case` tells whether capitals count; None is smart case: they do when the text has any.

    Raises:
        WrongUsage: it is no regular expression, or one that is not supported.
    """
    counts = any(char.isupper() for char in _plain_letters(text, regex)) if case is None else case
    flags = re.NOFLAG if counts else re.IGNORECASE
    if not text:
        raise WrongUsage("there is nothing to search for.")
    if regex:
        return _Automaton(text, flags)
    return _Text(re.compile(re.escape(text), flags))


def _plain_letters(text: str, regex: bool) -> str:
    r"""Return the text without the letters of `\S`, `\W` and their like, which are no capitals."""
    return re.sub(r"\\.", "", text) if regex else text


@dataclass(frozen=True, slots=True)
class _Text:
    """Plain text."""

    text: re.Pattern[str]

    def found_in(self, line: str) -> bool:
        return self.text.search(line) is not None

    def spans(self, line: str) -> list[tuple[int, int]]:
        return [match.span() for match in self.text.finditer(line)]


class _Automaton:
    """A regular expression."""

    def __init__(self, text: str, flags: re.RegexFlag) -> None:
        nodes, first, last = build(text, flags)
        self._anywhere = Machine(nodes, first, last, anywhere=True)
        self._here = Machine(nodes, first, last, anywhere=False)
        self._back = Machine(turned(nodes), last, first, anywhere=False)

    def found_in(self, line: str) -> bool:
        line, behind = line[:LONGEST_LINE], line[LONGEST_LINE : LONGEST_LINE + 1]
        return self._first_end(line, 0, behind) is not None

    def spans(self, line: str) -> list[tuple[int, int]]:
        line, behind = line[:LONGEST_LINE], line[LONGEST_LINE : LONGEST_LINE + 1]
        spans: list[tuple[int, int]] = []
        at = 0
        while len(spans) < _MOST_SPANS and (end := self._first_end(line, at, behind)) is not None:
            after = line[end : end + 1] or behind
            start = end - reach(self._back, after, line[at:end][::-1], line[at - 1 : at])
            end = start + reach(self._here, line[start - 1 : start], line[start:], behind)
            if end > start:
                spans.append((start, end))
            at = max(end, start + 1)
        return spans

    def _first_end(self, line: str, start: int, behind: str) -> int | None:
        """Return where the first match that begins at `start` or later has matched."""
        if start > len(line):
            return None
        state = self._anywhere.start(line[start - 1 : start])
        for index in range(start, len(line)):
            state = state[line[index]]
            if state.matched:
                return index
        return len(line) if state[behind].matched else None
