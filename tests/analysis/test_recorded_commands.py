"""The list of commands, judged by what was really entered in recorded sessions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path
from statistics import median

import pytest

from replayer.analysis.commands import commands
from replayer.opening import find_one, open_recording

WHOLE = [
    "clocked", "duplicates", "ecs-exec", "flood", "login-bash", "outage", "progress", "screen-era", "simple", "sudo-root",
    "vim",
]  # fmt: skip
TIMED = ["clocked", "duplicates", "login-bash", "outage", "progress", "simple", "sudo-root", "vim"]


@dataclass(frozen=True)
class Score:
    """How a list compares with the truth."""

    precision: float
    recall: float
    errors: list[float]
    """Seconds between the Enter as listed and the true one, of each command that is in both."""
    wrong_codes: list[tuple[str, object, object]]
    """(text, true code, listed code)."""


def score(folder: Path, evidence: Path) -> Score:
    truth = json.loads((folder / "commands.json").read_text())
    began = datetime.fromisoformat(json.loads((folder / "meta.json").read_text())["truth_t0"])
    recording = open_recording(find_one([str(evidence)], []))
    found = commands(recording)
    want, got = [each["text"] for each in truth], [each.text for each in found]
    blocks = SequenceMatcher(None, want, got, autojunk=False).get_matching_blocks()
    pairs = [(truth[b.a + n], found[b.b + n]) for b in blocks for n in range(b.size)]
    started = recording.timeline.started
    shift = (started - began).total_seconds() if started else None
    return Score(
        precision=len(pairs) / len(got) if got else 1.0,
        recall=len(pairs) / len(want),
        errors=[] if shift is None else [abs(b.enter + shift - a["enter_t"]) for a, b in pairs],
        wrong_codes=[
            (b.text, a["exit_code"], b.exit_code)
            for a, b in pairs
            if b.exit_code is not None and b.exit_code != a["exit_code"]
        ],
    )


@pytest.mark.parametrize("name", WHOLE)
def test_the_list_is_what_was_entered(name: str, samples: Path) -> None:
    result = score(samples / name, samples / name)
    assert (result.precision, result.recall) == (1.0, 1.0)
    assert not result.wrong_codes


@pytest.mark.parametrize("name", WHOLE)
def test_the_transcript_alone_tells_the_same_commands(name: str, samples: Path) -> None:
    log = next(iter((samples / name).glob("session.log*")))
    result = score(samples / name, log)
    assert result.precision >= 0.95
    assert result.recall >= 0.95


@pytest.mark.parametrize("name", TIMED)
def test_enter_comes_when_it_came(name: str, samples: Path) -> None:
    errors = score(samples / name, samples / name).errors
    assert median(errors) <= 0.5
    assert max(errors) <= 1.1


def test_a_known_exit_code_is_found(samples: Path) -> None:
    found = commands(open_recording(find_one([str(samples / "login-bash")], [])))
    assert {each.text: each.exit_code for each in found}["false"] == 1


@pytest.mark.parametrize("name", ["simple", "clocked", "outage", "progress", "vim"])
def test_streamed_text_alone_tells_nearly_all(name: str, samples: Path) -> None:
    result = score(samples / name, samples / name / "cloudwatch-streaming.json")
    assert result.precision >= 0.9
    assert result.recall >= 0.9
