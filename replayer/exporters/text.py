"""Plain text: each line as it last stood when it left the screen, each full-screen program as one marked block.

What was overwritten before a line left (a progress bar, an edited command) is not in it, nor are colours. Characters
that nobody would see in the file are named, and a line that looks like one of our marks, or would where a viewer wraps
it behind blanks, gets a `>` before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from replayer.exporters.exporter import Exporter, ExportOptions
from replayer.foreign import shown
from replayer.recording.recording import Cue, CueKind, Recording
from replayer.terminal.scrollback import Block, Line, Scrollback

_LIKE_OURS = re.compile(r"[>\s\u2800]*----- (?:full-screen program|end of full-screen program)")
_SIZE = re.compile(r"(\d{1,4})x(\d{1,4})", re.ASCII)


def _chunks(recording: Recording, _options: ExportOptions) -> Iterator[bytes]:
    for each in _left(recording):
        if isinstance(each, Line):
            yield _line(each.text, begins=each.begins, ends=each.ends)
        else:
            yield from _block(each, recording)


def _left(recording: Recording) -> Iterator[Line | Block]:
    """Yield what left the screen, in order."""
    size = recording.size
    scrollback = Scrollback(size.cols, size.rows, recording.newline)
    resizes = iter([cue for cue in recording.cues if cue.kind is CueKind.RESIZE])
    resize = next(resizes, None)
    for step in recording.timeline:
        at, end = step.offset, step.offset + step.length
        while resize is not None and resize.offset < end:
            yield from scrollback.feed(recording.data[at : resize.offset], step.time)
            yield from _resized(scrollback, resize)
            at, resize = max(at, resize.offset), next(resizes, None)
        yield from scrollback.feed(recording.data[at:end], step.time)
    yield from scrollback.finish()


def _resized(scrollback: Scrollback, cue: Cue) -> Iterator[Line | Block]:
    size = _SIZE.fullmatch(cue.text)
    if size:
        yield from scrollback.resize(int(size[1]), int(size[2]))


def _block(block: Block, recording: Recording) -> Iterator[bytes]:
    timeline = recording.timeline
    certainty = timeline.step_at(max(0, timeline.offset_at(block.start) - 1)).certainty
    times = f"from {_clock(block.start)} to {_clock(block.end)}, times {certainty.word}"
    yield f"----- full-screen program {times}; its screen as it last stood:\n".encode()
    for row in block.rows:
        yield _line(row)
    yield b"----- end of full-screen program\n"


def _line(text: str, *, begins: bool = True, ends: bool = True) -> bytes:
    quote = ">" if begins and _LIKE_OURS.match(text) else ""
    end = "\n" if ends else ""
    return f"{quote}{text if text.isascii() else shown(text)}{end}".encode()


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


TEXT = Exporter(
    "text",
    (".txt", ".text"),
    "each line as it last stood when it left the screen",
    paced=False,
    chunks=_chunks,
)
