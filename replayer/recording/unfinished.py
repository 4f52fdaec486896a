"""Tells whether a command goes on: then a shell asks for the rest of it at another prompt.

A command is read line by line, and each line once: who writes it must not be able to keep us busy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_OPENERS = re.compile(r"(?:^|[\s;&|(])(?:do|then|else|\{|\()\s*$|(?:\||&&)\s*$")
_WORDS = re.compile(
    r"(?:^|[;&|(\s])(for|while|until|select|if|case|do|done|fi|esac|\{|\})(?=[;&|)\s]|$)"
)
_CLOSES = {"done": 1, "fi": 1, "esac": 1, "}": 1}
_OPENS = {"do": 1, "if": 1, "case": 1, "{": 1}
_LOOPS = {"for": 1, "while": 1, "until": 1, "select": 1, "do": -1}
_HEREDOC = re.compile(r"<<-?[ \t]*(?:'([^']+)'|\"([^\"]+)\"|\\?((?!\d)[\w.-]+))")
"""What announces a text that follows the line and is closed by a word."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a POSIX shell was told of a command so far; what it cannot tell counts as closed."""

    quote: str = ""
    """The quote that is open."""
    escaped: bool = False
    """The last line ends in a backslash."""
    waits: bool = False
    """It ends in a word that something has to follow."""
    texts: tuple[str, ...] = ()
    """The words that close the texts which follow."""
    brackets: int = 0
    depth: int = 0
    loops: int = 0
    """What was opened and not closed: brackets, compounds, loops that lack their `do`."""

    @property
    def is_open(self) -> bool:
        """Whether the shell asks for more."""
        unclosed = self.brackets > 0 or self.depth > 0 or self.loops > 0
        return bool(self.quote or self.escaped or self.waits or self.texts or unclosed)

    def then(self, text: str) -> Entered:
        """Return what it was told with one or several more lines."""
        entered = self
        for line in text.split("\n"):
            entered = entered._with(line)
        return entered

    def _with(self, line: str) -> Entered:
        if self.texts and not self.quote:
            closes = line.lstrip("\t") == self.texts[0]
            return replace(self, escaped=False, texts=self.texts[closes:])
        bare, quote, escaped, texts = _unquoted(line, self.quote)
        words = [match[1] for match in _WORDS.finditer(bare)]
        return Entered(
            quote,
            escaped,
            _OPENERS.search(bare) is not None if bare.strip() else self.waits,
            self.texts + texts,
            self.brackets + bare.count("(") - bare.count(")"),
            self.depth + sum(_OPENS.get(word, 0) - _CLOSES.get(word, 0) for word in words),
            self.loops + sum(_LOOPS.get(word, 0) for word in words),
        )


def _unquoted(line: str, quote: str) -> tuple[str, str, bool, tuple[str, ...]]:
    """Return a line with `_` for each quoted character, the quote open at its end, whether that is escaped, and words.

    The words are those that close the texts which follow the line.
    """
    bare: list[str] = []
    texts: list[str] = []
    index, escaped = 0, False
    while index < len(line):
        char = line[index]
        index += 1
        if escaped or (quote and char not in {quote, "\\"}) or (quote == "'" and char == "\\"):
            escaped = False
            bare.append("_")
        elif char == "\\":
            escaped = True
        elif quote or char in "'\"`":
            quote = "" if quote else char
            bare.append("_")
        elif line.startswith("<<<", index - 1):
            index += 2
        elif char == "<" and (heredoc := _HEREDOC.match(line, index - 1)):
            texts.append(heredoc[heredoc.lastindex or 0])
            index = heredoc.end()
        else:
            bare.append(char)
    return "".join(bare), quote, escaped, tuple(texts)
