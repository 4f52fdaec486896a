"""Regular expressions, in the syntax of `re`, as the nodes of an automaton.

What an automaton cannot do (back references, looking ahead or behind) is refused, and so are flags inside.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable

from replayer.analysis.automaton import Node
from replayer.errors import WrongUsage

_MOST_NODES = 600
"""More are refused: at worst each character costs as many steps."""
_MOST_REPEATS = 1000
_DEEPEST = 50
"""Brackets inside brackets."""


def build(text: str, flags: re.RegexFlag) -> tuple[list[Node], int, int]:
    """Return the nodes of a regular expression, and which of them are the first and the last.

    Raises:
        WrongUsage: it is none, or not supported, or too large.
    """
    try:
        with warnings.catch_warnings(
            action="ignore"
        ):  # `[[` may mean something else in years to come
            re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise WrongUsage(f"{text!r} is no regular expression ({error}).") from error
    builder = _Builder(text, flags)
    first, last = builder.either()
    return builder.nodes, first, last


_TOKENS = re.compile(
    r"(?P<repeat>[*+?]|\{(?:\d+(?:,\d*)?|,\d*)\})"
    r"|(?P<open>\((?:\?:|\?P<\w+>)?(?!\?))"
    r"|(?P<other>\(\?)"
    r"|(?P<close>\))|(?P<or>\|)|(?P<test>[\^$]|\\[bBAZ])"
    r"|(?P<back>\\[1-9])"
    r"|(?P<one>\[\^?\]?(?:\\.|[^\]\\])*\]|\\(?:x..|u.{4}|U.{8}|[0-7]{1,3}|.)|.)",
    re.DOTALL,
)
_TESTS = {"^": "^", "$": "$", r"\A": "^", r"\Z": "$", r"\b": "b", r"\B": "B"}


class _Builder:
    """Builds the nodes of a regular expression that `re` has accepted."""

    def __init__(self, text: str, flags: re.RegexFlag) -> None:
        self._text = text
        self._flags = flags
        self._tokens = list(_TOKENS.finditer(text))
        self._at = 0
        self._depth = 0
        self.nodes: list[Node] = []

    def _node(self) -> int:
        if len(self.nodes) >= _MOST_NODES:
            raise WrongUsage(f"{self._text!r} is too large.", hint="Repeat less often.")
        self.nodes.append(Node())
        return len(self.nodes) - 1

    def _kind(self) -> str:
        return self._tokens[self._at].lastgroup or "" if self._at < len(self._tokens) else "close"

    def either(self) -> tuple[int, int]:
        first, last = self._node(), self._node()
        while True:
            begin, end = self._sequence()
            self.nodes[first].to.append(begin)
            self.nodes[end].to.append(last)
            if self._kind() != "or":
                return first, last
            self._at += 1

    def _sequence(self) -> tuple[int, int]:
        first = last = self._node()
        while self._kind() not in {"or", "close"}:
            start = self._at
            begin, end = self._atom()
            stop = self._at
            if self._kind() == "repeat":
                begin, end = self._repeated(start, stop, begin, end)
            self.nodes[last].to.append(begin)
            last = end
        return first, last

    def _atom(self) -> tuple[int, int]:
        token = self._tokens[self._at]
        kind = token.lastgroup
        self._at += 1
        if kind == "open":
            self._depth += 1
            if self._depth > _DEEPEST:
                raise WrongUsage(f"{self._text!r} has too many brackets inside brackets.")
            inside = self.either()
            self._depth -= 1
            self._at += 1  # what closes it
            return inside
        if kind in {"other", "back"}:
            raise _unsupported(token[0])
        node, last = self._node(), self._node()
        self.nodes[node].to.append(last)
        if kind == "test":
            self.nodes[node].test = _TESTS[token[0]]
        else:
            self.nodes[node].reads = _reader(token[0], self._flags)
        return node, last

    def _repeated(self, start: int, stop: int, begin: int, end: int) -> tuple[int, int]:
        """Repeat what lies between two tokens and was built once already; how greedily makes no difference here."""
        least, most = _times(self._tokens[self._at][0])
        after = self._at + 1
        if after < len(self._tokens) and self._tokens[after][0] in {"?", "+"}:
            after += 1
        copies = [(begin, end)]
        for _ in range(max(least, most or 1) - 1):
            self._at = start
            copies.append(self._atom())
        self._at = after
        first, last = self._node(), self._node()
        ends = first
        for index, (here, there) in enumerate(copies):
            if index >= least:
                self.nodes[ends].to.append(last)
            self.nodes[ends].to.append(here)
            ends = there
        self.nodes[ends].to.append(last)
        if most is None:
            self.nodes[ends].to.append(copies[-1][0])
        elif most == 0:
            self.nodes[first].to = [last]
        return first, last


def _times(repeat: str) -> tuple[int, int | None]:
    """Return how often a repeat asks for at least and at most."""
    if repeat in {"*", "+", "?"}:
        return (1 if repeat == "+" else 0), (1 if repeat == "?" else None)
    least, comma, most = repeat[1:-1].partition(",")
    if max(int(least or 0), int(most or 0)) > _MOST_REPEATS:
        raise WrongUsage(f"{repeat} repeats too often.", hint=f"At most {_MOST_REPEATS} times.")
    return int(least or 0), (int(most) if most else None) if comma else int(least or 0)


def _unsupported(token: str) -> WrongUsage:
    return WrongUsage(
        f"{token!r} is not supported in a search.",
        hint="Back references, looking ahead or behind, flags inside and names of characters are not.",
    )


def _reader(token: str, flags: re.RegexFlag) -> Callable[[str], bool]:
    """Return the test of one character; `re` does that, since for one character it takes no time."""
    try:
        with warnings.catch_warnings(action="ignore"):
            one = re.compile(token, flags | re.DOTALL)
    except re.error as error:
        raise _unsupported(token) from error
    return lambda char: one.fullmatch(char) is not None
