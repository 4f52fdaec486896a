"""Laws that hold for any session, any fault and any damage; the sessions come from a model of the agent."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from statistics import median

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from replayer.formats.evidence import History, StreamedEvent, Streaming, Transcript, TranscriptKind
from replayer.recording import Piece, build
from replayer.recording.recording import Recording
from replayer.recording.timeline import Certainty
from replayer.session import Session, SessionId
from tests.recording.agent import (
    EPOCH,
    Answer,
    Evidence,
    Person,
    Service,
    Terminal,
    evidence,
    failing,
    healthy,
    provenance,
    score,
    some_session,
)

SLACK = 0.05
"""Seconds that the sample scorer allows too."""
SEEDS = st.integers(0, 10_000)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ALL = ("transcript", "streaming", "history")


def fused(found: Evidence) -> Recording:
    return build(found.session, found.pieces(*ALL))


def session_with(seed: int, service: Service) -> tuple[Terminal, Evidence]:
    terminal = some_session(seed, 10, bracketed=seed % 2 == 0)
    return terminal, evidence(terminal, service)


@FEW
@given(SEEDS, st.sampled_from([0.01, 0.1, 0.3]))
def test_a_healthy_stream_bounds_each_line_by_its_poll(seed: int, latency: float) -> None:
    terminal, found = session_with(seed, healthy(latency))
    recording = fused(found)
    assert recording.data == bytes(terminal.data)
    result = score(recording, terminal, SLACK)
    assert not result.wrong
    assert median(result.widths) <= 1.05
    assert sorted(result.errors)[int(len(result.errors) * 0.95)] <= 0.58


@FEW
@given(SEEDS, st.floats(1.0, 5.0))
def test_slow_calls_never_make_a_bound_false(seed: int, latency: float) -> None:
    terminal, found = session_with(seed, healthy(latency))
    assert not score(fused(found), terminal, SLACK).wrong


@FEW
@given(
    SEEDS,
    st.sampled_from([Answer.FAILED, Answer.LOST, Answer.RESET_STORED]),
    st.lists(st.tuples(st.floats(2, 60), st.floats(1, 40)), min_size=1, max_size=3),
)
def test_uploads_that_fail_and_leave_a_trace_never_make_a_bound_false(
    seed: int, answer: Answer, periods: list[tuple[float, float]]
) -> None:
    service = failing([(start, start + length, answer) for start, length in periods])
    terminal, found = session_with(seed, service)
    recording = fused(found)
    assert recording.data == bytes(terminal.data)
    assert not score(recording, terminal, SLACK).wrong


@FEW
@given(SEEDS, st.floats(3, 30))
def test_an_outage_while_somebody_types_is_recognised_by_the_typing(
    seed: int, start: float
) -> None:
    person = Person(seed)
    for number in range(14):
        person.run(b"echo number %d" % number, (0.0, b"number %d\r\n" % number))
    person.leave()
    found = evidence(person.terminal, failing([(start, start + 14.0, Answer.RESET)]))
    recording = fused(found)
    result = score(recording, person.terminal, SLACK)
    assert not result.wrong
    assert any("more than one poll sees" in gap.text for gap in recording.gaps)


@FEW
@given(SEEDS, st.floats(0.4, 1.6), st.floats(15, 25))
def test_an_outage_during_steady_output_is_recognised_by_its_pace(
    seed: int, period: float, start: float
) -> None:
    person = Person(seed)
    person.run(b"./watch", *((period, b"reading %d\r\n" % number) for number in range(60)))
    person.leave()
    found = evidence(person.terminal, failing([(start, start + 12.0, Answer.RESET)]))
    recording = fused(found)
    assert not score(recording, person.terminal, SLACK).wrong
    assert any("more than one poll sees" in gap.text for gap in recording.gaps)


def _lose(events: list[StreamedEvent], dice: random.Random) -> list[StreamedEvent]:
    for _ in range(min(3, len(events) - 1)):
        del events[dice.randrange(len(events))]
    return events


def _double(events: list[StreamedEvent], dice: random.Random) -> list[StreamedEvent]:
    for _ in range(3):
        at = dice.randrange(len(events))
        ingestion = events[at].ingestion_ms or 0
        events.insert(at + 1, replace(events[at], ingestion_ms=ingestion + dice.randrange(1, 3000)))
    return events


def _begin_late(events: list[StreamedEvent], dice: random.Random) -> list[StreamedEvent]:
    return events[dice.randrange(1, len(events)) :] if len(events) > 1 else events


def _end_early(events: list[StreamedEvent], dice: random.Random) -> list[StreamedEvent]:
    return events[: dice.randrange(1, len(events) + 1)]


def _mask(events: list[StreamedEvent], dice: random.Random) -> list[StreamedEvent]:
    return [
        replace(
            event,
            lines=tuple(
                line.replace("alpha", "****").replace("id", "****") for line in event.lines
            ),
        )
        for event in events
    ]


def _mix(events: list[StreamedEvent], dice: random.Random) -> list[StreamedEvent]:
    other = ("not of this session", "neither is this")
    at = dice.randrange(len(events))
    events.insert(at, replace(events[at], lines=other))
    return events


def _permute(events: list[StreamedEvent], dice: random.Random) -> list[StreamedEvent]:
    """Swap events of one call; in the service their stamps may be the same millisecond."""
    for at in range(len(events) - 1):
        if events[at + 1].timestamp_ms - events[at].timestamp_ms <= 5:
            stamp = events[at].timestamp_ms
            events[at], events[at + 1] = replace(events[at + 1], timestamp_ms=stamp), events[at]
    return events


@pytest.mark.parametrize("damage", [_lose, _double, _begin_late, _end_early, _mask, _mix, _permute])
@settings(FEW, max_examples=12)
@given(seed=SEEDS)
@example(seed=30)
@example(seed=94)
@example(seed=586)
def test_damage_to_the_stream_never_makes_a_bound_false(
    damage: Callable[[list[StreamedEvent], random.Random], list[StreamedEvent]], seed: int
) -> None:
    terminal, found = session_with(seed, healthy())
    events = damage(list(found.streaming.events), random.Random(seed))
    recording = fused(replace(found, streaming=Streaming(tuple(events))))
    assert recording.data == bytes(terminal.data)
    assert score(recording, terminal, SLACK).bytes_wrong <= 0.005 * len(terminal.data)


@FEW
@given(SEEDS, st.integers(8_000, 20_000), st.sampled_from([-1, 1]), st.data())
def test_a_clock_that_was_set_never_makes_a_bound_false(
    seed: int, by: int, way: int, data: st.DataObject
) -> None:
    terminal, found = session_with(seed, healthy())
    events = found.streaming.events
    if len(events) < 8:
        return
    at = data.draw(st.integers(4, len(events) - 4))
    moved = [
        replace(event, timestamp_ms=event.timestamp_ms + way * by) if number >= at else event
        for number, event in enumerate(events)
    ]
    moved.sort(key=lambda event: (event.timestamp_ms, event.ingestion_ms))
    changed = replace(found, streaming=Streaming(tuple(moved)))
    recording = build(changed.session, changed.pieces("streaming", "history"))
    assert "clock was set" in "".join(gap.text for gap in recording.gaps)
    whole = build(changed.session, changed.pieces(*ALL))
    assert score(whole, terminal, SLACK).bytes_wrong <= 0.005 * len(terminal.data)


@FEW
@given(SEEDS)
def test_fusing_a_session_with_itself_loses_nothing(seed: int) -> None:
    terminal, found = session_with(seed, healthy())
    once = fused(found)
    twice = build(found.session, found.pieces(*ALL, *ALL))
    assert twice.data == once.data == bytes(terminal.data)
    assert list(twice.timeline) == list(once.timeline)


@FEW
@given(SEEDS, st.data())
def test_the_stream_cut_into_any_pages_gives_the_same_timeline(
    seed: int, data: st.DataObject
) -> None:
    _, found = session_with(seed, healthy())
    events = found.streaming.events
    cut = data.draw(st.integers(0, len(events)))
    pages = [
        Piece(Streaming(part), provenance("streaming"))
        for part in (events[:cut], events[cut:])
        if part
    ]
    paged = build(found.session, [*found.pieces("transcript", "history"), *pages])
    assert list(paged.timeline) == list(fused(found).timeline)


@FEW
@given(SEEDS)
def test_a_session_is_paced_the_same_each_time(seed: int) -> None:
    _, found = session_with(seed, healthy())
    assert list(fused(found).timeline) == list(fused(found).timeline)


@FEW
@given(SEEDS)
def test_a_transcript_between_start_and_end_is_bounded_by_them(seed: int) -> None:
    terminal, found = session_with(seed, healthy())
    recording = build(found.session, found.pieces("transcript", "history"))
    assert not score(recording, terminal, SLACK).wrong
    assert {step.certainty for step in recording.timeline} == {Certainty.BOUNDED}
    assert recording.timeline.started is not None
    shown = recording.timeline.started.timestamp() + recording.timeline.times[-1]
    assert abs(shown - EPOCH - terminal.times[-1]) <= 1.5


@FEW
@given(SEEDS, st.data())
def test_a_live_session_only_grows_at_its_end(seed: int, data: st.DataObject) -> None:
    _, found = session_with(seed, healthy())
    events = found.streaming.events
    if len(events) < 3:
        return
    first = data.draw(st.integers(1, len(events) - 1))
    earlier, later = (
        build(
            found.session,
            [Piece(Streaming(events[:count]), provenance("streaming")), *found.pieces("history")],
            complete=False,
        )
        for count in (first, len(events))
    )
    assert later.data[: len(earlier.data)] == earlier.data
    assert later.text_id == earlier.text_id
    assert not later.complete


@pytest.mark.parametrize("lost", [{1}, {3}, {3, 4}])
def test_an_event_lost_out_of_a_burst_never_makes_a_bound_false(lost: set[int]) -> None:
    """Without it a call does not look full, and the lines that waited behind it not late."""
    person = Person(3)
    person.run(b"ls", (0.0, b"a\r\n"))
    person.run(b"seq 30000", (0.6, b"".join(b"%d\r\n" % number for number in range(30_000))))
    person.run(b"ls", (0.0, b"a\r\n"))
    person.leave()
    found = evidence(person.terminal)
    events = [each for index, each in enumerate(found.streaming.events) if index not in lost]
    recording = fused(replace(found, streaming=Streaming(tuple(events))))
    assert not score(recording, person.terminal, SLACK).wrong


def test_a_burst_of_ten_megabytes_is_bounded_truly_and_shown_as_it_came() -> None:
    person = Person(5)
    person.run(b"id", (0.0, b"uid=0\r\n"))
    person.run(
        b"cat big", (0.0, b"".join(b"%07d some text of a log file\r\n" % n for n in range(290_000)))
    )
    person.run(b"id", (0.0, b"uid=0\r\n"))
    person.terminal.show(b"", 40)
    person.run(b"ls", (0.0, b"a b c\r\n"))
    person.leave()
    terminal = person.terminal
    recording = fused(evidence(terminal))
    shift = recording.timeline.started.timestamp() - EPOCH if recording.timeline.started else 0.0
    errors = []
    for step in recording.timeline:
        true = terminal.time_of(step.offset + step.length - 1) - shift
        assert step.earliest is not None
        assert step.latest is not None
        assert step.earliest - SLACK <= true <= step.latest + SLACK
        errors.append(abs(step.time - true))
    assert median(errors) < 1.0
    assert any("waited in the host's file" in gap.text for gap in recording.gaps)


FRAGMENTS = st.sampled_from(
    [
        b"\x1b[?2004h", b"\x1b[?2004l\r", b"sh-5.2$ ", b"ls", b"\r\n", b"\n", b"\r", b"\x08", b"\x08\x1b[K",
        b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b[?25l", b"\x1b[?25h", b"\x1b[H", b"\x1b[2J", b"\x1b[1;24r",
        b"\x1b[5;5H", b"\x1b]0;t\x07", b"\x1b[7m", b"\x1b[27m", b"password: ", b"sleep 3", b"\xff", b"\x9b",
        b"\x1b[1@x", b"\x1b[A", b"\x1b[C", b"abc ", b" \r", "é".encode(), b"\x1b[?1h\x1b=", b"\x1b",
        b"(reverse-i-search)`': ",
    ]
)  # fmt: skip
BYTES = st.lists(FRAGMENTS | st.binary(max_size=6), max_size=50).map(b"".join)
EVENTS = st.lists(
    st.builds(
        StreamedEvent,
        st.integers(1_700_000_000_000, 1_700_000_020_000),
        st.none() | st.integers(1_700_000_000_000, 1_700_000_030_000),
        st.lists(
            st.text(max_size=10) | st.sampled_from(["sh-5.2$ ls", "abc ", "****"]), max_size=5
        ).map(tuple),
        st.sampled_from([0, 0, 999]),
    ),
    max_size=8,
).map(lambda events: sorted(events, key=lambda event: event.timestamp_ms))


@settings(max_examples=250, deadline=None)
@given(
    BYTES,
    EVENTS,
    st.sampled_from([None, *TranscriptKind]),
    st.none() | st.integers(-5, 40),
    st.booleans(),
    st.booleans(),
)
def test_whatever_the_evidence_the_steps_cover_each_byte_once_in_order_inside_their_bounds(
    data: bytes,
    events: Sequence[StreamedEvent],
    kind: TranscriptKind | None,
    ended: int | None,
    dated: bool,
    complete: bool,
) -> None:
    second = 1_700_000_000
    pieces = [Piece(Streaming(tuple(events)), provenance("streaming"))]
    if kind is not None:
        generated = None if ended is None else datetime.fromtimestamp(second + ended, UTC)
        made = Transcript(
            kind, data, kind is TranscriptKind.SCRIPT, generated=generated, whole=complete
        )
        pieces.append(Piece(made, provenance()))
    if dated:
        entry = Session(
            "k",
            SessionId("k-1"),
            started=datetime.fromtimestamp(second + 3, UTC),
            ended=datetime.fromtimestamp(second + 15, UTC),
        )
        pieces.append(Piece(History((entry,)), provenance("history")))
    recording = build(Session("k", SessionId("k-1")), pieces, complete=complete)
    at, before = 0, float("-inf")
    for step in recording.timeline:
        assert step.offset == at
        assert step.time >= before
        assert step.earliest is None or step.earliest <= step.time + 1e-6
        assert step.latest is None or step.time <= step.latest + 1e-6
        assert (step.certainty is Certainty.ESTIMATED) == (None in {step.earliest, step.latest})
        at, before = at + step.length, step.time
    assert at == len(recording.data) == recording.timeline.length
    assert sum(span.length for span in recording.spans) == len(recording.data)
    assert sum(each.length for each in recording.fidelity) == len(recording.data)
    assert all(
        gap.offset >= 0 and gap.offset + gap.length <= len(recording.data) for gap in recording.gaps
    )
