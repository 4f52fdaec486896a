"""What a user types to name a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from replayer.errors import WrongUsage
from replayer.opening import SpecKind, parse_spec
from tests.sources.evidence_files import ALICE, write


def read(text: str) -> tuple[SpecKind, str, int | None]:
    spec = parse_spec(text)
    assert spec.text == text
    return spec.kind, spec.target, spec.offset


def test_files_folders_and_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a.log", "x")
    monkeypatch.chdir(tmp_path)
    assert read("a.log") == (SpecKind.FILE, "a.log", None)
    assert read("a.log#120") == (SpecKind.FILE, "a.log", 120)
    assert read(".") == (SpecKind.FOLDER, ".", None)
    assert read(".#5") == (SpecKind.FOLDER, ".", 5)
    assert read("-") == (SpecKind.STDIN, "-", None)
    assert read("-#7") == (SpecKind.STDIN, "-", 7)


def test_a_path_that_exists_counts_more_than_an_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read(ALICE)[0] is SpecKind.NAME
    write(tmp_path / ALICE, "x")
    assert read(ALICE)[0] is SpecKind.FILE


def test_a_file_whose_name_holds_a_number_sign_can_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "take#2", "x")
    write(tmp_path / "take", "x")
    monkeypatch.chdir(tmp_path)
    assert read("take#2") == (SpecKind.FILE, "take#2", None)
    assert read("take#2#9") == (SpecKind.FILE, "take#2", 9)
    assert read("take#3") == (SpecKind.FILE, "take", 3)


def test_ids_keys_and_fixtures() -> None:
    assert read(ALICE) == (SpecKind.NAME, ALICE, None)
    assert read(f"{ALICE}#64") == (SpecKind.NAME, ALICE, 64)
    assert read("file:sub/x.log") == (SpecKind.NAME, "file:sub/x.log", None)
    assert read("fixture:vim#1") == (SpecKind.FIXTURE, "fixture:vim", 1)


@pytest.mark.parametrize(
    "text", ["alice#", "alice#x", "alice#-1", "alice#1.5", "#5", "alice#" + "9" * 30]
)
def test_what_is_no_offset_belongs_to_the_name(text: str) -> None:
    assert read(text) == (SpecKind.NAME, text, None)


@pytest.mark.parametrize("text", ["x" * 5000, "nul\0byte", "new\nline", "a/" * 3000])
def test_names_that_no_file_can_have_are_names(text: str) -> None:
    assert read(text)[0] is SpecKind.NAME


def test_an_empty_name_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage):
        parse_spec("")
