"""`review` of two files that name one session and begin alike: a verdict belongs to the bytes that were judged."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from replayer.exporters.review import review_of
from replayer.notebook import Notebook
from replayer.notes import Judgement, Note, Text, Verdict
from replayer.opening import find_one, open_recording
from tests.cli.running import run

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
KEY = "alice-0123456789abcdef0"
ALIKE = "".join(f"line {number:04}\r\n" for number in range(600))


def written(folder: Path, text: str) -> str:
    """Write a cast of a session with an id."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{KEY}.cast"
    header = {"version": 2, "width": 50, "height": 6}
    lines = [header, *([number + 1.0, "o", each] for number, each in enumerate((text, "end\r\n")))]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n")
    return str(path)


def judge(path: str) -> Text:
    """Watch all of a file, mark a place, and find nothing to object to."""
    recording = open_recording(find_one([path], []))
    text = review_of(recording).text
    Notebook().update(
        KEY,
        lambda review: (
            review.with_watched(text.text_id, [(0, text.length)], text.length)
            .with_note(Note("a", 5000, text.text_id, "odd", NOW, "carol"))
            .with_text(text.text_id, text)
            .with_verdict(Verdict(Judgement.CLEAR, "fine", NOW, "carol", of=text))
        ),
    )
    return text


@pytest.fixture
def judged(tmp_path: Path) -> Text:
    return judge(written(tmp_path / "true", ALIKE + "ls\r\n"))


def test_a_file_that_begins_alike_and_goes_on_otherwise_does_not_inherit_the_review(
    judged: Text, tmp_path: Path
) -> None:
    forged = written(tmp_path / "forged", ALIKE + "rm\r\n")
    true = run("review", str(tmp_path / "true" / f"{KEY}.cast"))
    assert "clear by carol" in true.out
    assert "another text" not in true.out
    assert "watched      100 %" in true.out
    ran = run("review", forged)
    assert "given for another text: clear by carol" in ran.out
    assert judged.sha256[:12] in ran.out
    assert "watched      0 %" in ran.out
    assert "odd  (of another text)" in ran.out
    report = json.loads(run("review", forged, "--json").out)
    assert report["verdict"]["compared"] == "another"
    assert report["verdict"]["of"] == {
        "text_id": judged.text_id,
        "bytes": judged.length,
        "sha256": judged.sha256,
    }
    assert report["text_id"] == judged.text_id
    assert len(report["sha256"]) == 64
    assert report["sha256"] != judged.sha256
    assert (report["coverage"], report["notes"]) == (0.0, [])
    (other,) = report["other_texts"]
    assert (other["bytes"], other["sha256"]) == (judged.length, judged.sha256)
    assert [note["text"] for note in other["notes"]] == ["odd"]
    markers = run("export", forged, "-o", "-", "-f", "cast", "--notes").out
    assert "odd" not in markers


def test_a_text_that_grew_is_judged_as_far_as_it_was_then(judged: Text, tmp_path: Path) -> None:
    grown = written(tmp_path / "grown", ALIKE + "ls\r\nend\r\nmore\r\n")
    ran = run("review", grown)
    assert "clear by carol, 2026-11-25 09:30:00 UTC" in ran.out
    assert f"given for the first {judged.length:,} bytes, more came since" in ran.out
    report = json.loads(run("review", grown, "--json").out)
    assert report["verdict"]["compared"] == "grown"
    assert 0.9 < report["coverage"] < 1
    assert [note["text"] for note in report["notes"]] == ["odd"]


def test_a_text_that_was_cut_since_is_another_one(judged: Text, tmp_path: Path) -> None:
    report = json.loads(run("review", written(tmp_path / "cut", ALIKE), "--json").out)
    assert report["verdict"]["compared"] == "another"
    assert report["coverage"] == 0.0


def test_a_review_without_digests_says_that_nobody_knows_which_text_was_judged(
    judged: Text, tmp_path: Path
) -> None:
    file = Notebook().file_of(KEY)
    values = json.loads(file.read_text())
    del values["texts"], values["verdict"]["of"]
    file.write_text(json.dumps(values))
    ran = run("review", str(tmp_path / "true" / f"{KEY}.cast"))
    assert "not known which text was judged" in ran.out
    assert "watched      100 %" in ran.out
    assert "known only by how it begins" in ran.out
    report = json.loads(run("review", str(tmp_path / "true" / f"{KEY}.cast"), "--json").out)
    assert (report["verdict"]["compared"], report["verdict"]["of"]) == ("unknown", None)
    assert report["known_by"] == "beginning"
