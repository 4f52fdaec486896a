"""What a session asked its terminal to do besides showing text, or to show unseen, each with its time; none of it is ever done.

A prompt's title and its marks come with every prompt: a title is listed when it changes, marks are left to the commands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from heapq import merge
from typing import Any

from replayer.recording.recording import Recording
from replayer.recording.timeline import Certainty
from replayer.terminal.events import events
from replayer.terminal.requests import (
    AnyEvent,
    Bell,
    ClipboardRead,
    ClipboardWrite,
    Image,
    Link,
    Notification,
    Printing,
    Prompt,
    Query,
    Title,
    Unseen,
    WindowChange,
    WorkingDirectory,
)
from replayer.terminal.unseen import unseen


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something a session asked of its terminal, once or several times on end."""

    event: AnyEvent
    """What it was, with its offset; its texts are foreign. Of several, the first."""
    time: float
    """Seconds from the start."""
    certainty: Certainty
    count: int = 1
    """How often, with nothing else asked in between."""

    @property
    def words(self) -> str:
        """What it was, for people; quotes foreign text."""
        times = f" ({self.count:,} times)" if self.count > 1 else ""
        return f"{_words(self.event)}{times}"


def attempts(
    recording: Recording, *, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[Attempt]:
    """Yield the attempts in order, until cancelled."""
    timeline = recording.timeline
    last: Attempt | None = None
    for event in _asked(recording):
        if cancelled():
            return
        if last is not None and replace(event, offset=last.event.offset) == last.event:
            last = replace(last, count=last.count + 1)
            continue
        if last is not None:
            yield last
        step = timeline.step_at(event.offset)
        last = Attempt(event, step.time, step.certainty)
    if last is not None:
        yield last


def _asked(recording: Recording) -> Iterator[AnyEvent]:
    """Yield what counts: no marks of prompts, titles and directories only when they change."""
    title: str | None = None
    directory: tuple[str, str] | None = None
    for event in merge(events(recording.data), unseen(recording.data), key=lambda e: e.offset):
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
        yield event


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


def _said(text: str) -> str:
    return f": {_quoted(text)}" if text else ""


def _image(event: Image) -> str:
    name = f" {_quoted(event.name)}" if event.name else ""
    return f"sent a picture{name} ({event.protocol}, {event.length} bytes)"


def _words(event: AnyEvent) -> str:
    return _WORDS[type(event)](event)


_WORDS: dict[type[AnyEvent], Callable[[Any], str]] = {
    Title: lambda event: f"set the window's title to {_quoted(event.text)}",
    Link: lambda event: f"made a link to {_quoted(event.uri)}",
    ClipboardWrite: _clipboard,
    ClipboardRead: lambda _: "asked for what is in the clipboard",
    Bell: lambda _: "rang the bell",
    WorkingDirectory: _directory,
    Image: _image,
    Prompt: lambda event: f"marked a prompt ({event.mark})",
    Query: lambda event: f"asked for {event.about}",
    WindowChange: lambda event: f"asked the window to {event.what}",
    Printing: lambda _: "asked to print",
    Notification: lambda event: f"popped up a message{_said(event.text)}",
    Unseen: lambda event: f"wrote what nobody could see: {_quoted(event.text)}",
}
