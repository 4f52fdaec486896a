"""Reading one object or stream: as one and the same version, whatever the connection does."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

import pytest

from replayer.errors import AccessDenied, NoSuchSession, ReplayError, SourceFailed, Unreachable
from replayer.opening import find_one, open_recording
from replayer.session import TraceSource, TraceState
from replayer.settings import AwsSettings
from replayer.sources import Entry
from replayer.sources.aws import rate
from replayer.sources.aws.clients import Account
from replayer.sources.aws.cloudtrail import events
from replayer.sources.aws.log_stream import StreamOpener, pages
from replayer.sources.aws.s3 import objects
from replayer.sources.aws.s3_object import ObjectOpener
from replayer.sources.source import Wanted
from replayer.tui.app import ReplayerApp
from replayer.tui.screens.replay import ReplayScreen
from tests.cli.running import run
from tests.sources.aws import filling
from tests.sources.aws.cloud import Cloud, Fault
from tests.sources.aws.filling import BUCKET, FIXTURES, GROUP, PREFIX, client
from tests.tui.driving import screen_text, until

SHELL = "alice-a7edcmpb3u2m7os5af3r09fquo"
OBJECT = f"s3://{BUCKET}/{PREFIX}/{SHELL}.log"
STREAM = f"logs://{GROUP}/{SHELL}"
HEADER = b'Script started on 2026-11-24 22:08:23+00:00 [COMMAND="cat /x/%s/y/ipcTempFile.log"]\n'


def large(lines: int = 20_000) -> bytes:
    body = b"".join(b"line %d of many, each as dull as the other\r\r\n" % i for i in range(lines))
    return HEADER % SHELL.encode() + body


def session_data(line: str) -> str:
    return json.dumps({"sessionId": SHELL, "sessionData": [line]})


def test_an_object_is_read_by_its_address(filled: Cloud, quick: AwsSettings) -> None:
    recording = open_recording(find_one([OBJECT], aws=quick))
    local = open_recording(find_one([str(FIXTURES / "shell" / f"{SHELL}.log")]))
    assert recording.data[:] == local.data[:]
    assert recording.provenance[0].where == OBJECT


def test_a_stream_is_read_by_its_address_over_many_pages(filled: Cloud, quick: AwsSettings) -> None:
    filled.page = 2
    recording = open_recording(find_one([STREAM], aws=quick))
    local = open_recording(find_one([str(FIXTURES / "shell" / "cloudwatch-streaming.json")]))
    assert recording.data[:] == local.data[:]
    assert filled.counted()["GetLogEvents"] > 3


def test_a_stream_that_was_listed_tells_once_it_is_read_who_was_where_and_as_whom(
    cloud: Cloud, quick: AwsSettings
) -> None:
    name = "alice-0123456789abcdef0"
    owner = "arn:aws:sts::123456789012:assumed-role/ops/alice"
    about = {"userIdentity": {"arn": owner}, "target": {"id": "i-0abc"}, "runAsUser": "deploy"}
    message = json.dumps({**about, "sessionId": name, "sessionData": ["whoami"]})
    filling.put_stream(name, [{"timestamp": 1, "message": message}])
    entry = find_one([name], ["aws:"], aws=replace(quick, log_groups=(GROUP,)))
    assert entry.session.run_as_user is None
    session = open_recording(entry).session
    assert (session.owner, session.target, session.run_as_user) == (owner, "i-0abc", "deploy")
    assert session.said_by["run_as_user"] == "streamed events"
    assert session.traces == entry.session.traces


def test_bytes_of_s3_get_the_times_of_the_log_stream(filled: Cloud, quick: AwsSettings) -> None:
    recording = open_recording(find_one([SHELL], ["aws:"], aws=quick))
    local = open_recording(find_one([str(FIXTURES / "shell")]))
    assert recording.data[:] == local.data[:]
    assert recording.timeline.errors() == local.timeline.errors()


def test_a_connection_that_breaks_in_mid_body_is_taken_up_again(
    cloud: Cloud, quick: AwsSettings
) -> None:
    filling.put_object(cloud, f"{PREFIX}/{SHELL}.log", large())
    entry = find_one([OBJECT], aws=quick)
    cloud.faults = [Fault("GetObject", cut=300_000, times=2)]
    data = open_recording(entry).data
    assert data.find(b"line 19999 of many") > 0
    assert data[:].count(b"\n") == 20_000


def test_an_object_that_was_replaced_while_it_was_read_is_not_mixed_with_the_new_one(
    cloud: Cloud,
) -> None:
    filling.put_object(cloud, f"{PREFIX}/{SHELL}.log", large(100))
    entry = find_one([OBJECT], aws=AwsSettings(calls_per_second=1e4, cache_mb=0))
    filling.put_object(cloud, f"{PREFIX}/{SHELL}.log", large(50))
    with pytest.raises(SourceFailed, match="replaced"):
        open_recording(entry)


def test_a_version_that_was_pinned_is_read_though_a_newer_one_took_its_place(
    cloud: Cloud,
) -> None:
    s3 = client(cloud, "s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    filling.put_object(cloud, f"{PREFIX}/{SHELL}.log", large(100))
    entry = find_one([OBJECT], aws=AwsSettings(calls_per_second=1e4, cache_mb=0))
    filling.put_object(cloud, f"{PREFIX}/{SHELL}.log", large(50))
    assert open_recording(entry).data[:].count(b"\n") == 100


def test_a_version_that_is_named_is_read_and_fetched_as_that(cloud: Cloud, tmp_path: Path) -> None:
    s3 = client(cloud, "s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    filling.put_object(cloud, f"{PREFIX}/{SHELL}.log", large(100))
    filling.put_object(cloud, f"{PREFIX}/{SHELL}.log", large(50))
    listed = s3.list_object_versions(Bucket=BUCKET)["Versions"]
    old = next(each["VersionId"] for each in listed if not each["IsLatest"])
    url = f"https://s3.console.aws.amazon.com/s3/object/{BUCKET}?prefix={PREFIX}/{SHELL}.log&versionId={old}"
    ran = run("fetch", url, "-o", tmp_path)
    assert ran.code == 0, ran.err
    (file,) = json.loads((tmp_path / "manifest.json").read_text())["files"]
    assert file["origin"]["version_id"] == old
    assert file["path"] == f"{SHELL}/{SHELL}.log"
    assert (tmp_path / file["path"]).read_bytes() == large(100)
    cloud.faults = [Fault("GetObject", "AccessDenied", 403)]
    assert "s3:GetObjectVersion" in run("show", url).err
    cloud.faults = [Fault("GetObject", "MethodNotAllowed", 405)]  # of a version that deletes it
    assert "the object was deleted" in run("show", url).err


def test_a_large_object_shows_its_beginning_before_it_is_read_whole(
    cloud: Cloud, quick: AwsSettings
) -> None:
    from replayer.opening import versions

    filling.put_object(cloud, f"{PREFIX}/{SHELL}.log", large(30_000))
    found = list(versions(find_one([OBJECT], aws=quick)))
    assert [each.complete for each in found] == [False, True]
    assert found[0].text_id == found[1].text_id
    assert len(found[0].data) < len(found[1].data)


def test_a_packed_object_is_unpacked(cloud: Cloud, quick: AwsSettings) -> None:
    filling.put_object(cloud, f"{PREFIX}/{SHELL}.log", gzip.compress(large(10)))
    assert open_recording(find_one([OBJECT], aws=quick)).data.find(b"line 9 of") > 0


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fault("GetObject", "AccessDenied", 403), AccessDenied, "s3:GetObject"),
        (
            Fault(
                "GetObject", "AccessDenied", 403, "not authorized to perform: kms:Decrypt on key"
            ),
            AccessDenied,
            "kms:Decrypt",
        ),
        (
            Fault("GetObject", "AccessDenied", 403),
            AccessDenied,
            "Without s3:ListBucket on its bucket, AWS refuses what is not there, too",
        ),
        (
            Fault(
                "GetObject",
                "AccessDenied",
                403,
                "User: arn:aws:iam::1:user/x is not authorized to perform: s3:ListBucket on resource",
            ),
            AccessDenied,
            "Ask for s3:ListBucket on it",
        ),
        (
            Fault("GetObject", "InvalidObjectState", 403, fields={"StorageClass": "GLACIER"}),
            SourceFailed,
            "archived (GLACIER) and cannot be read at once. Restore it first: aws s3api restore",
        ),
        (Fault("GetObject", "PermanentRedirect", 301), SourceFailed, "--region"),
        (Fault("GetObject", "ExpiredToken", 400), AccessDenied, "aws sso login"),
        (Fault("GetObject", "NoSuchKey", 404), NoSuchSession, "no such object"),
        (Fault("GetObject", "InvalidAccessKeyId", 403), AccessDenied, "not accepted"),
        (Fault("GetObject", "Strange", 400, "a thing happened"), SourceFailed, "Strange: a thing"),
    ],
    ids=lambda value: value.code if isinstance(value, Fault) else None,
)
def test_what_s3_refuses_is_told_with_what_to_do(
    filled: Cloud, quick: AwsSettings, fault: Fault, kind: type[ReplayError], words: str
) -> None:
    filled.faults = [fault]
    with pytest.raises(kind) as error:
        find_one([OBJECT], aws=quick)
    assert words in str(error.value)
    assert str(error.value).startswith(OBJECT)


def test_a_bucket_in_another_region_is_found_there(filled: Cloud, quick: AwsSettings) -> None:
    filled.faults = [
        Fault("GetObject", "PermanentRedirect", 301, times=1, fields={"Region": "eu-west-1"})
    ]
    assert find_one([OBJECT], aws=quick).has_text


def test_throttling_and_faults_of_the_service_are_tried_again(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [
        Fault("GetLogEvents", "ThrottlingException", times=1),
        Fault("GetObject", "InternalError", 500, times=1),
    ]
    recording = open_recording(find_one([SHELL], ["aws:"], aws=quick))
    assert {each.source for each in recording.provenance} >= {
        TraceSource.S3,
        TraceSource.CLOUDWATCH,
    }


@pytest.fixture
def without_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries again at once, as often as ever: botocore would wait some seconds in all."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))


def test_throttling_that_does_not_end_is_one_line_with_what_to_do(
    filled: Cloud, without_back_off: None
) -> None:
    filled.faults = [Fault("DescribeSessions", "ThrottlingException")]
    ran = run("list")
    assert ran.code == 0
    assert SHELL in ran.out
    (line,) = [line for line in ran.err.splitlines() if "too many calls" in line]
    assert "calls_per_second" in line
    assert "session history" in line
    assert filled.counted()["DescribeSessions"] == 5


@pytest.mark.parametrize("operation", ["GetObject", "GetLogEvents"])
def test_a_reply_that_does_not_come_in_time_is_given_up(
    filled: Cloud, quick: AwsSettings, without_back_off: None, operation: str
) -> None:
    account = Account(None, None, quick, read_timeout=0.05)
    held = threading.Event()
    filled.faults = [Fault(operation, hold=held)]
    places: dict[str, Callable[[], BinaryIO]] = {
        "GetObject": ObjectOpener(account, OBJECT),
        "GetLogEvents": StreamOpener(account, GROUP, SHELL, unmask=False),
    }
    try:
        with places[operation]() as file, pytest.raises(Unreachable, match="in time") as error:
            file.read()
    finally:
        held.set()
    assert "--endpoint-url" in str(error.value)
    assert filled.counted()[operation] >= 5


def test_a_stream_deleted_after_it_was_listed_does_not_hide_the_object(
    filled: Cloud, quick: AwsSettings
) -> None:
    entry = find_one([SHELL], ["aws:"], aws=quick)
    client(filled, "logs").delete_log_stream(logGroupName=GROUP, logStreamName=SHELL)
    recording = open_recording(entry)
    assert len(recording.data) > 0
    assert states(recording.session.traces)[TraceSource.CLOUDWATCH] is TraceState.ABSENT


def test_denied_events_do_not_hide_the_object_and_are_named_in_what_is_known(
    filled: Cloud, quick: AwsSettings
) -> None:
    entry = find_one([SHELL], ["aws:"], aws=quick)
    filled.faults = [Fault("GetLogEvents", "AccessDeniedException")]
    traces = open_recording(entry).session.traces
    assert states(traces)[TraceSource.CLOUDWATCH] is TraceState.DENIED
    assert any("logs:GetLogEvents" in (trace.where or "") for trace in traces)


def test_a_session_that_is_known_and_may_not_be_read_is_denied(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [
        Fault("GetObject", "AccessDenied", 403),
        Fault("DescribeLogStreams", "AccessDeniedException"),
    ]
    entry = find_one([SHELL], ["aws:"], aws=quick)
    assert not entry.has_text
    with pytest.raises(AccessDenied, match="refused"):
        open_recording(entry)


def test_an_object_may_be_read_where_listing_is_denied(filled: Cloud, quick: AwsSettings) -> None:
    filled.faults = [Fault("ListObjectsV2", "AccessDenied", 403)]
    assert open_recording(find_one([SHELL], ["aws:"], aws=quick)).provenance


@pytest.fixture
def moved(cloud: Cloud) -> Cloud:
    """An account whose preferences name other places than those where its session was logged."""
    filling.save_preferences(cloud, s3BucketName="the-new-one", cloudWatchLogGroupName="/new")
    filling.client(cloud, "s3").create_bucket(Bucket="the-new-one")
    filling.client(cloud, "logs").create_log_group(logGroupName="/new")
    filling.fill_with(cloud, FIXTURES / "shell")
    (session,) = cloud.sessions
    console = "https://us-east-1.console.aws.amazon.com"
    session["OutputUrl"] = {
        "S3OutputUrl": f"{console}/s3/object/{BUCKET}/{PREFIX}/{SHELL}.log",
        "CloudWatchOutputUrl": (
            f"{console}/cloudwatch/home?region=us-east-1"
            f"#logEventViewer:group={GROUP};stream={SHELL}"
        ),
    }
    return cloud


def test_logs_lie_where_the_history_says_and_not_only_where_preferences_say_today(
    moved: Cloud, quick: AwsSettings
) -> None:
    recording = open_recording(find_one([SHELL], ["aws:"], aws=quick))
    local = open_recording(find_one([str(FIXTURES / "shell")]))
    assert recording.data[:] == local.data[:]
    assert recording.timeline.errors() == local.timeline.errors()
    assert states(recording.session.traces)[TraceSource.S3] is TraceState.PRESENT
    assert moved.counted()["ListObjectsV2"] == 0


def test_an_address_of_the_history_that_is_refused_is_one_line_with_its_permission(
    moved: Cloud,
) -> None:
    moved.faults = [Fault("GetObject", "AccessDenied", 403, match=f"{BUCKET}/")]
    ran = run("show", SHELL)
    assert ran.code == 0, ran.err
    (line,) = [line for line in ran.err.splitlines() if "s3:GetObject" in line]
    assert f"s3://{BUCKET}/{PREFIX}/{SHELL}.log" in line


def test_an_address_of_the_history_where_nothing_lies_is_absent(
    moved: Cloud, quick: AwsSettings
) -> None:
    client(moved, "s3").delete_object(Bucket=BUCKET, Key=f"{PREFIX}/{SHELL}.log")
    recording = open_recording(find_one([SHELL], ["aws:"], aws=quick))
    assert states(recording.session.traces)[TraceSource.S3] is TraceState.ABSENT
    assert states(recording.session.traces)[TraceSource.CLOUDWATCH] is TraceState.PRESENT


def test_masked_text_is_asked_for_unmasked_only_when_the_user_says_so(filled: Cloud) -> None:
    seen: list[Any] = []
    for settings in (
        AwsSettings(calls_per_second=1e4),
        AwsSettings(calls_per_second=1e4, unmask=True),
    ):
        filled.requests.clear()
        open_recording(find_one([STREAM], aws=settings))
        seen.append({request.get("unmask") for request in filled.requests})
    assert seen == [{None}, {True}]


def test_masked_text_is_recognised_by_the_object_that_has_it_and_the_option_is_named(
    filled: Cloud, quick: AwsSettings
) -> None:
    anew = replace(quick, cache_mb=0)  # for what is written again here has its old name and stamps
    whole = open_recording(find_one([SHELL], ["aws:"], aws=anew))
    page = json.loads((FIXTURES / "shell" / "cloudwatch-streaming.json").read_text())
    for event in page["events"]:
        event["message"] = event["message"].replace("uid=", "****")
    client(filled, "logs").delete_log_stream(logGroupName=GROUP, logStreamName=SHELL)
    filling.put_stream(SHELL, page["events"])
    recording = open_recording(find_one([SHELL], ["aws:"], aws=anew))
    assert recording.data[:] == whole.data[:]
    assert recording.timeline.errors() == whole.timeline.errors()
    (gap,) = (gap.text for gap in recording.gaps if "masked" in gap.text)
    assert "--unmask" in gap
    alone = open_recording(find_one([STREAM], aws=anew))
    assert any("--unmask" in done for source in alone.provenance for done in source.done)


def test_events_whose_connection_breaks_in_mid_body_are_asked_for_again(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [Fault("GetLogEvents", cut=200, times=1)]
    recording = open_recording(find_one([STREAM], aws=quick))
    local = open_recording(find_one([str(FIXTURES / "shell" / "cloudwatch-streaming.json")]))
    assert recording.data[:] == local.data[:]
    assert not filled.faults[0].times


def test_unmasking_that_is_refused_names_its_own_permission(
    filled: Cloud,
) -> None:
    filled.faults = [Fault("GetLogEvents", "AccessDeniedException", match='"unmask": true')]
    ran = run("show", STREAM, "--unmask")
    assert ran.code == 3
    assert "logs:Unmask" in ran.err
    assert run("show", STREAM).code == 0


@pytest.mark.parametrize(("service", "most"), [("logs", 5), ("s3", 5), ("cloudtrail", 2)])
def test_calls_keep_to_a_rate_that_leaves_the_account_s_quota_to_others(
    filled: Cloud, monkeypatch: pytest.MonkeyPatch, service: str, most: int
) -> None:
    """GetLogEvents allows 10 or 25 calls a second and account, CloudTrail 2. The clock is the test's."""
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr(rate, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=sleep))
    filled.page = 1
    account = Account(None, None, AwsSettings())
    asked: dict[str, Callable[[], object]] = {
        "logs": lambda: list(pages(account, GROUP, SHELL)),
        "s3": lambda: list(objects(account, BUCKET, PREFIX)),
        "cloudtrail": lambda: list(events(account, "StartSession", Wanted(), lambda: False)),
    }
    asked[service]()
    calls = sum(called == service for called, _ in filled.calls)
    assert calls >= 3
    assert now[0] == pytest.approx((calls - 1) / most)


