"""One replay in progress: its recording, its player and the thread that makes its frames.

The screen asks and draws; everything that must stay in step when a newer version of the recording arrives is here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from replayer.analysis.commands import Command
from replayer.player import Clock, Player, State
from replayer.recording.recording import CueKind, Recording
from replayer.tui.projection import Projection, Report
from replayer.tui.version import Version


class Playback:
    """A recording being played."""

    def __init__(self, first: Version, clock: Clock, report: Callable[[Report], object]) -> None:
        """Stand at the start; `report` is called in another thread."""
        self.version = first
        self.player = Player(first.recording.timeline, clock)
        self._projection = Projection(first.recording, report)
        self.ran_out = False
        """Whether playing came to the end of what is known, to go on when there is more."""
        self.commands: tuple[Command, ...] | None = None
        """What was entered; None while that is not known."""
        self.bookmarks: tuple[int, ...] = ()
        """The offsets of the reviewer's bookmarks, in order."""
        self._listed: list[int] = []
        """Where the commands were entered to which `next_command` keeps."""
        self._shown: int | None = None
        self._instead: int | None = None
        self._steps = 0
        self._searching = False
        self._from = 0
        """Where the search for a change began: if the player is elsewhere by then, nobody wants its result."""

    def load(self, newer: Version) -> None:
        """Go on in a newer version: by offset when the bytes are the same, else by line."""
        goes_on = self.is_playing() or self.ran_out
        older, self.version = self.recording, newer
        self.player.load(newer.recording.timeline)
        if older.text_id != newer.recording.text_id:
            self.player.loop_off()
            self.player.seek_to_offset(same_line(older, newer.recording, self.player.offset))
            self.commands, self._listed = None, []
        if (
            goes_on and self.player.state is State.PAUSED
        ):  # it had come to the end of what was known
            self.player.play()
        self.ran_out = False
        self._projection.load(newer.recording)
        self._shown = None

    @property
    def recording(self) -> Recording:
        """The recording of the version at hand."""
        return self.version.recording

    def close(self) -> None:
        """Let the thread end."""
        self._projection.close()

    def show(self) -> None:
        """Ask for the frame of where the player is, unless it was asked for already."""
        wanted = self.player.offset if self._instead is None else self._instead
        if wanted != self._shown:
            self._shown = wanted
            self._projection.want(wanted)

    def show_instead(self, offset: int | None) -> None:
        """Ask for the frame of another place from now on, wherever the player is; None ends that."""
        self._instead = offset

    def tick(self) -> None:
        """Let the clock's time have passed."""
        self.player.tick()
        ended = self.player.state is State.ENDED
        self.ran_out = ended and not self.recording.complete

    def is_playing(self) -> bool:
        """Whether time passes."""
        return self.player.state is State.PLAYING

    def step(self, *, forward: bool) -> None:
        """Pause and look for the next or previous change of the screen; steps asked for meanwhile add up."""
        self.player.pause()
        if not self._searching:
            self._steps = 0
        self._steps += 1 if forward else -1
        self._search()

    def found(self, offset: int | None, *, forward: bool) -> None:
        """Go to the change that was found, and on to the next one if more steps were asked for."""
        self._searching = False
        if offset is None or self.player.offset != self._from:
            self._steps = 0
        if offset is None or not self._steps:
            return
        self._steps -= 1 if forward else -1
        if forward:
            self.player.step_forward(lambda end: end >= offset)
        else:
            self.player.step_back(lambda end: end <= offset)
        self._search()

    def _search(self) -> None:
        if self._steps and not self._searching:
            self._searching = True
            self._from = self.player.offset
            self._projection.search(self._from, forward=self._steps > 0)

    def learn(self, commands: tuple[Command, ...]) -> None:
        """Take what was entered in the recording at hand."""
        self.commands = commands
        self.keep_to(range(len(commands)))

    def keep_to(self, listed: Iterable[int]) -> None:
        """Go only to some of the commands from now on; `listed` are their places."""
        commands = self.commands or ()
        self._listed = [commands[index].offset + commands[index].length for index in listed]

    def next_command(self, *, forward: bool) -> None:
        """Go to the next or the previous command, if there is one."""
        if forward:
            self.player.seek_to_next(self._listed)
        else:
            self.player.seek_to_previous(self._listed)

    def go_to_marker(self, *, forward: bool) -> None:
        """Go to the next or the previous marker or bookmark, if there is one."""
        stops = sorted({*self.markers, *self.bookmarks})
        if forward:
            self.player.seek_to_next(stops)
        else:
            self.player.seek_to_previous(stops)

    @property
    def markers(self) -> tuple[int, ...]:
        """The offsets of the markers."""
        return tuple(c.offset for c in self.recording.cues if c.kind is CueKind.MARKER)

    @property
    def marks(self) -> tuple[float, ...]:
        """The moments of the markers, in seconds."""
        return tuple(c.time for c in self.recording.cues if c.kind is CueKind.MARKER)


def same_line(older: Recording, newer: Recording, offset: int) -> int:
    """Return the offset in `newer` of the line that holds `offset` in `older`; its end when it has fewer lines."""
    lines, start = 0, older.data.find(b"\n")
    while 0 <= start < offset:
        lines, start = lines + 1, older.data.find(b"\n", start + 1)
    place = 0
    for _ in range(lines):
        end = newer.data.find(b"\n", place)
        if end < 0:
            return len(newer.data)
        place = end + 1
    return place
