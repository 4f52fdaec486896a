"""What the list promises of a session's times before it is opened, and what it says once it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from replayer.opening import open_recording
from replayer.session import Session, Trace, TraceSource, TraceState
from replayer.sources import Entry
from replayer.tui.outlook import Pace, outlook
from replayer.tui.version import version
from tests.tui.driving import bundled

START = datetime(2026, 11, 24, tzinfo=UTC)
END = START + timedelta(minutes=1)
S3 = Trace(TraceSource.S3, TraceState.PRESENT)
STREAM = Trace(TraceSource.CLOUDWATCH, TraceState.PRESENT, "streaming")
PLAIN = Trace(TraceSource.CLOUDWATCH, TraceState.PRESENT, "plain")
HISTORY = Trace(TraceSource.HISTORY, TraceState.PRESENT)


def entry(*traces: Trace, **known: object) -> Entry:
    return Entry(Session(key="alice-0", traces=traces, **known), ())  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("found", "pace"),
    [
        (entry(S3, STREAM, HISTORY, started=START, ended=END), Pace.TIMED),
        (entry(STREAM), Pace.TIMED),
        (entry(S3, HISTORY, started=START, ended=END), Pace.BOUNDED),
        (entry(S3, ended=END), Pace.INVENTED),
        (entry(PLAIN), Pace.INVENTED),
        (entry(HISTORY, started=START, ended=END), Pace.NOTHING),
        (entry(Trace(TraceSource.S3, TraceState.ABSENT)), Pace.NOTHING),
    ],
)
def test_the_traces_tell_what_the_times_will_rest_on(found: Entry, pace: Pace) -> None:
    assert outlook(found).pace is pace


LOGS = Trace(TraceSource.CLOUDWATCH, TraceState.PRESENT)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("Connected", "● streaming"),
        ("Terminating", "? once opened"),  # the whole log may be there by now
        ("Terminated", "? once opened"),
        (None, "? once opened"),
    ],
)
def test_events_of_a_session_that_is_connected_can_only_be_streamed(
    status: str | None, text: str
) -> None:
    assert outlook(entry(LOGS, HISTORY, started=START, status=status)).text == text


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (entry(HISTORY, document="AWS-StartPortForwardingSessionToRemoteHost"), "tunnel"),
        (entry(HISTORY, Trace(TraceSource.S3, TraceState.NOT_EXPECTED)), "tunnel"),
        (entry(HISTORY, Trace(TraceSource.S3, TraceState.DENIED)), "refused"),
        (entry(HISTORY, started=START), "has not ended"),
        (entry(HISTORY, started=START, ended=END), "No log"),
    ],
)
def test_a_session_with_nothing_to_replay_says_why(found: Entry, why: str) -> None:
    said = outlook(found)
    assert said.pace is Pace.NOTHING
    assert why in said.why


@pytest.mark.parametrize(
    ("name", "pace", "sign"),
    [
        ("shell", Pace.TIMED, "●"),
        ("screen-era", Pace.BOUNDED, "◐"),
        ("s3-only", Pace.INVENTED, "◌"),
    ],
)
def test_an_opened_session_says_its_typical_error_or_that_there_is_none(
    name: str, pace: Pace, sign: str
) -> None:
    said = version(open_recording(bundled(name))).outlook
    assert said.pace is pace
    assert said.text.startswith(sign)
    assert ("±" in said.text) == (pace is not Pace.INVENTED)
