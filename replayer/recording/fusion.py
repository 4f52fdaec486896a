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
from functools import partial

from replayer.recording.cleanup import cleaned
from replayer.recording.deliveries import Alignment, Delivery
from replayer.recording.doubt import behind_hole, either, marked
from replayer.recording.long_work import Check, in_runs, unchecked
from replayer.recording.matching import Match, encoded, exact, patient
from replayer.recording.slices import BUFFER, Slices
from replayer.recording.ways import REPEAT, Way, cheapest

_FOREIGN, _SKIP, _BACK, _FLAW = 3.0, 2.0, 4.0, 0.5
"""What an event that fits nowhere, lines that no event brought, an event out of order, and an element that differs cost."""
_SKIPPED_LINE, _FAR = 0.001, 0.5
"""What each of those lines costs besides, and all of them at most."""
_SHORT = 1.5
"""What it costs not to reach the transcript's end: a stream may stop early, but seldom does."""
_PLACES = 6
"""Places at which a line is looked for; one that is said more often tells nothing."""
_TELLING = 5
"""Bytes from which on a line tells something."""
_FRAGILE = bytes([0x0A, *range(0x80, 0x100)])
_ALL = 1 << 62


class _Aligner:
    """Reads the events of a stream against a transcript, one after the other."""

    def __init__(
        self,
        source: Slices,
        events: Sequence[Sequence[str]],
        calls: Sequence[int],
        check: Check,
    ) -> None:
        self.source = source
        self.events = events
        self.calls = calls
        self.check = check
        self.ways = [Way()]
        self.anchors: dict[bytes, tuple[int, ...]] | None = None
        """Where texts are said that few slices say; made when the thread is lost for the first time."""

    def read(self, number: int) -> None:
        """Take the next event."""
        fresh = number == 0 or self.calls[number] != self.calls[number - 1]
        found, rest = self._exactly(number, fresh=fresh)
        # once the thread was lost, the ways that cannot go on may be the right ones
        if rest and (self.anchors is not None or len(rest) == len(self.ways)):
            near, lost = self._nearly(rest, number, fresh=fresh)
            away = self._elsewhere(lost, number, fresh=fresh) if lost else []
            found = [*found, *near, *(behind_hole(way, self._fitting) for way in away)]
        self.ways = cheapest(found, either)

    def _exactly(self, number: int, *, fresh: bool) -> tuple[list[Way], list[Way]]:
        """Return how the ways go on with an event that says exactly what comes next, or again; and those that cannot.

        One that says only what came before may as well be a line that is said again behind some that are lost.
        """
        elements = self.events[number]
        found: list[Way] = []
        rest: list[Way] = []
        for way in self.ways:
            goes_on = False
            for begin in dict.fromkeys((way.position, way.after)):
                end = exact(self.source, begin, elements)
                if end is not None:
                    found.append(way.continued(number, begin, end, 0.0, fresh=fresh))
                    goes_on = True
            for begin in {way.call, way.last}:
                end = exact(self.source, begin, elements) if begin < way.position else None
                # what is built again begins with all of what was stored, unless that does not fit into one event
                if end is not None and (end >= way.position or _is_large(elements)):
                    cost = _SKIP if way.holes else REPEAT
                    found.append(way.continued(number, begin, end, cost, fresh=fresh))
            if not goes_on:
                rest.append(way)
        return found, rest

    def _nearly(
        self, ways: Sequence[Way], number: int, *, fresh: bool
    ) -> tuple[list[Way], list[Way]]:
        """Return how `ways` go on with an event that says what comes next but for some of its elements; and the rest."""
        elements = self.events[number]
        found: list[Way] = []
        rest: list[Way] = []
        for way in ways:
            match = patient(self.source, way.position, elements)
            if match is not None and match.end > match.start and match.missing == 0:
                cost = self._flaws(match, elements)
                found.append(
                    way.continued(number, match.start, match.end, cost, fresh=fresh, match=match)
                )
            else:
                rest.append(way)
        return found, rest

    def _elsewhere(self, ways: Sequence[Way], number: int, *, fresh: bool) -> list[Way]:
        """Look for the event behind lines that no event brought, or before; else it is foreign."""
        elements = self.events[number]
        starts = self._starts(elements)
        found = []
        for way in ways:
            for start in sorted(starts, key=partial(_distance, way.position))[:_PLACES]:
                back = start < way.position
                if back and not any(first <= start < end for first, end in way.holes):
                    continue
                match = patient(self.source, start, elements)
                if match is not None:
                    cost = _BACK if back and fresh else _SKIP
                    cost += self._flaws(match, elements) + min(
                        _SKIPPED_LINE * abs(start - way.position), _FAR
                    )
                    kept = match if match.flaws or match.masked else None
                    found.append(
                        way.continued(number, match.start, match.end, cost, fresh=fresh, match=kept)
                    )
            found.append(way._replace(cost=way.cost + _FOREIGN, made=(number, way.made)))
        return found

    def _flaws(self, match: Match, elements: Sequence[str]) -> float:
        """Return what the differences of an event cost.

        One that begins with something foreign may belong elsewhere, and so may one that says what is said elsewhere.
        """
        odd = [*match.foreign, *(number for number, _ in match.differing)]
        elsewhere = any(self._said(elements[number]) for number in odd)
        return _FLAW * match.flaws + _SKIP * (elsewhere or 0 in match.foreign)

    def _starts(self, elements: Sequence[str]) -> set[int]:
        """Return where `elements` may begin, by those of them that few slices say."""
        return {
            start - place
            for place, element in enumerate(elements)
            for start in self._said(element)
            if start >= place
        }

    def _said(self, element: str) -> tuple[int, ...]:
        """Return which slices say `element`; none when it tells too little."""
        if self.anchors is None:
            self.anchors = _anchors(self.source, self.check)
        return self.anchors.get(_key(encoded(element)), ())

    def _fitting(self, delivery: Delivery, end: int) -> int | None:
        """Return the last place behind what `delivery` brought, and before `end`, that its event says as well."""
        elements = self.events[delivery.event][delivery.repeated :]
        last = end - (delivery.end - delivery.start)
        places = {last, *self._starts(elements[:_PLACES])}
        for begin in sorted(
            (each for each in places if delivery.end <= each <= last), reverse=True
        ):
            after = exact(self.source, begin, elements)
            if after is not None and after <= end:
                return begin
        return None

    def alignment(self) -> Alignment:
        """Return the cheapest way to read all events, with what others that are nearly as cheap leave possible."""
        total = len(self.source)

        def cost(way: Way) -> float:
            return way.cost + _SHORT * (way.position < total)

        way, *others = sorted(self.ways, key=cost)
        for other in others:
            if cost(other) <= cost(way) + REPEAT:
                way = either(way, other, _ALL)
        if way.position < total:
            way = way._replace(made=marked(way.made, total, self._fitting))
        return way.alignment()


