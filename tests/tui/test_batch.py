"""Many sessions written one after another: names, failures, and an end before the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from replayer.errors import ExportRefused
from replayer.exporters import exporter_for
from replayer.opening import catalog
from replayer.sources import Entry
from replayer.tui.batch import Step, exported, fetched
from replayer.tui.outlook import outlook
from replayer.tui.session_row import SessionRow, session_row

TEXT = exporter_for("text", None)


def rows(place: Path) -> list[SessionRow]:
    found = {each.key: each for each in catalog([str(place)]) if isinstance(each, Entry)}
    return [session_row(each, outlook(each)) for each in found.values()]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Make a folder whose sessions have names that fall together once they are made safe."""
    logs = tmp_path / "logs"
    for name in ("a b.log", "a_b.log", "A_B.log"):
        (logs / "x").mkdir(parents=True, exist_ok=True)
        (logs / "x" / name).write_text(
            f"Script started on 2026-11-24 20:01:00+00:00\nof {name}\r\nScript done on 2026-11-24 20:02:00+00:00\n",
            newline="",
        )
    return logs


def test_no_two_sessions_share_a_file_even_where_capitals_do_not_count(place: Path) -> None:
    found = rows(place)
    steps = list(exported(found, place / "out", TEXT, overwrite=False, cancelled=lambda: False))
    assert [step for step in steps if step.error] == []
    assert [step.name for step in steps if step.over] == [row.entry.key for row in found]
    names = [file.name.casefold() for file in (place / "out").iterdir()]
    assert len(set(names)) == 3
    assert {(place / "out" / file).read_text().strip() for file in (place / "out").iterdir()} == {
        "of a b.log", "of a_b.log", "of A_B.log",
    }  # fmt: skip


def test_a_folder_that_cannot_be_made_is_told(place: Path) -> None:
    (place / "file").write_text("")
    with pytest.raises(ExportRefused, match="cannot be made"):
        list(exported(rows(place), place / "file" / "out", TEXT, overwrite=False, cancelled=bool))


def test_what_is_written_when_the_user_stops_stays_and_no_more_comes(place: Path) -> None:
    steps: list[Step] = []
    steps.extend(
        exported(
            rows(place), place / "out", TEXT, overwrite=False, cancelled=lambda: len(steps) > 2
        )
    )
    assert [step.over for step in steps] == [False, True, False]
    assert len(list((place / "out").iterdir())) == 1


def test_evidence_that_is_gone_is_told_and_the_rest_is_fetched(place: Path, tmp_path: Path) -> None:
    from replayer.settings import AwsSettings

    entries = [row.entry for row in rows(place)]
    (place / "x" / "a_b.log").unlink()
    steps = list(fetched(entries, tmp_path / "kept", [str(place)], AwsSettings(), bool))
    assert len([step for step in steps if step.error]) == 1
    assert len([step for step in steps if not step.error]) == 2
    assert (tmp_path / "kept" / "manifest.json").is_file()
