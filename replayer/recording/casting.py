"""Makes a recording's parts out of a cast: its format records the times itself."""

from __future__ import annotations

from replayer.formats.evidence import Cast, CastCode
from replayer.recording.long_work import Check, in_runs, unchecked
from replayer.recording.recording import Cue, CueKind, Size, SizeKnown
from replayer.recording.timeline import Certainty, StartedKnown, Timeline, TimelineBuilder

_KINDS = {
    CastCode.RESIZE: CueKind.RESIZE,
    CastCode.MARKER: CueKind.MARKER,
    CastCode.INPUT: CueKind.INPUT,
    CastCode.EXIT: CueKind.EXIT,
}


def from_cast(cast: Cast, check: Check = unchecked) -> tuple[bytes, Timeline, tuple[Cue, ...]]:
    """Return the bytes, the timeline and the cues of `cast`."""
    builder, data, cues = TimelineBuilder(), bytearray(), list[Cue]()
    last = 0.0
    exact = cast.retold is None
    for event in in_runs(cast.events, check):
        last = event.time
        if event.code is CastCode.OUTPUT:
            builder.add(
                len(event.data),
                last,
                last if exact else None,
                last if exact else None,
                Certainty.RECORDED if exact else Certainty.ESTIMATED,
                cast.retold or "the cast's own times",
            )
            data += event.data
        else:
            kind = _KINDS.get(event.code, CueKind.OTHER)
            cues.append(Cue(len(data), last, kind, event.data.decode("utf-8", "replace")))
    timeline = builder.build(duration=last, started=cast.started, started_known=StartedKnown.OUTPUT)
    return bytes(data), timeline, tuple(cues)


def size_of_cast(cast: Cast) -> Size:
    """Return the size that the cast's header names."""
    known = SizeKnown(cast.size_known) if cast.size_known in set(SizeKnown) else SizeKnown.RECORDED
    return Size(cast.cols, cast.rows, known, "the cast's header")
