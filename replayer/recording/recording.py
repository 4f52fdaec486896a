"""A recording: one run of bytes, and one timeline that says when each byte reached the terminal.

Everything before a recording exists to make those two; everything after it only reads them. A recording is never
mutated: when more evidence arrives, `opening` yields another version. Versions with the same `text_id` hold the same
bytes, at most longer at the end, so offsets and keyframes stay valid while times may change.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import overload

from replayer.formats.evidence import Buffer
from replayer.recording.timeline import Timeline
from replayer.session import Session, TraceSource


class SizeKnown(StrEnum):
    """How the terminal's size is known."""

    RECORDED = "recorded"
    """The format holds it."""
    GIVEN = "given"
    """The user said it."""
    INFERRED = "inferred"
    """The bytes show it; the evidence says how."""
    ASSUMED = "assumed"
    """Nothing shows it."""


@dataclass(frozen=True, slots=True)
class Size:
    """The terminal's size at the start of a recording; later ones are cues."""

    cols: int
    rows: int
    known: SizeKnown
    evidence: str = ""
    """What shows it, in words."""


class Newline(StrEnum):
    """What ends a line in the recorded bytes."""

    CRLF = "crlf"
    LF = "lf"
    """There was no PTY: the terminal must return the carriage by itself."""


class CueKind(StrEnum):
    """What a cue says."""

    RESIZE = "resize"
    """Text is `COLSxROWS`."""
    MARKER = "marker"
    INPUT = "input"
    EXIT = "exit"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Cue:
    """Something that happened before the byte at `offset`, other than output."""

    offset: int
    time: float
    """Seconds from the start."""
    kind: CueKind
    text: str
    """Foreign text."""


class SpanKind(StrEnum):
    """What a run of bytes is, as far as its pace goes."""

    PROMPT = "prompt"
    ECHO = "echo"
    ENTER = "enter"
    OUTPUT = "output"
    SCREEN = "screen"
    """A full-screen program's."""


_KINDS = tuple(SpanKind)


@dataclass(frozen=True, slots=True)
class Span:
    """A run of bytes of one kind."""

    offset: int
    length: int
    kind: SpanKind


class Spans(Sequence[Span]):
    """Runs of bytes that follow each other from the first byte on, in columns.

    A session can have millions. As objects of their own they would be looked at by the garbage collector again and again,
    which holds up everybody else for as long.
    """

    __slots__ = ("_ends", "_kinds")

    def __init__(self, ends: array[int], kinds: array[int]) -> None:
        """Take ownership of the columns: exclusive offsets, and indexes into `SpanKind`."""
        self._ends = ends
        self._kinds = kinds

    def __len__(self) -> int:
        """Return the number of spans."""
        return len(self._ends)

    @overload
    def __getitem__(self, index: int) -> Span: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Span]: ...
    def __getitem__(self, index: int | slice) -> Span | Sequence[Span]:
        """Return one span, or some of them."""
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        start = self._ends[place - 1] if place else 0
        return Span(start, self._ends[place] - start, _KINDS[self._kinds[place]])


class Fidelity(StrEnum):
    """How true the bytes are to what the terminal received."""

    EXACT = "exact"
    DAMAGED = "damaged"
    """From streaming: carriage returns, tabs, some escapes and characters are gone."""
    LINES = "lines"
    """Text lines only, never a terminal stream (Windows)."""


@dataclass(frozen=True, slots=True)
class FidelityRange:
    """A run of bytes of one fidelity."""

    offset: int
    length: int
    fidelity: Fidelity


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where sources contradict each other, or where something is missing or late."""

    offset: int
    """The byte it concerns, or before which something is missing."""
    length: int
    """Bytes concerned; 0 for a point."""
    text: str
    """One sentence for people, both sides quoted where they differ."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """One source of a recording."""

    source: TraceSource
    form: str | None
    """`streaming` or `plain` for CloudWatch, else the transcript's kind."""
    where: str
    sha256: str
    """Of the bytes as they were read, hexadecimal."""
    size: int
    """Bytes as they were read."""
    done: tuple[str, ...] = ()
    """What was done with it, in words."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One session, ready to be replayed."""

    data: Buffer
    timeline: Timeline
    size: Size
    session: Session
    newline: Newline = Newline.CRLF
    cues: tuple[Cue, ...] = ()
    """In order of offset."""
    spans: Sequence[Span] = ()
    """In order, covering all bytes; empty where nothing was told apart."""
    fidelity: tuple[FidelityRange, ...] = ()
    """In order, covering all bytes."""
    gaps: tuple[Gap, ...] = ()
    """In order of offset."""
    provenance: tuple[Provenance, ...] = ()
    text_id: str = ""
    """Origin and sha256 of the beginning, at most 4 KiB, of streamed text its first line: versions of one session that
    share it have the same bytes at the same offsets. A forged file may share it and go on differently."""
    complete: bool = True
    """False while more may come: size, times and end are provisional."""
