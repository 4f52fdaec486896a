"""A replay, as a user drives it."""

from __future__ import annotations

import gzip
import re
import threading
import time
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest

from replayer.errors import NotEvidence
from replayer.opening import find_one
from replayer.player import State
from replayer.player.moment import parse_moment
from replayer.settings import Settings
from replayer.sources import Entry, Item
from replayer.tui.app import ReplayerApp
from replayer.tui.request import ReplayRequest
from replayer.tui.screens.sessions import SessionsScreen
from replayer.tui.widgets.terminal_view import TerminalView
from replayer.tui.widgets.timeline_bar import TimelineBar
from tests.tui.driving import (
    Clock,
    bundled,
    burst,
    listed,
    picture_text,
    replay,
    replay_app,
    replaying,
    screen_lines,
    screen_text,
    until,
)


def status_line(app: ReplayerApp) -> str:
    return next(line for line in screen_lines(app) if " / " in line)


def position(app: ReplayerApp) -> float:
    status = replay(app).status
    assert status is not None
    return status.tenths / 10


async def test_it_plays_at_the_pace_of_the_clock_and_space_stops_it() -> None:
    clock = Clock()
    app = replay_app("shell", clock)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await replaying(pilot, app)
        assert screen.status is not None
        assert screen.status.state is State.PLAYING
        clock.now = 5.0
        await until(pilot, lambda: position(app) == 5.0)
        early = picture_text(app)
        clock.now = 20.0
        await until(pilot, lambda: position(app) == 20.0 and picture_text(app) != early)
        await pilot.press("space")
        assert "paused" in screen_text(app)
        clock.now = 30.0
        await pilot.pause()
        assert position(app) == 20.0
        await pilot.press("space")
        assert "playing" in screen_text(app)


async def test_at_the_end_everything_was_shown_and_space_starts_again() -> None:
    clock = Clock()
    app = replay_app("shell", clock)
    async with app.run_test(size=(120, 40)) as pilot:
        await replaying(pilot, app)
        clock.now = 999.0
        await until(pilot, lambda: "ended" in screen_text(app))
        await until(pilot, lambda: picture_text(app).endswith("exit"))
        await pilot.press("space")
        assert "playing" in screen_text(app)
        assert position(app) == 0.0


