"""Ways to read a stream against a transcript, followed side by side until the end tells which is right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from replayer.recording.deliveries import Alignment, Delivery
from replayer.recording.matching import Match

REPEAT = 1.0
"""What it costs to take an event for one that was built again. Other costs are weighed against it."""
_MOST = 8
"""Ways that are followed side by side."""
_HOPELESS = 6.0
"""Cost above the cheapest from which on a way is given up."""
_HOLES = 64
"""Stretches that no event brought which a way keeps in mind for events that come late."""

Made: TypeAlias = "tuple[Delivery | int, Made] | None"
"""Deliveries and foreign events so far, as a linked list: (the last one, what was before)."""


class Way(NamedTuple):
    """One way to read the events so far."""

    cost: float = 0.0
    position: int = 0
    """The next slice."""
    call: int = 0
    """First slice of the last call: where it would begin again."""
    last: int = 0
    """First slice of the last event."""
    made: Made = None
    holes: tuple[tuple[int, int], ...] = ()
    """Slices before `position` that no event brought: (first, exclusive end)."""
    after: int = 0
    """The slice behind those of the last event; inside a hole when that one was permuted."""

    def continued(
        self,
        number: int,
        begin: int,
        end: int,
        cost: float,
        *,
        fresh: bool,
        match: Match | None = None,
    ) -> Way:
        """Return the way on which event `number` says the slices from `begin` to `end`; `fresh` when it begins a call."""
        hole = next((each for each in self.holes if each[0] <= begin < each[1]), None)
        holes, repeated = self.holes, 0
        if hole is not None:
            end = min(end, hole[1])
            rest = [(hole[0], begin), (end, hole[1])]
            holes = tuple(each for each in holes if each != hole)
            holes += tuple(each for each in rest if each[0] < each[1])
        else:
            repeated = max(0, min(self.position, end) - begin)
            if begin > self.position:
                holes = (*holes, (self.position, begin))[-_HOLES:]
        delivery = Delivery(number, begin + repeated, end, repeated, match)
        return Way(
            self.cost + cost,
            max(self.position, end),
            begin if fresh else self.call,
            begin,
            (delivery, self.made),
            holes,
            end,
        )

    def alignment(self) -> Alignment:
        """Return what this way says of all events."""
        deliveries: list[Delivery] = []
        foreign: list[int] = []
        made = self.made
        while made is not None:
            what, made = made
            if isinstance(what, Delivery):
                deliveries.append(what)
            else:
                foreign.append(what)
        return Alignment(tuple(reversed(deliveries)), tuple(reversed(foreign)))


def cheapest(ways: Sequence[Way], joined: Callable[[Way, Way], Way]) -> list[Way]:
    """Return the cheapest way to each place, the cheapest few of them; ways that meet at equal cost are `joined`."""
    if len(ways) == 1:
        return list(ways)
    best: dict[tuple[object, ...], Way] = {}
    for way in ways:
        key = way.position, way.call, way.last, way.holes, way.after
        other = best.get(key)
        if other is None:
            best[key] = way
        else:
            cheap, dear = (way, other) if way.cost < other.cost else (other, way)
            best[key] = joined(cheap, dear) if dear.cost - cheap.cost <= REPEAT else cheap
    ordered = sorted(best.values(), key=lambda each: (each.cost, -each.position))
    return [way for way in ordered[:_MOST] if way.cost <= ordered[0].cost + _HOPELESS]
