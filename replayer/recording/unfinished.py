"""Tells whether a command goes on: then a shell asks for the rest of it at another prompt."""

from __future__ import annotations

import re

_OPENERS = re.compile(r"(?:^|[\s;&|(])(?:do|then|else|\{|\(|case\s.*\sin)\s*$|(?:\||&&|\\)\s*$|<<")
_WORDS = re.compile(
    r"(?:^|[;&|(\s])(for|while|until|select|if|case|do|done|fi|esac|\{|\})(?=[;&|)\s]|$)"
)
_CLOSES = {"done": 1, "fi": 1, "esac": 1, "}": 1}
_OPENS = {"do": 1, "if": 1, "case": 1, "{": 1}
_HEREDOC = re.compile(
    r"<<-?[ \t]*(?P<quote>['\"]?)(?P<word>[\w.-]+)(?P=quote)(?P<rest>[^\n]*)\n(?:[^\n]*\n)*?\t*(?P=word)(?=\n|\Z)"
)
"""A text that follows a command and is closed by its word."""


def is_open(text: str) -> bool:
    """Tell whether a POSIX shell would ask for more after `text`; what it cannot tell counts as closed."""
    text = _HEREDOC.sub(r"\g<rest>", text)
    quote = ""
    escaped = False
    for char in text:
        if escaped:
            escaped = False
        elif char == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"`":
            quote = char
    if quote or escaped or _OPENERS.search(text):
        return True
    bare = re.sub(r"'[^']*'|\"(?:\\.|[^\"])*\"", "", text, flags=re.DOTALL)
    if bare.count("(") > bare.count(")"):
        return True
    words = [match[1] for match in _WORDS.finditer(bare)]
    depth = sum(_OPENS.get(word, 0) - _CLOSES.get(word, 0) for word in words)
    loops = sum(word in {"for", "while", "until", "select"} for word in words)
    return depth > 0 or loops > words.count("do")
