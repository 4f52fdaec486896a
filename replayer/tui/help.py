"""The text of the help overlay and of docs/keys.md, both made from the bindings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.binding import ActiveBinding, Binding
from textual.content import Content

from replayer.tui.bindings import help_lines, keys_text, ordered

_EVERYWHERE = "EVERYWHERE"
TEXT_COLUMN = 18
"""In which column what a key does begins, counted from 0."""
_INTRODUCTION = """\
Made from the app's bindings by `make keys`; a test compares. The name in the last column is what the settings call
the action: a line `toggle-playback = "space,p"` in `[keys]` of `config.toml` gives it other keys."""


def help_text(active: Iterable[ActiveBinding]) -> Content:
    """Return the keys that work here and now, place by place, as they are set at present."""
    places: dict[str, list[Binding]] = {}
    for each in ordered(active):
        if each.binding.id and not each.binding.system:
            places.setdefault(_place(each), []).append(each.binding)
    parts: list[Content] = []
    for place, bindings in sorted(places.items(), key=lambda item: item[0] == _EVERYWHERE):
        parts.append(Content.styled(place, "bold $text-primary"))
        parts += [
            Content.assemble(
                (f"  {keys_text(line.keys):<{TEXT_COLUMN - 3}} ", "bold $text-accent"), line.text
            )
            for line in help_lines(bindings)
        ]
        parts.append(Content(""))
    parts.append(Content.styled("ctrl+p lists every action by name.", "$foreground-muted"))
    return Content("\n").join(parts)


def _place(active: ActiveBinding) -> str:
    # said by each place itself; the app's keys work everywhere
    return getattr(active.node, "HELP_HEADING", _EVERYWHERE)


def keys_page(places: Sequence[tuple[str, Iterable[Binding]]]) -> str:
    """Return docs/keys.md: the keys as they are before anybody changes them."""
    parts = [
        "# Keys",
        "",
        _INTRODUCTION,
    ]
    for heading, bindings in places:
        parts += ["", f"## {heading}", "", "| keys | what it does | name |", "|---|---|---|"]
        parts += [
            f"| {' '.join(f'`{key}`' for key in _shortened(line.keys))} | {line.text} | `{line.id}` |"
            for line in help_lines(bindings)
        ]
    return "\n".join(parts) + "\n"


def _shortened(keys: Sequence[str]) -> Sequence[str]:
    text = keys_text(keys)
    return [text] if "…" in text else keys
