"""Lists: the entries in the places that a user named."""

from __future__ import annotations

from pathlib import Path

import pytest

from replayer.errors import NoSuchSession, NotEvidence
from replayer.opening import catalog
from replayer.sources import Entry, Skipped, bundled
from replayer.sources.source import Answer
from tests.sources.evidence_files import ALICE, BOB, PTY, entry, streaming, transcript, write


def entries(*places: str | Path) -> dict[str, Entry]:
    return {each.key: each for each in catalog(map(str, places)) if isinstance(each, Entry)}


def skipped(*places: str | Path) -> dict[str, str]:
    return {each.where: each.why for each in catalog(map(str, places)) if isinstance(each, Skipped)}


def test_a_tree_gives_one_row_a_session_joined_by_what_the_content_says(tmp_path: Path) -> None:
    write(tmp_path / "s3" / "2025" / "one.log", transcript(ALICE))
    write(tmp_path / "s3" / f"{BOB}.log", transcript(None))
    write(tmp_path / "logs" / "two.json", streaming(ALICE))
    write(tmp_path / "history.json", [entry(ALICE), entry(BOB)])
    found = entries(tmp_path)
    assert set(found) == {ALICE, BOB}
    assert [item.name for item in found[ALICE].items] == ["history.json", "two.json", "one.log"]
    assert [item.name for item in found[BOB].items] == ["history.json", f"{BOB}.log"]


def test_rows_come_before_the_tree_was_walked_to_its_end(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / f"{number}" / "x.log", transcript(f"user-{number:017}"))
    found = catalog([str(tmp_path)])
    assert isinstance(next(found), Entry)
    write(tmp_path / "2" / "y.log", transcript("late-00000000000000009"))
    assert "late-00000000000000009" in {each.key for each in found if isinstance(each, Entry)}


def test_a_row_that_grows_comes_again(tmp_path: Path) -> None:
    write(tmp_path / "1.log", transcript())
    write(tmp_path / "2.json", entry())
    first, second = catalog([str(tmp_path)])
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert first.key == second.key
    assert len(second.sightings) == 2


def test_what_is_no_evidence_is_skipped_and_named_with_the_reason(tmp_path: Path) -> None:
    write(tmp_path / "a.log", transcript())
    write(tmp_path / "README.md", "# Read me\n")
    write(tmp_path / "empty.log", b"")
    write(tmp_path / "cut.json", '{"events": [{"timestamp": 1, "mess')
    write(tmp_path / "capture.bin", PTY)
    write(tmp_path / "picture.png", b"\x89PNG\r\n\x1a\n" + bytes(50))
    found = {Path(where).name: why for where, why in skipped(tmp_path).items()}
    assert set(found) == {"README.md", "empty.log", "cut.json", "capture.bin", "picture.png"}
    assert "no session log" in found["README.md"]
    assert "empty" in found["empty.log"]
    assert "breaks off" in found["cut.json"]
    assert "of which session" in found["capture.bin"]
    assert set(entries(tmp_path)) == {ALICE}


def test_several_places_are_one_catalog(tmp_path: Path) -> None:
    write(tmp_path / "a" / "1.log", transcript())
    write(tmp_path / "b" / "2.json", streaming())
    found = entries(tmp_path / "a", tmp_path / "b")
    assert [item.name for item in found[ALICE].items] == ["1.log", "2.json"]


def test_a_file_that_is_named_must_be_evidence(tmp_path: Path) -> None:
    readme = write(tmp_path / "README.md", "# Read me\n")
    with pytest.raises(NotEvidence, match=r"README\.md: this is no session log"):
        list(catalog([str(readme)]))


def test_a_place_that_does_not_exist_is_one_error() -> None:
    with pytest.raises(NoSuchSession, match="nowhere: there is no such file or folder"):
        list(catalog(["nowhere"]))


def test_one_of_several_places_that_cannot_be_opened_does_not_hide_the_others(
    tmp_path: Path,
) -> None:
    readme = write(tmp_path / "README.md", "# Read me\n")
    log = write(tmp_path / "1.log", transcript())
    found = list(catalog(["nowhere", str(readme), str(log)]))
    errors = [each.error for each in found if isinstance(each, Answer)]
    assert [type(error) for error in errors] == [NoSuchSession, NotEvidence]
    assert [each.key for each in found if isinstance(each, Entry)] == [ALICE]


def test_all_fixtures_or_one_can_be_listed() -> None:
    assert len(entries("fixture:")) == len(bundled.names())
    (vim,) = entries("fixture:vim").values()
    assert {item.where.split("/")[0] for item in vim.items} == {"fixture:vim"}
    assert entries(vim.items[0].where).keys() == {vim.key}


def test_a_search_that_is_cancelled_ends(tmp_path: Path) -> None:
    for number in range(9):
        write(tmp_path / f"{number}.log", transcript(f"user-{number:017}"))
    asked = iter([False] * 20)
    seen = list(catalog([str(tmp_path)], cancelled=lambda: next(asked, True)))
    assert 0 < len(seen) < 9


def test_the_samples_are_listed_with_what_each_left(samples: Path) -> None:
    found = entries(samples)
    by_user = {each.session.owner_name for each in found.values() if each.session.id}
    assert by_user == {"alice", "alice@example.com", "bob", "carol", "dave", "john-smith"}
    assert sum(each.session.id is not None for each in found.values()) == 15
