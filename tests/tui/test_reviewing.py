"""Reviewing a session: bookmarks, verdict, what was watched, and a loop, as an auditor does it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from textual.pilot import Pilot

from replayer.notebook import Notebook, new_note, notebook_path
from replayer.notes import Judgement, Review
from replayer.opening import find_one
from replayer.player import State
from replayer.tui.app import ReplayerApp
from replayer.tui.dialogs.review import ReviewDialog
from replayer.tui.request import ReplayRequest
from tests.tui.driving import (
    Clock,
    bundled,
    burst,
    listed,
    replay,
    replay_app,
    replaying,
    screen_lines,
    screen_text,
    until,
)

SIZE = (140, 45)


def kept(name: str = "shell") -> Review:
    return Notebook().review(bundled(name).key)


async def watch(pilot: Pilot[None], clock: Clock, seconds: float) -> None:
    """Let time pass as it does, in steps that an app at work would see."""
    for _ in range(round(seconds * 2)):
        clock.now += 0.5
        await pilot.pause(0.05)


async def test_a_moment_is_marked_at_once_and_words_follow() -> None:
    app = replay_app("shell")
    async with app.run_test(size=SIZE) as pilot:
        screen = await replaying(pilot, app)
        await pilot.press("space", "5", "m")
        offset = screen.playback.player.offset  # type: ignore[union-attr]
        await until(pilot, lambda: [note.offset for note in kept().notes] == [offset])
        assert "esc takes it away" in screen_text(app)
        await pilot.press(*"root[?]", "enter")
        await until(pilot, lambda: [note.text for note in kept().notes] == ["root[?]"])
        assert "▼ root[?]" in screen_text(app)  # beside the clock, since this is the moment
        await pilot.press("0")
        await until(pilot, lambda: "▼ root[?]" not in screen_text(app))
        timeline = next(line for line in screen_lines(app) if line.endswith("position"))
        assert "▼" in timeline
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "▼ root[?]" in screen_text(app))
        assert replay(app).status is not None
        assert screen.playback.player.offset == offset  # type: ignore[union-attr]


async def test_enter_without_words_keeps_a_bookmark_and_esc_takes_it_away() -> None:
    app = replay_app("shell")
    async with app.run_test(size=(80, 24)) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "3", "m", "enter", "6", "m", "x", "escape")
        await until(pilot, lambda: [note.text for note in kept().notes] == [""])
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: "▼ bookmark" in screen_text(app))
        await pilot.press("m", *"why", "enter")  # the words of the one that is there
        await until(pilot, lambda: [note.text for note in kept().notes] == ["why"])
        await pilot.press("m", *"!!", "escape")
        assert [note.text for note in kept().notes] == ["why"]


async def test_the_overlay_lists_bookmarks_and_goes_to_them() -> None:
    app = replay_app("shell")
    async with app.run_test(size=SIZE) as pilot:
        screen = await replaying(pilot, app)
        await pilot.press("space", "3", "m", *"one", "enter", "7", "m", *"two", "enter", "0", "B")
        assert isinstance(app.screen, ReviewDialog)
        for words in ("none yet", " bytes", "one", "two", "±"):
            assert words in screen_text(app)
        await pilot.press("j", "enter")
        await until(pilot, lambda: "▼ two" in screen_text(app))
        assert screen.playback.player.offset == kept().notes[1].offset  # type: ignore[union-attr]


async def test_what_is_deleted_in_the_overlay_comes_back_with_the_same_key() -> None:
    app = replay_app("shell")
    async with app.run_test(size=SIZE) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "3", "m", *"one", "enter", "7", "m", *"two", "enter", "0", "B")
        await pilot.press("d", "d", "escape", "B")
        assert len(kept().notes) == 2
        await pilot.press("d")
        assert "deleted, d brings it back" in screen_text(app)
        await pilot.press("enter", "e")  # nothing to go to, and no words to change
        assert isinstance(app.screen, ReviewDialog)
        await pilot.press("escape")
        await until(pilot, lambda: [note.text for note in kept().notes] == ["two"])


async def test_words_are_changed_from_the_overlay_and_it_comes_back() -> None:
    app = replay_app("shell")
    async with app.run_test(size=SIZE) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "3", "m", *"one", "enter", "B", "e", *" more", "enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewDialog))
        assert "one more" in screen_text(app)
        await pilot.press("e", "x", "escape")
        await until(pilot, lambda: isinstance(app.screen, ReviewDialog))
        assert [note.text for note in kept().notes] == ["one more"]


async def test_the_verdict_at_the_cursor_is_the_one_that_is_kept() -> None:
    app = replay_app("shell")
    async with app.run_test(size=SIZE) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "v", "down", "down", "tab", *"who is it", "enter")
        await until(pilot, lambda: kept().verdict is not None)
        verdict = kept().verdict
        assert verdict is not None
        assert (verdict.judgement, verdict.text) == (Judgement.QUESTION, "who is it")
        await pilot.press("v", "up", "ctrl+s")
        await until(pilot, lambda: kept().verdict != verdict)
        verdict = kept().verdict
        assert verdict is not None
        assert verdict.judgement is Judgement.CLEAR


async def test_keys_in_one_go_keep_the_verdict_at_the_cursor() -> None:
    app = replay_app("shell")
    async with app.run_test(size=SIZE) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "v")
        burst(app, "down", "down", "down", "ctrl+s")
        await until(pilot, lambda: kept().verdict is not None)
        verdict = kept().verdict
        assert verdict is not None
        assert verdict.judgement is Judgement.INCIDENT


async def test_a_verdict_is_kept_with_who_and_when(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "carol")
    app = replay_app("shell")
    async with app.run_test(size=SIZE) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "v", "escape", "v", "down", "enter", *"all as agreed", "enter")
        await until(pilot, lambda: kept().verdict is not None)
        verdict = kept().verdict
        assert verdict is not None
        assert (verdict.judgement, verdict.text, verdict.by) == (
            Judgement.CLEAR,
            "all as agreed",
            "carol",
        )
        assert "· ✓ clear · watched" in screen_text(app)
        await pilot.press("B")
        assert "✓ clear   by carol" in screen_text(app)
        assert "all as agreed" in screen_text(app)
        await pilot.press("v")
        assert "all as agreed" in screen_text(app)
        await pilot.press("escape", "i")
        assert "✓ clear   by carol" in screen_text(app)


async def test_what_was_played_was_watched_and_what_was_sought_over_was_not() -> None:
    clock = Clock()
    app = replay_app("shell", clock)
    async with app.run_test(size=SIZE) as pilot:
        screen = await replaying(pilot, app)
        assert screen.playback is not None
        length = screen.playback.recording.timeline.length
        await watch(pilot, clock, 8)
        await pilot.press("space")
        await until(pilot, lambda: "watched" in screen_text(app))
        first = screen.playback.player.offset
        await pilot.press("9")
        there = screen.playback.player.offset
        await pilot.press("space")
        await watch(pilot, clock, 10)
        await until(pilot, lambda: "ended" in screen_text(app))
        timeline = next(line for line in screen_lines(app) if line.endswith("position"))
        assert "╍" in timeline
        assert timeline.strip().startswith("━")
        share = int((first + length - there) / length * 100)
        await until(pilot, lambda: f"watched {share} %" in screen_text(app))
        await pilot.press("u")
        assert screen.playback.player.offset == first
        await pilot.press("B")
        assert f"{share} % of {length:,} bytes" in screen_text(app)
        assert "not watched" in screen_text(app)
    review = kept()
    (text_id,) = review.watched
    assert review.watched[text_id] == ((0, first), (there, length))


async def test_a_session_that_was_watched_whole_says_so_and_nothing_is_left_to_go_to() -> None:
    clock = Clock()
    app = replay_app("shell", clock)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await replaying(pilot, app)
        await watch(pilot, clock, 27)
        await until(pilot, lambda: "watched 100 %" in screen_text(app))
        await pilot.press("u")
        await until(pilot, lambda: "All of it was watched" in screen_text(app))
    assert kept().last_coverage == 1
    app = replay_app("shell")
    async with app.run_test(size=(80, 24)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "seen 100 %" in screen_text(app))


async def test_single_steps_count_as_watched() -> None:
    app = replay_app("shell")
    async with app.run_test(size=SIZE) as pilot:
        screen = await replaying(pilot, app)
        await pilot.press("space")
        for _ in range(4):
            before = screen.playback.player.offset  # type: ignore[union-attr]
            await pilot.press("full_stop")
            await until(pilot, lambda b=before: screen.playback.player.offset > b)  # type: ignore[misc,union-attr]
        here = screen.playback.player.offset  # type: ignore[union-attr]
        await until(pilot, lambda: tuple(screen.panel.watched) == ((0, here),))


async def test_a_range_is_looped_and_shown() -> None:
    clock = Clock()
    app = replay_app("shell", clock)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await replaying(pilot, app)
        assert screen.playback is not None
        await pilot.press("space", "2", "l")
        assert "loop from 0:05, l sets its end" in screen_text(app)
        await pilot.press("4", "l")
        assert "loop 0:05 – 0:10" in screen_text(app)
        assert screen.playback.player.state is State.PLAYING
        timeline = next(line for line in screen_lines(app) if line.endswith("position"))
        assert timeline.index("[") < timeline.index("]")
        clock.now += 5.2
        await until(pilot, lambda: screen.playback.player.position < 6)  # type: ignore[union-attr]
        await pilot.press("l")
        assert "loop" not in screen_text(app)


async def test_bookmarks_of_another_text_are_told_and_have_no_place() -> None:
    Notebook().update(
        bundled("shell").key,
        lambda review: review.with_note(new_note(5, "streamed", "early\x1b[31m")).with_watched(
            "streamed", [(0, 50)], 100
        ),
    )
    app = replay_app("shell")
    async with app.run_test(size=SIZE) as pilot:
        await replaying(pilot, app)
        await pilot.press("space", "B")
        await until(pilot, lambda: "of another text" in screen_text(app))
        assert "50 % of another text of this session" in screen_text(app)
        assert "has no place in this one" in screen_text(app)
        assert "\x1b" not in screen_text(app)
        await pilot.press("enter")
        assert isinstance(app.screen, ReviewDialog)


async def test_a_data_directory_that_cannot_be_written_is_told_once_and_the_replay_goes_on() -> (
    None
):
    clock = Clock()
    notebook_path().parent.parent.mkdir(parents=True, exist_ok=True)
    notebook_path().parent.write_text("a file where the folder would be")
    app = replay_app("shell", clock)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await replaying(pilot, app)
        await pilot.press("m", *"x", "enter")
        await until(pilot, lambda: "The replay goes on" in screen_text(app))
        await watch(pilot, clock, 3)
        assert "watched 0 %" not in screen_text(app)
        assert screen_text(app).count("The replay goes on") == 1


async def test_the_list_says_what_was_reviewed_also_after_coming_back_from_a_replay() -> None:
    clock = Clock()
    app = ReplayerApp(places=("fixture:",), clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        assert "REVIEW" not in screen_text(app)
        await pilot.press("end", "enter")
        await replaying(pilot, app)
        await watch(pilot, clock, 5)
        await pilot.press("v", "down", "enter", "enter", "q")
        await until(pilot, lambda: "REVIEW" in screen_text(app), "the column")
        share = kept().last_coverage
        assert share is not None
        words = f"✓ clear {int(share * 100)} %"
        assert any(line.rstrip().endswith(words) for line in screen_lines(app))
        assert f"reviewed: {words}" in screen_text(app)
        await pilot.press("slash", *"verdict:clear", "enter")
        await until(pilot, lambda: "1 of " in screen_text(app))
    app = ReplayerApp(places=("fixture:",), clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await listed(pilot, app)
        await pilot.press("end")
        await until(pilot, lambda: f"reviewed: {words}" in screen_text(app))
        assert "REVIEW" in screen_text(app)


ALIKE = "".join(f"line {number:04}\r\n" for number in range(600))


def session_file(folder: Path, *parts: str) -> str:
    """Write a cast of a session with an id, a second for each part."""
    folder.mkdir(exist_ok=True)
    path = folder / "alice-0123456789abcdef0.cast"
    events = [[number + 1.0, "o", each] for number, each in enumerate(parts)]
    lines = [{"version": 2, "width": 50, "height": 6}, *events]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n")
    return str(path)


def replay_of(path: str, clock: Clock | None = None) -> ReplayerApp:
    return ReplayerApp(replay=ReplayRequest(find_one([path], [])), clock=clock or Clock())


async def test_a_file_that_begins_alike_does_not_inherit_verdict_bookmarks_and_what_was_watched(
    tmp_path: Path,
) -> None:
    key = "alice-0123456789abcdef0"
    true = session_file(tmp_path / "true", ALIKE, "ls\r\n", "end\r\n")
    forged = session_file(tmp_path / "forged", ALIKE, "rm\r\n", "end\r\n")
    grown = session_file(tmp_path / "grown", ALIKE, "ls\r\n", "end\r\n", "more\r\n")
    clock = Clock()
    app = replay_of(true, clock)
    async with app.run_test(size=SIZE) as pilot:
        await replaying(pilot, app)
        await watch(pilot, clock, 4)
        await pilot.press("m", *"mine", "enter", "v", "down", "enter", "enter")
        await until(pilot, lambda: "✓ clear · watched 100 %" in screen_text(app))
        await pilot.press("B")
        await until(pilot, lambda: "given for this very text" in screen_text(app))
    before = Notebook().review(key)
    assert before.verdict is not None
    assert before.verdict.of == next(iter(before.texts.values()))
    app = replay_of(forged)
    async with app.run_test(size=SIZE) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "≠ verdict given for another text" in screen_text(app))
        assert "✓ clear" not in screen_text(app)
        assert "watched 0 %" in screen_text(app)
        await pilot.press("space", "B")
        await until(pilot, lambda: "given for another text: ✓ clear" in screen_text(app))
        assert before.verdict.of is not None
        assert before.verdict.of.sha256[:12] in screen_text(app)
        assert "of another text  mine" in screen_text(app)
        await pilot.press("escape", "0", "m", *"theirs", "enter")
        await until(pilot, lambda: len(Notebook().review(key).notes) == 2)
    app = replay_of(grown)
    async with app.run_test(size=(80, 24)) as pilot:
        await replaying(pilot, app)
        await until(pilot, lambda: "✓ of its beginning" in screen_text(app))
        await pilot.press("space", "B")
        await until(pilot, lambda: "more came since" in screen_text(app))
        assert "of another text  theirs" in screen_text(app)
        assert "of another text  mine" not in screen_text(app)


async def test_nothing_is_written_to_the_evidence(tmp_path: Path) -> None:
    place = tmp_path / "evidence"
    place.mkdir()
    for source in bundled("shell").items:
        assert source.open is not None
        with source.open() as stream:
            (place / source.name).write_bytes(stream.read())
    before = state_of(place)
    clock = Clock()
    entry = find_one([str(place)], [])
    app = ReplayerApp(replay=ReplayRequest(entry), clock=clock)
    async with app.run_test(size=SIZE) as pilot:
        await replaying(pilot, app)
        await watch(pilot, clock, 5)
        await pilot.press(
            "m", *"look", "enter", "v", "down", "enter", "enter", "l", "B", "d", "escape"
        )
        await pilot.press("u", "i", "escape")
    assert Notebook().review(entry.key).verdict is not None
    assert state_of(place) == before


def state_of(folder: Path) -> dict[str, tuple[int, str]]:
    """Return when each file and the folder was changed, and what is in it."""
    return {
        str(path): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in (folder, *folder.rglob("*"))
    }
