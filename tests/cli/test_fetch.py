"""`ssm-replay fetch` of evidence that lies on this machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run


@pytest.mark.parametrize("source", ["", "alice", "alice/alice-0123456789abcdef0.log"])
def test_evidence_is_not_laid_beside_itself(tmp_path: Path, source: str) -> None:
    log = tmp_path / "alice" / "alice-0123456789abcdef0.log"
    log.parent.mkdir()
    log.write_bytes(b"\x1b[1mone\r\n")
    ran = run("fetch", tmp_path / source, "-o", tmp_path)
    assert ran.code == 1
    assert f"{log} lies in it already" in ran.err
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [log]


def test_evidence_of_a_folder_is_copied_to_another(tmp_path: Path) -> None:
    log = tmp_path / "from" / "alice-0123456789abcdef0.log"
    log.parent.mkdir()
    log.write_bytes(b"\x1b[1mone\r\n")
    ran = run("fetch", log.parent, "-o", tmp_path / "to")
    assert (ran.code, ran.out) == (0, f"{tmp_path / 'to' / log.stem / log.name}\n")
    assert "1 file, 9 bytes, with whatever the screens showed" in ran.err
    (file,) = json.loads((tmp_path / "to" / "manifest.json").read_text())["files"]
    assert (tmp_path / "to" / file["path"]).read_bytes() == log.read_bytes()
