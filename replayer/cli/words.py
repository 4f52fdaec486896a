"""Sentences about a recording that several commands say."""

from __future__ import annotations

from replayer.recording.recording import Recording
from replayer.recording.timeline import Certainty


def share(part: float) -> str:
    """Return a share of 0 to 1 in percent; neither 0 nor 100 % unless it is exactly that."""
    if part in {0.0, 1.0}:
        return f"{part * 100:.0f} %"
    return f"{min(max(part * 100, 0.1), 99.9):.1f} %"


def invented_pace(recording: Recording) -> str | None:
    """Return the warning that part of the pace is invented; None where all of it has bounds."""
    estimated = recording.timeline.shares()[Certainty.ESTIMATED]
    if not estimated:
        return None
    if estimated == 1:
        return "no time is recorded in this session: its pace is invented."
    return f"no time is recorded for {share(estimated)} of the bytes: their pace is invented."
