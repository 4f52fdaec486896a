"""A second start: rows at once, text from this machine, and AWS asked again all the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from replayer.opening import catalog, find_one, open_recording
from replayer.settings import AwsSettings
from replayer.sources import Entry
from replayer.sources.source import Answer
from tests.cli.running import run
from tests.sources.aws import filling
from tests.sources.aws.cloud import Cloud, Fault
from tests.sources.aws.filling import BUCKET, GROUP, PREFIX, client

SHELL = "alice-a7edcmpb3u2m7os5af3r09fquo"


def seen(settings: AwsSettings) -> list[Entry | Answer]:
    found = catalog(["aws:"], aws=settings, remembered=True)
    return [each for each in found if isinstance(each, Entry | Answer)]


def test_rows_of_the_last_time_come_before_aws_is_asked(filled: Cloud, quick: AwsSettings) -> None:
    seen(quick)
    filled.calls.clear()
    search = catalog(["aws:"], aws=quick, remembered=True)
    first = [next(search) for _ in range(9)]
    assert filled.calls == []
    assert all(isinstance(each, Entry) for each in first)
    search.close()  # type: ignore[attr-defined]


def test_rows_that_were_remembered_can_be_opened(filled: Cloud, quick: AwsSettings) -> None:
    whole = open_recording(find_one([SHELL], ["aws:"], aws=quick))
    seen(quick)
    entry = next(each for each in seen(quick) if isinstance(each, Entry) and each.key == SHELL)
    recording = open_recording(entry)
    assert recording.data[:] == whole.data[:]
    assert recording.timeline.errors() == whole.timeline.errors()


def test_what_is_gone_is_said_to_be(filled: Cloud, quick: AwsSettings) -> None:
    seen(quick)
    session = "ecs-execute-command-0a42ca8f052a1113f"
    client(filled, "s3").delete_object(Bucket=BUCKET, Key=f"{PREFIX}/{session}.log")
    last = {each.key: each for each in seen(quick) if isinstance(each, Entry)}[session]
    assert not last.has_text
    assert "no source tells of it" in last.remarks[0]


def test_what_was_shown_from_memory_is_refreshed_at_the_end(
    filled: Cloud, quick: AwsSettings
) -> None:
    seen(quick)
    filled.sessions[0]["Reason"] = "INC-1"
    changed = filled.sessions[0]["SessionId"]
    reasons = [
        each.session.reason
        for each in seen(quick)
        if isinstance(each, Entry) and each.key == changed
    ]
    assert reasons[0] is None
    assert reasons[-1] == "INC-1"


@pytest.mark.parametrize("variable", ["AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL_S3"])
def test_the_list_of_other_credentials_or_another_address_is_another_list(
    filled: Cloud, quick: AwsSettings, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    seen(quick)
    monkeypatch.setenv(variable, filled.url)
    first = next(catalog(["aws:"], aws=quick, remembered=True))
    assert isinstance(first, Answer)


def test_an_object_is_read_once_as_long_as_it_is_the_same(
    filled: Cloud, quick: AwsSettings
) -> None:
    place = f"solo/{SHELL}.log"
    filling.put_object(filled, place, b"\x1b[1mone\r\n")

    def text() -> bytes:
        entry = find_one([f"s3://{BUCKET}/solo/"], aws=quick)
        return open_recording(entry).data[:]

    assert text() == b"\x1b[1mone\r\n"
    filled.calls.clear()
    assert text() == b"\x1b[1mone\r\n"
    assert filled.counted()["GetObject"] == 0
    filling.put_object(filled, place, b"\x1b[1mtwo\r\n")
    assert text() == b"\x1b[1mtwo\r\n"


def test_events_of_a_session_that_is_long_over_are_read_once(
    filled: Cloud, quick: AwsSettings
) -> None:
    old = "alice-0123456789abcdef0"
    message = json.dumps({"sessionId": old, "sessionData": ["x"]})
    filling.put_stream(old, [{"timestamp": 1_600_000_000_000, "message": message}])
    settings = AwsSettings(log_groups=(GROUP,), calls_per_second=1e4)
    open_recording(find_one([old], ["aws:"], aws=settings))
    assert filled.counted()["GetLogEvents"] > 0
    filled.calls.clear()
    open_recording(find_one([old], ["aws:"], aws=settings))
    assert filled.counted()["GetLogEvents"] == 0


def test_no_cache_keeps_nothing(filled: Cloud) -> None:
    assert run("list", "--no-cache").code == 0
    assert run("show", SHELL, "--no-cache").code == 0
    assert json.loads(run("cache", "info", "--json").out)["bytes"] == 0


def test_the_cache_says_what_it_holds_and_can_be_cleared(filled: Cloud) -> None:
    run("list")
    run("show", SHELL)
    held = json.loads(run("cache", "info", "--json").out)
    assert held["lists"] == 1
    assert held["texts"] >= 1
    assert Path(held["folder"]).is_relative_to(Path.home())
    assert "texts" in run("cache", "info").out
    assert run("cache", "clear").code == 0
    assert json.loads(run("cache", "info", "--json").out)["bytes"] == 0


def test_a_search_that_was_refused_in_part_takes_nothing_for_gone(
    filled: Cloud, quick: AwsSettings
) -> None:
    seen(quick)
    filled.faults = [Fault("ListObjectsV2", "AccessDenied", 403)]
    assert not any(isinstance(each, Entry) and each.remarks for each in seen(quick))
