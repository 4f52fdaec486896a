"""The sessions that come with the program."""

from __future__ import annotations

import importlib.util
import py_compile
from pathlib import Path

import pytest

from replayer.errors import NoSuchSession
from replayer.sources import bundled

ROOT = Path(__file__).resolve().parents[2]


def test_there_are_nine_and_each_has_an_address() -> None:
    assert bundled.names() == [
        "batch-only",
        "command",
        "progress",
        "root",
        "s3-only",
        "screen-era",
        "shell",
        "streaming-only",
        "vim",
    ]
    assert bundled.addresses()[-1] == "fixture:vim"
    for address in bundled.addresses():
        assert any(bundled.path(address).iterdir())


def test_one_file_has_an_address_too() -> None:
    assert bundled.path("fixture:vim/session.json").is_file()


@pytest.mark.parametrize(
    "address",
    [
        "fixture:none",
        "fixture:vim/none",
        "fixture:..",
        "fixture:vim/../../README.md",
        "fixture:/etc",
    ],
)
def test_an_unknown_name_lists_those_there_are(address: str) -> None:
    with pytest.raises(NoSuchSession, match="There are: batch-only, command"):
        bundled.path(address)


def test_making_them_again_changes_nothing(samples: Path, tmp_path: Path) -> None:
    found = importlib.util.spec_from_file_location("make", ROOT / "fixtures" / "make.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    module.make(samples, tmp_path)
    made = {
        file.relative_to(tmp_path): file.read_bytes()
        for file in tmp_path.rglob("*")
        if file.is_file()
    }
    home = ROOT / "fixtures"
    kept = {
        file.relative_to(home): file.read_bytes()
        for file in home.glob("*/*")
        if "__pycache__" not in file.parts
    }
    assert made == kept


def test_each_says_in_the_readme_what_it_is() -> None:
    text = (ROOT / "fixtures" / "README.md").read_text("utf-8")
    assert all(f"| `{name}` |" in text for name in bundled.names())


def test_what_an_installer_compiles_is_no_session() -> None:
    compiled = bundled.root() / "__pycache__"
    py_compile.compile(str(bundled.root() / "make.py"))
    assert compiled.is_dir()
    assert "__pycache__" not in bundled.names()
