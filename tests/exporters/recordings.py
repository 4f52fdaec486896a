"""Small recordings to export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from replayer.recording.recording import Cue, Newline, Recording, Size, SizeKnown
from replayer.recording.timeline import Certainty, StartedKnown, TimelineBuilder
from replayer.session import Session, SessionId

STARTED = datetime(2026, 11, 24, 20, 11, 48, 250_000, tzinfo=UTC)


def recorded(
    *steps: tuple[float, bytes],
    started: datetime | None = STARTED,
    duration: float | None = None,
    cues: Sequence[Cue] = (),
    newline: Newline = Newline.CRLF,
    size: tuple[int, int] = (80, 24),
    certainty: Certainty = Certainty.RECORDED,
    session: Session | None = None,
) -> Recording:
    """Make a recording of (time, bytes) with exact bounds."""
    builder = TimelineBuilder()
    for time, data in steps:
        builder.add(len(data), time, time, time, certainty, "test")
    known = None if started is None else StartedKnown.HISTORY
    return Recording(
        data=b"".join(data for _, data in steps),
        timeline=builder.build(duration=duration, started=started, started_known=known),
        size=Size(*size, SizeKnown.GIVEN),
        session=session
        or Session(
            "alice-0123", SessionId("alice-0123"), owner="arn:aws:iam::1:user/alice", target="i-0a"
        ),
        newline=newline,
        cues=tuple(cues),
    )
