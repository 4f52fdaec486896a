"""A search that keeps up with a recording: what arrives after it was typed is found, too. No widget in here."""

from __future__ import annotations

from collections.abc import Callable

from replayer.analysis.patterns import Pattern, pattern
from replayer.opening import Job
from replayer.recording.recording import Recording
from replayer.tui.searching import Progress, Search, searching


class Finder:
    """Searches in a thread, one search at a time."""

    def __init__(
        self, report: Callable[[Progress], object], fail: Callable[[Exception], object]
    ) -> None:
        """Start with nothing looked for; both are called in the thread."""
        self.finds = Search("")
        """What was found so far."""
        self._report = report
        self._fail = fail
        self._job: Job[Progress] | None = None
        self._newer: Search | None = None
        """The same search in a text that has grown: shown once it is done, so that nothing is missing meanwhile."""
        self._text_id, self._length = "", 0

    def look_for(self, recording: Recording, text: str, *, regex: bool = False) -> None:
        """Forget what was found, and look for `text`; for nothing when it is empty.

        Raises:
            WrongUsage: it is no regular expression.
        """
        self.cancel()
        self.finds, self._newer = Search(""), None
        if text:
            wanted = pattern(text, regex=regex)
            self.finds = Search(text, regex)
            self._start(recording, self.finds, wanted)

    def take(self, progress: Progress, recording: Recording) -> bool:
        """Take a report; return whether there is anything new to show of the recording at hand."""
        if progress.search not in (self.finds, self._newer):
            return False
        progress.search.add(progress)
        if progress.search is self._newer and progress.share >= 1:
            self.finds, self._newer = self._newer, None
        self.keep_up(recording)
        return progress.search is self.finds

    def keep_up(self, recording: Recording) -> None:
        """Look again where there is more to look in."""
        text, regex = self.finds.text, self.finds.regex
        if not text:
            return
        if recording.text_id != self._text_id:
            self.look_for(recording, text, regex=regex)
        elif (
            len(recording.data) > self._length
            and self._newer is None
            and self.finds.share >= 1
            and not self.finds.cut
        ):
            self._newer = Search(text, regex)
            self._start(recording, self._newer, pattern(text, regex=regex))

    def cancel(self) -> None:
        """Look no further."""
        if self._job is not None:
            self._job.cancel()

    def _start(self, recording: Recording, finds: Search, wanted: Pattern) -> None:
        self._text_id, self._length = recording.text_id, len(recording.data)
        self._job = Job(
            lambda cancelled: searching(recording, finds, wanted, cancelled),
            on_result=self._report,
            on_error=self._fail,
        )
