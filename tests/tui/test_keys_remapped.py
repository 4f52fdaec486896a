"""Every action has a name by which the settings give it other keys, and the palette and the key line follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from replayer.settings import Settings
from replayer.tui.app import ReplayerApp
from replayer.tui.places import PLACES
from tests.tui.driving import listed, replay_app, replaying, screen_lines, screen_text, until

NAMES = {
    place: tuple(dict.fromkeys(binding.id for binding in bindings if binding.id))
    for place, bindings in PLACES
}


def keyed(app: ReplayerApp) -> dict[str, set[str]]:
    """Return the keys of each named action that works here and now."""
    found: dict[str, set[str]] = {}
    for key, active in app.screen.active_bindings.items():
        if active.binding.id:
            found.setdefault(active.binding.id, set()).add(key)
    return found


def changed(place: str) -> dict[str, str]:
    """Return other keys for all actions of a place and of everywhere, none of them twice."""
    names = dict.fromkeys((*NAMES[place], *NAMES["Everywhere"]))
    return {name: f"f{12 + number}" for number, name in enumerate(names)}


async def test_all_keys_of_the_list_can_be_changed() -> None:
    keys = changed("Sessions")
    app = ReplayerApp(settings=Settings(keys=keys))
    async with app.run_test(size=(80, 24)) as pilot:
        await listed(pilot, app)
        found = keyed(app)
        for name, key in keys.items():
            assert found[name] == {key}, name


async def test_all_keys_of_a_replay_can_be_changed() -> None:
    keys = changed("Replay")
    app = replay_app("shell", settings=Settings(keys=keys))
    async with app.run_test(size=(120, 40)) as pilot:
        await replaying(pilot, app)
        found = keyed(app)
        for name, key in keys.items():
            if name in found:  # some work only while there is something for them to work on
                assert found[name] == {key}, name
        assert len(found) > 30


async def test_all_keys_of_the_usage_can_be_changed() -> None:
    keys = changed("Usage") | {
        name: f"ctrl+f{n}" for n, name in enumerate(NAMES["Usage: bars over time"], 1)
    }
    app = ReplayerApp(settings=Settings(keys=keys))
    async with app.run_test(size=(120, 40)) as pilot:
        await listed(pilot, app)
        await pilot.press("u")
        await until(pilot, lambda: "by 15 min" in screen_text(app), "the usage")
        found = keyed(app)
        for name, key in keys.items():
            assert found[name] == {key}, name


async def test_a_changed_key_works_and_is_what_help_the_palette_and_the_key_line_say() -> None:
    app = ReplayerApp(settings=Settings(keys={"mark": "x", "usage": "ctrl+u"}))
    async with app.run_test(size=(100, 40)) as pilot:
        await listed(pilot, app)
        assert "x mark" in screen_lines(app)[-1]
        assert "ctrl+u usage" in screen_lines(app)[-1]
        await pilot.press("x")
        assert "✓ 1 marked" in screen_text(app)
        await pilot.press("question_mark")
        assert "  x               Mark the session" in screen_text(app)
        await pilot.press("escape", "ctrl+p", *"usage")
        await until(pilot, lambda: "Usage  ctrl+u" in screen_text(app), "the palette")


async def test_what_is_said_of_changed_keys_beside_the_picture_is_true() -> None:
    keys = {
        "toggle-playback": "p",
        "toggle-hits": "o",
        "attempts": "ctrl+x",
        "loop": "L",
        "next-hit": "ctrl+n",
        "focus-list": "f2",
        "moment-leave": "f3",
        "search": "ctrl+f",
    }
    app = replay_app("vim", settings=Settings(keys=keys), paused=True)
    async with app.run_test(size=(160, 45), notifications=True) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "p plays" in screen_text(app), "the poster")
        await until(pilot, lambda: "attempts (ctrl+x)" in screen_text(app), "what was tried")
        await pilot.press("o")
        await until(pilot, lambda: "searched for: ctrl+f starts" in screen_text(app))
        await pilot.press("ctrl+f", *"app", "enter")
        await until(pilot, lambda: " of 10 (o)" in screen_text(app), "the hits")
        assert "ctrl+n N go  f2 choose  c commands" in screen_text(app)
        await pilot.press("f2")
        await until(pilot, lambda: "enter go  f3 leave" in screen_text(app), "the list's keys")
        await pilot.press("f3", "L")
        await until(pilot, lambda: "L sets its end" in screen_text(app), "the loop")


async def test_a_changed_key_keeps_its_place_in_the_key_line() -> None:
    app = replay_app("shell", settings=Settings(keys={"toggle-playback": "p", "search": "ctrl+f"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await replaying(pilot, app)
        line = screen_lines(app)[-1]
        assert line.startswith(" p play  ← → 5 s  : go to  { } command  ctrl+f search")


async def test_what_dialogs_and_lines_say_of_changed_keys_is_true() -> None:
    keys = {
        "close": "ctrl+d",
        "leave": "f2",
        "review-close": "f3",
        "review-delete": "D",
        "review-edit": "left_square_bracket",
        "verdict-leave": "f4",
        "bookmark": "ctrl+b",
        "submit-prompt": "ctrl+j",
        "leave-prompt": "f5",
    }
    app = replay_app("vim", settings=Settings(keys=keys))
    async with app.run_test(size=(120, 40)) as pilot:
        await replaying(pilot, app)

        async def says(words: str) -> None:
            await until(pilot, lambda: words in screen_text(app), words)

        await pilot.press("i")
        await says("ctrl+d closes")
        await pilot.press("ctrl+d", "e")
        await says("f2 leaves")
        await pilot.press("f2", "v")
        await says("ctrl+s keeps · f4 leaves")
        await pilot.press("f4", "B")
        await says("v verdict · f3 closes")
        await says("No bookmarks yet: ctrl+b marks")
        await pilot.press("f3", "ctrl+b")
        await says("ctrl+j keeps it, f5 takes it away")
        await pilot.press("ctrl+j", "B")
        await says("enter goes there · [ words · D deletes · v verdict · f3 closes")
        await pilot.press("D")
        await says("deleted, D brings it back")


async def test_what_the_list_says_of_changed_keys_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    keys = {
        "clear-filter": "f2",
        "mark-all": "M",
        "folder-leave": "f3",
        "folder-write": "f4",
        "progress-leave": "f6",
        "list-info": "I",
    }
    app = ReplayerApp(settings=Settings(keys=keys))
    async with app.run_test(size=(120, 40)) as pilot:
        await listed(pilot, app)
        await pilot.press("M", "e")
        await until(pilot, lambda: "f3 leaves" in screen_text(app), "the dialog")
        await pilot.press("f4")
        await until(pilot, lambda: "f6 closes" in screen_text(app), "the end of the work")
        await pilot.press("f6", "slash", *"nobody", "enter")
        await until(pilot, lambda: "f2 shows all again" in screen_text(app), "no session")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "notes.txt").write_text("no log")
    app = ReplayerApp(places=(str(tmp_path / "logs"),), settings=Settings(keys=keys))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "1 thing passed over: I says why" in screen_text(app))


async def test_the_palette_has_every_action_that_has_a_name() -> None:
    app = ReplayerApp()
    async with app.run_test(size=(100, 40)) as pilot:
        await listed(pilot, app)
        active = [each.binding for each in app.screen.active_bindings.values()]
        for binding in active:
            if binding.id and not binding.system:
                assert binding.description, binding


async def test_the_palette_begins_with_what_is_done_here_and_not_with_the_way_out() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(100, 40)) as pilot:
        await replaying(pilot, app)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Play/pause  space" in screen_text(app), "the palette")
        text = screen_text(app)
        assert text.index("Play/pause  space") < text.index("Back 5 s") < text.index("Back 10 %")
        assert "Quit at once" not in text


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("list", ("enter replay", "space mark", "/ filter", "? help", "q leave")),
        ("replay", ("space play", "← → 5 s", ": go to", "? help", "q leave")),
    ],
)
async def test_at_80_columns_the_key_line_shows_what_is_used_most(
    place: str, words: tuple[str, ...]
) -> None:
    app = ReplayerApp() if place == "list" else replay_app("shell")
    async with app.run_test(size=(80, 24)) as pilot:
        await (listed(pilot, app) if place == "list" else replaying(pilot, app))
        line = screen_lines(app)[-1]
        for each in words:
            assert each in line
