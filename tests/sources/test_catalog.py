"""Entries: what several items say of one session, joined."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from replayer.session import TraceSource, TraceState
from replayer.sources import Catalog, Entry, Item
from replayer.sources.survey import survey
from tests.sources.evidence_files import ALICE, BOB, entry, streaming, transcript


def item(name: str, content: bytes | dict[str, Any]) -> Item:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Item(name, name, "", size=len(data), open=lambda: BytesIO(data))


def catalog(*items: Item) -> list[Entry]:
    found = Catalog()
    for each in items:
        for sighting in survey(each):
            found.add(sighting)
    return list(found)


LOG = item("a.log", transcript())
STREAM = item("events.json", streaming())
HISTORY = item("history.json", {"Sessions": [entry()]})


@given(st.permutations([LOG, STREAM, HISTORY]))
def test_pieces_of_one_session_join_in_any_order_and_the_history_counts_most(
    items: list[Item],
) -> None:
    (found,) = catalog(*items)
    session = found.session
    assert {each.name for each in found.items} == {"a.log", "events.json", "history.json"}
    assert session.started is not None
    assert session.ended is not None
    assert (session.duration, session.status, session.reason) == (95.0, "Terminated", "INC-1")
    assert {session.said_by[name] for name in ("id", "started", "ended", "owner", "target")} == {
        "history"
    }
    assert session.run_as_user == "deploy"
    assert session.said_by["region"] == session.said_by["run_as_user"] == "streamed events"
    assert {(each.source, each.form) for each in session.traces} == {
        (TraceSource.S3, None),
        (TraceSource.CLOUDWATCH, "streaming"),
        (TraceSource.HISTORY, None),
    }
    assert found.when == session.started
    assert found.has_text


def test_an_entry_grows_and_replaces_the_one_of_the_same_key() -> None:
    found = Catalog()
    (first,) = (found.add(sighting) for sighting in survey(LOG))
    (second,) = (found.add(sighting) for sighting in survey(HISTORY))
    assert (first.key, second.key) == (ALICE, ALICE)
    assert first.session.started is None
    assert second.session.started is not None
    assert found.get(ALICE) is second
    assert len(found) == 1


def test_oddity_23_ids_that_share_a_beginning_stay_apart() -> None:
    found = catalog(
        item("1.log", transcript("Mary-0a1b2c3d4e5f60718")),
        item("2.log", transcript("Mary-Major-0a1b2c3d4e5f60718")),
    )
    assert [each.key for each in found] == [
        "Mary-0a1b2c3d4e5f60718",
        "Mary-Major-0a1b2c3d4e5f60718",
    ]


def test_one_id_in_two_accounts_is_two_rows_and_a_remark() -> None:
    other = streaming(owner="arn:aws:iam::999999999999:user/alice")
    first, second = catalog(STREAM, item("other.json", other))
    assert first.key == ALICE
    assert second.key == f"{ALICE}@999999999999"
    assert second.session.id == first.session.id
    assert second.remarks == ("account 123456789012 has a session of the same id",)


def test_evidence_without_an_id_has_a_key_of_its_own() -> None:
    found = catalog(item("1.log", transcript(None)), item("2.log", transcript(None)))
    assert [each.key for each in found] == ["file:1.log", "file:2.log"]


def test_files_of_one_relative_path_in_two_places_stay_apart() -> None:
    data = transcript(None)
    places = [
        Item(f"{place}/x.log", "x.log", "", size=len(data), open=lambda: BytesIO(data))
        for place in "ab"
    ]
    assert [each.key for each in catalog(*places)] == ["file:x.log", "file:b/x.log"]


URL = {"S3OutputUrl": "https://eu-west-1.console.aws.amazon.com/s3/object/bucket/logs/x.log"}


def test_a_log_that_the_history_names_is_absent_until_it_is_met() -> None:
    history = item("history.json", {"Sessions": [entry(OutputUrl=URL), entry(BOB, OutputUrl=URL)]})
    first, second = catalog(history, LOG)
    assert [(each.source, each.state, each.where) for each in first.session.traces] == [
        (TraceSource.HISTORY, TraceState.PRESENT, "history.json"),
        (TraceSource.S3, TraceState.PRESENT, "a.log"),
    ]
    assert [(each.source, each.state, each.where) for each in second.session.traces] == [
        (TraceSource.HISTORY, TraceState.PRESENT, "history.json"),
        (TraceSource.S3, TraceState.ABSENT, "s3://bucket/logs/x.log"),
    ]
    assert not second.has_text


def test_a_tunnel_expects_no_log() -> None:
    (found,) = catalog(item("h.json", entry(DocumentName="AWS-StartPortForwardingSession")))
    states = {each.source: each.state for each in found.session.traces}
    assert states[TraceSource.S3] is states[TraceSource.CLOUDWATCH] is TraceState.NOT_EXPECTED


def test_without_a_start_a_row_is_sorted_by_the_first_moment_that_anything_names() -> None:
    (found,) = catalog(LOG, STREAM)
    assert found.when is not None
    assert found.when.isoformat() == "2025-09-29T16:56:40.123000+00:00"
    (nothing,) = catalog(item("1.log", b"Script started on unknown\n$ exit\r\r\n"))
    assert nothing.when is None
