"""What bytes can ask of a terminal besides showing text, as values. All texts are foreign."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

LONGEST_TEXT = 4096
"""Characters kept of any text; the bytes are where `offset` says."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something asked of the terminal by the bytes at `offset`."""

    offset: int


@dataclass(frozen=True, slots=True)
class Title(Event):
    """The window's title was set (OSC 0, 2)."""

    text: str


@dataclass(frozen=True, slots=True)
class Link(Event):
    """What follows was made a link (OSC 8)."""

    uri: str


@dataclass(frozen=True, slots=True)
class ClipboardWrite(Event):
    """The clipboard was set (OSC 52)."""

    content: bytes | None
    """None when it was not valid base64: terminals then clear the clipboard."""


@dataclass(frozen=True, slots=True)
class ClipboardRead(Event):
    """The clipboard was asked for (OSC 52 with `?`)."""


@dataclass(frozen=True, slots=True)
class Bell(Event):
    """The bell rang."""


@dataclass(frozen=True, slots=True)
class WorkingDirectory(Event):
    """The shell told where it is (OSC 7, OSC 633;P;Cwd, OSC 1337;CurrentDir)."""

    host: str
    """Empty when it was not told."""
    path: str


class Mark(StrEnum):
    """Where a prompt mark stands."""

    PROMPT = "A"
    """The prompt begins."""
    COMMAND = "B"
    """The prompt has ended; what is typed follows."""
    OUTPUT = "C"
    """The command was entered; its output follows."""
    FINISHED = "D"
    """The command has ended."""
    LINE = "E"
    """Tells the command line itself."""


@dataclass(frozen=True, slots=True)
class Prompt(Event):
    """A shell integration's mark (OSC 133, OSC 633)."""

    mark: Mark
    exit_code: int | None = None
    """With `FINISHED`, when it was told."""
    command: str | None = None
    """With `LINE`."""


@dataclass(frozen=True, slots=True)
class Image(Event):
    """A picture, named and not drawn."""

    protocol: str
    """`sixel`, `iterm2` or `kitty`."""
    length: int
    """Bytes of the sequence; of the first one, where a picture comes in several."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Query(Event):
    """The terminal was asked to send something back, as if it were typed."""

    about: str
    """In words, with the request's name."""


@dataclass(frozen=True, slots=True)
class WindowChange(Event):
    """The window was to be moved, resized, hidden or raised (CSI t), or to take the focus."""

    what: str
    """In words."""


@dataclass(frozen=True, slots=True)
class Printing(Event):
    """The terminal was to send the screen, or what follows, to a printer (CSI i)."""


@dataclass(frozen=True, slots=True)
class Notification(Event):
    """A message was to pop up on the desktop (OSC 9, 99, 777, OSC 1337;RequestAttention)."""

    text: str


@dataclass(frozen=True, slots=True)
class Unseen(Event):
    """Text was written concealed, or in the colour behind it."""

    text: str


AnyEvent: TypeAlias = (
    Title
    | Link
    | ClipboardWrite
    | ClipboardRead
    | Bell
    | WorkingDirectory
    | Prompt
    | Image
    | Query
    | WindowChange
    | Printing
    | Notification
    | Unseen
)
