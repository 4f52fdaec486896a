"""What the list beside the picture shows: commands or hits, each a moment with a line of text. No widget in here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from replayer.analysis.commands import Command
from replayer.analysis.search import Hit
from replayer.foreign import on_a_line, shown
from replayer.recording.timeline import Certainty, Timeline
from replayer.tui.bindings import Keys
from replayer.tui.fitting import fit
from replayer.tui.listed import passing
from replayer.tui.searching import Search


@dataclass(frozen=True, slots=True)
class MomentLine:
    """Something that happened."""

    time: float
    """Seconds from the start."""
    certainty: Certainty
    text: str
    """One line, safe to show."""
    match: tuple[int, int] | None = None
    """From where to where in `text` is what was looked for."""
    failed: str = ""
    """What is wrong with it, in a word."""
    more: str = ""
    """How much else happened with it."""


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """A list of them; its lines are made when they are looked at."""

    heading: str
    """Safe to show."""
    count: str
    hint: str
    """Which keys work on the list while it does not have them."""
    offsets: Sequence[int]
    """After how many bytes each can be seen, in order."""
    line: Callable[[int], MomentLine]
    """Returns one by its place."""
    emptiness: str
    """Why there is none; stands in their place where there is none."""

    def at(self, offset: int) -> int:
        """Return which of them is the last at or before an offset; -1 before the first."""
        return bisect_right(self.offsets, offset) - 1


def of_commands(known: Sequence[Command] | None, wanted: str, keys: Keys) -> Moments:
    """Return what was entered and has the words `wanted`; None of `known` is what is not read to its end yet."""
    commands = known or ()
    listed = passing(commands, wanted)

    def line(index: int) -> MomentLine:
        command = commands[listed[index]]
        text = on_a_line(command.text.replace("\n", " ⏎ "))
        failed = f"⨯{command.exit_code}" if command.exit_code else ""
        return MomentLine(command.enter, command.certainty, text, failed=failed)

    entered = [commands[index].offset + commands[index].length for index in listed]
    count, heading, emptiness = f"{len(commands):,}", "COMMANDS", "none was recognised"
    if wanted:
        count, heading = f"{len(listed):,} of {count}", f"COMMANDS &{shown(wanted)}"
        emptiness = "none has these words"
    if known is None:
        count, emptiness = "…", "told once all of it is read"
    back, on, choose, narrow = map(
        keys, ("previous-command", "next-command", "focus-list", "filter-commands")
    )
    hint = f"{back} {on} go  {choose} choose  {narrow} filter"
    return Moments(heading, count, hint, entered, line, emptiness)


def of_hits(finds: Search, timeline: Timeline, keys: Keys) -> Moments:
    """Return what was found: one line for what appeared at once, with the line in which the first of it stands."""

    def line(index: int) -> MomentLine:
        offset = finds.stops[index]
        first, last = finds.between(offset)
        step = timeline.step_at(max(0, offset - 1))
        text, match = _told(finds.hits[first])
        more = f"+{last - first - 1:,}" if last - first > 1 else ""
        return MomentLine(step.time, step.certainty, text, match, more=more)

    more = "+" if finds.cut else "…" if finds.share < 1 else ""
    count = f"{len(finds.stops):,}{more}"
    on, back, choose, commands = map(
        keys, ("next-hit", "previous-hit", "focus-list", "toggle-commands")
    )
    hint = f"{on} {back} go  {choose} choose  {commands} commands"
    emptiness = "not found" if finds.share >= 1 else "searching …"
    return Moments(f"HITS /{shown(finds.text)}", count, hint, finds.stops, line, emptiness)


def _told(hit: Hit) -> tuple[str, tuple[int, int]]:
    before = shown(hit.line[: hit.start]).lstrip()
    match = shown(hit.text)
    text = f"{before}{match}{shown(hit.line[hit.end :])}"
    return text, (len(before), len(before) + len(match))


def around(line: MomentLine, room: int) -> tuple[str, int, int]:
    """Return the text in `room` columns, and where the match stands in it: what comes before that is cut first."""
    start, stop = line.match or (0, 0)
    text = line.text
    if cell_len(text) > room and cell_len(text[:stop]) >= room:
        left = room - cell_len(text[start:stop]) - 2  # an ellipsis at each end
        cut = start
        while cut and (left := left - cell_len(text[cut - 1])) >= 0:
            cut -= 1
        if cut:
            text, start, stop = f"…{text[cut:]}", start - cut + 1, stop - cut + 1
    text = fit(text, room)
    return text, min(start, len(text)), min(stop, len(text))
