"""What a session asked its terminal to do besides showing text, each with its time; none of it is ever done.

A prompt's title and its marks come with every prompt: a title is listed when it changes, marks are left to the commands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from replayer.recording.recording import Recording
from replayer.recording.timeline import Certainty
from replayer.terminal.events import (
    AnyEvent,
    Bell,
    ClipboardRead,
    ClipboardWrite,
    Image,
    Link,
    Prompt,
    Title,
    WorkingDirectory,
    events,
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something a session asked of its terminal."""

    event: AnyEvent
    """What it was, with its offset; its texts are foreign."""
    time: float
    """Seconds from the start."""
    certainty: Certainty

    @property
    def words(self) -> str:
        """What it was, for people; quotes foreign text."""
        return _WORDS[type(self.event)](self.event)


def attempts(
    recording: Recording, *, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[Attempt]:
    """Yield the attempts in order, until cancelled."""
    title: str | None = None
    directory: tuple[str, str] | None = None
    timeline = recording.timeline
    for event in events(recording.data):
        if cancelled():
            return
        if isinstance(event, Prompt):
            continue
        if isinstance(event, Title):
            if event.text == title:
                continue
            title = event.text
        elif isinstance(event, WorkingDirectory):
            if (event.host, event.path) == directory:
                continue
            directory = (event.host, event.path)
        step = timeline.step_at(event.offset)
        yield Attempt(event, step.time, step.certainty)


_MOST_QUOTED = 200


def _quoted(text: str) -> str:
    return f"“{text[:_MOST_QUOTED]}…”" if len(text) > _MOST_QUOTED else f"“{text}”"


def _clipboard(event: ClipboardWrite) -> str:
    if event.content is None:
        return "cleared the clipboard"
    text = event.content.decode("utf-8", "replace")
    return f"wrote {len(event.content)} bytes to the clipboard: {_quoted(text)}"


def _directory(event: WorkingDirectory) -> str:
    return f"said that it is in {_quoted(event.path)}" + (f" on {event.host}" if event.host else "")


def _image(event: Image) -> str:
    name = f" {_quoted(event.name)}" if event.name else ""
    return f"sent a picture{name} ({event.protocol}, {event.length} bytes)"


_WORDS: dict[type[AnyEvent], Callable[[Any], str]] = {
    Title: lambda event: f"set the window's title to {_quoted(event.text)}",
    Link: lambda event: f"made a link to {_quoted(event.uri)}",
    ClipboardWrite: _clipboard,
    ClipboardRead: lambda _: "asked for what is in the clipboard",
    Bell: lambda _: "rang the bell",
    WorkingDirectory: _directory,
    Image: _image,
    Prompt: lambda event: f"marked a prompt ({event.mark})",
}
