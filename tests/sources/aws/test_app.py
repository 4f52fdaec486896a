"""The app on an account: rows as sources answer, refusals beside them, and no wait when it is left."""

from __future__ import annotations

import threading

from replayer.settings import AwsSettings
from replayer.tui.app import ReplayerApp
from tests.sources.aws.cloud import Cloud, Fault
from tests.tui.driving import screen_text, until

SIZE = (160, 40)


async def test_the_account_is_opened_and_each_source_says_how_much_it_knows(
    filled: Cloud, quick: AwsSettings
) -> None:
    app = ReplayerApp(aws=quick)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "searching" not in screen_text(app))
        text = screen_text(app)
        assert "9 sessions" in text
        assert "history ✓ 6" in text
        assert "s3 ✓ 7" in text
        assert "203.0.113.7" not in text
        await pilot.press("i")
        await until(pilot, lambda: "SOURCES" in screen_text(app))


async def test_a_source_that_refuses_is_told_and_hides_nothing(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [Fault("ListObjectsV2", "AccessDenied", 403)]
    app = ReplayerApp(aws=quick)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "searching" not in screen_text(app))
        assert "s3 ⨯ denied" in screen_text(app)
        assert "carol" in screen_text(app)
        await pilot.press("i")
        await until(pilot, lambda: "s3:ListBucket" in screen_text(app))


async def test_rows_are_there_and_the_app_can_be_left_while_a_reply_is_held_back(
    filled: Cloud, quick: AwsSettings
) -> None:
    hold = threading.Event()
    filled.faults = [
        Fault(operation, hold=hold)
        for operation in ("ListObjectsV2", "LookupEvents", "ListClusters")
    ]
    app = ReplayerApp(aws=quick)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "alice" in screen_text(app))
        assert "searching" in screen_text(app)
        await pilot.press("q")
        await pilot.pause()
        assert not app.is_running
    hold.set()


async def test_without_credentials_the_bundled_sessions_are_shown_and_that_is_said() -> None:
    app = ReplayerApp()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "9 sessions" in screen_text(app))
        assert "no AWS credentials" in screen_text(app)
