"""Compares what an event holds with the slices of a transcript, as the agent would have made one of the other.

Three ways, from cheap to patient: all bytes of an event at once, element by element, and element by element with
differences. The last one finds the elements that differ (masked or damaged text), are foreign, or are missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from replayer.recording.cleanup import cleaned, cleaned_lines
from replayer.recording.slices import Slices

_BROKEN = re.compile("\ufffd+")
_HIDDEN = re.compile(r"\*{2,}|\ufffd+")  # masked by a data-protection policy, or not UTF-8
_AHEAD = 40
"""Slices that a local search looks ahead."""
_SHORTEST = 4
"""Characters of an element that tells enough to be looked for."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where an event's elements lie among the slices."""

    start: int
    """First slice."""
    end: int
    """Exclusive."""
    differing: tuple[tuple[int, int], ...] = ()
    """(element, slice) pairs that were paired by their place but do not say the same."""
    foreign: tuple[int, ...] = ()
    """Elements that no slice says."""
    missing: int = 0
    """Slices in between that no element says."""
    masked: int = 0
    """Elements with text masked or broken in them, equal to their slice otherwise."""

    @property
    def flaws(self) -> int:
        """How many elements and slices found no equal."""
        return len(self.differing) + len(self.foreign) + self.missing


def encoded(element: str) -> bytes:
    """Return an element's bytes; lone surrogates, which JSON can hold, survive."""
    return element.encode("utf-8", "surrogatepass")


def exact(source: Slices, start: int, elements: Sequence[str]) -> int | None:
    """Return the slice after those that say exactly `elements`, from slice `start` on; None when they do not."""
    if start >= len(source):
        return None
    end = start + len(elements)
    if end <= len(source):
        plain = cleaned_lines(source.data[source.start(start) : source.ends[end - 1]])
        if plain is not None:
            said = encoded("\n".join(elements))
            if plain == said + b"\n" or plain == said:
                return end
    index = start
    for element in elements:
        step = _one(partial(_text_of, source), len(source), index, encoded(element))
        if step is None:
            return None
        index = step
    return index


def _text_of(source: Slices, index: int) -> bytes:
    return cleaned(source[index])


def _one(text_of: Callable[[int], bytes], count: int, index: int, said: bytes) -> int | None:
    """Return the slice after those that say `said` alone; several when they are parts of one line.

    `text_of` returns what each of the `count` slices says.
    """
    text = b""
    while index < count:
        part = text_of(index)
        index += 1
        if part.endswith(b"\n"):
            return index if _same(text + part[:-1], said) else None
        text += part
        # an event may end with a part of a line; the line's next part then begins another event
        if _same(text, said):
            return index
        if len(text) > len(said):
            return None
    return index if _is_beginning(text, said) else None


def _is_beginning(text: bytes, said: bytes) -> bool:
    """Tell whether `text`, the last and unfinished line of a transcript that was cut, begins what was said."""
    sequence = text.rfind(b"\x1b")  # a cut sequence keeps the model from taking the others out
    return bool(text) and (
        said.startswith(text) or (sequence > 0 and said.startswith(cleaned(text[:sequence])))
    )


def _same(text: bytes, said: bytes) -> bool:
    if text == said:
        return True
    if b"\xef\xbf\xbd" not in said:
        return False
    return _BROKEN.sub("\ufffd", text.decode("utf-8", "replace")) == _BROKEN.sub(
        "\ufffd", said.decode("utf-8", "replace")
    )


def _similar(text: bytes, element: str) -> bool:
    """Tell whether `element` says `text` but for what is masked (`****`) or broken in it."""
    pieces = [encoded(piece) for piece in _HIDDEN.split(element)]
    if len(pieces) == 1:
        return False
    if not text.startswith(pieces[0]) or not text.endswith(pieces[-1]):
        return False
    position = 0
    for piece in pieces:
        found = text.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def patient(source: Slices, start: int, elements: Sequence[str]) -> Match | None:
    """Pair `elements` with slices from `start` on, whatever differs; None when more than half of them have flaws."""
    differing: list[tuple[int, int]] = []
    foreign: list[int] = []
    missing = masked = 0
    index = start
    text_of = cache(partial(_text_of, source))  # each is looked at from many before it
    one = partial(_one, text_of, len(source))
    says = [encoded(element) for element in elements]
    for number, (element, said) in enumerate(zip(elements, says, strict=True)):
        if 2 * (len(differing) + len(foreign) + missing) > len(elements):
            return None
        if index >= len(source):
            foreign.append(number)
            continue
        after = one(index, said)
        if after is None and _similar(text_of(index).rstrip(b"\n"), element):
            after = index + 1
            masked += 1
        if after is None:
            skipped = _skipped(one, index, said) if len(element) >= _SHORTEST else 0
            if skipped:
                missing += skipped
                after = one(index + skipped, said)
            elif number + 1 < len(says) and one(index, says[number + 1]) is not None:
                foreign.append(number)
                continue
            else:
                differing.append((number, index))
        index = index + 1 if after is None else after
    match = Match(start, index, tuple(differing), tuple(foreign), missing, masked)
    return match if match.flaws * 2 <= len(elements) else None


def _skipped(one: Callable[[int, bytes], int | None], start: int, said: bytes) -> int:
    """Return how many slices lie before the next that says `said`; 0 when there is none near."""
    for ahead in range(1, _AHEAD):
        if one(start + ahead, said) is not None:
            return ahead
    return 0
