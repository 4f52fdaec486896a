"""Where a stream can be read in more than one way: what both ways leave possible goes into the bounds.

A person runs the same command twice, an upload is stored twice, an event is lost: the lines look the same. As long as
the rest does not tell, the lines may have come with either event.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from replayer.recording.deliveries import Delivery
from replayer.recording.ways import Made, Way

Fitting: TypeAlias = Callable[[Delivery, int], int | None]
"""From a delivery and a slice: the last place behind the delivery, and before the slice, that its event says as well."""

LOOK_BACK = 64
"""Events that are looked back at when two ways to read them meet."""


def either(way: Way, other: Way, look_back: int = LOOK_BACK) -> Way:
    """Return `way` with the events that may have brought the same slices on the `other` way, which is nearly as likely."""
    own, theirs, made = _parting(way.made, other.made, look_back)
    spans = _spans(theirs, made)
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


def _spans(made: Sequence[Delivery | int], shared: Made) -> list[tuple[int, int, int, int]]:
    """Return (first slice, exclusive end, earliest event, latest event) of what was brought, and of the holes between."""
    brought = sorted(
        (each.start, each.end, each.event)
        for each in made
        if isinstance(each, Delivery) and each.end > each.start
    )
    spans: list[tuple[int, int, int, int]] = []
    if shared is not None and isinstance(shared[0], Delivery):
        spans.append((shared[0].end, shared[0].end, shared[0].event, shared[0].event))
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


def behind_hole(way: Way, fitting: Fitting) -> Way:
    """Return `way` with those deliveries in doubt that fit as well among the slices it has just skipped."""
    if way.made is None:
        return way
    last, before = way.made
    if not isinstance(last, Delivery) or before is None:
        return way
    reached = before[0].end if isinstance(before[0], Delivery) else last.start
    if last.start <= reached:
        return way
    return way._replace(made=(last, marked(before, last.start, fitting)))


def marked(made: Made, end: int, fitting: Fitting) -> Made:
    """Return `made` with its last deliveries in doubt, as far as their events fit as well further on, before `end`."""
    found: list[Delivery | int] = []
    rest = made
    while rest is not None and len(found) < LOOK_BACK:
        what = rest[0]
        if isinstance(what, Delivery) and what.end > what.start:
            begin = fitting(what, end)
            if begin is None:
                break
            found.append(replace(what, unsure=True))
            end = begin
        else:
            found.append(what)
        rest = rest[1]
    for each in reversed(found):
        rest = (each, rest)
    return rest
