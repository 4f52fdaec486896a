"""Drives the app as a user does: real sessions, a clock that only the test turns, waiting for states and not for time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual import events
from textual.pilot import Pilot

from replayer.opening import find_one
from replayer.settings import Settings
from replayer.sources import Entry
from replayer.tui.app import ReplayerApp
from replayer.tui.request import ReplayRequest
from replayer.tui.screens.replay import ReplayScreen
from replayer.tui.screens.sessions import SessionsScreen
from replayer.tui.widgets.terminal_view import TerminalView


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def until(
    pilot: Pilot[None], condition: Callable[[], object], what: str = "the expected state"
) -> None:
    """Let the app and its threads work until `condition` holds."""
    for _ in range(4000):
        if condition():
            await pilot.pause()
            return
        await asyncio.sleep(0.002)  # lets the threads run; how long they take decides nothing
    # not pytest.fail: the snapshot plugin's app would swallow it and wait for ever
    raise AssertionError(f"the app never reached {what}:\n{screen_text(pilot.app)}")


def burst(app: ReplayerApp, *keys: str) -> None:
    """Press keys as one read from a slow line brings them: none waits for what the one before it did."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


def bundled(name: str) -> Entry:
    return find_one([f"fixture:{name}"], [])


def replay_app(
    name: str, clock: Clock | None = None, *, settings: Settings | None = None, **options: Any
) -> ReplayerApp:
    request = ReplayRequest(bundled(name), **options)
    return ReplayerApp(replay=request, clock=clock or Clock(), settings=settings)


def replay(app: ReplayerApp) -> ReplayScreen:
    """Return the replay, also while a dialog is over it."""
    return next(screen for screen in reversed(app.screen_stack) if isinstance(screen, ReplayScreen))


def is_replaying(app: ReplayerApp) -> bool:
    """Whether a replay shows a frame and nothing more is to come."""
    for screen in app.screen_stack:
        if isinstance(screen, ReplayScreen):
            if screen.status is None or screen.status.loading:
                return False
            return screen.query_one("#picture", TerminalView).picture is not None
    return False


async def replaying(pilot: Pilot[None], app: ReplayerApp) -> ReplayScreen:
    """Wait until a replay is there."""
    await until(pilot, lambda: is_replaying(app), "a replay")
    return replay(app)


async def listed(pilot: Pilot[None], app: ReplayerApp) -> SessionsScreen:
    """Wait until the list is complete."""
    await until(
        pilot,
        lambda: " session" in screen_text(app) and "searching" not in screen_text(app),
        "the whole list",
    )
    screen = app.screen_stack[0]
    assert isinstance(screen, SessionsScreen)
    return screen


def picture_text(app: ReplayerApp) -> str:
    """Return what the replayed screen shows, line by line."""
    frame = replay(app).query_one("#picture", TerminalView).picture
    return "\n".join(row.text for row in frame.rows).rstrip() if frame else ""


def screen_lines(app: Any) -> list[str]:
    """Return all that the app shows, line by line."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


def screen_text(app: Any) -> str:
    """Return all that the app shows."""
    return "\n".join(screen_lines(app))


def marked_moment(app: ReplayerApp) -> str:
    """Return the line of the list beside the picture that is marked; empty where none is."""
    return next((line.partition("▸")[2] for line in screen_lines(app) if "▸" in line), "")
