"""Real programs look as they looked, to the cell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from replayer.terminal import Emulator, Frame
from tests.terminal.recorded import STREAMS, Stream, drawn, expected, load, without_lines


def frames(stream: Stream) -> Iterator[tuple[dict[str, Any], Frame]]:
    """Yield each frame that must come out with the one that does."""
    emulator = Emulator(stream.cols, stream.rows)
    moments = [(offset, (cols, rows)) for offset, cols, rows in stream.resizes]
    stops = sorted(
        [*moments, *((frame["offset"], None) for frame in stream.frames)], key=lambda stop: stop[0]
    )
    wanted = iter(stream.frames)
    for offset, size in stops:
        emulator.feed(stream.data[emulator.offset : offset])
        if size is None:
            yield next(wanted), emulator.frame()
        else:
            emulator.resize(*size)
    assert emulator.failures == ()


def same(stream: Stream) -> None:
    seen = without_lines if b"\x1b]8;" in stream.data else list
    for want, got in frames(stream):
        if want["text_compared"] and not want["text_agrees"]:
            continue
        assert (got.columns, got.lines) == (want["columns"], want["lines"])
        for line, row in enumerate(want["rows"]):
            assert seen(drawn(got, line)) == seen(expected(row, got.columns)), (
                f"@{got.offset} line {line}"
            )
            assert got.rows[line].wrapped == row.get("wrapped", False)
        cursor = {
            "column": got.cursor.column,
            "line": got.cursor.line,
            "visible": got.cursor.visible,
        }
        assert cursor == want["cursor"]
        assert got.alternate == want["alternate"]
        assert got.title == want["title"]


@pytest.mark.parametrize("stream", STREAMS, ids=str)
def test_a_recorded_program_gives_the_screens_that_it_gave(stream: Stream) -> None:
    same(stream)


def test_all_samples_give_the_screens_that_they_gave(samples: Path) -> None:
    for path in sorted((samples / "emulator").glob("*.json")):
        if path.stem.startswith("seq_utf8_bad"):
            continue  # the reference hides invalid bytes; they are shown here
        same(load(path))