@pytest.mark.parametrize(
    ("keys", "seconds"),
    [
        (("right",), 5),
        (("right", "right", "left"), 5),
        (("left",), 0),
        (("shift+right",), 2.5),
        (("5",), 12.7),
        (("5", "shift+left"), 10.1),
        (("9", "g"), 0),
        (("9", "home"), 0),
        (("0",), 0),
    ],
)
async def test_keys_go_where_asciinema_and_less_go(keys: tuple[str, ...], seconds: float) -> None:
    app = replay_app("shell")
    async with app.run_test(size=(120, 40)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", *keys)
        assert position(app) == pytest.approx(seconds, abs=0.2)


async def test_seeking_back_shows_what_was_there() -> None:
    app = replay_app("vim", size=(100, 28))
    async with app.run_test(size=(120, 40)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "6")
        await until(pilot, lambda: "[server]" in picture_text(app))
        before = picture_text(app)
        await pilot.press("G")
        await until(pilot, lambda: picture_text(app).endswith("exit"))
        await pilot.press("6")
        await until(pilot, lambda: picture_text(app) == before)


def is_other(app: ReplayerApp, before: str) -> bool:
    return picture_text(app) != before


def is_same(app: ReplayerApp, wanted: str) -> bool:
    return picture_text(app) == wanted


async def test_steps_go_from_change_to_change_of_the_screen_and_back_the_same_way() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await replaying(pilot, app)
        await pilot.press("space", "g")
        await until(pilot, lambda: not picture_text(app))
        seen = [""]
        for _ in range(4):
            await pilot.press("full_stop")
            await until(pilot, partial(is_other, app, seen[-1]), "another screen")
            seen.append(picture_text(app))
        for wanted in reversed(seen[1:-1]):
            await pilot.press("comma")
            await until(pilot, partial(is_same, app, wanted), "the way back")
        assert screen.status is not None
        assert screen.status.state is State.PAUSED


async def test_steps_pressed_quickly_are_all_made() -> None:
    slow, quick = replay_app("shell"), replay_app("shell")
    seen = ""
    async with slow.run_test(size=(120, 40)) as pilot:
        await replaying(pilot, slow)
        await pilot.press("space", "g")
        for _ in range(3):
            await pilot.press("full_stop")
            await until(pilot, partial(is_other, slow, seen), "another screen")
            seen = picture_text(slow)
    async with quick.run_test(size=(120, 40)) as pilot:
        await replaying(pilot, quick)
        await pilot.press("space", "g", "full_stop", "full_stop", "full_stop")
        await until(pilot, partial(is_same, quick, seen), "the third change")


async def test_speed_doubles_halves_and_returns_to_one() -> None:
    clock = Clock()
    app = replay_app("shell", clock)
    async with app.run_test(size=(120, 40)) as pilot:
        await replaying(pilot, app)
        await pilot.press("greater_than_sign", "greater_than_sign")
        assert "×4" in screen_text(app)
        clock.now = 2.0
        await until(pilot, lambda: position(app) == 8.0)
        await pilot.press("less_than_sign", "less_than_sign", "less_than_sign")
        assert "×½" in screen_text(app)
        await pilot.press("backspace")
        assert "×1" in screen_text(app)


async def test_idle_time_is_cut_and_shown_in_full_again() -> None:
    clock = Clock()
    app = replay_app("shell", clock)
    async with app.run_test(size=(120, 40)) as pilot:
        await replaying(pilot, app)
        assert "idle shown in full" in screen_text(app)
        await pilot.press("z")
        assert "idle cut to 2 s" in screen_text(app)
        clock.now = 24.0
        await until(pilot, lambda: position(app) > 24.5 or "ended" in screen_text(app))
        await pilot.press("z")
        assert "idle shown in full" in screen_text(app)


@pytest.mark.parametrize(
    ("size", "words"),
    [((120, 40), r"… \d+:\d\d of silence, enter skips"), ((80, 24), r"… \d+:\d\d, enter skips")],
)
async def test_a_long_silence_is_counted_down_and_enter_skips_it(
    size: tuple[int, int], words: str
) -> None:
    app = replay_app("screen-era")
    async with app.run_test(size=size) as pilot:
        await replaying(pilot, app)
        await pilot.press("5")
        await until(pilot, lambda: re.search(words, screen_text(app)))
        before = position(app)
        await pilot.press("enter")
        assert position(app) > before + 3


@pytest.mark.parametrize(
    ("typed", "seconds"), [("10", 10.0), ("0:10", 10.0), ("50%", 12.7), ("22:08:09 UTC", 9.8)]
)
async def test_a_moment_that_is_typed_is_gone_to(typed: str, seconds: float) -> None:
    app = replay_app("shell")
    async with app.run_test(size=(120, 40)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "colon", *(_key(each) for each in typed), "enter")
        assert position(app) == pytest.approx(seconds, abs=0.5)
        await pilot.press("g")  # keys are keys again
        assert position(app) == 0.0


async def test_what_is_no_moment_is_told_beside_what_was_typed() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(120, 40)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "colon", *"soon", "enter")
        assert "soon is no moment." in screen_text(app)
        await pilot.press("escape", "5")
        assert "soon" not in screen_text(app)
        assert position(app) > 10


async def test_the_status_line_tells_when_this_was_and_how_sure_that_is() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "5")
        text = screen_text(app)
        assert "22:08:1" in text
        assert " UTC" in text
        assert "±" in text
        assert "text exact" in text
        assert "0:12 / 0:25" in text
        await pilot.press("t")  # the test's zone is UTC as well: only the name may change
        assert "UTC" in screen_text(app)


