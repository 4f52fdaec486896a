"""The timeline as JSON lines, read as another program would."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from replayer.exporters import ExportOptions, exporter_for
from replayer.recording.recording import Recording, Size, SizeKnown
from replayer.recording.timeline import Certainty, StartedKnown, TimelineBuilder
from replayer.session import Session


def test_each_step_is_one_line_with_all_that_is_known_of_its_time() -> None:
    builder = TimelineBuilder()
    builder.add(3, 1.0, 0.5, 1.5, Certainty.RECORDED, "a stamp")
    builder.add(2, 2.0, 0.5, None, Certainty.ESTIMATED, "nothing")
    started = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    timeline = builder.build(duration=4.0, started=started, started_known=StartedKnown.HISTORY)
    recording = Recording(b"abcde", timeline, Size(80, 24, SizeKnown.ASSUMED), Session("file:x"))
    lines = b"".join(exporter_for("timeline", None).chunks(recording, ExportOptions())).splitlines()
    assert [json.loads(line) for line in lines] == [
        {
            "started": "2026-11-24T20:00:00Z", "started_known": "history", "duration": 4.0, "bytes": 5,
            "cols": 80, "rows": 24, "size_known": "assumed",
        },
        {
            "offset": 0, "length": 3, "time": 1.0, "earliest": 0.5, "latest": 1.5,
            "certainty": "recorded", "basis": "a stamp",
        },
        {
            "offset": 3, "length": 2, "time": 2.0, "earliest": 0.5, "latest": None,
            "certainty": "estimated", "basis": "nothing",
        },
    ]  # fmt: skip


def test_an_unknown_start_is_null() -> None:
    timeline = TimelineBuilder().build()
    recording = Recording(b"", timeline, Size(80, 24, SizeKnown.ASSUMED), Session("file:x"))
    (line,) = b"".join(
        exporter_for("timeline", None).chunks(recording, ExportOptions())
    ).splitlines()
    head = json.loads(line)
    assert (head["started"], head["started_known"], head["bytes"]) == (None, None, 0)
