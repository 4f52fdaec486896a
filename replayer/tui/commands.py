"""The command palette: every action that has a key here and now, with its key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from replayer.tui.bindings import Key, help_lines, ordered


class KeyCommands(Provider):
    """Lists the actions of the place that is shown."""

    async def discover(self) -> Hits:
        for line, run in self._lines():
            yield DiscoveryHit(_named(line), run, text=line.name, help=line.text)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for line, run in self._lines():
            score = matcher.match(line.name)
            if score > 0:
                yield Hit(score, _named(line), run, text=line.name, help=line.text)

    def _lines(self) -> Iterator[tuple[Key, Callable[[], Awaitable[bool]]]]:
        seen: set[str] = set()
        for active in ordered(self.screen.active_bindings.values()):
            binding = active.binding
            if binding.system or not binding.description or not binding.id:
                continue
            (line,) = help_lines([binding])
            if line.id not in seen:
                seen.add(line.id)
                yield line, partial(self.app.run_action, binding.action, active.node)


def _named(line: Key) -> Content:
    return Content.assemble(line.name, ("  " + " ".join(line.keys), "$foreground-muted"))
