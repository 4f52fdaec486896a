"""The whole way, from recorded sessions through the program to figures, judged by the truth recorded beside them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from tests.cli.running import run

STREAMED = ["simple", "vim", "progress", "sudo-root", "login-bash", "clocked"]
FAULTY = ["outage", "duplicates", "flood"]
UNTIMED = ["noninteractive", "noninteractive-separate", "ecs-exec", "screen-era"]


def scorer(samples: Path, name: str) -> ModuleType:
    """Load a scorer that lies beside the samples."""
    path = samples.parent / "tools" / f"{name}.py"
    if not path.is_file():
        pytest.skip(f"no scorer at {path}")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def truth_of(samples: Path, name: str) -> Path:
    plain = samples / name / "truth.jsonl"
    return plain if plain.is_file() else plain.with_name("truth.jsonl.gz")


def exported(samples: Path, name: str, target: Path, *more: str) -> Path:
    """Export a sample from its evidence alone: the truth and the notes beside it are not evidence."""
    ran = run("export", samples / name, "-o", target, *more)
    assert ran.code == 0, ran.err
    return target


@pytest.mark.parametrize("name", [*STREAMED, *FAULTY, *UNTIMED])
def test_a_raw_cast_holds_the_very_text_that_the_terminal_received(
    name: str, samples: Path, tmp_path: Path
) -> None:
    timing = scorer(samples, "score_timing")
    cast = exported(samples, name, tmp_path / "out.cast", "--raw")
    got = "".join(text for _, text in timing.cast_events(cast))
    assert got == "".join(text for _, text in timing.truth_events(truth_of(samples, name)))


@pytest.mark.parametrize("name", STREAMED)
def test_lines_come_when_they_came(name: str, samples: Path, tmp_path: Path) -> None:
    timing = scorer(samples, "score_timing")
    cast = exported(samples, name, tmp_path / "out.cast", "--raw")
    figures = timing.score(timing.truth_events(truth_of(samples, name)), timing.cast_events(cast))
    assert figures["matched"] >= 0.99, figures
    assert figures["p50"] <= 0.5, figures
    assert figures["p95"] <= 1.1, figures


@pytest.mark.parametrize("name", [*STREAMED, *FAULTY, *UNTIMED])
def test_stated_bounds_are_true(name: str, samples: Path, tmp_path: Path) -> None:
    timeline = scorer(samples, "score_timeline")
    steps = exported(samples, name, tmp_path / "out.timeline")
    started = json.loads((samples / name / "meta.json").read_text())["truth_t0"]
    figures = timeline.score(str(truth_of(samples, name)), str(steps), started)
    assert "error" not in figures, figures
    assert figures["byte_difference"] == 0, figures
    assert figures["coverage"] >= 0.99, figures


@pytest.mark.parametrize("name", [*STREAMED, *FAULTY])
def test_nothing_is_lost_from_a_text(name: str, samples: Path, tmp_path: Path) -> None:
    text = exported(samples, name, tmp_path / "out.txt").read_text()
    entered = json.loads((samples / name / "commands.json").read_text())
    for command in entered:
        last = command["text"].splitlines()[-1].split()[0]
        assert last in text, command