async def test_where_no_time_is_recorded_the_replay_says_so_loudly() -> None:
    for size in ((140, 45), (80, 24)):
        app = replay_app("s3-only")
        async with app.run_test(size=size) as pilot:
            await replaying(pilot, app)
            assert "◌ THE PACE IS INVENTED" in screen_text(app)
            assert "estimated" in screen_text(app) or "nothing yet" in screen_text(app)
    app = replay_app("shell")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        assert "INVENTED" not in screen_text(app)


async def test_damaged_text_is_told() -> None:
    app = replay_app("streaming-only")
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "5")
        assert "text damaged" in screen_text(app)


async def test_a_small_window_keeps_the_picture_and_one_line_of_each() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(80, 24)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "5")
        lines = screen_lines(app)
        assert lines[-1].strip().startswith("space play")
        assert "help" in lines[-1]
        assert "leave" in lines[-1]
        assert "0:12 / 0:25" in lines[-2]
        assert set(lines[-3].strip()) <= set("━╸─╍╌")
        assert app.screen.query_one(TimelineBar).size.height == 1


async def test_a_screen_larger_than_the_window_follows_the_cursor_until_the_user_looks_away() -> (
    None
):
    app = replay_app("progress")
    async with app.run_test(size=(60, 16)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "G")
        await until(pilot, lambda: "↑" in status_line(app) or "↓" in status_line(app))
        bottom = screen_text(app)
        await pilot.press(*["up"] * 3)
        assert screen_text(app) != bottom
        await pilot.press("ctrl+right")
        assert "←" in status_line(app)


async def test_full_shows_the_picture_alone() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(100, 30)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "5")
        await until(pilot, lambda: "whoami" in screen_text(app))
        await pilot.press("f")
        await until(pilot, lambda: "leave" not in screen_text(app))
        assert "0:12" not in screen_text(app)
        assert "whoami" in screen_text(app)
        await pilot.press("f")
        await until(pilot, lambda: "leave" in screen_text(app))
        await pilot.press("f")
        await until(pilot, lambda: "leave" not in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: "leave" in screen_text(app), "the frame, which Esc brings back")


async def test_a_click_on_the_timeline_goes_there_and_hovering_tells_the_time() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(80, 24)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space")
        await pilot.click(TimelineBar, offset=(40, 0))
        assert position(app) == pytest.approx(12.8, abs=0.5)
        await pilot.hover(TimelineBar, offset=(41, 0))
        assert " 0:13 " in screen_text(app)


async def test_info_pauses_and_tells_what_is_known_and_who_said_it() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 60)) as pilot:
        screen = await replaying(pilot, app)
        await pilot.press("5", "i")
        text = screen_text(app)
        assert screen.status is not None
        assert screen.status.state is State.PAUSED
        for said in ("THIS MOMENT", "because", "SESSION", "history", "SOURCES", "sha256", "size"):
            assert said in text
        assert "recorded" in text
        await pilot.press("i")
        assert "SOURCES" not in screen_text(app)
        assert "playing" in screen_text(app)  # it goes on as it was


async def test_help_lists_the_keys_of_the_place_from_its_bindings() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(140, 70)) as pilot:
        await replaying(pilot, app)
        await pilot.press("question_mark")
        text = screen_text(app)
        assert "Go back 5 seconds" in text
        assert "0 … 9" in text
        assert "Quit at once" in text
        await pilot.press("question_mark")
        assert "Go back 5 seconds" not in screen_text(app)


