"""What was fetched is held against its manifest when it is opened again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from replayer.opening import catalog, find_one, open_recording
from replayer.recording.recording import Recording
from replayer.sources import Entry, Skipped
from tests.cli.running import run

SESSION = "alice-a7edcmpb3u2m7os5af3r09fquo"


@pytest.fixture
def fetched(tmp_path: Path) -> Path:
    """A folder with the evidence of one session."""
    folder = tmp_path / "evidence"
    assert run("fetch", "fixture:shell", "-o", folder).code == 0
    return folder


def log_in(folder: Path) -> Path:
    return folder / SESSION / f"{SESSION}.log"


def change(path: Path) -> None:
    """Make it say something else of the same length."""
    before = path.read_bytes()
    path.write_bytes(before.replace(b"whoami", b"uptime"))
    assert path.read_bytes() != before


def opened(place: Path) -> Recording:
    return open_recording(find_one([str(place)]))


def complaints(recording: Recording) -> list[str]:
    return [gap.text for gap in recording.gaps if "manifest" in gap.text]


def test_what_is_as_it_was_fetched_is_no_gap(fetched: Path) -> None:
    assert complaints(opened(fetched)) == []


@pytest.mark.parametrize("place", [".", SESSION, f"{SESSION}/{SESSION}.log"])
def test_a_changed_byte_is_a_gap_and_told_of_its_source(fetched: Path, place: str) -> None:
    change(log_in(fetched))
    recording = opened(fetched / place)
    (said,) = complaints(recording)
    assert said.startswith(str(log_in(fetched)))
    (source,) = (each for each in recording.provenance if each.where.endswith(f"{SESSION}.log"))
    assert any("manifest" in done for done in source.done)


def test_a_changed_byte_is_told_on_the_command_line_too(fetched: Path) -> None:
    change(log_in(fetched))
    ran = run("show", SESSION, "--source", fetched)
    assert "its bytes are not those that were fetched" in ran.out
    gaps = json.loads(run("show", SESSION, "--source", fetched, "--json").out)["gaps"]
    assert any("not those that were fetched" in gap["text"] for gap in gaps)


def test_a_file_that_is_gone_is_told_when_the_folder_is_listed(fetched: Path) -> None:
    log_in(fetched).unlink()
    (skipped,) = (each for each in catalog([str(fetched)]) if isinstance(each, Skipped))
    assert skipped.where == str(fetched / "manifest.json")
    assert skipped.why == f"it lists a file that is not here: {SESSION}/{SESSION}.log"


def test_a_manifest_of_something_else_says_nothing(fetched: Path) -> None:
    for text in ('{"name": "an app"}', "[" * 100_000, '{"files": [{"path": []}]}', "\0"):
        (fetched / "manifest.json").write_text(text)
        found = list(catalog([str(fetched)]))
        assert [each.key for each in found if isinstance(each, Entry)][-1] == SESSION
        assert not [each for each in found if isinstance(each, Skipped)]


def test_a_pipe_or_a_link_of_that_name_is_not_waited_for(fetched: Path) -> None:
    for make in (os.mkfifo, lambda path: path.symlink_to("/dev/zero")):
        (fetched / "manifest.json").unlink()
        make(fetched / "manifest.json")
        assert complaints(opened(fetched)) == []
