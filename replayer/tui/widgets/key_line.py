"""The last line: which keys work here and now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from replayer.tui.bindings import key_name, ordered


@dataclass(frozen=True, slots=True)
class Hint:
    """Some keys and one or two words."""

    keys: tuple[tuple[str, str], ...]
    """Each as it is printed on the keyboard, and as Textual calls it."""
    label: str

    @property
    def width(self) -> int:
        """Columns it takes."""
        return cell_len(f"{' '.join(key for key, _ in self.keys)} {self.label}")


class KeyLine(Widget):
    """Shows the keys that the bindings show, as many as fit; the last two, help and the way out, always."""

    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; padding: 0 1; background: $panel; color: $text-muted; }
    """

    hints: reactive[tuple[Hint, ...]] = reactive(())
    """What there is to show."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._updated)
        self.call_after_refresh(self._updated, self.screen)

    def _updated(self, screen: Screen[object]) -> None:
        if screen is self.app.screen:  # not the keys of a dialog over it
            self.hints = hints_of(ordered(screen.active_bindings.values()))

    def render(self) -> Content:
        parts = []
        for hint in fitting(self.hints, self.content_size.width):
            keys = " ".join(key for key, _ in hint.keys)
            parts.append(Content.assemble((keys, "bold $text-accent"), f" {hint.label}"))
        return Content("  ").join(parts)

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked on."""
        start = self.gutter.left
        for hint in fitting(self.hints, self.content_size.width):
            if start <= event.x < start + hint.width:
                column = start
                for key, name in hint.keys:
                    column += cell_len(key) + 1
                    if event.x < column or name == hint.keys[-1][1]:
                        self.app.simulate_key(name)
                        return
            start += hint.width + 2


def hints_of(active: Iterable[ActiveBinding]) -> tuple[Hint, ...]:
    """Return what to show: the first key of an action, those of a group together, the app's own last."""
    hints: dict[str, Hint] = {}
    named: set[str | None] = set()
    for each in active:
        binding = each.binding
        if not binding.show or binding.system or (binding.id and binding.id in named):
            continue
        named.add(binding.id)
        name = binding.group.description if binding.group else binding.id or binding.action
        label = binding.group.description if binding.group else binding.description.lower()
        key = (_printed(binding), binding.key)
        known = hints.get(name)
        if known is None:
            hints[name] = Hint((key,), label)
        elif binding.group and known.label == label:
            hints[name] = Hint((*known.keys, key), label)
    return tuple(hints.values())


def _printed(binding: Binding) -> str:
    return binding.key_display or key_name(binding.key)


def fitting(hints: Sequence[Hint], width: int) -> list[Hint]:
    """Return the hints that fit, the last two among them."""
    always = list(hints[-2:])
    room = width - sum(hint.width + 2 for hint in always)
    shown: list[Hint] = []
    for hint in hints[:-2]:
        room -= hint.width + 2
        if room < -2:
            break
        shown.append(hint)
    return shown + always
