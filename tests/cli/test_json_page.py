"""docs/json.md names each key that programs may read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import run

PAGE = (Path(__file__).parents[2] / "docs" / "json.md").read_text()
CASES = {
    "list": ["list", "fixture:", "--json"],
    "show": ["show", "fixture:shell", "--json"],
    "usage": ["usage", "fixture:", "--json"],
    "cache info": ["cache", "info", "--json"],
}


def section(name: str) -> str:
    return next(each for each in PAGE.split("\n## ") if each.startswith(f"`{name}"))


def keys(value: object) -> Iterator[str]:
    """Yield the keys in `value`, without those of what is named by its content."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            if key != "said_by":
                yield from keys(each)
    elif isinstance(value, list):
        for each in value:
            yield from keys(each)


@pytest.mark.parametrize("name", CASES)
def test_each_key_that_is_printed_is_on_the_page(name: str) -> None:
    told = set(re.findall(r"`(\w+)`", section(name)))
    if name == "show":
        told |= set(re.findall(r"`(\w+)`", section("list")))
    ran = run(*CASES[name])
    lines = ran.out.splitlines() if name == "list" else [ran.out]
    assert {key for line in lines for key in keys(json.loads(line))} - told == set()


def test_each_key_of_a_list_on_the_page_is_printed() -> None:
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", section("list"), re.MULTILINE)
    told = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    first = json.loads(run(*CASES["list"]).out.splitlines()[0])
    assert told == set(first)


def test_each_key_of_a_manifest_is_on_the_page(tmp_path: Path) -> None:
    run("fetch", "fixture:shell", "-o", tmp_path)
    found = json.loads((tmp_path / "manifest.json").read_text())
    assert set(keys(found)) <= set(re.findall(r"`(\w+)`", section("manifest.json")))
