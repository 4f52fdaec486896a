"""How much a session's traces say about its pace, before anything of it is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from replayer.recording.timeline import Certainty
from replayer.session import Session, TraceSource, TraceState
from replayer.sources.catalog import Entry
from replayer.tui import wording


class Pace(IntEnum):
    """What a replay's times will rest on, from the worst to the best."""

    NOTHING = 0
    """There is nothing to replay."""
    INVENTED = 1
    """Bytes without any time."""
    BOUNDED = 2
    """Bytes, and the moments of start and end."""
    TIMED = 3
    """Times inside the session are recorded."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the list says of a session's times."""

    pace: Pace
    text: str
    """With its sign: `● streamed`, `◌ invented`."""
    why: str = ""
    """Why there is nothing to replay; else empty."""


def outlook(entry: Entry) -> Outlook:
    """Return what a session's traces promise."""
    session, kinds = entry.session, {sighting.kind for sighting in entry.sightings}
    content = [trace for trace in session.traces if trace.source in _CONTENT]
    present = [trace for trace in content if trace.state is TraceState.PRESENT]
    if not present:
        return Outlook(Pace.NOTHING, "– no log", _why_nothing(session))
    if any(trace.form == "streaming" for trace in present):
        return Outlook(Pace.TIMED, "● streamed")
    if "cast" in kinds:
        return Outlook(Pace.TIMED, "● recorded")
    if any(trace.source is TraceSource.CLOUDWATCH and trace.form is None for trace in present):
        connected = session.is_running and session.status == _CONNECTED
        return _STREAMING if connected else _UNTOLD
    if session.started is not None and session.ended is not None:
        return Outlook(Pace.BOUNDED, "◐ bounds only")
    return Outlook(Pace.INVENTED, "◌ invented")


def outlook_of(shares: Mapping[Certainty, float], errors: tuple[float, float] | None) -> Outlook:
    """Return what is known once the session was opened: the typical error in the place of a promise.

    Args:
        shares: share of the bytes of each certainty; all 0 when there are no bytes.
        errors: typical and worst, in seconds; None where no byte has both bounds.
    """
    if not any(shares.values()):
        return Outlook(Pace.NOTHING, "– empty", "The log is there and holds no output.")
    error = wording.error(errors[0]) if errors else ""
    if shares[Certainty.RECORDED] > 0:
        return Outlook(Pace.TIMED, f"● {error or 'recorded'}")
    if shares[Certainty.BOUNDED] >= 0.5:
        return Outlook(Pace.BOUNDED, f"◐ {error}")
    return Outlook(Pace.INVENTED, "◌ invented")


_CONNECTED = "Connected"
"""In this state events can only be streamed: a whole log comes after the end. Source: docs/formats.md#plain-events."""
_STREAMING = Outlook(Pace.TIMED, "● streaming")
_UNTOLD = Outlook(Pace.BOUNDED, "? once opened")
"""Only its events tell whether they were streamed."""
_CONTENT = {TraceSource.S3, TraceSource.CLOUDWATCH, TraceSource.FILE}

_TUNNELS = ("AWS-StartPortForwardingSession", "AWS-StartSSHSession", "AWS-StartRemoteHost")


def _why_nothing(session: Session) -> str:
    if any(trace.state is TraceState.DENIED for trace in session.traces):
        return "Its log may be there, but AWS refused to show it."
    expected = not any(trace.state is TraceState.NOT_EXPECTED for trace in session.traces)
    if not expected or (session.document or "").startswith(_TUNNELS):
        return "A tunnel (port forwarding, SSH): it is never logged."
    if session.ended is None and session.started is not None:
        return "It has not ended: its log is written at the end."
    return "No log of it was found in the open sources."
