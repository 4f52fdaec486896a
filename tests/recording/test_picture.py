"""The picture of docs/time.md is the one that its script draws."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_picture_is_what_the_script_draws() -> None:
    script = runpy.run_path(str(DOCS / "draw_time.py"))
    assert script["drawing"]() == (DOCS / "time.svg").read_text(encoding="utf-8")
