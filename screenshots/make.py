"""Draws the pictures of this folder from the real app on the bundled sessions: `make screenshots`.

Nothing in a picture depends on the machine or the moment: the clock stands still, places are gone to by key. A rerun
without a change yields no difference.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
for name in [name for name in os.environ if name.startswith(("AWS_", "SSM_REPLAY_", "XDG_"))]:
    del os.environ[name]  # whoever draws the pictures may have an account
os.environ.pop("NO_COLOR", None)
os.environ.update(
    TEXTUAL_ANIMATIONS="none",
    TZ="UTC",
    AWS_EC2_METADATA_DISABLED="true",
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
)

from textual.pilot import Pilot  # noqa: E402 - Textual reads the environment when it is imported

from replayer.opening import find_one  # noqa: E402
from replayer.settings import Settings  # noqa: E402
from replayer.tui.app import ReplayerApp  # noqa: E402
from replayer.tui.request import ReplayRequest  # noqa: E402
from replayer.tui.screens.replay import ReplayScreen  # noqa: E402


@dataclass(frozen=True)
class Picture:
    """One file: what is opened, and which keys are pressed until what is seen."""

    name: str
    session: str | None
    """A bundled session to replay; None is the list."""
    _: KW_ONLY
    steps: tuple[tuple[tuple[str, ...], str], ...] = ()
    """Keys, and the text that must be seen before the next ones."""
    size: tuple[int, int] = (140, 45)
    theme: str = "textual-dark"


PREVIEW = "the last screen"
LISTED = ((), "COMMANDS")
PICTURES = (
    Picture("sessions", None, steps=(((), PREVIEW), (("end",), "adduser.conf"))),
    Picture("sessions-small", None, steps=((("down", "down"), "carol"),), size=(80, 24)),
    Picture("replay", "vim", steps=(LISTED, (("space", "6"), "[server]"))),
    Picture(
        "replay-light", "vim", steps=(LISTED, (("space", "6"), "[server]")), theme="textual-light"
    ),
    Picture(
        "search",
        "root",
        steps=(LISTED, (("space", "g", "slash", *"sudo"), "of 14"), (("enter", "n", "n"), "3 of")),
    ),
    Picture(
        "commands-small",
        "root",
        steps=((("space", "6"), "sudo"), (("c",), "COMMANDS")),
        size=(80, 24),
    ),
    Picture("replay-small", "root", steps=((("space", "6"), "sudo"),), size=(80, 24)),
    Picture(
        "usage", None, steps=(((), PREVIEW), (("u",), "OWNERS"), (("right", "right"), "4 sessions"))
    ),
    Picture(
        "review",
        "root",
        steps=(
            (("space", "g", *["full_stop"] * 40), "sudo su"),
            (("3", "m"), "words"),
            ((*"became root here", "enter", "6", "m"), "words"),
            ((*"reads the token", "enter", "l", "7", "l", "space"), "loop"),
            (("B",), "BOOKMARKS"),
        ),
    ),
    Picture("invented-pace", "s3-only", steps=((("space", "8"), "whoami"),)),
    Picture("info", "progress", steps=((("space", "5"), "install.sh"), (("i",), "SOURCES"))),
    Picture("export", "progress", steps=((("space", "5"), "install.sh"), (("e",), "cast3"))),
    Picture(
        "help",
        "shell",
        steps=((("space", "5"), "whoami"), (("question_mark",), "Start or stop the replay")),
    ),
)


async def until(pilot: Pilot[None], condition: Callable[[], bool], what: str) -> None:
    """Wait for the app's threads until `condition` holds."""
    for _ in range(5000):
        if condition():
            await pilot.pause()
            return
        await asyncio.sleep(0.002)
    raise SystemExit(f"the app never showed {what}")


def text(app: ReplayerApp) -> str:
    """Return all that the app shows."""
    lines = app.screen._compositor.render_strips()  # noqa: SLF001 - there is no public way to read the screen
    return "\n".join(line.text for line in lines)


def shows(app: ReplayerApp, words: str) -> bool:
    """Whether these words are on the screen."""
    return words in text(app)


def is_quiet(app: ReplayerApp) -> bool:
    """Whether nothing is being read or indexed."""
    screen = app.screen_stack[-1]
    if isinstance(screen, ReplayScreen):
        return screen.status is not None and not screen.status.loading
    return "searching" not in text(app)


async def draw(picture: Picture) -> None:
    """Draw one picture, for a user who has reviewed nothing yet."""
    with TemporaryDirectory() as home:
        os.environ["HOME"] = home
        await draw_at_home(picture)


async def draw_at_home(picture: Picture) -> None:
    """Draw one picture for the user whose home it is."""
    replay = None
    if picture.session is not None:
        entry = find_one([f"fixture:{picture.session}"], [])
        replay = ReplayRequest(entry)
    app = ReplayerApp(replay=replay, settings=Settings(theme=picture.theme), clock=lambda: 0.0)
    async with app.run_test(size=picture.size) as pilot:
        await until(pilot, lambda: is_quiet(app), f"{picture.name} at rest")
        for keys, seen in picture.steps:
            await pilot.press(*keys)
            await until(pilot, partial(shows, app, seen), repr(seen))
        (HERE / f"{picture.name}.svg").write_text(app.export_screenshot(), encoding="utf-8")


def main() -> None:
    """Draw all."""
    for picture in PICTURES:
        asyncio.run(draw(picture))


if __name__ == "__main__":
    main()
