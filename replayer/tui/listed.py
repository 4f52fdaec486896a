"""Which commands a list shows: those that have all the words that were typed."""

from __future__ import annotations

from collections.abc import Sequence

from replayer.analysis.commands import Command


def passing(commands: Sequence[Command], text: str) -> tuple[int, ...]:
    """Return the places of the commands that have each word of `text` in them, in order.

    Capitals count in a word that has any, as they do in a search.
    """
    words = text.split()
    return tuple(
        index
        for index, command in enumerate(commands)
        if all(
            word in (command.text if word != word.lower() else command.text.lower())
            for word in words
        )
    )
