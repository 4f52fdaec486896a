"""Infers the terminal's size from what programs wrote; nothing records it.

Witnesses are few and exact, or they are not heard: a scrolling region set to the whole screen, `stty size` and its like,
the blank and CR with which readline wraps a full row, zsh's row of blanks before a prompt, rows that a full-screen
program fills to the edge. A size is inferred when columns and rows are both witnessed, or one of them is and fits 80 × 24,
the size in which most terminals open; else it is assumed. Source: docs/formats.md#geometry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from wcwidth import wcswidth

from replayer.recording.long_work import Check, Data, in_runs, matches, unchecked
from replayer.recording.painting import painted
from replayer.recording.prompts import ZSH_MARK
from replayer.recording.recording import Size, SizeKnown, Span, SpanKind
from replayer.tokens import Kind, tokenize

COLS, ROWS = 80, 24
"""What is assumed where nothing shows it."""
_SMALLEST, _LARGEST = 20, 1000
_LOOK = 256 * 1024
"""Bytes of a full-screen stretch that are looked at."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Something that shows a dimension."""

    offset: int
    cols: int | None
    rows: int | None
    says: str
    """In words."""
    least: int = 0
    """Columns that there are at least, where it does not show how many."""


@dataclass(frozen=True, slots=True)
class Change:
    """A new size in mid-session."""

    offset: int
    """The first byte that is shown in it, as far as is known."""
    cols: int
    rows: int


@dataclass(frozen=True, slots=True)
class _Agreed:
    """What witnesses that follow each other and agree say together."""

    offset: int
    cols: int | None
    rows: int | None
    says: tuple[str, ...]
    witnesses: int
    least: int

    def agrees(self, witness: Witness) -> bool:
        """Tell whether `witness` contradicts nothing."""
        wide_enough = witness.least <= (self.cols or _LARGEST) and self.least <= (
            witness.cols or _LARGEST
        )
        return wide_enough and _fits(self.cols, witness.cols) and _fits(self.rows, witness.rows)

    def joined(self, witness: Witness) -> _Agreed:
        """Return what they say with `witness`."""
        says = self.says if witness.says in self.says else (*self.says, witness.says)
        return replace(
            self,
            cols=self.cols or witness.cols,
            rows=self.rows or witness.rows,
            says=says,
            witnesses=self.witnesses + 1,
            least=max(self.least, witness.least),
        )


def _fits(one: int | None, other: int | None) -> bool:
    return one is None or other is None or one == other


def geometry(
    data: Data, spans: Sequence[Span], check: Check = unchecked
) -> tuple[Size, tuple[Change, ...]]:
    """Return the size at the start and the later ones; `spans` tell full-screen stretches and edited lines apart."""
    groups: list[_Agreed] = []
    for each in sorted(_witnesses(data, spans, check), key=lambda each: each.offset):
        if groups and groups[-1].agrees(each):
            groups[-1] = groups[-1].joined(each)
        else:
            groups.append(_Agreed(each.offset, each.cols, each.rows, (each.says,), 1, each.least))
    # one wrapped line alone does not prove that a window was resized
    heard = [
        group
        for index, group in enumerate(groups)
        if index == 0 or group.witnesses > 1 or (group.cols and group.rows)
    ]
    if not heard:
        return Size(COLS, ROWS, SizeKnown.ASSUMED), ()
    size = _completed(heard[0])
    changes: list[Change] = []
    now = (size.cols, size.rows)
    for group in heard[1:]:
        later = _completed(group)
        if later.known is SizeKnown.INFERRED and (later.cols, later.rows) != now:
            now = (later.cols, later.rows)
            changes.append(Change(group.offset, *now))
    return size, tuple(changes)


def _completed(group: _Agreed) -> Size:
    evidence = "; ".join(group.says[:3])
    cols, rows = group.cols or max(COLS, group.least), group.rows or ROWS
    if group.cols and group.rows:
        return Size(cols, rows, SizeKnown.INFERRED, evidence)
    missing = "rows" if group.cols else "columns"
    if (cols, rows) == (COLS, ROWS):
        return Size(
            cols,
            rows,
            SizeKnown.INFERRED,
            f"{evidence}; nothing shows the {missing}, and 80 × 24 is usual",
        )
    unknown = "whether there are more" if group.least and not group.cols else f"the {missing}"
    return Size(cols, rows, SizeKnown.ASSUMED, f"{evidence}; nothing shows {unknown}")


