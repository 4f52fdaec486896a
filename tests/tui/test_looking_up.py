"""For which sessions without a log a list looks once more."""

from __future__ import annotations

import pytest

from replayer.session import Session, SessionId, Trace, TraceSource, TraceState
from replayer.tui.screens.looking_up import may_be_found

ABSENT = Trace(TraceSource.S3, TraceState.ABSENT)
TOLD = Trace(TraceSource.S3, TraceState.ABSENT, address="s3://the-old-one/a-0123456789abcdef0.log")
DENIED = Trace(TraceSource.S3, TraceState.DENIED, address="s3://logs/")
TUNNEL = Trace(TraceSource.S3, TraceState.NOT_EXPECTED)


@pytest.mark.parametrize(
    ("traces", "looks"),
    [((), False), ((ABSENT,), False), ((TOLD,), True), ((DENIED,), True), ((TUNNEL, TOLD), False)],
)
def test_a_log_is_looked_for_where_one_may_lie(traces: tuple[Trace, ...], looks: bool) -> None:
    session = Session("a-1", SessionId("a-1"), traces=traces)
    assert may_be_found(session) is looks
