"""The table of sessions while it fills."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest
from textual import on
from textual.app import App, ComposeResult

from replayer.session import Session, Trace, TraceSource, TraceState
from replayer.sources import Entry
from replayer.tui.listing import Listing
from replayer.tui.outlook import outlook
from replayer.tui.session_row import SessionRow, session_row
from replayer.tui.widgets.session_table import SessionTable

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HISTORY = Trace(TraceSource.HISTORY, TraceState.PRESENT)
S3 = Trace(TraceSource.S3, TraceState.PRESENT)


def entry(key: str, *traces: Trace, hours: int = 0) -> Entry:
    session = Session(key=key, traces=traces, started=NOW - timedelta(hours=hours))
    return Entry(session, ())


class TableApp(App[None]):
    def __init__(self, zone: tzinfo = UTC) -> None:
        super().__init__()
        self.listing = Listing(lambda: NOW)
        self.table = SessionTable(self.listing, zone)
        self.heard: list[SessionRow | None] = []

    def compose(self) -> ComposeResult:
        yield self.table

    @on(SessionTable.Highlighted)
    def listen(self, message: SessionTable.Highlighted) -> None:
        self.heard.append(message.row)

    def add(self, *entries: Entry) -> None:
        self.listing.add(session_row(each, outlook(each)) for each in entries)
        self.table.update()


async def test_a_session_at_the_cursor_is_told_of_again_when_more_of_it_is_found() -> None:
    app = TableApp()
    async with app.run_test() as pilot:
        app.add(entry("alice-0", HISTORY))
        await pilot.pause()
        app.add(entry("alice-0", HISTORY, S3))
        await pilot.pause()
        assert [row.session.traces for row in app.heard if row] == [(HISTORY,), (HISTORY, S3)]
        app.table.update()
        await pilot.pause()
        assert len([row for row in app.heard if row]) == 2


async def test_the_cursor_stays_at_the_top_while_the_table_fills_until_the_user_moves_it() -> None:
    app = TableApp()
    async with app.run_test() as pilot:
        app.add(entry("old-0", S3, hours=9))
        app.add(entry("new-0", S3, hours=1))
        await pilot.pause()
        assert app.table.row is not None
        assert app.table.row.session.key == "new-0"
        await pilot.press("down")
        app.add(entry("newest-0", S3), entry("middle-0", S3, hours=5))
        await pilot.pause()
        assert app.table.row.session.key == "old-0"
        assert app.table.cursor == 3


async def test_a_long_table_scrolls_with_the_cursor_and_keeps_its_heading() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 10)) as pilot:
        app.add(*(entry(f"user-{number:03}", S3, hours=number) for number in range(200)))
        await pilot.press("end")
        assert app.table.cursor == 199
        assert "STARTED" in app.table.render_line(0).text
        assert "▌" in app.table.render_line(9).text
        await pilot.press("pageup")
        assert app.table.cursor < 195
        await pilot.press("home")
        assert "▌" in app.table.render_line(1).text


def named(key: str, target: str, started: datetime) -> Entry:
    return Entry(Session(key=key, target=target, started=started, traces=(S3,)), ())


@pytest.mark.parametrize("width", [80, 200])
async def test_the_year_and_the_zone_are_said_in_any_window(width: int) -> None:
    app = TableApp()
    async with app.run_test(size=(width, 10)) as pilot:
        app.add(named("alice-0", "i-0c76", NOW.replace(year=2018)))
        await pilot.pause()
        assert "STARTED UTC ▼" in app.table.render_line(0).text
        assert "24 Nov 2018 00:00" in app.table.render_line(1).text


async def test_seconds_are_told_where_there_is_room() -> None:
    app = TableApp()
    async with app.run_test(size=(140, 10)) as pilot:
        app.add(named("alice-0", "i-0c76", NOW.replace(second=7)))
        await pilot.pause()
        assert "24 Nov 2026 00:00:07  " in app.table.render_line(1).text


async def test_a_clock_that_is_not_utc_is_called_local() -> None:
    app = TableApp(timezone(timedelta(hours=2)))
    async with app.run_test(size=(80, 10)) as pilot:
        app.add(named("alice-0", "i-0c76", NOW))
        await pilot.pause()
        assert "STARTED local ▼" in app.table.render_line(0).text
        assert "24 Nov 2026 02:00" in app.table.render_line(1).text


async def test_a_target_that_is_too_long_keeps_the_end_that_tells_it_from_others() -> None:
    app = TableApp()
    async with app.run_test(size=(80, 10)) as pilot:
        app.add(named("alice-0", "ecs:shop-production_0123456789abcdef_web-0000017", NOW))
        await pilot.pause()
        assert "ecs:shop-…b-0000017" in app.table.render_line(1).text


async def test_all_kinds_of_evidence_have_room_in_a_window_of_140_columns() -> None:
    app = TableApp()
    sources = (
        TraceSource.S3, TraceSource.CLOUDWATCH, TraceSource.HISTORY, TraceSource.CLOUDTRAIL,
    )  # fmt: skip
    async with app.run_test(size=(140, 10)) as pilot:
        app.add(entry("alice-0", *(Trace(each, TraceState.PRESENT) for each in sources)))
        await pilot.pause()
        assert "s3 logs hist trail  " in app.table.render_line(1).text
