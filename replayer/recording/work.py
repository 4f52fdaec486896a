"""How much of a person's time lies between two lines: more than a second of it, and one poll cannot have seen both."""

from __future__ import annotations

from bisect import bisect_right
from math import inf

from replayer.recording.activity import Activity
from replayer.recording.pace import PACES, Gap
from replayer.recording.slices import Slices

_LEAST = [PACES[gap].least for gap in Gap]
_TYPED = [
    PACES[gap].natural
    if gap in {Gap.THINK, Gap.KEY, Gap.EDIT, Gap.ENTER, Gap.CONFIRM, Gap.SECRET}
    else 0.0
    for gap in Gap
]


class Work:
    """The work that the lines of a session are."""

    def __init__(self, source: Slices, activity: Activity) -> None:
        """Look at the gaps of `activity`, which is that of `source`."""
        self._source = source
        self._activity = activity
        self._waits = sorted(activity.waits.items())

    def between(self, first: int, last: int) -> tuple[float, float]:
        """Return (least, usual) seconds of a person's work from the end of slice `first` to that of slice `last`.

        Usual counts only what is typed at prompts. A command that says how long it sleeps counts with that.
        """
        begin = self._activity.ending(self._source.ends[first])
        end = self._activity.ending(self._source.ends[last])
        gaps = self._activity.gaps[begin + 1 : end + 1]
        start = bisect_right(self._waits, (begin, inf))
        slept = sum(wait for _, wait in self._waits[start : bisect_right(self._waits, (end, inf))])
        least = sum(map(_LEAST.__getitem__, gaps)) + slept
        return least, sum(map(_TYPED.__getitem__, gaps)) + slept