def test_the_end_of_a_stream_is_the_repeated_token_and_not_an_empty_page(
    cloud: Cloud, quick: AwsSettings
) -> None:
    cloud.log_pages = {
        None: {"events": [], "nextForwardToken": "f/1"},
        "f/1": {"events": [_event("one")], "nextForwardToken": "f/2"},
        "f/2": {"events": [], "nextForwardToken": "f/3"},
        "f/3": {"events": [_event("two")], "nextForwardToken": "f/4"},
        "f/4": {"events": [], "nextForwardToken": "f/4"},
    }
    recording = open_recording(find_one([STREAM], aws=quick))
    assert recording.data[:] == b"one\r\ntwo\r\n"


def _event(line: str) -> dict[str, Any]:
    return {
        "timestamp": 1_795_558_085_460,
        "message": session_data(line),
        "ingestionTime": 1_795_558_085_500,
    }


def states(traces: Any) -> dict[TraceSource, TraceState]:
    return {trace.source: trace.state for trace in traces}


def test_a_prefix_written_without_its_slash_is_listed(filled: Cloud, quick: AwsSettings) -> None:
    from replayer.opening import catalog

    found = [
        each for each in catalog([f"s3://{BUCKET}/{PREFIX}"], aws=quick) if isinstance(each, Entry)
    ]
    assert len(found) == 7


def test_an_object_that_does_not_exist_is_said_not_to(filled: Cloud, quick: AwsSettings) -> None:
    with pytest.raises(NoSuchSession, match="no such object"):
        find_one([f"s3://{BUCKET}/{PREFIX}/nobody.log"], aws=quick)


async def test_a_row_of_the_list_is_opened_where_its_history_says_that_its_log_lies(
    moved: Cloud, quick: AwsSettings
) -> None:
    app = ReplayerApp(places=("aws:",), aws=quick)
    async with app.run_test(size=(140, 40)) as pilot:
        await until(pilot, lambda: "No log of it was found" in screen_text(app), "the list")
        await until(pilot, lambda: "searching" not in screen_text(app), "all of it")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReplayScreen), "the replay")
