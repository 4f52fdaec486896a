"""Where a stream can be read in more than one way: what both ways leave possible goes into the bounds.

A person runs the same command twice, an upload is stored twice, an event is lost: the lines look the same. As long as
the rest does not tell, the lines may have come with either event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from replayer.recording.deliveries import Delivery
from replayer.recording.matching import exact
from replayer.recording.slices import Slices
from replayer.recording.ways import Made, Way

LOOK_BACK = 64
"""Events that are looked back at when two ways to read them meet."""


def either(way: Way, other: Way, look_back: int = LOOK_BACK) -> Way:
    """Return `way` with the events that may have brought the same slices on the `other` way, which is nearly as likely."""
    own, theirs, made = _parting(way.made, other.made, look_back)
    spans = _spans(theirs)
    for what in reversed(own):
        kept = what
        if isinstance(what, Delivery) and what.end > what.start:
            known = [what.event, *(each for each in (what.since, what.until) if each is not None)]
            for start, end, least, most in spans:
                if start < what.end and what.start < end:
                    known += [least, most]
            since, until = min(known), max(known)
            kept = replace(
                what,
                since=since if since < what.event else None,
                until=until if until > what.event else None,
            )
        made = (kept, made)
    return way._replace(made=made)


def _spans(made: Sequence[Delivery | int]) -> list[tuple[int, int, int, int]]:
    """Return (first slice, exclusive end, earliest event, latest event) of what was brought, and of the holes between."""
    brought = sorted(
        (each.start, each.end, each.event)
        for each in made
        if isinstance(each, Delivery) and each.end > each.start
    )
    spans: list[tuple[int, int, int, int]] = []
    for start, end, event in brought:
        if spans and spans[-1][1] < start:
            spans.append((spans[-1][1], start, min(spans[-1][3], event), max(spans[-1][3], event)))
        spans.append((start, end, event, event))
    return spans


def _parting(
    one: Made, other: Made, look_back: int
) -> tuple[list[Delivery | int], list[Delivery | int], Made]:
    """Return what two ways hold behind the place where they part, and the list up to there."""
    places: dict[int, int] = {}
    node, steps = one, list[Delivery | int]()
    while node is not None and len(steps) < look_back:
        places[id(node)] = len(steps)
        steps.append(node[0])
        node = node[1]
    rest, theirs = other, list[Delivery | int]()
    while rest is not None and len(theirs) < look_back:
        if id(rest) in places:
            return steps[: places[id(rest)]], theirs, rest
        theirs.append(rest[0])
        rest = rest[1]
    if node is None and rest is None:
        return steps, theirs, None
    return [], [], one


def behind_hole(source: Slices, events: Sequence[Sequence[str]], way: Way) -> Way:
    """Return `way` with those deliveries in doubt that fit as well behind the slices it has just skipped."""
    if way.made is None:
        return way
    last, before = way.made
    if not isinstance(last, Delivery) or before is None:
        return way
    reached = before[0].end if isinstance(before[0], Delivery) else last.start
    if last.start <= reached:
        return way
    return way._replace(made=(last, marked(source, events, before, last.start)))


def marked(source: Slices, events: Sequence[Sequence[str]], made: Made, end: int) -> Made:
    """Return `made` with its last deliveries in doubt, as far as their events say also what lies right before `end`."""
    found: list[Delivery] = []
    rest = made
    while rest is not None and len(found) < LOOK_BACK:
        what = rest[0]
        if not isinstance(what, Delivery) or what.end == what.start:
            break
        begin = end - (what.end - what.start)
        if begin < what.end or exact(source, begin, events[what.event][what.repeated :]) != end:
            break
        found.append(replace(what, unsure=True))
        end, rest = begin, rest[1]
    for what in reversed(found):
        rest = (what, rest)
    return rest
