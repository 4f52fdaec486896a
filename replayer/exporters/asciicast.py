"""Asciicasts of version 2 and 3: what asciinema and its web player play.

An event's text is cut only between characters, and invalid bytes become U+FFFD, since a cast must be valid JSON.
Times are whole microseconds, so that reading a cast and writing it again gives the same events. Input is written only
with `raw`: keys may hold a password that no screen showed.
Source: the format descriptions at docs.asciinema.org (asciicast v2, asciicast v3).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from replayer.exporters.exporter import Exporter, ExportOptions
from replayer.exporters.pace import paced
from replayer.exporters.review import bookmarks
from replayer.exporters.sanitise import SafeText, VerbatimText
from replayer.exporters.timeline import utc
from replayer.foreign import shown
from replayer.formats.asciicast import OURS
from replayer.recording.recording import Cue, CueKind, Newline, Recording

_MICRO = 1_000_000
_SIZE = re.compile(r"[1-9]\d{0,4}x[1-9]\d{0,4}", re.ASCII)
_BARE_LF = re.compile(r"(?<!\r)\n")
_HIDDEN = {
    point: f"\\u{point:04x}" for point in range(0x7F, 0xA0)
}  # JSON leaves DEL and C1 as they are


class _Event(NamedTuple):
    micros: int
    """Exported time in microseconds, never decreasing."""
    code: str
    text: str


def _events(recording: Recording, options: ExportOptions) -> Iterator[_Event]:
    """Yield output and cues in the order in which they happened; a cue comes before the byte at its offset."""
    timeline, cues = recording.timeline, _cues(recording, options)
    text = VerbatimText(recording.data) if options.raw else SafeText(recording.data)
    pace = paced(timeline, options)
    returns = recording.newline is Newline.LF and not options.raw
    now, cue = 0, 0

    def output(end: int) -> Iterator[_Event]:
        piece = text.until(end)
        if piece:
            yield _Event(now, "o", _BARE_LF.sub("\r\n", piece) if returns else piece)

    for step in timeline:
        end = step.offset + step.length
        time = _micros(pace(step.time))
        while cue < len(cues) and cues[cue].offset < end:
            if cues[cue].offset > step.offset:
                now = max(now, time)
                yield from output(cues[cue].offset)
            now = max(now, min(_micros(pace(cues[cue].time)), time))
            yield from _cue(cues[cue], now, options)
            cue += 1
        now = max(now, time)
        yield from output(end)
    for last in cues[cue:]:
        now = max(now, _micros(pace(last.time)))
        yield from _cue(last, now, options)


def _cues(recording: Recording, options: ExportOptions) -> tuple[Cue, ...]:
    """Return the cues in order of offset, the reviewer's bookmarks among them if they are asked for."""
    if not options.notes:
        return recording.cues
    # the words may have been pasted from the screen: they are made safe in a raw cast, too
    notes = [replace(cue, text=shown(cue.text)) for cue in bookmarks(recording)]
    return tuple(sorted((*recording.cues, *notes), key=lambda cue: cue.offset))


def _micros(seconds: float) -> int:
    return round(seconds * _MICRO)


def _cue(cue: Cue, now: int, options: ExportOptions) -> Iterator[_Event]:
    if cue.kind is CueKind.RESIZE and _SIZE.fullmatch(cue.text):
        yield _Event(now, "r", cue.text)
    elif cue.kind is CueKind.MARKER:
        yield _Event(now, "m", cue.text if options.raw else shown(cue.text))
    elif cue.kind is CueKind.INPUT and options.raw:
        yield _Event(now, "i", cue.text)
    elif cue.kind is CueKind.EXIT and re.fullmatch(r"\d{1,10}", cue.text, re.ASCII):
        yield _Event(now, "x", cue.text)


def _chunks_v2(recording: Recording, options: ExportOptions) -> Iterator[bytes]:
    size = recording.size
    duration = _micros(paced(recording.timeline, options)(recording.timeline.duration))
    yield _line(
        {"version": 2, "width": size.cols, "height": size.rows}
        | _described(recording, options)
        | {"duration": duration / _MICRO}
    )
    for micros, code, text in _events(recording, options):
        yield _line([micros / _MICRO, code, text])


def _chunks_v3(recording: Recording, options: ExportOptions) -> Iterator[bytes]:
    term = {"cols": recording.size.cols, "rows": recording.size.rows}
    yield _line({"version": 3, "term": term} | _described(recording, options))
    last = 0
    for micros, code, text in _events(recording, options):
        yield _line([(micros - last) / _MICRO, code, text])
        last = micros


def _described(recording: Recording, options: ExportOptions) -> dict[str, object]:
    """Return the header's part that both versions share."""
    timeline, session = recording.timeline, recording.session
    header: dict[str, object] = {}
    if timeline.started is not None:
        header["timestamp"] = int(timeline.started.timestamp())
    title = _title(recording)
    if title:
        header["title"] = title
    errors = timeline.errors()
    described: dict[str, object] = {
        "session": None if session.id is None else session.id.text,
        "started": utc(timeline.started),
        "certainty": {
            certainty.word: round(share, 4) for certainty, share in timeline.shares().items()
        },
        "error": None if errors is None else [round(error, 3) for error in errors],
        "size_known": recording.size.known,
        "speed": options.speed,
        "idle": options.idle,
        "sanitised": not options.raw,
    }
    if options.notes:
        described["notes"] = True
    header[OURS] = described
    return header


def _title(recording: Recording) -> str:
    session, started = recording.session, recording.timeline.started
    parts = [session.owner_name, session.target and f"on {session.target}"]
    if started is not None:
        parts.append(f"at {started:%Y-%m-%d %H:%M:%S} UTC")
    return shown(" ".join(part for part in parts if part) or session.key)


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).translate(_HIDDEN).encode() + b"\n"


def _cast(
    name: str,
    suffix: str,
    summary: str,
    chunks: Callable[[Recording, ExportOptions], Iterator[bytes]],
) -> Exporter:
    return Exporter(name, (suffix,), summary, paced=True, chunks=chunks)


CAST = _cast("cast", ".cast", "asciicast v2, which asciinema and its web player play", _chunks_v2)
CAST3 = _cast("cast3", ".cast3", "asciicast v3, for asciinema 3", _chunks_v3)