async def test_the_palette_lists_each_action_with_its_key_and_runs_it() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(120, 40)) as pilot:
        await replaying(pilot, app)
        await pilot.press("ctrl+p")
        await pilot.press(*"cut idle")
        await until(pilot, lambda: "Cut long pauses" in screen_text(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: "idle cut to 2 s" in screen_text(app))


async def test_a_replay_begins_where_and_how_it_was_asked_to() -> None:
    app = replay_app("shell", speed=4.0, idle=1.0, moment=parse_moment("50%"), size=(100, 30))
    async with app.run_test(size=(140, 45)) as pilot:
        await replaying(pilot, app)
        text = screen_text(app)
        assert "×4" in text
        assert "idle cut to 1 s" in text
        assert "100×30 given" in text
        assert position(app) == pytest.approx(12.7, abs=0.2)


@pytest.fixture
def large(tmp_path: Path) -> Entry:
    """Make a session of which the beginning is shown before it is read whole."""
    body = b"".join(b"line %06d of a long output\r\r\n" % n for n in range(60_000))
    (tmp_path / "alice-0123456789abcdef0.log").write_bytes(
        b"Script started on 2026-11-24 22:08:23+00:00\n"
        + body
        + b"\nScript done on 2026-11-24 22:08:23+00:00\n"
    )
    return find_one([str(tmp_path)], [])


class Half(BytesIO):
    """A file whose second half comes once an event is set."""

    def __init__(self, content: bytes, comes: threading.Event) -> None:
        super().__init__(content)
        self._comes = comes

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() * 2 > len(self.getbuffer()):
            self._comes.wait(30)
        return super().read(size)


@pytest.fixture
def half_read(large: Entry) -> tuple[Entry, threading.Event]:
    """Make such a session whose second half comes once the event is set."""
    (sighting,) = large.sightings
    assert sighting.item.open is not None
    with sighting.item.open() as file:
        content = file.read()
    comes = threading.Event()
    item = replace(sighting.item, open=lambda: Half(content, comes))
    return replace(large, sightings=(replace(sighting, item=item),)), comes


def has_begun(app: ReplayerApp) -> bool:
    return replay(app).status is not None


async def test_a_large_session_plays_before_it_is_read_whole(large: Entry) -> None:
    app = ReplayerApp(replay=ReplayRequest(large), clock=Clock())
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: has_begun(app), "the first version")
        await pilot.press("space", "G")
        await until(pilot, lambda: "line 059999" in picture_text(app), "the last screen")
        await pilot.press("g")
        await until(pilot, lambda: "line 059999" not in picture_text(app), "the start")


async def test_a_replay_that_overtakes_the_reading_goes_on_when_there_is_more(large: Entry) -> None:
    clock = Clock()
    app = ReplayerApp(replay=ReplayRequest(large), clock=clock)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: has_begun(app), "the first version")
        clock.now = 999.0  # more than the beginning lasts
        await replaying(pilot, app)
        clock.now += 999.0
        await until(pilot, lambda: "line 059999" in picture_text(app), "the last screen")


async def test_what_is_not_read_to_its_end_is_not_said_to_have_tried_nothing(
    half_read: tuple[Entry, threading.Event],
) -> None:
    entry, comes = half_read
    app = ReplayerApp(replay=ReplayRequest(entry), clock=Clock())
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: has_begun(app), "the first version")
        await pilot.press("c", "x")
        await until(pilot, lambda: "tried is known once" in screen_text(app), "the reason")
        assert "told once all of it is read" in screen_text(app)
        comes.set()
        await replaying(pilot, app)
        await until(pilot, lambda: "none was recognised" in screen_text(app), "the list")


