"""docs/architecture.md draws the code that there is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_each_module_that_it_names_is_there() -> None:
    there = [f"/{path.relative_to(ROOT)}" for path in ROOT.glob("replayer/**/*.py")]
    named = set(re.findall(r"`([\w/]+\.py)`", PAGE))
    assert {name for name in named if not any(path.endswith(f"/{name}") for path in there)} == set()


def test_its_layers_are_those_that_the_imports_are_checked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    checked = [layer for line in contracts[0]["layers"] for layer in line.split(" | ")]
    rows = re.findall(r"^\| (`[^|]+) \|", PAGE, re.MULTILINE)
    drawn = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert drawn == checked
