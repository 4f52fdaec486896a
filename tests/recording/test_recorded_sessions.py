"""Figures on sessions that the agent's own code recorded, with the true time of every byte beside them."""

from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest

from replayer.recording.timeline import Certainty
from tests.recording.truth import figures, meta, recorded, truth

HEALTHY = ("clocked", "login-bash", "progress", "simple", "sudo-root", "vim")
TROUBLED = {
    "outage": "uploads were held up",
    "duplicates": "was stored 6 times",
    "flood": "lines waited in the host's file",
}
FULL_SCREEN = {"vim"}
ALL = (
    *HEALTHY, *TROUBLED, "ecs-exec", "noninteractive", "noninteractive-separate", "screen-era", "screen-era-no-screen",
)  # fmt: skip


@pytest.mark.parametrize("name", HEALTHY)
def test_fused_without_trouble(samples: Path, name: str) -> None:
    folder = samples / name
    recording, known = recorded(folder, "s3", "stream", "history"), truth(folder)
    assert recording.data == known.data
    found = figures(recording, known)
    assert found.coverage >= 0.995
    assert found.unbounded <= 0.01
    assert found.line_width <= 1.05
    assert found.at(found.line_errors, 0.95) <= 0.52
    assert found.at(found.byte_errors, 0.5) <= (0.8 if name in FULL_SCREEN else 0.5)
    assert found.at(found.byte_errors, 0.95) <= (4.0 if name in FULL_SCREEN else 2.0)


def test_lines_are_shown_close_to_when_they_came(samples: Path) -> None:
    errors = []
    for name in HEALTHY:
        found = figures(recorded(samples / name, "s3", "stream", "history"), truth(samples / name))
        errors.append(found.at(found.line_errors, 0.5))
    assert mean(errors) <= 0.3


@pytest.mark.parametrize("name", TROUBLED)
def test_fused_under_faults_and_floods(samples: Path, name: str) -> None:
    folder = samples / name
    recording, known = recorded(folder, "s3", "stream", "history"), truth(folder)
    assert recording.data == known.data
    found = figures(recording, known)
    assert found.coverage >= 0.995
    assert found.unbounded <= 0.01
    assert any(TROUBLED[name] in gap.text for gap in recording.gaps)


@pytest.mark.parametrize("transcript", ["s3", "plain"])
@pytest.mark.parametrize("name", ALL)
def test_a_transcript_and_the_history(samples: Path, name: str, transcript: str) -> None:
    folder = samples / name
    recording, known = recorded(folder, transcript, "history"), truth(folder)
    cut = name == "screen-era-no-screen"
    assert recording.data == (known.data[: len(recording.data)] if cut else known.data)
    found = figures(recording, known)
    assert found.coverage >= 0.99
    assert {step.certainty for step in recording.timeline} == {Certainty.BOUNDED}
    assert recording.timeline.started is not None
    if not cut:
        shown = recording.timeline.started.timestamp() + recording.timeline.times[-1]
        assert abs(shown - known.times[-1]) <= 1.5


@pytest.mark.parametrize("name", ALL)
def test_a_transcript_alone_is_estimated(samples: Path, name: str) -> None:
    recording = recorded(samples / name, "s3")
    assert {step.certainty for step in recording.timeline} == {Certainty.ESTIMATED}


@pytest.mark.parametrize("name", ["simple", "vim", "outage"])
def test_a_stream_alone_has_its_lines_where_they_came(samples: Path, name: str) -> None:
    folder = samples / name
    recording, known = recorded(folder, "stream"), truth(folder)
    assert recording.timeline.started is not None
    ends = [offset for offset, byte in enumerate(known.data) if byte == 10]
    shown = [
        offset
        for offset in range(len(recording.data))
        if recording.data[offset : offset + 1] == b"\n"
    ]
    assert len(ends) == len(shown)
    zero = recording.timeline.started.timestamp()
    for end, line in zip(ends, shown, strict=True):
        step = recording.timeline.step_at(line)
        true = known.time_of(end) - zero
        assert step.latest is not None
        assert true <= step.latest + 0.05
        assert step.earliest is None or true >= step.earliest - 0.05


def test_every_recorded_session_is_listed(samples: Path) -> None:
    found = {path.parent.name for path in samples.glob("*/meta.json")}
    assert found == set(ALL)
    assert all(meta(samples / name)["log_stream"] for name in ALL)
