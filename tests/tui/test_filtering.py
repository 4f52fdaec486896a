"""The filter as it is typed: what is wrong with it, what may come next, and that a longer one is no other one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.widgets import Input

from replayer.tui.filtering import completed, hint, parse_filter
from tests.tui.driving import listed, screen_text, until
from tests.tui.test_sessions_screen import app_on, history

NOW = datetime(2026, 11, 24, 20, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("alice inc-12", ""),
        ("owner:alice since:2h until:today -status:failed reviewed:y verdict:cl", ""),
        ("12:30 i-0c76", ""),
        ("foo:bar", "foo: is no field and is looked for as text"),
        ("-since:soon", "since: takes 2026-11-24, 2026-11-24T20:00, 2h, 3d, today or yesterday"),
        ("since:", "since: takes 2026-11-24, 2026-11-24T20:00, 2h, 3d, today or yesterday"),
        ("reviewed:maybe", "reviewed: takes yes or no"),
        ("verdict:guilty", "verdict: takes undecided, clear, question, incident"),
    ],
)
def test_a_word_that_does_not_do_what_it_looks_like_is_told(text: str, problem: str) -> None:
    assert parse_filter(text, NOW).problem == problem


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("", "owner: target: since:"),
        ("alice ", "owner: target: since:"),
        ("web -owner:a", "owner: takes part of a name"),
        ("SINCE:", "since: takes 2026-11-24,"),
        ("foo:", "owner: target: since:"),
    ],
)
def test_what_may_be_typed_next_is_hinted_at(text: str, start: str) -> None:
    assert hint(text).startswith(start)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("ow", "owner:"), ("web st", "web status:"), ("-ta", "-target:"), ("", None), ("web ", None),
        ("owner:", None), ("zz", None),
    ],
)  # fmt: skip
def test_a_field_is_completed_from_its_beginning(text: str, whole: str | None) -> None:
    assert completed(text) == whole


async def test_the_bar_offers_fields_and_tells_what_it_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "history.json").write_text(history({"SessionId": "alice-0aa", "Owner": "alice"}))
    app = app_on(tmp_path)
    async with app.run_test(size=(140, 24)) as pilot:
        await listed(pilot, app)
        await pilot.press("slash")
        await until(pilot, lambda: "owner: target: since:" in screen_text(app), "the hint")
        await pilot.press(*"own")
        await pilot.press("tab", *"ali")
        assert app.screen.query_one(Input).value == "owner:ali"
        assert "owner: takes part of a name" in screen_text(app)
        await pilot.press("ctrl+u", *"foo:x")
        await until(pilot, lambda: "foo: is no field" in screen_text(app), "the doubt")
        text = screen_text(app)
        assert "No session passes the filter" in text
        assert text.count("foo: is no field and is looked for as text") == 2
        await pilot.press("ctrl+u", *"alice", "enter")
        await until(pilot, lambda: "owner: target:" not in screen_text(app), "only the filter")
