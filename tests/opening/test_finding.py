"""The one session that specs name, and what is said when there is not one."""

from __future__ import annotations

import gzip
import json
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from replayer.errors import ManySessions, NoSuchSession, NotEvidence, ReplayError
from replayer.opening import find_one
from replayer.sources import Entry, Skipped
from tests.sources.evidence_files import ALICE, BOB, PTY, entry, streaming, transcript, write


def names(found: Entry) -> list[str]:
    return sorted(item.name for item in found.items)


def test_pieces_of_one_session_named_one_by_one_are_one(tmp_path: Path) -> None:
    files = [
        write(tmp_path / "a.log", transcript()),
        write(tmp_path / "b.json", streaming()),
        write(tmp_path / "c.json", entry()),
    ]
    found = find_one(list(map(str, files)))
    assert found.key == ALICE
    assert names(found) == ["a.log", "b.json", "c.json"]


def test_a_folder_that_holds_one_session_is_that_session(tmp_path: Path) -> None:
    write(tmp_path / "a.log", transcript())
    write(tmp_path / "b.json", streaming())
    write(tmp_path / "NOTES.md", "notes\n")
    skipped: list[Skipped] = []
    found = find_one([str(tmp_path)], on_skipped=skipped.append)
    assert names(found) == ["a.log", "b.json"]
    assert [Path(each.where).name for each in skipped] == ["NOTES.md"]


def test_evidence_without_an_id_joins_when_one_session_is_named(tmp_path: Path) -> None:
    nameless = write(tmp_path / "capture.bin", PTY)
    named = write(tmp_path / "b.json", streaming())
    found = find_one([str(nameless), str(named)])
    assert found.key == ALICE
    assert names(found) == ["b.json", "capture.bin"]


def test_evidence_without_an_id_joins_the_one_history_entry(tmp_path: Path) -> None:
    nameless = write(tmp_path / "capture.bin", PTY)
    history = write(tmp_path / "c.json", entry())
    found = find_one([str(nameless), str(history)])
    assert found.key == ALICE
    assert found.session.started is not None


def test_a_history_of_many_lends_its_dates_to_the_log_that_is_meant(tmp_path: Path) -> None:
    log = write(tmp_path / "a.log", transcript())
    history = write(tmp_path / "c.json", {"Sessions": [entry(BOB), entry(ALICE)]})
    found = find_one([str(log), str(history)])
    assert found.key == ALICE
    assert found.session.reason == "INC-1"


def test_one_file_without_an_id_is_a_session_of_its_own(tmp_path: Path) -> None:
    assert find_one([str(write(tmp_path / "capture.bin", PTY))]).key == "file:capture.bin"


def test_several_sessions_are_listed_by_id(tmp_path: Path) -> None:
    write(tmp_path / "a.log", transcript(ALICE))
    write(tmp_path / "b.log", transcript(BOB))
    with pytest.raises(
        ManySessions, match=f"2 sessions, and one is wanted: {ALICE}, {BOB}"
    ) as caught:
        find_one([str(tmp_path)])
    assert caught.value.exit_code == 1


def test_of_very_many_sessions_the_message_lists_some_and_counts_the_rest(tmp_path: Path) -> None:
    for number in range(25):
        write(tmp_path / f"{number}.log", transcript(f"user-{number:017}"))
    with pytest.raises(ManySessions, match="user-00000000000000009 and 15 more"):
        find_one([str(tmp_path)])


def test_two_files_without_ids_are_two_sessions(tmp_path: Path) -> None:
    files = [str(write(tmp_path / name, PTY)) for name in ("a.bin", "b.bin")]
    with pytest.raises(ManySessions, match=r"file:a\.bin, file:b\.bin"):
        find_one(files)


def test_an_id_is_looked_up_in_the_sources_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    write(tmp_path / "s3" / "a.log", transcript())
    write(tmp_path / "logs" / "b.json", streaming())
    write(tmp_path / "s3" / "other.log", transcript(BOB))
    sources = [str(tmp_path / "s3"), str(tmp_path / "logs")]
    found = find_one([ALICE], sources)
    assert names(found) == ["a.log", "b.json"]
    assert find_one([f"{ALICE}#12"], sources).key == ALICE


def test_a_key_without_an_id_is_looked_up_too(tmp_path: Path) -> None:
    write(tmp_path / "sub" / "x.log", transcript(None))
    assert find_one(["file:sub/x.log"], [str(tmp_path)]).key == "file:sub/x.log"


def test_an_id_and_a_file_of_the_same_session_are_one(tmp_path: Path) -> None:
    log = write(tmp_path / "a.log", transcript())
    write(tmp_path / "source" / "b.json", streaming())
    found = find_one([ALICE, str(log)], [str(tmp_path / "source")])
    assert names(found) == ["a.log", "b.json"]


def test_oddity_23_an_id_is_matched_whole(tmp_path: Path) -> None:
    write(tmp_path / "a.log", transcript("Mary-Major-0a1b2c3d4e5f60718"))
    with pytest.raises(NoSuchSession):
        find_one(["Mary"], [str(tmp_path)])


def test_a_fixture_is_found_by_its_address() -> None:
    found = find_one(["fixture:vim"])
    assert {trace.source.value for trace in found.session.traces} == {"s3", "cloudwatch", "history"}


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(gzip.compress(transcript()))))
    found = find_one(["-"])
    assert found.key == ALICE
    assert found.items[0].where == "-"


def test_an_id_that_nobody_knows_says_how_to_list_what_there_is(tmp_path: Path) -> None:
    write(tmp_path / "a.log", transcript())
    with pytest.raises(NoSuchSession, match=r"nobody-1: no session of that id .* ssm-replay list"):
        find_one(["nobody-1"], [str(tmp_path)])


def test_an_id_without_any_source_says_how_to_open_one() -> None:
    with pytest.raises(NoSuchSession, match=r"no source is open .* --source PATH"):
        find_one(["nobody-1"])


@pytest.mark.parametrize("path", ["logs/none.log", "./none", "../none.json"])
def test_a_missing_file_says_that_it_is_missing(path: str) -> None:
    with pytest.raises(NoSuchSession, match="there is no such file or folder"):
        find_one([path])


def test_a_folder_without_logs_says_what_to_name(tmp_path: Path) -> None:
    write(tmp_path / "README.md", "# Read me\n")
    with pytest.raises(NoSuchSession, match=r"there is no session log in it\. Name a folder"):
        find_one([str(tmp_path)])


WRONG = {
    "not a log": b"just some text\n",
    "an empty file": b"",
    "a truncated JSON": json.dumps(streaming()).encode()[:100],
    "a binary": b"\x7fELF" + bytes(200),
    "a truncated gzip file": gzip.compress(transcript())[:5],
    "JSON of something else": b'{"name": "package", "version": "1.0"}',
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_input_is_one_sentence_with_the_place_and_what_to_do(
    tmp_path: Path, name: str
) -> None:
    path = write(tmp_path / "input", WRONG[name])
    with pytest.raises(NotEvidence) as caught:
        find_one([str(path)])
    error = caught.value
    assert str(error).startswith(f"{path}: ")
    assert error.hint
    assert "\n" not in str(error)
    assert (type(error), error.exit_code) == (NotEvidence, 1)


def test_names_are_made_safe_in_messages(tmp_path: Path) -> None:
    write(tmp_path / "x\x1b]0;owned\x07" / "README", "text\n")
    with pytest.raises(ReplayError) as caught:
        find_one([str(tmp_path / "x\x1b]0;owned\x07")])
    assert "\x1b" not in str(caught.value)
