"""Keeping reviews: private, whole, and never lost to another program."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from replayer.errors import ReplayError
from replayer.notebook import Notebook, new_note, new_verdict, notebook_path, review_key
from replayer.notes import Judgement, Review, Text
from replayer.session import Session, SessionId


@pytest.fixture
def notebook(tmp_path: Path) -> Notebook:
    return Notebook(tmp_path / "data" / "reviews")


def test_a_review_is_read_as_it_was_written(notebook: Notebook) -> None:
    note, verdict = (
        new_note(7, "text", "look \x1b[31m here\ud800"),
        new_verdict(Judgement.QUESTION, "ask", Text("text", 12, "ab")),
    )
    written = notebook.update(
        "alice-0123",
        lambda review: (
            replace(review, verdict=verdict)
            .with_note(note)
            .with_watched("text", [(0, 5), (3, 9)], 12)
            .with_text("text", Text("text", 12, "ab"))
        ),
    )
    assert notebook.review("alice-0123") == written
    assert written.notes == (note,)
    assert written.verdict == verdict
    assert written.watched == {"text": ((0, 9),)}
    assert written.last_coverage == 0.75


def test_without_notes_a_review_is_empty_and_nothing_is_written(
    notebook: Notebook, tmp_path: Path
) -> None:
    assert notebook.review("nobody") == Review()
    assert not list(tmp_path.iterdir())


def test_reviews_lie_in_the_users_data_directory() -> None:
    assert str(notebook_path()).startswith(str(Path.home()))
    assert Notebook().file_of("x").parent == notebook_path()


def test_only_the_owner_can_read_them(notebook: Notebook) -> None:
    folder = notebook.file_of("x").parent
    folder.mkdir(parents=True, mode=0o755)
    notebook.update("x", lambda review: review.with_note(new_note(0, "t", "")))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "file:a/b.log", "", "x" * 500, "é\ud800", ".hidden"]
)
def test_a_foreign_key_cannot_leave_the_folder(notebook: Notebook, key: str) -> None:
    notebook.update(key, lambda review: review.with_note(new_note(0, "t", "")))
    file = notebook.file_of(key)
    assert file.is_file()
    assert file.parent == notebook.file_of("x").parent
    assert len(notebook.review(key).notes) == 1


def test_keys_that_look_alike_have_reviews_of_their_own(notebook: Notebook) -> None:
    assert notebook.file_of("a/b") != notebook.file_of("a_b")


def test_two_programs_that_write_at_once_lose_nothing(notebook: Notebook) -> None:
    program = (
        "import sys; from pathlib import Path; from replayer.notebook import Notebook, new_note\n"
        "book = Notebook(Path(sys.argv[1]))\n"
        "for n in range(40): book.update('s', lambda r: r.with_note(new_note(n, 't', sys.argv[2])))\n"
    )
    folder = notebook.file_of("s").parent
    running = [subprocess.Popen([sys.executable, "-c", program, str(folder), who]) for who in "abc"]
    assert [each.wait() for each in running] == [0, 0, 0]
    notes = notebook.review("s").notes
    assert sorted((note.text, note.offset) for note in notes) == [
        (who, n) for who in "abc" for n in range(40)
    ]
    assert not list(folder.glob(".*"))


def test_a_change_that_fails_leaves_the_review_as_it_was(notebook: Notebook) -> None:
    before = notebook.update("s", lambda review: review.with_note(new_note(1, "t", "kept")))

    def fail(_: Review) -> Review:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        notebook.update("s", fail)
    assert notebook.review("s") == before


DAMAGED = [
    "{",
    "[]",
    '{"version": 1}',
    '{"version": 1, "session": "s", "notes": [{"key": 1}], "verdict": null, "watched": {}}',
    '{"version": 1, "session": "s", "notes": [], "verdict": {"judgement": "odd"}, "watched": {}}',
    '{"version": 1, "session": "s", "notes": [], "verdict": null, "watched": {"t": {"length": 9, "spans": [[0, -1]]}}}',
    '{"version": 1, "session": "s", "notes": [], "verdict": null, "watched": {"t": {"length": 9, "spans": [[true, 2]]}}}',
    '{"version": 1, "session": "s", "notes": [], "verdict": null, "watched": {"t": [[0, 2]]}}',
    '{"version": 1, "session": "s", "notes": [], "verdict": null, "watched": {}, "texts": {"t": 1}}',
    "[" * 100_000,
    *[
        json.dumps(
            {
                "version": 1,
                "session": "s",
                "notes": [],
                "verdict": {"judgement": "clear", "text": "", "by": "", "made": made},
                "watched": {},
            }
        )
        for made in (
            "2026-01-01T00:00:00",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "9999-12-31T23:59:59+00:00",  # a reader's zone may be ahead
        )
    ],
]


@pytest.mark.parametrize("content", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_file_is_told_and_never_overwritten(notebook: Notebook, content: str) -> None:
    file = notebook.file_of("s")
    file.parent.mkdir(parents=True)
    file.write_text(content)
    with pytest.raises(ReplayError, match="damaged"):
        notebook.review("s")
    with pytest.raises(ReplayError, match="damaged"):
        notebook.update("s", lambda review: review.with_note(new_note(0, "t", "")))
    assert file.read_text() == content


def test_a_file_of_a_later_version_is_left_alone(notebook: Notebook) -> None:
    notebook.update("s", lambda review: review.with_note(new_note(0, "t", "")))
    file = notebook.file_of("s")
    values = json.loads(file.read_text())
    file.write_text(json.dumps({**values, "version": 2}))
    with pytest.raises(ReplayError, match="another version"):
        notebook.review("s")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReplayError, match="cannot be written"):
        Notebook(tmp_path / "file" / "reviews").update("s", lambda review: review)


def test_a_review_that_cannot_be_read_is_told(notebook: Notebook) -> None:
    notebook.file_of("s").mkdir(parents=True)
    with pytest.raises(ReplayError, match="cannot be read"):
        notebook.review("s")


def test_all_reviews_are_listed_with_their_sessions_but_for_those_that_cannot_be_read(
    notebook: Notebook,
) -> None:
    assert not list(notebook.reviews())
    for key in ("b/\ud800", "a"):
        notebook.update(key, lambda review: review.with_note(new_note(0, "t", "")))
    notebook.file_of("damaged").write_text("{")
    assert {key: len(review.notes) for key, review in notebook.reviews()} == {"a": 1, "b/\ud800": 1}
    assert not list(notebook.reviews(lambda: True))


def test_a_session_without_an_id_is_known_by_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = Session(key="alice-0123456789abcdef0", id=SessionId("alice-0123456789abcdef0"))
    assert review_key(named, ["b.log", "a.log"]) == "alice-0123456789abcdef0"
    unnamed = Session(key="session.log")
    keys = set()
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        monkeypatch.chdir(tmp_path / folder)
        keys.add(review_key(unnamed, ["session.log"]))
    assert keys == {f"file:{tmp_path}/one/session.log", f"file:{tmp_path}/two/session.log"}
    assert review_key(unnamed, ["s3://logs/x.log"]) == "file:s3://logs/x.log"
    assert review_key(unnamed, [str(tmp_path / "one" / "session.log")]) in keys