def written(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


async def test_what_is_exported_while_it_is_read_is_the_whole_of_it(
    half_read: tuple[Entry, threading.Event], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    entry, comes = half_read
    app = ReplayerApp(replay=ReplayRequest(entry), clock=Clock())
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: has_begun(app), "the first version")
        await pilot.press("i")
        await until(pilot, lambda: "bytes so far" in screen_text(app), "what is known")
        await pilot.press("escape", "e", "down", "down", "ctrl+s")
        comes.set()
        await until(pilot, lambda: "Exported" in screen_text(app), "the end of the export")
        assert "NOT WHOLE" not in screen_text(app)
    assert "line 059999" in written(tmp_path)["alice-0123456789abcdef0.txt"]


async def test_an_export_that_is_given_up_by_leaving_is_told(
    half_read: tuple[Entry, threading.Event], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    entry, _ = half_read
    app = ReplayerApp()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await listed(pilot, app)
        app.screen.post_message(SessionsScreen.ReplayRequested(entry))
        await until(pilot, lambda: len(app.screen_stack) > 1 and has_begun(app), "the replay")
        await pilot.press("e", "ctrl+s", "q")
        await until(pilot, lambda: "Not exported" in screen_text(app), "the word")
    assert written(tmp_path).keys() == {"alice-0123456789abcdef0.log"}


async def test_evidence_that_cannot_be_read_is_told_in_the_place_of_the_picture(
    tmp_path: Path,
) -> None:
    place = tmp_path / "alice-0123456789abcdef0.log"
    place.write_bytes(b"Script started on 2026-11-24 22:08:23+00:00\nhello\r\r\n")
    entry: Entry = find_one([str(place)], [])
    place.write_bytes(gzip.compress(b"no log")[:10])
    app = ReplayerApp(replay=ReplayRequest(entry))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "q leaves" in screen_text(app))
        await pilot.press("space", "e", "i", "colon", "z", "q")
    assert isinstance(app.failure, NotEvidence)
    assert app.return_code == 0


async def test_q_leaves_at_once_while_everything_is_still_going_on(tmp_path: Path) -> None:
    (tmp_path / "alice-0123456789abcdef0.log").write_bytes(b"x" * 79 + b"\r\n" * 400_000)
    entry = find_one([str(tmp_path)], [])
    app = ReplayerApp(replay=ReplayRequest(entry))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("q")
    assert app.return_code == 0


def _key(character: str) -> str:
    return {":": "colon", "%": "percent_sign", " ": "space"}.get(character, character)


async def test_the_settings_change_keys_theme_palette_and_idle_cut() -> None:
    settings = Settings(
        theme="nord", palette="xterm", idle=0.5, keys={"toggle-playback": "p", "info": "w"}
    )
    app = ReplayerApp(replay=ReplayRequest(bundled("shell")), settings=settings, clock=Clock())
    async with app.run_test(size=(140, 60)) as pilot:
        await replaying(pilot, app)
        assert app.theme == "nord"
        await pilot.press("p", "z")
        text = screen_text(app)
        assert "paused" in text
        assert "idle cut to 0.5 s" in text
        await pilot.press("space")
        assert "paused" in screen_text(app)
        await pilot.press("question_mark")
        assert re.search(r"  w +What is known", screen_text(app))
        await pilot.press("escape", "w")
        assert "SOURCES" in screen_text(app)


async def test_a_theme_that_is_not_there_is_told() -> None:
    app = ReplayerApp(replay=ReplayRequest(bundled("shell")), settings=Settings(theme="[pink]"))
    async with app.run_test(size=(140, 60), notifications=True) as pilot:
        await until(pilot, lambda: "a theme that is not there" in screen_text(app))
        assert "[pink]" in screen_text(app)


async def test_after_a_jump_it_says_on_which_side_lines_are_out_of_sight() -> None:
    app = replay_app("progress")
    async with app.run_test(size=(60, 12)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "G")
        view = replay(app).query_one("#picture", TerminalView)
        await until(pilot, lambda: view.scroll_offset.y > 0, "the view at the cursor")
        assert status_line(app).endswith(view.out_of_sight)
        assert view.out_of_sight.startswith("↑")


@pytest.fixture
def slow() -> tuple[Entry, threading.Event]:
    """Make a session whose source answers once the event is set."""
    entry, answers = bundled("shell"), threading.Event()

    def late(item: Item) -> Item:
        def open_late() -> BinaryIO:
            answers.wait(30)
            assert item.open is not None
            return item.open()

        return replace(item, open=open_late)

    sightings = tuple(replace(each, item=late(each.item)) for each in entry.sightings)
    return replace(entry, sightings=sightings), answers


@pytest.mark.parametrize(
    ("keys", "seconds"),
    [
        (("space", "5"), 12.6),
        (("space", "right", "right"), 10.0),
        (("space", *":0:07", "enter"), 7.0),
    ],
)
async def test_keys_pressed_before_the_session_is_read_count_once_it_is(
    keys: tuple[str, ...], seconds: float, slow: tuple[Entry, threading.Event]
) -> None:
    entry, answers = slow
    app = ReplayerApp(replay=ReplayRequest(entry), clock=Clock())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press(*keys)
        assert replay(app).playback is None
        answers.set()
        await replaying(pilot, app)
        await until(pilot, lambda: abs(position(app) - seconds) < 0.1, "the moment")


async def test_a_replay_that_is_read_while_something_covers_it_starts_once_it_is_seen(
    slow: tuple[Entry, threading.Event],
) -> None:
    entry, answers = slow
    clock = Clock()
    app = ReplayerApp(replay=ReplayRequest(entry), clock=clock)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("question_mark")
        answers.set()
        await until(pilot, lambda: has_begun(app), "the first version")
        clock.now = 5.0
        await replaying(pilot, app)
        assert position(app) == 0.0
        await pilot.press("escape")
        clock.now = 12.0
        await until(pilot, lambda: position(app) == 7.0, "the moment")


async def test_a_replay_that_was_covered_at_its_very_end_stays_there() -> None:
    clock = Clock()
    app = replay_app("shell", clock)
    async with app.run_test(size=(100, 30)) as pilot:
        await replaying(pilot, app)
        clock.now = 999.0
        burst(app, "question_mark")
        await until(pilot, lambda: "Keys" in screen_text(app), "the help")
        await pilot.press("escape")
        assert "0:25 / 0:25" in status_line(app)


async def test_the_next_hit_of_no_search_says_how_to_start_one_and_lets_the_replay_go_on() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await replaying(pilot, app)
        await pilot.press("n")
        await until(pilot, lambda: "/ starts a search" in screen_text(app), "the word")
        assert "▶" in screen_text(app)


async def test_the_poster_follows_the_clock_that_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    app = replay_app("shell", paused=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "24 Nov 2026 22:07:59 UTC" in screen_text(app), "the poster")
        await pilot.press("t")
        await until(pilot, lambda: "25 Nov 2026 07:07:59 JST" in screen_text(app), "its clock")


async def test_a_search_typed_before_the_session_is_read_goes_to_its_hit(
    slow: tuple[Entry, threading.Event],
) -> None:
    entry, answers = slow
    app = ReplayerApp(replay=ReplayRequest(entry), clock=Clock())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("/", *"whoami", "enter")
        answers.set()
        await replaying(pilot, app)
        await until(pilot, lambda: "/whoami 1 of" in screen_text(app), "the hit")
        assert "whoami" in picture_text(app)


async def test_a_time_of_day_without_a_wall_clock_is_told_and_the_replay_begins(
    tmp_path: Path,
) -> None:
    (tmp_path / "alice-0123456789abcdef0.log").write_bytes(b"sh-5.2$ id\r\n")
    entry = find_one([str(tmp_path)], [])
    request = ReplayRequest(entry, moment=parse_moment("20:12:37 UTC"))
    app = ReplayerApp(replay=request, clock=Clock())
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await replaying(pilot, app)
        await until(
            pilot,
            lambda: "the wall clock of this recording" in " ".join(screen_text(app).split()),
            "the reason",
        )


async def test_a_moment_that_is_typed_holds_when_the_rest_of_a_large_session_is_read(
    large: Entry,
) -> None:
    app = ReplayerApp(replay=ReplayRequest(large), clock=Clock())
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: has_begun(app), "the first version")
        await pilot.press("space", "G", *":0", "enter")
        await replaying(pilot, app)
        assert position(app) == 0.0


async def test_the_window_may_become_as_small_as_it_can_and_large_again() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(80, 24)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "5")
        for size in ((30, 8), (5, 2), (1, 1), (60, 15), (2, 1), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.press("left")
            await pilot.pause()
        assert "0:00 / 0:25" in status_line(app)
