"""How true the times are, and what fusing costs: `python benchmarks/timing.py [--samples FOLDER] [--lines N]`.

For each recorded session that has its truth beside it, and each set of sources, the share of bytes (of lines, where the
bytes are streamed text) inside their bounds, the width of the bounds at line ends, and the error of the shown time at
line ends and over all bytes. The naive player, for comparison, shows each streamed line at its stamp. Where no source
has a wall clock one constant shift is taken out, so its figures flatter. Then a session of N lines (about 100 bytes
each) is written, read and fused, as a ratio to a plain read of its files. Prints Markdown; docs/time.md has a run.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from replayer import formats  # noqa: E402  # the tests' readers of truth are not installed
from replayer.formats.evidence import Streaming  # noqa: E402
from replayer.recording import Piece, build  # noqa: E402
from replayer.recording.cleanup import cleaned  # noqa: E402
from replayer.recording.recording import Provenance, Recording  # noqa: E402
from replayer.session import Session, TraceSource  # noqa: E402
from tests.recording.truth import FILES, Truth, content, recorded, truth  # noqa: E402

SLACK = 0.05
_T = TypeVar("_T")
SETS = {
    "fused": ("s3", "stream", "history"),
    "stream + history": ("stream", "history"),
    "S3 + history": ("s3", "history"),
    "S3 alone": ("s3",),
}


@dataclass(frozen=True)
class Row:
    """The figures of one session and one set of sources."""

    covered: float | None
    width: float | None
    lines: list[float]
    """Errors at line ends."""
    others: list[float]
    """Errors of all bytes; empty where the bytes are not the session's."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=Path, default=ROOT.parent / "shared" / "samples")
    parser.add_argument("--lines", type=int, default=1_000_000)
    options = parser.parse_args()
    folders = sorted(path.parent for path in options.samples.glob("*/meta.json"))
    if folders:
        print(
            "| session | sources | inside bounds | width | line p50 | line p95 | byte p50 | byte p95 |"
        )
        print("|---|---|---|---|---|---|---|---|")
        for folder in folders:
            for name, row in rows(folder):
                print(f"| {folder.name} | {name} | {shown(row)} |")
        print()
    else:
        print(f"no recorded sessions with truth at {options.samples}", file=sys.stderr)
    cost(options.lines)


def rows(folder: Path) -> Iterator[tuple[str, Row]]:
    """Yield the figures of one session for each set of sources that it has."""
    known = truth(folder)
    has_stream = content(folder, FILES["stream"]) is not None
    for name, parts in SETS.items():
        if has_stream or "stream" not in parts:
            recording = recorded(folder, *parts)
            yield name, exact(recording, known) if "s3" in parts else streamed(recording, known)
    if has_stream:
        yield "naive player", naive(folder, known)


def exact(recording: Recording, known: Truth) -> Row:
    """Compare byte by byte."""
    timeline = recording.timeline
    differences, covered, widths, ends = list[float](), 0, list[float](), list[int]()
    zero = timeline.started.timestamp() if timeline.started else known.times[0]
    for step in timeline:
        low, high = step.earliest, step.latest
        for offset in range(step.offset, min(step.offset + step.length, len(known.data))):
            true = known.time_of(offset) - zero
            covered += (low is None or true >= low - SLACK) and (
                high is None or true <= high + SLACK
            )
            differences.append(step.time - true)
            if known.data[offset] == 10:
                ends.append(offset)
                if low is not None and high is not None:
                    widths.append(high - low)
    shift = 0.0 if timeline.started else median(differences)
    errors = [abs(difference - shift) for difference in differences]
    bounded = covered / len(differences) if widths else None
    return Row(bounded, median(widths) if widths else None, [errors[end] for end in ends], errors)


def streamed(recording: Recording, known: Truth) -> Row:
    """Compare line by line, since streamed text is not the session's bytes."""
    ends = [match.end() - 1 for match in re.finditer(b"\n", recording.data[:])]
    texts = recording.data[:].split(b"\r\n")[: len(ends)]
    steps = [recording.timeline.step_at(end) for end in ends]
    assert recording.timeline.started is not None
    zero = recording.timeline.started.timestamp()
    covered, widths, errors = 0, list[float](), list[float]()
    for index, true in matched(texts, known):
        step, moment = steps[index], true - zero
        low, high = step.earliest, step.latest
        covered += (low is None or moment >= low - SLACK) and (
            high is None or moment <= high + SLACK
        )
        errors.append(abs(step.time - moment))
        if low is not None and high is not None:
            widths.append(high - low)
    return Row(covered / len(errors), median(widths) if widths else None, errors, [])


