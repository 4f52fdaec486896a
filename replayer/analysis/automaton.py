"""Automata: a set of places in a pattern moves over a line and looks at each character once.

States are made as characters ask for them. Their number is bounded: beyond it all are forgotten and made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

MOST_STATES = 2000
"""States remembered."""


@dataclass(slots=True)
class Node:
    """A node of the automaton: reads a character, tests the place, or only leads on."""

    reads: Callable[[str], bool] | None = None
    test: str = ""
    """`^`, `$`, `b` or `B`."""
    to: list[int] = field(default_factory=list)


class State(dict[str, "State"]):
    """A set of nodes, with where each character leads. "" stands for the end of the line."""

    def __init__(self, machine: Machine, nodes: frozenset[int], before: str) -> None:
        super().__init__()
        self.machine = machine
        self.nodes = nodes
        self.before = before
        """The kind of the character before: `^` at the beginning, `w` of a word, `o` other."""
        self.matched = False
        """Whether a match ended before the character that led here."""

    def __missing__(self, char: str) -> State:
        return self.machine.step(self, char)


class Machine:
    """Runs a set of nodes over a line; with `anywhere`, a match may begin at each character."""

    def __init__(self, nodes: Sequence[Node], first: int, last: int, *, anywhere: bool) -> None:
        self._nodes = nodes
        self._first = first
        self._last = last
        self._anywhere = anywhere
        self._states: dict[tuple[frozenset[int], str, bool], State] = {}
        self.dead = State(self, frozenset(), "o")

    def start(self, before: str) -> State:
        """Return the state behind the character `before`, which is "" at the line's edge."""
        kind = _kind(before) if before else "^"
        return self._state(frozenset({self._first}), kind, matched=False)

    def step(self, state: State, char: str) -> State:
        """Return the state after `char`, and remember it."""
        kind = _kind(char)
        reached = self._reached(state.nodes, state.before, kind)
        matched = self._last in reached
        if char:
            nodes = {
                to
                for index in reached
                if (reads := self._nodes[index].reads) is not None and reads(char)
                for to in self._nodes[index].to
            }
            if self._anywhere:
                nodes.add(self._first)
        else:
            nodes = set()
        if nodes or matched:
            following = self._state(frozenset(nodes), kind, matched=matched)
        else:
            following = self.dead
        state[char] = following
        return following

    def _state(self, nodes: frozenset[int], before: str, *, matched: bool) -> State:
        key = (nodes, before, matched)
        found = self._states.get(key)
        if found is None:
            if len(self._states) >= MOST_STATES:
                for each in self._states.values():
                    each.clear()
                self._states.clear()
            found = self._states[key] = State(self, nodes, before)
            found.matched = matched
        return found

    def _reached(self, nodes: Iterable[int], before: str, after: str) -> set[int]:
        """Return the nodes that can be reached without reading, between two kinds of characters."""
        reached: set[int] = set()
        stack = list(nodes)
        while stack:
            index = stack.pop()
            if index in reached:
                continue
            reached.add(index)
            node = self._nodes[index]
            if node.reads is None and (not node.test or _holds(node.test, before, after)):
                stack.extend(node.to)
        return reached


_SWAPPED = {"^": "$", "$": "^"}


def turned(nodes: Sequence[Node]) -> list[Node]:
    """Return the nodes that match the same texts from their ends to their beginnings."""
    others = [Node(node.reads, _SWAPPED.get(node.test, node.test)) for node in nodes]
    for index, node in enumerate(nodes):
        for to in node.to:
            others[to].to.append(index)
    return others


def _kind(char: str) -> str:
    if not char:
        return "$"
    return "w" if char.isalnum() or char == "_" else "o"


def _holds(test: str, before: str, after: str) -> bool:
    if test in "^$":
        return test == (before if test == "^" else after)
    return ((before == "w") != (after == "w")) == (test == "b")


def reach(machine: Machine, before: str, text: str, behind: str) -> int:
    """Return the length of the longest match at the beginning of `text`; 0 when there is none.

    `before` and `behind` are the characters around it, "" at the line's edges.
    """
    state = machine.start(before)
    length = 0
    for index, char in enumerate(text):
        state = state[char]
        if state.matched:
            length = index
        if state is machine.dead:
            return length
    return len(text) if state[behind].matched else length
