"""What `docs/safety.md` promises is shown by tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "safety.md").read_text())


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_the_test_that_is_named_is_there(file: str, test: str) -> None:
    assert re.search(rf"^(?:async )?def {test}\b", (ROOT / file).read_text(), re.MULTILINE)


def test_every_promise_names_a_test() -> None:
    rows = re.findall(
        r"^\| (?!what somebody|--).*$", (ROOT / "docs" / "safety.md").read_text(), re.MULTILINE
    )
    assert len(rows) > 15
    assert all("`tests/" in row for row in rows)
