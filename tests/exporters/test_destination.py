"""Where exports go: whole or not at all."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from replayer.errors import ExportRefused, WrongUsage
from replayer.exporters import EXPORTERS, Exporter, ExportOptions, export, exporter_for
from replayer.recording.recording import Recording
from tests.exporters.recordings import recorded

RECORDING = recorded((0.0, b"abc\r\n"))


def _breaks(recording: Recording, options: ExportOptions) -> Iterator[bytes]:
    yield b"half"
    raise KeyboardInterrupt


BREAKING = Exporter("breaking", (), "", paced=False, chunks=_breaks)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_existing_file_is_kept_until_told_otherwise(tmp_path: Path) -> None:
    target = tmp_path / "a.cast"
    target.write_text("mine")
    exporter = exporter_for(None, target)
    with pytest.raises(ExportRefused, match="--overwrite"):
        export(RECORDING, target, exporter)
    assert target.read_text() == "mine"
    assert export(RECORDING, target, exporter, overwrite=True)
    assert target.read_text().startswith('{"version": 2')
    assert names(tmp_path) == ["a.cast"]


def test_a_file_made_by_someone_else_meanwhile_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "a.cast"

    def chunks(recording: Recording, options: ExportOptions) -> Iterator[bytes]:
        yield b"ours"
        target.write_text("theirs")

    with pytest.raises(ExportRefused, match="exists"):
        export(RECORDING, target, Exporter("x", (), "", paced=False, chunks=chunks))
    assert target.read_text() == "theirs"
    assert names(tmp_path) == ["a.cast"]


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        export(RECORDING, tmp_path / "a.cast", BREAKING)
    assert names(tmp_path) == []


def test_an_interrupt_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.cast"
    target.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        export(RECORDING, target, BREAKING, overwrite=True)
    assert target.read_text() == "old"
    assert names(tmp_path) == ["a.cast"]


def test_cancelling_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "a.cast"
    assert not export(RECORDING, target, exporter_for(None, target), cancelled=lambda: True)
    assert names(tmp_path) == []


def test_an_export_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    target = tmp_path / "a.timeline"
    export(RECORDING, target, exporter_for(None, target))
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_folders_and_missing_folders_are_refused(tmp_path: Path) -> None:
    exporter = exporter_for("cast", None)
    with pytest.raises(ExportRefused, match="folder"):
        export(RECORDING, tmp_path, exporter)
    with pytest.raises(ExportRefused, match="does not exist"):
        export(RECORDING, tmp_path / "no" / "a.cast", exporter)


def test_a_link_stays_a_link_and_its_file_is_replaced(tmp_path: Path) -> None:
    real, link = tmp_path / "real.cast", tmp_path / "link.cast"
    real.write_text("old")
    link.symlink_to(real)
    export(RECORDING, link, exporter_for(None, link), overwrite=True)
    assert link.is_symlink()
    assert real.read_text().startswith('{"version": 2')


def test_a_link_to_nowhere_is_not_written_through(tmp_path: Path) -> None:
    link = tmp_path / "a.cast"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ExportRefused, match="exists"):
        export(RECORDING, link, exporter_for(None, link))
    assert names(tmp_path) == ["a.cast"]


def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.cast"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    export(RECORDING, pipe, exporter_for(None, pipe))
    reader.join()
    assert got[0].startswith(b'{"version": 2')
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.name)
def test_each_format_is_found_by_name_and_by_suffix(exporter: Exporter) -> None:
    assert exporter_for(exporter.name, Path("x")) is exporter
    for suffix in exporter.suffixes:
        assert exporter_for(None, Path(f"x{suffix.upper()}")) is exporter


def test_an_unknown_name_or_suffix_lists_the_formats() -> None:
    with pytest.raises(WrongUsage, match="cast, cast3"):
        exporter_for("gif", None)
    with pytest.raises(WrongUsage, match="cast, cast3"):
        exporter_for(None, Path("x.gif"))
    with pytest.raises(WrongUsage, match="-f"):
        exporter_for(None, None)
