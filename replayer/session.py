"""A session: who was on which host and when, and where it left traces.

Plain values only. What a source does not say stays None, and `said_by` remembers who said the rest, so that a
contradiction can be shown instead of being resolved in silence.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class SessionId:
    """A session's id, `<caller>-<suffix>`.

    Source: docs/formats.md#ids. Never used as a path unescaped.
    """

    text: str
    """The whole id as it was written."""

    @property
    def caller(self) -> str:
        """The IAM user or role session name: all before the last hyphen; empty when there is none."""
        return self.text.rpartition("-")[0]

    @property
    def suffix(self) -> str:
        """What follows the last hyphen."""
        return self.text.rpartition("-")[2]

    def __str__(self) -> str:
        """Return the id as it was written."""
        return self.text


_RUNNING = ("Connected", "Connecting", "Disconnected", "Terminating")
"""What the history says of a session that may still write. Source: docs/formats.md#history."""


class TraceSource(StrEnum):
    """Who wrote a trace, told by its content."""

    S3 = "s3"
    CLOUDWATCH = "cloudwatch"
    HISTORY = "history"
    CLOUDTRAIL = "cloudtrail"
    AGENT_LOG = "agent-log"
    FILE = "file"
    """A file that says of itself nothing of the above: an ipc file, a cast, raw bytes."""


class TraceState(StrEnum):
    """Whether a trace is there to be read."""

    PRESENT = "present"
    ABSENT = "absent"
    DENIED = "denied"
    NOT_EXPECTED = "not-expected"
    """The session is of a kind that leaves no log: port forwarding, SSH."""


class Address:
    """An address as the user would type it, of many that begin alike: a million rows hold that beginning once.

    `str` gives it whole, to which it is also equal.
    """

    __slots__ = ("_begin", "_end", "_name")

    def __init__(self, begin: str, name: str, end: str) -> None:
        """Take it in three parts, of which `name` is best the very text that the row has anyhow."""
        self._begin, self._name, self._end = sys.intern(begin), name, sys.intern(end)

    def __str__(self) -> str:
        """Return it whole."""
        return self._begin + self._name + self._end

    def __repr__(self) -> str:
        """Return it as the text that it stands for."""
        return repr(str(self))

    def __eq__(self, other: object) -> bool:
        """Whether `other` is the same text."""
        return str(self) == str(other) if isinstance(other, Address | str) else NotImplemented

    def __hash__(self) -> int:
        """Return that of the text."""
        return hash(str(self))


@dataclass(frozen=True, slots=True)
class Trace:
    """One place in which a session left something, or should have."""

    source: TraceSource
    state: TraceState
    form: str | None = None
    """`streaming` or `plain` for CloudWatch, else None."""
    address: str | Address | None = None
    """For `where`."""

    @property
    def where(self) -> str | None:
        """Path or address, as the user would type it."""
        return None if self.address is None else str(self.address)


@dataclass(frozen=True, slots=True)
class Session:
    """What is known of one session. Times are aware UTC datetimes."""

    key: str
    """Unique in a catalog: the id, else `file:` and the relative path."""
    id: SessionId | None = None
    account: str | None = None
    region: str | None = None
    owner: str | None = None
    """ARN or name, as the best source writes it."""
    run_as_user: str | None = None
    """The host's own user as which the session ran."""
    target: str | None = None
    started: datetime | None = None
    ended: datetime | None = None
    status: str | None = None
    reason: str | None = None
    document: str | None = None
    access_type: str | None = None
    source_address: str | None = None
    """IP address, or AWS service, from which it was started."""
    target_name: str | None = None
    """What people call the target: its Name tag, else its host name."""
    traces: tuple[Trace, ...] = ()
    said_by: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Field name → who said it, in words (`history`, `script header`, `file name`)."""

    @property
    def duration(self) -> float | None:
        """Seconds from start to end; None while either is unknown."""
        if self.started is None or self.ended is None:
            return None
        return (self.ended - self.started).total_seconds()

    @property
    def is_running(self) -> bool:
        """Whether its history says that it has not ended."""
        return self.ended is None and self.status in _RUNNING

    @property
    def target_words(self) -> str | None:
        """The target with what people call it before it."""
        return " ".join(filter(None, (self.target_name, self.target))) or None

    @property
    def owner_name(self) -> str | None:
        """The person behind the owner: the last part of an ARN, else the id's caller."""
        if self.owner:
            return self.owner.rpartition("/")[2] or self.owner
        return (self.id.caller or None) if self.id else None
