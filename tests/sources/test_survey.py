"""What an item says of the sessions in it, for a list."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from replayer.errors import NotEvidence
from replayer.session import TraceSource, TraceState
from replayer.sources import Item, Sighting
from replayer.sources.folder import file_item
from replayer.sources.survey import survey
from tests.sources.evidence_files import (
    ALICE,
    BOB,
    PTY,
    TARGET,
    entry,
    streaming,
    transcript,
    write,
)


def item(
    content: bytes | str | dict[str, Any],
    name: str = "x.log",
    folder: str = "",
    named: bool = False,
) -> Item:
    data = (
        content
        if isinstance(content, bytes)
        else (content if isinstance(content, str) else json.dumps(content)).encode()
    )
    where = f"{folder}/{name}" if folder else name
    return Item(where, name, folder, size=len(data), open=lambda: BytesIO(data), named=named)


def one(found: Item) -> Sighting:
    (sighting,) = survey(found)
    return sighting


def record(session: str) -> dict[str, Any]:
    return {
        "eventSource": "ssm.amazonaws.com",
        "eventName": "StartSession",
        "responseElements": {"sessionId": session},
    }


def traces(sighting: Sighting) -> list[tuple[TraceSource, TraceState, str | None]]:
    return [(each.source, each.state, each.form) for each in sighting.session.traces]


def test_a_transcript_says_id_target_and_end_and_counts_as_s3() -> None:
    found = one(item(transcript()))
    assert str(found.session.id) == found.session.key == ALICE
    assert found.session.target == TARGET
    assert found.session.ended == datetime(2025, 9, 29, 16, 58, 3, tzinfo=UTC)
    assert found.session.started is None
    assert dict(found.session.said_by) == {
        "id": "script header",
        "target": "script header",
        "ended": "script header",
    }
    assert traces(found) == [(TraceSource.S3, TraceState.PRESENT, None)]


def test_streamed_events_say_owner_region_and_account() -> None:
    found = one(item(streaming(), "events.json"))
    assert (found.session.owner, found.session.account, found.session.region) == (
        "arn:aws:iam::123456789012:user/alice",
        "123456789012",
        "eu-west-1",
    )
    assert found.first == datetime(2025, 9, 29, 16, 56, 40, 123000, tzinfo=UTC)
    assert traces(found) == [(TraceSource.CLOUDWATCH, TraceState.PRESENT, "streaming")]


def test_plain_events_count_as_cloudwatch() -> None:
    message = transcript().replace(b"\r\n", b"\n").decode()
    found = one(item({"events": [{"timestamp": 5, "message": message}]}))
    assert traces(found) == [(TraceSource.CLOUDWATCH, TraceState.PRESENT, "plain")]


def test_a_history_gives_one_sighting_a_session() -> None:
    found = list(survey(item({"Sessions": [entry(ALICE), entry(BOB)]}, "history.json")))
    assert [each.session.key for each in found] == [ALICE, BOB]
    assert found[0].session.traces[0].where == "history.json"


def test_the_name_of_a_file_counts_where_the_content_names_no_session() -> None:
    found = one(item(transcript(None), f"{BOB}.log.gz"))
    assert (str(found.session.id), found.session.said_by["id"]) == (BOB, "file name")


def test_the_content_counts_more_than_the_name() -> None:
    assert one(item(transcript(ALICE), f"{BOB}.log")).session.key == ALICE


def test_the_name_of_the_stream_counts_more_than_that_of_the_file() -> None:
    page = {
        "events": [
            {"logStreamName": ALICE, "timestamp": 5, "message": "Script started on x\n$ exit\r"}
        ]
    }
    found = one(item(page, f"{BOB}.json"))
    assert (found.session.key, found.session.said_by["id"]) == (ALICE, "stream name")


def test_the_name_of_a_folder_counts_last() -> None:
    folder = f"{TARGET}/session/orchestration/{ALICE}/Standard_Stream"
    found = one(item(PTY, "ipcTempFile.log", folder))
    assert (found.session.key, found.session.said_by["id"]) == (ALICE, "folder name")
    assert found.kind == "ipc"
    assert traces(found) == [(TraceSource.FILE, TraceState.PRESENT, None)]


@pytest.mark.parametrize(
    "name", ["session.log", "my-session.log", "i-0123456789abcdef0.log", "app-server.log"]
)
def test_other_names_are_no_ids_and_the_key_is_the_path(name: str) -> None:
    found = one(item(transcript(None), name, "2025/09"))
    assert found.session.id is None
    assert found.session.key == f"file:2025/09/{name}"


def test_terminal_bytes_count_only_where_a_person_named_them() -> None:
    with pytest.raises(NotEvidence, match="name the file itself"):
        one(item(PTY, "capture.bin"))
    found = one(item(PTY, "capture.bin", named=True))
    assert found.kind == "raw"
    assert traces(found) == [(TraceSource.FILE, TraceState.PRESENT, None)]


def test_terminal_bytes_under_a_sessions_name_count_too() -> None:
    assert one(item(PTY, f"{ALICE}.log")).session.key == ALICE


def test_oddity_6_an_empty_file_is_no_evidence() -> None:
    with pytest.raises(NotEvidence, match="empty"):
        one(item(b"", f"{ALICE}.log"))


def test_a_header_without_zone_says_so() -> None:
    content = b"Script started on Tue Nov 24 22:40:39 2026\n$ exit\r\r\n"
    assert one(item(content)).session.said_by["ended"] == "script header, its zone unknown"


def test_oddity_7_of_a_large_transcript_only_the_edges_are_read(tmp_path: Path) -> None:
    content = transcript(ALICE, PTY * 20_000)
    read = 0

    class Counted(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            nonlocal read
            data = super().read(size)
            read += len(data)
            return data

    big = Item("x.log", "x.log", "", size=len(content), open=lambda: Counted(content))
    found = one(big)
    assert found.session.key == ALICE
    assert read < 200_000 < len(content)
    packed = file_item(write(tmp_path / "x.gz", gzip.compress(content)), where="x.gz")
    assert one(packed).session.key == ALICE


def test_oddity_22_a_stray_error_object_is_no_evidence() -> None:
    with pytest.raises(NotEvidence):
        one(item(b'failed to start pty: exec: "script": executable file not found\n', "stderr"))


def test_the_hosts_own_log_is_not_said_by_its_content_to_be_another_session() -> None:
    folder = f"{TARGET}/session/orchestration/{BOB}/Standard_Stream"
    found = one(item(transcript(), "ipcTempFile.log", folder))
    assert found.session.key == BOB
    assert found.session.ended is None
    assert traces(found) == [(TraceSource.FILE, TraceState.PRESENT, None)]


@pytest.mark.parametrize(
    ("lead", "made"),
    [
        ('{"ResponseMetadata": {}, "Sessions": [', entry),
        ("[", entry),
        ('{"Records": [', record),
    ],
    ids=["history", "bare list", "trail"],
)
def test_sessions_of_a_long_file_come_before_the_rest_of_it_is_read(
    lead: str, made: Callable[[str], dict[str, Any]]
) -> None:
    found = survey(item(f"{lead}{json.dumps(made(ALICE))}, {json.dumps(made(BOB))}, {{"))
    assert [next(found).session.key, next(found).session.key] == [ALICE, BOB]
    with pytest.raises(NotEvidence, match="breaks off in line 1"):
        next(found)
