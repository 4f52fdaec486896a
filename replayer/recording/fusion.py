"""Finds out which streamed event brought which lines of a transcript.

The agent sends its file from the first line to the last, so events and slices go together in order. What disturbs the
order: a call that was stored though the agent saw an error is built again, from the same line on and longer (so its
event begins with what was stored); events are lost, or belong to nobody; stamps that go back permute events. A user
may also run the same command twice, which looks like a repeat until the end is known. So a few ways to read the events
are followed side by side and the cheapest is taken at the end. On healthy input one way is left after each event.

Rejected: a difference of two long lists. It is not linear, and it does not know that a repeat begins where a call began.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from replayer.recording.cleanup import cleaned
from replayer.recording.matching import Match, encoded, exact, patient
from replayer.recording.slices import Slices

_WAYS = 8
"""Ways to read the events that are followed side by side."""
_REPEAT, _FOREIGN, _SKIP, _FLAW = 1.0, 3.0, 2.0, 0.5
"""What a repeated event, an event that fits nowhere, lines that no event brought, and an element that differs cost."""
_SKIPPED_LINE = 0.001
_HOPELESS = 6.0
"""Cost above the cheapest from which on a way is given up."""
_SHORT = 1.5
"""What it costs not to reach the transcript's end: a stream may stop early, but seldom does."""
_PLACES = 6
"""Places at which a line is looked for; one that is said more often tells nothing."""
_TELLING = 5
"""Bytes from which on a line tells something."""
_FRAGILE = bytes([0x0A, *range(0x80, 0x100)])
_LOOK_BACK = 64
"""Events that are looked back at when two ways to read them meet."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The slices that one event brought."""

    event: int
    start: int
    """First slice that no event before had brought; equals `end` for a mere repeat."""
    end: int
    """Exclusive."""
    repeated: int = 0
    """Slices at the event's beginning that an event before had brought."""
    match: Match | None = None
    """How it matches, where it does not exactly."""
    since: int | None = None
    """An earlier event that may have brought them instead, where a repeat cannot be told from the user's own."""
    until: int | None = None
    """A later one."""
    unsure: bool = False
    """Whether the event may have brought equal slices further on instead: some that no event brought lie between."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """How the events of a stream and the slices of a transcript go together."""

    deliveries: tuple[Delivery, ...]
    """In order of events; those of permuted events go back among the slices."""
    foreign: tuple[int, ...]
    """Events that fit nowhere."""


_Made: TypeAlias = "tuple[Delivery | int, _Made] | None"
"""Deliveries and foreign events so far, as a linked list: (the last one, what was before)."""


class _Way(NamedTuple):
    """One way to read the events so far."""

    cost: float
    position: int
    """The next slice."""
    call: int
    """First slice of the last call: where it would begin again."""
    last: int
    """First slice of the last event."""
    made: _Made
    holes: tuple[tuple[int, int], ...]
    """Slices before `position` that no event brought: (first, exclusive end)."""
    after: int
    """The slice behind those of the last event; inside a hole when that one was permuted."""


def align(source: Slices, events: Sequence[Sequence[str]], calls: Sequence[int]) -> Alignment:
    """Return which of `events` brought which slices of `source`; `calls` numbers the call of each event."""
    ways = [_Way(0.0, 0, 0, 0, None, (), 0)]
    anchors: dict[bytes, list[int]] | None = None
    for number, elements in enumerate(events):
        fresh = number == 0 or calls[number] != calls[number - 1]
        found, rest = _exactly(source, ways, number, elements, fresh)
        if not found:
            found = _nearly(source, ways, number, elements, fresh)
            rest = [] if found else rest
        if rest and (anchors is not None or not found):
            if anchors is None:
                anchors = _anchors(source)
            away = _elsewhere(source, rest, number, elements, fresh, anchors)
            found = found + [_doubted(source, events, way) for way in away]
        ways = _best(found)
    total = len(source)
    way = min(ways, key=lambda each: each.cost + _SHORT * (each.position < total))
    if way.position < total:
        way = way._replace(made=_marked(source, events, way.made, total))
    return _alignment(way)


def _exactly(
    source: Slices, ways: Sequence[_Way], number: int, elements: Sequence[str], fresh: bool
) -> tuple[list[_Way], list[_Way]]:
    """Return how the ways go on with an event that says exactly what comes next, or again; and those that cannot."""
    found: list[_Way] = []
    rest: list[_Way] = []
    for way in ways:
        before = len(found)
        end = exact(source, way.position, elements)
        if end is not None:
            found.append(_continued(way, number, way.position, end, 0.0, fresh, None))
        for begin in {way.call, way.last, way.after}:
            if begin < way.position:
                end = exact(source, begin, elements)
                if end is not None:
                    cost = 0.0 if begin == way.after else _REPEAT
                    found.append(_continued(way, number, begin, end, cost, fresh, None))
        if len(found) == before:
            rest.append(way)
    return found, rest


def _nearly(
    source: Slices, ways: Sequence[_Way], number: int, elements: Sequence[str], fresh: bool
) -> list[_Way]:
    found = []
    for way in ways:
        match = patient(source, way.position, elements)
        if match.flaws * 2 <= len(elements) and match.end > match.start and match.missing == 0:
            cost = _FLAW * match.flaws
            found.append(_continued(way, number, match.start, match.end, cost, fresh, match))
    return found


def _elsewhere(
    source: Slices,
    ways: Sequence[_Way],
    number: int,
    elements: Sequence[str],
    fresh: bool,
    anchors: dict[bytes, list[int]],
) -> list[_Way]:
    """Look for the event behind lines that no event brought, or before; else it is foreign."""
    starts = dict.fromkeys(
        start - place
        for place, element in enumerate(elements)
        for start in anchors.get(_key(encoded(element)), ())
        if start >= place
    )
    found = []
    for way in ways:
        ahead = sorted((start for start in starts), key=lambda start: abs(start - way.position))
        for start in ahead[:_PLACES]:
            if start < way.position and not any(first <= start < end for first, end in way.holes):
                continue
            match = patient(source, start, elements)
            if match.flaws * 2 <= len(elements):
                skipped = abs(match.start - way.position)
                cost = _SKIP + _FLAW * match.flaws + _SKIPPED_LINE * skipped
                kept = match if match.flaws else None
                found.append(_continued(way, number, match.start, match.end, cost, fresh, kept))
    found += [way._replace(cost=way.cost + _FOREIGN, made=(number, way.made)) for way in ways]
    return found


def _doubted(source: Slices, events: Sequence[Sequence[str]], way: _Way) -> _Way:
    """Return `way` with those deliveries in doubt that fit as well behind the slices it has just skipped."""
    if way.made is None:
        return way
    last, before = way.made
    if not isinstance(last, Delivery):
        return way
    reached = before[0].end if before is not None and isinstance(before[0], Delivery) else None
    if reached is None or last.start <= reached:
        return way
    return way._replace(made=(last, _marked(source, events, before, last.start)))


def _marked(source: Slices, events: Sequence[Sequence[str]], made: _Made, end: int) -> _Made:
    """Return `made` with its last deliveries in doubt, as far as their events say also what lies right before `end`."""
    marked: list[Delivery] = []
    rest = made
    while rest is not None and len(marked) < _LOOK_BACK:
        what = rest[0]
        if not isinstance(what, Delivery) or what.end == what.start:
            break
        begin = end - (what.end - what.start)
        if begin < what.end or exact(source, begin, events[what.event][what.repeated :]) != end:
            break
        marked.append(replace(what, unsure=True))
        end, rest = begin, rest[1]
    for what in reversed(marked):
        rest = (what, rest)
    return rest


def _continued(
    way: _Way, number: int, begin: int, end: int, cost: float, fresh: bool, match: Match | None
) -> _Way:
    hole = next((each for each in way.holes if each[0] <= begin < each[1]), None)
    holes = way.holes
    if hole is not None:
        end = min(end, hole[1])
        rest = [(hole[0], begin), (end, hole[1])]
        holes = tuple(each for each in holes if each != hole)
        holes += tuple(each for each in rest if each[0] < each[1])
        repeated = 0
    else:
        repeated = max(0, min(way.position, end) - begin)
        if begin > way.position:
            holes += ((way.position, begin),)
    delivery = Delivery(number, begin + repeated, end, repeated, match)
    return _Way(
        way.cost + cost,
        max(way.position, end),
        begin if fresh else way.call,
        begin,
        (delivery, way.made),
        holes,
        end,
    )


def _best(ways: list[_Way]) -> list[_Way]:
    """Return the cheapest way to each position, the cheapest few of them."""
    if len(ways) == 1:
        return ways
    best: dict[tuple[object, ...], _Way] = {}
    for way in ways:
        key = way.position, way.call, way.last, way.holes, way.after
        other = best.get(key)
        if other is None:
            best[key] = way
        else:
            cheap, dear = (way, other) if way.cost < other.cost else (other, way)
            best[key] = _undecided(cheap, dear) if dear.cost - cheap.cost <= _REPEAT else cheap
    ordered = sorted(best.values(), key=lambda each: (each.cost, -each.position))
    return [way for way in ordered[:_WAYS] if way.cost <= ordered[0].cost + _HOPELESS]


def _undecided(way: _Way, other: _Way) -> _Way:
    """Return `way` with the events that bring the same slices on the `other` way, which is nearly as likely."""
    own, theirs, common = _parting(way.made, other.made)
    made = common
    for what in reversed(own):
        if isinstance(what, Delivery) and what.end > what.start:
            events = [
                each.event
                for each in theirs
                if isinstance(each, Delivery) and each.start < what.end and what.start < each.end
            ]
            least, most = min(events, default=what.event), max(events, default=what.event)
            since = min(least, what.event if what.since is None else what.since)
            until = max(most, what.event if what.until is None else what.until)
            made = (
                replace(
                    what,
                    since=since if since < what.event else None,
                    until=until if until > what.event else None,
                ),
                made,
            )
        else:
            made = (what, made)
    return way._replace(made=made)


def _parting(one: _Made, other: _Made) -> tuple[list[Delivery | int], list[Delivery | int], _Made]:
    """Return what two ways hold behind the place where they part, and the list up to there."""
    places: dict[int, int] = {}
    node, steps = one, list[Delivery | int]()
    while node is not None and len(steps) < _LOOK_BACK:
        places[id(node)] = len(steps)
        steps.append(node[0])
        node = node[1]
    rest, theirs = other, list[Delivery | int]()
    while rest is not None and len(theirs) < _LOOK_BACK:
        if id(rest) in places:
            return steps[: places[id(rest)]], theirs, rest
        theirs.append(rest[0])
        rest = rest[1]
    if node is None and rest is None:
        return steps, theirs, None
    return [], [], one


def _key(text: bytes) -> bytes:
    """Return what clean-up and JSON leave alone of a line."""
    return text.translate(None, _FRAGILE)


def _anchors(source: Slices) -> dict[bytes, list[int]]:
    """Return where texts are said that few slices say: places to find the thread again."""
    places: dict[bytes, list[int]] = {}
    for index in range(len(source)):
        text = _key(cleaned(source[index]))
        if len(text) >= _TELLING:
            known = places.setdefault(text, [])
            if len(known) <= _PLACES:
                known.append(index)
    return {text: known for text, known in places.items() if len(known) <= _PLACES}


def _alignment(way: _Way) -> Alignment:
    deliveries: list[Delivery] = []
    foreign: list[int] = []
    made = way.made
    while made is not None:
        what, made = made
        if isinstance(what, Delivery):
            deliveries.append(what)
        else:
            foreign.append(what)
    return Alignment(tuple(reversed(deliveries)), tuple(reversed(foreign)))
