"""`review`, and what an export says of a review."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from replayer.exporters.review import review_of
from replayer.notebook import Notebook, review_key
from replayer.notes import Judgement, Note, Verdict
from replayer.opening import find_one, open_recording
from tests.cli.running import run

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
HOSTILE = "look \x1b]0;t\x07 here"


@pytest.fixture
def reviewed() -> int:
    """Review the first half of a fixture; return where the bookmark is."""
    recording = open_recording(find_one(["fixture:shell"], []))
    half, text_id = recording.timeline.length // 2, recording.text_id
    Notebook().update(
        recording.session.key,
        lambda review: (
            review.with_note(Note("a", half, text_id, HOSTILE, NOW, "carol"))
            .with_note(Note("b", 0, text_id, "", NOW, "carol"))
            .with_note(Note("c", 7, "another", "streamed", NOW, "carol"))
            .with_verdict(Verdict(Judgement.QUESTION, "ask\nalice", NOW, "carol"))
            .with_watched(text_id, [(0, half)], recording.timeline.length)
        ),
    )
    return half


def test_a_session_that_nobody_looked_at_says_so() -> None:
    ran = run("review", "fixture:shell")
    assert ran.code == 0
    assert "none: you have not looked at it" in ran.out
    ran = run("review", "fixture:shell", "--json")
    report = json.loads(ran.out)
    assert (report["verdict"], report["coverage"], report["notes"]) == (None, 0.0, [])


def test_a_review_is_printed_with_clock_times_and_nothing_hostile(reviewed: int) -> None:
    ran = run("review", "fixture:shell")
    assert ran.code == 0
    assert "question by carol, 2026-11-25 09:30:00 UTC" in ran.out
    assert "watched      50.0 % of" in ran.out or "watched      49.9 % of" in ran.out
    assert "not watched  22:08:" in ran.out
    assert "◐ 22:08:" in ran.out or "● 22:08:" in ran.out
    assert "streamed  (of another text)" in ran.out
    assert "\x1b" not in ran.out
    assert "\x07" not in ran.out


def test_as_json_it_is_what_the_export_writes(reviewed: int, tmp_path: Path) -> None:
    report = json.loads(run("review", "fixture:shell", "--json").out)
    target = tmp_path / "shell.review.json"
    ran = run("export", "fixture:shell", "-o", str(target))
    assert "your notes and your verdict" in ran.err
    assert json.loads(target.read_text()) == report
    (gap,) = report["unwatched"]
    assert gap["offset"] == reviewed
    assert gap["offset"] + gap["length"] == report["bytes"]
    assert gap["started"].startswith("2026-")
    first, second = report["notes"]
    assert (first["offset"], first["time"], first["certainty"]) == (0, 0.0, None)
    assert (second["offset"], second["text"], second["by"]) == (reviewed, HOSTILE, "carol")
    assert second["earliest"] <= second["time"] <= second["latest"]
    assert [len(each["sha256"]) for each in report["sources"]] == [64] * len(report["sources"])
    assert report["other_texts"][0]["notes"][0]["text"] == "streamed"


@pytest.mark.parametrize("name", ["cast", "cast3"])
def test_a_cast_has_bookmarks_only_when_asked(reviewed: int, name: str) -> None:
    silent = run("export", "fixture:shell", "-o", "-", "-f", name)
    asked = run("export", "fixture:shell", "-o", "-", "-f", name, "--notes")
    assert "look" not in silent.out
    assert "notes" not in json.loads(silent.out.splitlines()[0])["ssm_replay"]
    markers = [event for event in map(json.loads, asked.out.splitlines()[1:]) if event[1] == "m"]
    assert [event[2] for event in markers] == ["bookmark", "look ␛]0;t␇ here"]
    assert "bookmarks and their words" in asked.err
    raw = run("export", "fixture:shell", "-o", "-", "-f", name, "--notes", "--raw")
    assert "look \\u001b" not in raw.out


def test_notes_change_casts_only(reviewed: int) -> None:
    ran = run("export", "fixture:shell", "-o", "-", "-f", "text", "--notes")
    assert "change casts only" in ran.err


def test_a_file_without_an_id_has_a_review_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = '{"version": 2, "width": 20, "height": 5}\n[1.0, "o", "hello"]\n[2.0, "o", "bye"]\n'
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "session.cast").write_text(cast)
    monkeypatch.chdir(tmp_path / "one")
    entry = find_one(["session.cast"], [])
    key = review_key(entry.session, [item.where for item in entry.items])
    Notebook().update(key, lambda review: review.with_verdict(Verdict(Judgement.CLEAR, "", NOW)))
    recording = open_recording(entry)
    assert review_of(recording).review.verdict is not None
    Notebook().update(
        key,
        lambda review: review.with_note(Note("a", 5, recording.text_id, "here", NOW)).with_watched(
            recording.text_id, [(0, 5)], 8
        ),
    )
    ran = run("review", "session.cast")
    assert "clear, 2026" in ran.out
    assert "not watched  2.0 s – 2.0 s  3 bytes" in ran.out
    assert "● 1.0 s  here" in ran.out
    monkeypatch.chdir(tmp_path / "two")
    assert "none: you have not looked" in run("review", "session.cast").out