def naive(folder: Path, known: Truth) -> Row:
    """Show each streamed line at its stamp."""
    stream = next(
        each
        for each in formats.read(content(folder, FILES["stream"]) or b"")
        if isinstance(each, Streaming)
    )
    lines = [
        (line.encode(), event.timestamp_ms / 1000)
        for event in stream.events
        for line in event.lines
    ]
    errors = [
        abs(lines[index][1] - true) for index, true in matched([text for text, _ in lines], known)
    ]
    return Row(None, None, errors, [])


def matched(texts: Sequence[bytes], known: Truth) -> Iterator[tuple[int, float]]:
    """Yield (index into `texts`, true moment) of each line that is in both, in order."""
    wanted, moments, start = list[bytes](), list[float](), 0
    for match in re.finditer(b"\n", known.data):
        line = cleaned(known.data[start : match.end()])[:-1]
        wanted.append(line.decode("utf-8", "replace").replace("\ufffd", "").encode())
        moments.append(known.time_of(match.start()))
        start = match.end()
    have = [text.decode("utf-8", "replace").replace("\ufffd", "").encode() for text in texts]
    if len(have) == len(wanted):
        yield from enumerate(moments)
        return
    matcher = difflib.SequenceMatcher(None, have, wanted, autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            yield block.a + step, moments[block.b + step]


def shown(row: Row) -> str:
    """Return the cells of a row."""
    cells = [
        "–" if row.covered is None else f"{row.covered:.2%}",
        "–" if row.width is None else f"{row.width:.2f} s",
    ]
    for errors in (row.lines, row.others):
        ordered = sorted(errors)
        for share in (0.5, 0.95):
            at = min(len(ordered) - 1, int(len(ordered) * share))
            cells.append(f"{ordered[at]:.2f} s" if ordered else "–")
    return " | ".join(cells)


def cost(count: int) -> None:
    """Print what fusing `count` lines costs, against a plain read of the same files."""
    with tempfile.TemporaryDirectory() as folder:
        transcript, stream = written(Path(folder), count)
        size = (transcript.stat().st_size + stream.stat().st_size) / 1e6
        plain, contents = timed(lambda: (transcript.read_bytes(), stream.read_bytes()))
        reading, evidence = timed(lambda: [each for raw in contents for each in formats.read(raw)])
        held = peak()
        where = Provenance(TraceSource.FILE, None, "", "", 0)
        pieces = [Piece(each, where) for each in evidence]
        session = Session("k", started=datetime.fromtimestamp(1_700_000_000, UTC))
        fusing, recording = timed(lambda: build(session, pieces))
    print(
        f"A session of {count:,} lines ({size:,.0f} MB in two files), {len(recording.timeline):,} steps:\n"
    )
    print("| step | seconds of processor time | ratio to a plain read |")
    print("|---|---|---|")
    for name, seconds in (
        ("plain read", plain),
        ("reading the formats", reading),
        ("fusing", fusing),
    ):
        print(f"| {name} | {seconds:.2f} | {seconds / plain:.0f} |")
    print(
        f"\nPeak memory {peak():,} MB, of which {held:,} MB held the files and what was read from them."
    )


def written(folder: Path, count: int) -> tuple[Path, Path]:
    """Write a transcript and its stream, as the agent would have sent it."""
    transcript, stream = folder / "session.log", folder / "events.json"
    lines = [
        f"{number:09d} {'some text that fills a line of a log file ' * 2}"
        for number in range(count)
    ]
    with transcript.open("wb") as file:
        file.write(b"Script started on 2023-11-15 22:00:00+00:00\n")
        file.writelines(line.encode() + b"\r\r\n" for line in lines)
        file.write(b"\nScript done on 2023-11-15 22:00:00+00:00\n")
    stamp, call = 1_700_000_001_000, 0
    with stream.open("w") as file:
        file.write('{"events": [')
        for start in range(0, count, 300):
            message = {
                "eventVersion": "1.0",
                "sessionId": "a-0",
                "sessionData": lines[start : start + 300],
            }
            event = {
                "timestamp": stamp + call % 4,
                "ingestionTime": stamp + 9,
                "message": json.dumps(message),
            }
            file.write((", " if start else "") + json.dumps(event))
            call += 1
            stamp += 1000 * (call % 4 == 0)
        file.write("]}")
    return transcript, stream


def timed(action: Callable[[], _T]) -> tuple[float, _T]:
    """Return the seconds of processor time that `action` takes, and its result."""
    start = time.process_time()
    result = action()
    return time.process_time() - start, result


def peak() -> int:
    """Return the most memory used so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