_OFF = rb"(?:\x1b\[\?2004l\r)?"
_SAID = (  # each begins with a literal, which makes the search quick
    (re.compile(rb"stty size\r\n" + _OFF + rb"(?P<rows>\d{1,3}) (?P<cols>\d{1,3})\r\n"), True),
    (re.compile(rb"tput cols\r\n" + _OFF + rb"(?P<cols>\d{1,3})(?P<rows>)\r\n"), True),
    (re.compile(rb"tput lines\r\n" + _OFF + rb"(?P<rows>\d{1,3})(?P<cols>)\r\n"), True),
    (re.compile(rb" baud; rows (?P<rows>\d{1,3}); columns (?P<cols>\d{1,3});"), False),
)
"""(what `stty` and `tput` print, whether the command must be all that was typed)."""


def _witnesses(data: Data, spans: Sequence[Span], check: Check) -> Iterator[Witness]:
    yield from _told(data, check)
    yield from _wrapped(data, spans, check)
    for start, end in _stretches(in_runs(spans, check)):
        for seen in painted(data, start, min(end, start + _LOOK), check):
            what = [f"{seen.cols} columns"] if seen.cols else []
            what += [f"{seen.rows} rows"] if seen.rows else []
            says = [f"a full-screen program fills {' × '.join(what)}"] if what else []
            says += [f"rows are drawn up to column {seen.least}"] if seen.least else []
            yield Witness(seen.offset, seen.cols, seen.rows, "; ".join(says), seen.least or 0)


def _stretches(spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each full-screen program's output: what lies between two prompts, from its first repaint on."""
    start = end = -1
    for span in spans:
        if span.kind is SpanKind.SCREEN:
            start = span.offset if start < 0 else start
            end = span.offset + span.length
        elif span.kind is not SpanKind.OUTPUT and start >= 0:
            yield start, end
            start = -1
    if start >= 0:
        yield start, end


def _told(data: Data, check: Check) -> Iterator[Witness]:
    """Yield what programs say outright."""
    for pattern, typed in _SAID:
        for match in matches(pattern, data, check):
            before = data[max(0, match.start() - 2) : match.start()]
            if not typed or before in {b"$ ", b"# ", b"% ", b"> "}:
                cols, rows = (
                    int(match[name]) if match[name] else None for name in ("cols", "rows")
                )
                yield Witness(match.start(), cols, rows, "`stty` or `tput` printed it")
    for match in matches(ZSH_MARK, data, check):
        width = len(match[1]) + 1
        says = f"zsh fills a row of {width} columns before its prompt"
        yield Witness(match.start(), width, None, says)


def _wrapped(data: Data, spans: Sequence[Span], check: Check) -> Iterator[Witness]:
    """Yield the widths at which a line editor wrapped a typed line."""
    for before, span in pairwise(in_runs(spans, check)):
        if span.kind is not SpanKind.ECHO or before.kind is not SpanKind.PROMPT:
            continue
        wrap = data.find(b" \r", span.offset, span.offset + span.length)
        around = data[wrap - 1 : wrap], data[wrap + 2 : wrap + 3]
        if wrap < 0 or around[0] == b" " or around[1] in {b"\n", b"", b"\x1b", b"\r"}:
            continue
        start = max(before.offset, data.rfind(b"\n", before.offset, span.offset) + 1)
        width = _printed_width(data[start:wrap])
        if width is not None and _SMALLEST <= width <= _LARGEST:
            yield Witness(
                start, width, None, f"the shell wrapped a typed line after {width} columns"
            )


def _printed_width(line: bytes) -> int | None:
    """Return how many columns a prompt and what was typed behind it take; None when the line was edited."""
    width = 0
    for token in tokenize(line):
        text = line[token.start : token.end]
        if token.kind is Kind.TEXT:
            columns = wcswidth(text.decode("utf-8", "replace"))
            if columns < 0:
                return None
            width += columns
        elif token.kind is Kind.CONTROL and text == b"\r":
            width = 0
        elif (token.kind is Kind.CONTROL and text != b"\x07") or (
            token.kind is Kind.CSI and text[-1:] not in b"mhlK"
        ):
            return None
    return width
