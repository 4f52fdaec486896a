"""Draws docs/time.svg from the bundled session `root`: `python docs/draw_time.py`.

Each line of the session is a row, time runs to the right. A rerun without a change gives the same file.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from replayer import formats
from replayer.foreign import shown
from replayer.recording import Piece, build
from replayer.recording.recording import Provenance, Recording
from replayer.recording.timeline import Certainty
from replayer.session import Session, SessionId, TraceSource

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "fixtures" / "root"
UNTIL = 22.0
"""Seconds that are drawn."""
SECOND, ROW, LEFT, TOP = 36, 22, 250, 64
_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOURS = {
    Certainty.RECORDED: "#2f7d4f",
    Certainty.BOUNDED: "#c98a1b",
    Certainty.ESTIMATED: "#a33a3a",
}


@dataclass(frozen=True)
class Line:
    """One line of the session."""

    text: str
    start: int
    end: int


def main() -> None:
    """Write the picture."""
    Path(__file__).with_name("time.svg").write_text(drawing(), encoding="utf-8")


def drawing() -> str:
    """Return the picture."""
    recording = session()
    drawn = list(picture(recording, stamps(recording)))
    height = TOP + ROW * len(lines(recording)) + 96
    width = int(LEFT + SECOND * UNTIL + 30)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="ui-monospace, monospace" font-size="12">\n'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
    )
    return head + "\n".join([*drawn, *legend(height - 62), "</svg>", ""])


def session() -> Recording:
    """Return the bundled session, fused."""
    where = Provenance(TraceSource.FILE, None, "", "", 0)
    pieces = [
        Piece(evidence, where)
        for path in sorted(FOLDER.iterdir())
        for evidence in formats.read(path.read_bytes())
    ]
    name = next(FOLDER.glob("*.log")).stem
    return build(Session(name, SessionId(name)), pieces)


def stamps(recording: Recording) -> list[float]:
    """Return the seconds at which events of the stream were stamped."""
    assert recording.timeline.started is not None
    zero = recording.timeline.started.timestamp()
    events = json.loads((FOLDER / "cloudwatch-streaming.json").read_text())["events"]
    return [event["timestamp"] / 1000 - zero for event in events]


def lines(recording: Recording) -> list[Line]:
    """Return the lines that end within the picture."""
    found, start = list[Line](), 0
    while True:
        end = recording.data.find(b"\n", start) + 1
        if not end or recording.timeline.time_at(end - 1) > UNTIL:
            return found
        raw = recording.data[start:end].decode("utf-8", "replace").replace("\r\n", "")
        text = shown(
            _SEQUENCE.sub("", raw).rpartition("\r")[2]
        )  # what a redrawn prompt shows at last
        found.append(Line(text if len(text) <= 32 else text[:31] + "…", start, end))
        start = end


def x(seconds: float) -> float:
    """Return where a moment lies across."""
    return round(LEFT + SECOND * seconds, 1)


def picture(recording: Recording, stamped: list[float]) -> list[str]:
    """Return the drawing of axis, stamps and lines."""
    rows = lines(recording)
    bottom = TOP + ROW * len(rows)
    out = [
        '<text x="10" y="24" font-size="15" font-weight="bold">When each byte of a line came</text>'
    ]
    for second in range(int(UNTIL) + 1):
        out.append(
            f'<line x1="{x(second)}" y1="{TOP - 8}" x2="{x(second)}" y2="{bottom}" stroke="#e4e4e4"/>'
        )
        if second % 2 == 0:
            out.append(
                f'<text x="{x(second)}" y="{TOP - 14}" text-anchor="middle" fill="#666666">{second} s</text>'
            )
    out += [
        f'<line x1="{x(stamp)}" y1="{TOP - 8}" x2="{x(stamp)}" y2="{bottom}" stroke="#3b6fb6" stroke-dasharray="3 3"/>'
        for stamp in stamped
        if stamp <= UNTIL
    ]
    for number, line in enumerate(rows):
        out += row(recording, line, TOP + ROW * number + ROW // 2)
    return out


def row(recording: Recording, line: Line, y: int) -> list[str]:
    """Return the drawing of one line: the bounds of its text, those of its end, and each byte's shown time."""
    timeline = recording.timeline
    out = [f'<text x="10" y="{y + 4}">{escape(line.text)}</text>']
    for offset, thick in ((line.start, 4), (line.end - 1, 10)):
        step = timeline.step_at(offset)
        low = 0.0 if step.earliest is None else max(0.0, step.earliest)
        high = UNTIL if step.latest is None else min(UNTIL, step.latest)
        out.append(
            f'<rect x="{x(low)}" y="{y - thick / 2}" width="{round(SECOND * (high - low), 1)}" height="{thick}" '
            f'fill="{COLOURS[step.certainty]}" fill-opacity="0.45"/>'
        )
    index, last = timeline.index_at(line.start), timeline.index_at(line.end - 1)
    for at in range(index, last + 1):
        step = timeline[at]
        out.append(
            f'<circle cx="{x(step.time)}" cy="{y}" r="{3 if at == last else 1.6}" fill="#222222"/>'
        )
    return out


def legend(y: int) -> list[str]:
    """Return what the signs mean."""
    entries = [
        (
            "#3b6fb6",
            "dashed: an event was stamped; its lines had come since the event, or the poll, before it",
        ),
        (
            COLOURS[Certainty.RECORDED],
            "thick: the line's end, between a stamp and the poll before it (recorded)",
        ),
        (
            COLOURS[Certainty.BOUNDED],
            "thin: the rest of the line, after the line before it (bounded)",
        ),
        (
            "#222222",
            "dots: shown times; a small one for each key or part, a large one for the line's end",
        ),
    ]
    return [
        f'<rect x="10" y="{y + 16 * n - 9}" width="10" height="10" fill="{colour}" fill-opacity="0.6"/>'
        f'<text x="28" y="{y + 16 * n}">{text}</text>'
        for n, (colour, text) in enumerate(entries)
    ]


if __name__ == "__main__":
    main()
