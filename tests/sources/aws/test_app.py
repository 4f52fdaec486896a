"""The app on an account: rows as sources answer, refusals beside them, and no wait when it is left."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from replayer.opening import catalog
from replayer.settings import AwsSettings
from replayer.sources.aws import clients
from replayer.tui.app import ReplayerApp
from replayer.tui.screens.replay import ReplayScreen
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


async def test_in_a_small_window_a_refusal_the_marks_and_the_filter_are_told_before_the_rest(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [Fault("LookupEvents", "AccessDeniedException", 400)]
    app = ReplayerApp(aws=quick)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "cloudtrail ⨯ denied" in screen_text(app))
        await until(pilot, lambda: "searching" not in screen_text(app))
        await pilot.press("slash", *"alice", "enter", "space")
        top = screen_text(app).split("\n")[0]
        assert "✓ 1 marked · 6 of 9 · cloudtrail ⨯ denied" in top


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


async def test_a_search_that_waits_for_a_reply_is_begun_anew_when_the_user_asks_for_it(
    filled: Cloud, quick: AwsSettings
) -> None:
    hold = threading.Event()
    filled.faults = [Fault("ListObjectsV2", hold=hold)]
    app = ReplayerApp(aws=quick)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "s3 …" in screen_text(app))
        filled.faults = []
        asked = filled.counted()["DescribeSessions"]
        await pilot.press("r")
        await until(pilot, lambda: "searching" not in screen_text(app))
        assert filled.counted()["DescribeSessions"] > asked
        assert "s3 ✓ 7" in screen_text(app)
        assert "9 sessions" in screen_text(app)
        hold.set()
        await pilot.pause()
        assert "9 sessions" in screen_text(app)


async def test_a_new_search_takes_nothing_from_a_row_until_it_knows_all(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.nodes["i-0cfe783743e9159af"] = "web-01"
    app = ReplayerApp(aws=quick)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "web-01" in screen_text(app))
        await until(pilot, lambda: "searching" not in screen_text(app))
        hold = threading.Event()
        filled.faults = [Fault("ListObjectsV2", hold=hold)]
        await pilot.press("r")
        await until(pilot, lambda: "history ✓ 6" in screen_text(app) and "s3 …" in screen_text(app))
        await pilot.pause()
        assert "web-01" in screen_text(app)
        hold.set()
        await until(pilot, lambda: "searching" not in screen_text(app))
        assert "web-01" in screen_text(app)


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
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # and nobody is there
    clients._account.cache_clear()
    app = ReplayerApp(aws=quick)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "searching" not in screen_text(app))
        text = screen_text(app)
        assert "history ⨯ unreachable" in text
        assert "9 sessions" in text
        assert "these are the sessions of the last time" in text


WINDOW = (120, 30)
ONE = ("slash", *"0cfe78", "enter")
"""Keys that leave a session of which all is known at once; what others show depends on who answers first."""


def test_how_the_list_looks_when_every_source_refuses(
    snap_compare: Callable[..., bool], filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [
        Fault(operation, "AccessDeniedException", 400)
        for operation in ("DescribeSessions", "LookupEvents", "ListDocuments", "GetDocument", "ListClusters")
    ]  # fmt: skip

    async def before(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: "No source let itself be asked" in screen_text(pilot.app))

    assert snap_compare(ReplayerApp(aws=quick), terminal_size=WINDOW, run_before=before)


def test_how_the_list_looks_while_a_source_is_silent(
    snap_compare: Callable[..., bool], filled: Cloud, quick: AwsSettings
) -> None:
    hold = threading.Event()
    filled.faults = [Fault("LookupEvents", hold=hold), Fault("ListObjectsV2", "AccessDenied", 403)]

    async def before(pilot: Pilot[None]) -> None:
        seen = ("s3 ⨯ denied", "cloudtrail …", "logs ✓ 6", "history ✓ 6")
        await until(pilot, lambda: all(each in screen_text(pilot.app) for each in seen))
        await pilot.press(*ONE)

    assert snap_compare(ReplayerApp(aws=quick), terminal_size=(160, 24), run_before=before)
    hold.set()


def test_how_the_list_looks_without_a_network(
    snap_compare: Callable[..., bool],
    filled: Cloud,
    quick: AwsSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    list(catalog(["aws:"], aws=quick))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # and nobody is there
    clients._account.cache_clear()

    async def before(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: "of the last time" in screen_text(pilot.app))
        await pilot.press(*ONE)

    assert snap_compare(ReplayerApp(aws=quick), terminal_size=(120, 24), run_before=before)


async def test_a_log_that_could_not_be_listed_is_looked_for_by_its_name_when_it_is_opened(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [
        Fault(operation, "AccessDeniedException", 403)
        for operation in ("ListObjectsV2", "DescribeLogStreams")
    ]
    app = ReplayerApp(aws=quick)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "searching" not in screen_text(app))
        await pilot.press(*ONE)
        assert "– no log" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReplayScreen))
        await until(pilot, lambda: "sh-4.2$" in screen_text(app))


async def test_a_log_that_may_not_be_read_either_is_said_to_be_refused(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [
        Fault(operation, "AccessDeniedException", 403)
        for operation in ("ListObjectsV2", "DescribeLogStreams", "GetObject", "HeadObject")
    ]
    app = ReplayerApp(aws=quick)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "searching" not in screen_text(app))
        await pilot.press(*ONE, "enter")
        await until(pilot, lambda: "AWS refused to show it" in screen_text(app))


async def test_a_session_that_began_after_the_list_was_filled_comes_with_a_refresh(
    filled: Cloud, quick: AwsSettings
) -> None:
    later, filled.sessions = filled.sessions[0], filled.sessions[1:]
    app = ReplayerApp(aws=quick)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "searching" not in screen_text(app))
        assert "history ✓ 5" in screen_text(app)
        filled.sessions = [later, *filled.sessions]
        await pilot.press("r")
        await until(pilot, lambda: "history ✓ 6" in screen_text(app))
