"""Recorded sessions whose true times lie beside them, read and scored."""

from __future__ import annotations

import base64
import gzip
import json
from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from replayer import formats
from replayer.recording import Piece, build
from replayer.recording.recording import Provenance, Recording
from replayer.session import Session, SessionId, TraceSource

FILES = {
    "s3": "session.log",
    "stream": "cloudwatch-streaming.json",
    "plain": "cloudwatch-batch.json",
    "history": "session.json",
}


def content(folder: Path, name: str) -> bytes | None:
    """Return a file's bytes, unpacked; None when there is none."""
    path, packed = folder / name, folder / f"{name}.gz"
    if path.exists():
        return path.read_bytes()
    return gzip.decompress(packed.read_bytes()) if packed.exists() else None


def recorded(folder: Path, *parts: str) -> Recording:
    """Return the recording that some of a folder's evidence gives."""
    pieces = []
    for part in parts:
        raw = content(folder, FILES[part])
        if raw is not None:
            source = TraceSource.HISTORY if part == "history" else TraceSource.CLOUDWATCH
            provenance = Provenance(source, part, FILES[part], "0" * 64, len(raw))
            pieces += [Piece(evidence, provenance) for evidence in formats.read(raw)]
    name = meta(folder)["log_stream"]
    return build(Session(name, SessionId(name)), pieces)


def meta(folder: Path) -> dict[str, str]:
    """Return what is known of how a session was recorded."""
    found: dict[str, str] = json.loads((folder / "meta.json").read_text())
    return found


@dataclass(frozen=True)
class Truth:
    """What the terminal received, and when."""

    data: bytes
    ends: list[int]
    times: list[float]
    """Seconds since 1970."""

    def time_of(self, offset: int) -> float:
        """Return when the byte at `offset` came."""
        return self.times[bisect_right(self.ends, offset)]


def truth(folder: Path) -> Truth:
    """Return the truth of a folder."""
    zero = datetime.fromisoformat(meta(folder)["truth_t0"]).timestamp()
    data, ends, times = bytearray(), list[int](), list[float]()
    for line in (content(folder, "truth.jsonl") or b"").splitlines():
        event = json.loads(line)
        if event.get("d", "o") == "o":
            data += base64.b64decode(event["b"])
            ends.append(len(data))
            times.append(zero + event["t"])
    return Truth(bytes(data), ends, times)


@dataclass(frozen=True)
class Figures:
    """How a recording stands against the truth; seconds."""

    coverage: float
    """Share of bytes inside their bounds, each bound widened by 0.05 s."""
    unbounded: float
    """Share of bytes that lack a bound."""
    line_width: float
    """Median width of the bounds of line ends."""
    line_errors: list[float]
    byte_errors: list[float]

    def at(self, errors: list[float], share: float) -> float:
        """Return the error below which `share` of them lie."""
        return errors[min(len(errors) - 1, int(len(errors) * share))]


def figures(recording: Recording, known: Truth) -> Figures:
    """Compare each byte of `recording` with the truth, on the absolute clock."""
    assert recording.timeline.started is not None
    zero = recording.timeline.started.timestamp()
    covered = unbounded = 0
    widths, lines, errors = list[float](), list[float](), list[float]()
    for step in recording.timeline:
        low, high = step.earliest, step.latest
        for offset in range(step.offset, min(step.offset + step.length, len(known.data))):
            true = known.time_of(offset) - zero
            covered += (low is None or true >= low - 0.05) and (high is None or true <= high + 0.05)
            unbounded += low is None or high is None
            errors.append(abs(step.time - true))
            if known.data[offset] == 10:
                lines.append(errors[-1])
                if low is not None and high is not None:
                    widths.append(high - low)
    common = min(len(recording.data), len(known.data)) or 1
    return Figures(
        covered / common,
        unbounded / common,
        sorted(widths)[len(widths) // 2],
        sorted(lines),
        sorted(errors),
    )