def align(
    source: Slices,
    events: Sequence[Sequence[str]],
    calls: Sequence[int],
    check: Check = unchecked,
) -> Alignment:
    """Return which of `events` brought which slices of `source`; `calls` numbers the call of each event."""
    aligner = _Aligner(source, events, calls, check)
    for number in range(len(events)):
        check()
        aligner.read(number)
    return aligner.alignment()


def _distance(position: int, start: int) -> int:
    return abs(start - position)


def _is_large(elements: Sequence[str]) -> bool:
    """Tell whether an event may have been full; the CR and LF of each line count too, before clean-up takes them."""
    return sum(map(len, elements)) + 2 * len(elements) > BUFFER // 2


def _key(text: bytes) -> bytes:
    """Return what clean-up and JSON leave alone of a line."""
    return text.translate(None, _FRAGILE)


def _anchors(source: Slices, check: Check) -> dict[bytes, tuple[int, ...]]:
    """Return where texts are said that few slices say: places to find the thread again."""
    # tuples of numbers, since the garbage collector would look at a million lists again and again
    places: dict[bytes, tuple[int, ...]] = {}
    for index in in_runs(range(len(source)), check, size=1024):
        text = _key(cleaned(source[index]))
        if len(text) >= _TELLING:
            known = places.get(text, ())
            if len(known) <= _PLACES:
                places[text] = (*known, index)
    return {text: known for text, known in places.items() if len(known) <= _PLACES}
