"""What the formats say: the values that lie between bytes of any origin and a recording.

A format turns bytes into one of these and adds nothing of its own: no time is invented here, no newline undone.
All stamps are what the source wrote (milliseconds stay milliseconds); all datetimes are aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from replayer.formats import buffer
from replayer.session import Session, TraceSource

Buffer: TypeAlias = buffer.Buffer
"""Bytes of any length: use `len`, slices and `find` only."""


class TranscriptKind(StrEnum):
    """Which program wrote a transcript; decides whose word on it counts."""

    SCRIPT = "script"
    """An S3 object: `script` around `cat`, since March 2020."""
    SCREEN_ERA = "screen-era"
    """An S3 object of 2018 to early 2020: typed into `screen`."""
    PLAIN_EVENTS = "plain-events"
    """The same file as one or more CloudWatch events."""
    IPC = "ipc"
    """The host's own `ipcTempFile.log`: PTY bytes and nothing else."""
    POWERSHELL = "powershell"
    """A Windows transcript: lines, not a terminal stream."""
    RAW = "raw"
    """Bytes of a terminal that say nothing of where they are from."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A session's output without times."""

    kind: TranscriptKind
    body: Buffer
    """The session's bytes, header, footer and the logger's own noise taken off; newlines still as stored."""
    translated: bool
    """Whether each LF of the session was stored as CR LF (so CR LF as CR CR LF) and must be undone once."""
    session_id: str | None = None
    """From the content."""
    target: str | None = None
    """Instance id, or for ECS the runtime id that ends the target."""
    session_type: str | None = None
    """`Standard_Stream`, `InteractiveCommands`, `NonInteractiveCommands`."""
    generated: datetime | None = None
    """The header's time: when the log was made, at or after the session's end."""
    generated_zone_known: bool = True
    """False when the header named no zone and UTC was assumed."""
    closed: datetime | None = None
    """The footer's time."""
    whole: bool = True
    """False when a footer that belongs there is missing: the end may be cut off."""
    stamps_ms: tuple[int, ...] = ()
    """For events: each one's upload stamp."""
    remarks: tuple[str, ...] = ()
    """What was taken off or found odd, in words."""
    stream: str | None = None
    """For events: `logStreamName`, where the wrapper has it."""
    copied: bool = False
    """It was copied out of a terminal as text: escape sequences and CR are gone, only lines are left."""


@dataclass(frozen=True, slots=True)
class StreamedEvent:
    """One CloudWatch event of a streaming session."""

    timestamp_ms: int
    """Host clock: the poll that read the lines."""
    ingestion_ms: int | None
    """Service clock."""
    lines: tuple[str, ...]
    """`sessionData`: one text a line, without its newline, damaged as docs/formats.md#clean-up says."""
    rounded_ms: int = 0
    """The true stamp may be this much later: 999 where a wrapper kept only `eventTime`'s whole seconds."""


@dataclass(frozen=True, slots=True)
class Streaming:
    """All streamed events of one session, in the service's order."""

    events: tuple[StreamedEvent, ...]
    session_id: str | None = None
    target: str | None = None
    region: str | None = None
    owner: str | None = None
    """ARN."""
    run_as_user: str | None = None
    remarks: tuple[str, ...] = ()
    stream: str | None = None
    """`logStreamName`, where the wrapper has it."""


@dataclass(frozen=True, slots=True)
class History:
    """Entries of the session history (`describe-sessions`)."""

    sessions: tuple[Session, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a log of calls, or a host's own log, says of sessions: who, when, from where; nothing of their output."""

    source: TraceSource
    sessions: tuple[Session, ...]
    """One may be told of several times."""
    remarks: tuple[str, ...] = ()


class CastCode(StrEnum):
    """Kinds of asciicast events that mean something to us."""

    OUTPUT = "o"
    INPUT = "i"
    RESIZE = "r"
    MARKER = "m"
    EXIT = "x"
    OTHER = "?"


@dataclass(frozen=True, slots=True)
class CastEvent:
    """One event of a cast."""

    time: float
    """Seconds from the start."""
    code: CastCode
    data: bytes
    """Output and input as bytes; the text of other kinds in UTF-8."""


@dataclass(frozen=True, slots=True)
class Cast:
    """An asciicast of version 1, 2 or 3."""

    version: int
    cols: int
    rows: int
    events: tuple[CastEvent, ...]
    """Times never decrease."""
    started: datetime | None = None
    session_id: str | None = None
    """From a header of our own exports; never read out of a title."""
    title: str | None = None
    retold: str | None = None
    """Why its times are no record: what a header of our own exports says of the times that were exported."""
    size_known: str | None = None
    """From a header of our own exports: how the size was known when it was exported."""
    remarks: tuple[str, ...] = ()


Evidence: TypeAlias = Transcript | Streaming | History | Facts | Cast
