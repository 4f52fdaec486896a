"""What help, the palette and docs/keys.md say of keys: one reading of the bindings for all three."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from textual.app import App
from textual.binding import ActiveBinding, Binding, BindingType
from textual.keys import key_to_character

_NAMES = {
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "slash": "/",  # Unicode calls it solidus
    "escape": "esc",
    "pageup": "page up",
    "pagedown": "page down",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One line of help: the keys of one action and what it does."""

    keys: tuple[str, ...]
    """As they are printed on the keyboard."""
    name: str
    """Short, as in the footer."""
    text: str
    """One sentence."""
    id: str
    """By which the key is changed in the settings; also the words that several digits share."""


def key_name(key: str) -> str:
    """Return a key's name as a person reads it: `shift+←`, `,`."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, _NAMES.get(last) or _sign(last) or last])


def _sign(key: str) -> str | None:
    """Return what a key prints: `&` of `ampersand`; None where that is nothing to see."""
    character = key_to_character(key)
    return character if character and character.isprintable() and character != " " else None


def ordered(active: Iterable[ActiveBinding]) -> list[ActiveBinding]:
    """Return what works here and now as its places declare it; what works everywhere comes last.

    Textual has it by key: an action on a key of Textual's own has that one's rank.
    """
    every = list(active)
    nodes = list(dict.fromkeys(each.node for each in every))

    def rank(one: ActiveBinding) -> tuple[bool, int, int]:
        names = [each.id for each in one.node.BINDINGS if isinstance(each, Binding)]
        place = names.index(one.binding.id) if one.binding.id in names else -1
        return isinstance(one.node, App), nodes.index(one.node), place

    return sorted(every, key=rank)


def help_lines(bindings: Iterable[Binding]) -> list[Key]:
    """Return a line for each action, in the order of the bindings; those of one id share a line."""
    lines: dict[str, Key] = {}
    for binding in bindings:
        keys = tuple(key_name(key.strip()) for key in binding.key.split(","))
        id_ = (binding.id or binding.action).rstrip("0123456789").rstrip("-")
        if id_ in lines:
            known = lines[id_]
            lines[id_] = Key((*known.keys, *keys), known.name, known.text, id_)
        else:
            text = binding.tooltip or binding.description
            lines[id_] = Key(keys, binding.description, text, id_)
    return list(lines.values())


Keys: TypeAlias = Callable[[str], str]
"""Returns by the name of an action the key to press, as it is printed on the keyboard."""


def keys_of(bindings: Iterable[BindingType], changed: Mapping[str, str]) -> Keys:
    """Return what tells the first key of each of `bindings`; `changed` are those of the settings, by name."""
    keys = {each.id: each.key for each in bindings if isinstance(each, Binding) and each.id}
    keys |= changed
    return lambda name: key_name(keys[name].split(",")[0].strip())


def keys_text(keys: Sequence[str]) -> str:
    """Return the keys of a line, a run of digits as `0 … 9`."""
    if len(keys) > 3 and all(len(key) == 1 and key.isdigit() for key in keys):
        return f"{min(keys)} … {max(keys)}"
    return "  ".join(keys)
