"""What a list says of a review: the judgement, and how much was watched. No widget in here.

A list has not read a session's text, so it says what was judged and never that this is it.
"""

from __future__ import annotations

from dataclasses import dataclass

from replayer.notes import Judgement, Review
from replayer.tui import wording
from replayer.tui.pointing import NOTE

JUDGED = {
    Judgement.UNDECIDED: "○",
    Judgement.CLEAR: "✓",
    Judgement.QUESTION: "?",
    Judgement.INCIDENT: "!",
}
"""Told apart by shape and word: colour is never the only difference."""
JUDGED_STYLES = {
    Judgement.UNDECIDED: "",
    Judgement.CLEAR: "$text-success",
    Judgement.QUESTION: "$text-warning",
    Judgement.INCIDENT: "bold $text-error",
}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a list says of a review."""

    judgement: Judgement | None
    """None while nobody judged."""
    coverage: float | None
    """Share of the text that was watched last, 0 to 1; None while nothing was watched."""
    notes: int
    judged: int | None = None
    """How many bytes the text had that was judged; None where nobody judged, or it is not known."""

    @property
    def words(self) -> str:
        """What was decided, and how much was watched: `✓ clear 87 %`."""
        parts = [f"{JUDGED[self.judgement]} {self.judgement}"] if self.judgement else []
        if self.coverage is not None:
            parts.append(("" if parts else "○ seen ") + wording.percent(self.coverage))
        return " ".join(parts) or f"{NOTE} {self.notes}"


def reviewed(review: Review) -> Reviewed | None:
    """Return what a list says of a review; None of an empty one."""
    if review == Review():
        return None
    verdict = review.verdict
    return Reviewed(
        verdict.judgement if verdict else None,
        review.last_coverage,
        len(review.notes),
        verdict.of.length if verdict and verdict.of else None,
    )
