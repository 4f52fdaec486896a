"""The app on an account: rows as sources answer, refusals beside them, and no wait when it is left."""

from __future__ import annotations

import threading

import pytest

from replayer.settings import AwsSettings
from replayer.sources.aws import clients
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


async def test_when_every_source_refuses_the_list_says_which_rights_to_ask_for(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [
        Fault(operation, "AccessDeniedException", 400)
        for operation in ("DescribeSessions", "LookupEvents", "ListDocuments", "GetDocument", "ListClusters")
    ]  # fmt: skip
    app = ReplayerApp(aws=quick)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "searching" not in screen_text(app))
        text = screen_text(app)
        assert "history ⨯ denied" in text
        assert "No source let itself be asked." in text
        assert "ssm:DescribeSessions" in text
        assert "docs/permissions.md" in text


async def test_without_a_network_the_rows_of_the_last_time_are_there_and_that_is_said(
    filled: Cloud, quick: AwsSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = ReplayerApp(aws=quick)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "searching" not in screen_text(app))
    for service in ("SSM", "CLOUDTRAIL", "S3", "CLOUDWATCH_LOGS", "ECS", "EC2"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", "http://127.0.0.1:9")
    clients._account.cache_clear()
    app = ReplayerApp(aws=quick)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "searching" not in screen_text(app))
        text = screen_text(app)
        assert "history ⨯ unreachable" in text
        assert "9 sessions" in text
        assert "these are the sessions of the last time" in text
