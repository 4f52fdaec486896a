"""A version of a recording with the figures that take a moment to count, counted where nobody waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from replayer.recording.recording import Recording
from replayer.recording.timeline import Certainty
from replayer.tui import wording
from replayer.tui.outlook import Outlook, outlook_of


@dataclass(frozen=True, slots=True)
class Version:
    """A recording and what its times are worth."""

    recording: Recording
    shares: Mapping[Certainty, float]
    """Share of the bytes of each certainty, 0 to 1."""
    errors: tuple[float, float] | None
    """Typical and worst, in seconds; None where no byte has both bounds."""
    outlook: Outlook

    @property
    def certainty_words(self) -> str:
        """The shares as `1.4 % recorded, 98.6 % bounded`; nothing for what does not occur."""
        order = (Certainty.RECORDED, Certainty.BOUNDED, Certainty.ESTIMATED)
        return ", ".join(
            _share(self.shares[each], each.word) for each in order if self.shares[each]
        )

    @property
    def error_words(self) -> str:
        """The typical and the worst error; empty where there is none, and where each time is exact."""
        if self.errors is None:
            return ""
        typical, worst = (wording.error(seconds) or "none" for seconds in self.errors)
        return f"typically {typical}, at worst {worst}" if worst != "none" else ""


def version(recording: Recording) -> Version:
    """Return a recording with its figures; takes a moment for a large one."""
    shares, errors = recording.timeline.shares(), recording.timeline.errors()
    return Version(recording, shares, errors, outlook_of(shares, errors))


def _share(share: float, word: str) -> str:
    # 99.96 % must not read as all of it, nor a little as nothing
    if 0 < share < 0.001:
        return f"under 0.1 % {word}"
    if 0.999 < share < 1:
        return f"over 99.9 % {word}"
    return f"{share * 100:.3g} % {word}"
