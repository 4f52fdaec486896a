"""The Textual app: the two places Sessions and Replay, and the dialogs over them.

Importing this package is cheap; Textual is loaded when one of the two doors is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from replayer.settings import AwsSettings
    from replayer.sources import Entry


def run_sessions(places: Sequence[str] = (), *, aws: AwsSettings | None = None) -> None:
    """Show the list of the sessions in `places`, and let the user replay them, until they quit.

    Without places it shows what AWS knows; without credentials for it, the bundled sessions, and says so.

    Raises:
        WrongUsage: the user's settings make no sense.
    """
    from replayer.settings import load_settings
    from replayer.tui.app import ReplayerApp  # loads Textual, which --help must not

    ReplayerApp(places=tuple(places), settings=load_settings(), aws=aws).run()


def run_replay(
    entry: Entry,
    *,
    speed: float = 1.0,
    idle: float | None = None,
    at: str | None = None,
    paused: bool = False,
    size: tuple[int, int] | None = None,
    live: bool = False,
) -> None:
    """Replay one session at once; `q` ends the program.

    Args:
        entry: what `opening.find_one` found.
        speed: recorded seconds a second.
        idle: seconds to which long pauses are cut; None shows them in full.
        at: the moment to begin with, written as in the app's go-to bar; None is the start.
        paused: whether the replay waits, showing what is known, until the user starts it.
        size: columns and rows that the user says the terminal had.
        live: whether the session is followed while it goes on.

    Raises:
        WrongUsage: `at` is no moment, or the user's settings make no sense.
        ReplayError: the session could not be opened; the user saw it, too.
    """
    from replayer.player.moment import parse_moment
    from replayer.settings import load_settings
    from replayer.tui.app import ReplayerApp  # loads Textual, which --help must not
    from replayer.tui.request import ReplayRequest

    moment = parse_moment(at) if at is not None else None
    request = ReplayRequest(
        entry, speed=speed, idle=idle, moment=moment, paused=paused, size=size, live=live
    )
    app = ReplayerApp(replay=request, settings=load_settings())
    app.run()
    if app.failure is not None:
        raise app.failure
