"""Chooses the bytes of a recording among the transcripts of a session, and says where they contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from replayer.formats.evidence import Transcript, TranscriptKind
from replayer.recording.long_work import Check, Data, unchecked
from replayer.recording.recording import Fidelity, Gap
from replayer.recording.undo import settled, undo

_ORDER = (
    TranscriptKind.IPC,
    TranscriptKind.SCRIPT,
    TranscriptKind.SCREEN_ERA,
    TranscriptKind.PLAIN_EVENTS,
    TranscriptKind.RAW,
    TranscriptKind.POWERSHELL,
)
"""From the best to the worst: the agent's own file, what was made of it, what was cut into events."""
_STEP = 1 << 20
_QUOTED = 40


@dataclass(frozen=True, slots=True)
class Chosen:
    """The bytes of a recording."""

    data: Data
    transcript: Transcript
    """The one that they come from."""
    fidelity: Fidelity
    gaps: tuple[Gap, ...]


def choose(transcripts: Sequence[Transcript], check: Check = unchecked) -> Chosen | None:
    """Return the bytes of the best of `transcripts`, or of one that goes on where it ends; None without any."""
    chosen: Chosen | None = None
    gaps: list[Gap] = []
    for transcript in sorted(transcripts, key=lambda each: _ORDER.index(each.kind)):
        bytes_of = undo if transcript.translated else settled
        data = bytes_of(transcript.body, check)
        lines = transcript.copied or transcript.kind is TranscriptKind.POWERSHELL
        other = Chosen(data, transcript, Fidelity.LINES if lines else Fidelity.EXACT, ())
        if chosen is None:
            chosen = other
            continue
        same = _common_prefix(chosen.data, data)
        if same == len(chosen.data) < len(data):
            gaps.append(
                Gap(
                    same,
                    len(data) - same,
                    f"the {chosen.transcript.kind} ends here; the rest is from the {transcript.kind}",
                )
            )
            chosen = other
        elif same < min(len(chosen.data), len(data)) and not lines:
            gaps.append(
                Gap(
                    same,
                    0,
                    f"the {chosen.transcript.kind} and the {transcript.kind} differ from here on: "
                    f"{quoted(chosen.data, same)} against {quoted(data, same)}",
                )
            )
        elif same == len(data) < len(chosen.data):
            gaps.append(
                Gap(
                    same,
                    0,
                    f"the {transcript.kind} ends here, {len(chosen.data) - same:,} bytes early",
                )
            )
    if chosen is None:
        return None
    return Chosen(chosen.data, chosen.transcript, chosen.fidelity, tuple(gaps))


def _common_prefix(one: Data, other: Data) -> int:
    """Return how many bytes both begin with."""
    size = min(len(one), len(other))
    for start in range(0, size, _STEP):
        end = min(size, start + _STEP)
        if one[start:end] != other[start:end]:
            low, high = start, end
            while high - low > 1:
                middle = (low + high) // 2
                if one[low:middle] == other[low:middle]:
                    low = middle
                else:
                    high = middle
            return low
    return size


def quoted(data: Data, offset: int) -> str:
    """Return a few bytes as text between quotes; still foreign."""
    text = data[offset : offset + _QUOTED].decode("utf-8", "replace")
    return f"“{text}”" if text else "nothing"
