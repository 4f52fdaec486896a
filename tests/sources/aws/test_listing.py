"""What the accounts know, joined into one row a session."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from replayer.errors import AccessDenied, NoSuchSession, SourceFailed, Unreachable
from replayer.opening import catalog, find_one
from replayer.session import TraceSource, TraceState
from replayer.settings import AwsSettings
from replayer.sources import Entry, Skipped
from replayer.sources.source import Answer, AnswerState, Wanted
from tests.sources.aws import filling
from tests.sources.aws.cloud import ACCOUNT, Cloud, Fault
from tests.sources.aws.filling import BUCKET, GROUP, PREFIX

SHELL = "alice-a7edcmpb3u2m7os5af3r09fquo"


def listed(settings: AwsSettings, *places: str, wanted: Wanted | None = None) -> dict[str, Entry]:
    found = {}
    for each in catalog(places or ("aws:",), aws=settings, wanted=wanted or Wanted()):
        if isinstance(each, Entry):
            found[each.key] = each
    return found


def answered(settings: AwsSettings, *places: str) -> dict[str, Answer]:
    found = catalog(places or ("aws:",), aws=settings)
    return {each.where: each for each in found if isinstance(each, Answer)}


def states(entry: Entry) -> dict[TraceSource, TraceState]:
    return {trace.source: trace.state for trace in entry.session.traces}


def entry_of(session: str, **more: object) -> dict[str, object]:
    return {
        "SessionId": session,
        "Target": filling.INSTANCE,
        "Status": "Terminated",
        "StartDate": datetime.now(UTC).isoformat(),
        "EndDate": datetime.now(UTC).isoformat(),
        "Owner": f"arn:aws:iam::{ACCOUNT}:user/alice",
        **more,
    }


def test_with_nothing_but_credentials_the_places_that_the_preferences_name_are_opened(
    filled: Cloud, quick: AwsSettings
) -> None:
    answers = answered(quick)
    assert answers[f"s3://{BUCKET}/{PREFIX}/"].why == "named by SSM-SessionManagerRunShell"
    assert answers[f"logs://{GROUP}"].state is AnswerState.DONE


def test_all_that_is_known_of_a_session_becomes_one_row(filled: Cloud, quick: AwsSettings) -> None:
    filled.page = 2
    found = listed(quick)
    assert len(found) == 9
    session = found[SHELL].session
    assert states(found[SHELL]) == {
        TraceSource.S3: TraceState.PRESENT,
        TraceSource.CLOUDWATCH: TraceState.PRESENT,
        TraceSource.HISTORY: TraceState.PRESENT,
        TraceSource.CLOUDTRAIL: TraceState.PRESENT,
    }
    assert session.owner == f"arn:aws:iam::{ACCOUNT}:user/alice"
    assert session.target == filling.INSTANCE
    assert session.duration is not None


def test_small_pages_are_read_to_their_end(filled: Cloud, quick: AwsSettings) -> None:
    filled.page = 2
    listed(quick)
    counted = filled.counted()
    assert counted["ListObjectsV2"] == 3
    assert counted["DescribeLogStreams"] >= 3
    assert counted["DescribeSessions"] == 4
    assert counted["LookupEvents"] == 4


def test_no_object_is_read_for_the_list(filled: Cloud, quick: AwsSettings) -> None:
    listed(quick)
    assert filled.counted()["GetObject"] == 0
    assert filled.counted()["GetLogEvents"] == 0


def test_a_documents_own_places_are_found_too(filled: Cloud, quick: AwsSettings) -> None:
    filling.save_preferences(
        filled,
        "Shell-for-auditors",
        s3BucketName="other",
        s3KeyPrefix="/a//b/",
        cloudWatchLogGroupName="",
    )
    filling.put_object(filled, "/a/b/mallory-0123456789abcdef0.log", b"x", bucket="other")
    assert "mallory-0123456789abcdef0" in listed(quick)


def test_a_document_that_may_not_be_read_does_not_hide_what_the_others_name(
    filled: Cloud, quick: AwsSettings
) -> None:
    for name, bucket in (("A-denied", "a"), ("B-allowed", "b")):
        filling.save_preferences(filled, name, s3BucketName=bucket, cloudWatchLogGroupName="")
    filled.faults = [Fault("GetDocument", "AccessDeniedException", match="A-denied")]
    answers = answered(quick)
    assert {"s3://b/session-logs/", f"s3://{BUCKET}/{PREFIX}/"} <= set(answers)
    (error,) = (each.error for each in answers.values() if isinstance(each.error, AccessDenied))
    assert "document A-denied" in str(error)
    assert "ssm:GetDocument" in str(error)


def test_a_template_in_a_document_is_not_taken_for_a_bucket(
    cloud: Cloud, quick: AwsSettings
) -> None:
    filling.save_preferences(cloud, s3BucketName="{{bucket}}", cloudWatchLogGroupName="")
    assert not [where for where in answered(quick) if where.startswith("s3://")]


def test_places_that_were_named_take_the_place_of_the_preferences(
    filled: Cloud,
) -> None:
    settings = AwsSettings(buckets=(f"{BUCKET}/{PREFIX}",), calls_per_second=10_000)
    assert f"s3://{BUCKET}/{PREFIX}/" in answered(settings)
    assert filled.counted()["GetDocument"] == 0


def test_a_prefix_alone_is_looked_at_in_the_bucket_that_the_preferences_name(
    filled: Cloud,
) -> None:
    filling.put_object(filled, "old/alice-0123456789abcdef0.log", b"x")
    settings = AwsSettings(prefixes=("old", "older/"), calls_per_second=10_000)
    answers = answered(settings)
    assert answers[f"s3://{BUCKET}/old/"].why == (
        "named by SSM-SessionManagerRunShell, its prefix by you"
    )
    assert answers[f"s3://{BUCKET}/older/"].state is AnswerState.DONE
    assert f"s3://{BUCKET}/{PREFIX}/" not in answers
    assert "alice-0123456789abcdef0" in listed(settings)


def test_a_prefix_may_hold_the_account_and_the_region(cloud: Cloud) -> None:
    key = f"archive/{ACCOUNT}/us-east-1/alice-0123456789abcdef0.log"
    filling.put_object(cloud, key, b"x")
    settings = AwsSettings(
        buckets=(BUCKET,), prefixes=("archive/{account}/{region}",), calls_per_second=10_000
    )
    (entry,) = listed(settings).values()
    assert entry.session.account == ACCOUNT


def test_several_regions_stand_side_by_side(cloud: Cloud) -> None:
    filling.put_stream("alice-0123456789abcdef0", [{"timestamp": 1, "message": "x"}])
    filling.put_stream(
        "bob-0123456789abcdef0", [{"timestamp": 1, "message": "x"}], region="eu-west-1"
    )
    settings = AwsSettings(
        regions=("us-east-1", "eu-west-1"), log_groups=(GROUP,), calls_per_second=10_000
    )
    found = listed(settings)
    assert found["alice-0123456789abcdef0"].session.region == "us-east-1"
    assert found["bob-0123456789abcdef0"].session.region == "eu-west-1"


def test_a_source_that_refuses_names_the_permission_and_does_not_hide_the_others(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [Fault("ListObjectsV2", "AccessDenied", 403)]
    answers = answered(quick)
    error = answers[f"s3://{BUCKET}/{PREFIX}/"].error
    assert isinstance(error, AccessDenied)
    assert "s3:ListBucket" in str(error)
    assert BUCKET in str(error)
    assert answers[f"logs://{GROUP}"].state is AnswerState.DONE


def test_a_trace_that_nobody_may_look_for_is_denied_and_not_absent(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [Fault("ListObjectsV2", "AccessDenied", 403)]
    assert states(listed(quick)[SHELL])[TraceSource.S3] is TraceState.DENIED


def test_a_log_that_is_not_there_is_absent(cloud: Cloud, quick: AwsSettings) -> None:
    filling.save_preferences(cloud)
    filling.put_object(cloud, f"{PREFIX}/other-0123456789abcdef0.log", b"x")
    filling.put_stream("other-0123456789abcdef0", [{"timestamp": 1, "message": "x"}])
    filling.put_session(cloud, entry_of("alice-0123456789abcdef0"))
    entry = listed(quick)["alice-0123456789abcdef0"]
    assert states(entry)[TraceSource.S3] is TraceState.ABSENT
    assert states(entry)[TraceSource.CLOUDWATCH] is TraceState.ABSENT
    assert not entry.has_text


def test_a_tunnel_is_not_expected_to_leave_a_log(filled: Cloud, quick: AwsSettings) -> None:
    filling.put_session(
        filled, entry_of("alice-0123456789abcdef0", DocumentName="AWS-StartPortForwardingSession")
    )
    entry = listed(quick)["alice-0123456789abcdef0"]
    assert states(entry)[TraceSource.S3] is TraceState.NOT_EXPECTED


def test_a_session_that_runs_is_not_said_to_lack_its_log(filled: Cloud, quick: AwsSettings) -> None:
    filling.put_session(
        filled, entry_of("alice-0123456789abcdef0", Status="Connected", EndDate=None)
    )
    entry = listed(quick)["alice-0123456789abcdef0"]
    assert entry.session.is_running
    assert TraceSource.S3 not in states(entry)


def test_a_session_older_than_the_history_is_not_said_to_lack_its_entry(
    cloud: Cloud, quick: AwsSettings
) -> None:
    filling.save_preferences(cloud)
    filling.put_stream(
        "alice-0123456789abcdef0", [{"timestamp": 1_600_000_000_000, "message": "x"}]
    )
    entry = listed(quick)["alice-0123456789abcdef0"]
    assert TraceSource.HISTORY not in states(entry)


def test_one_id_in_two_accounts_is_two_rows_and_a_warning(cloud: Cloud, quick: AwsSettings) -> None:
    filling.save_preferences(cloud)
    filling.put_stream("alice-0123456789abcdef0", [{"timestamp": 1, "message": "x"}])
    filling.put_session(
        cloud, entry_of("alice-0123456789abcdef0", Owner="arn:aws:iam::999999999999:user/alice")
    )
    found = listed(quick)
    assert len(found) == 2
    assert any(entry.remarks for entry in found.values())


def test_what_is_not_named_like_a_session_is_counted_and_not_listed_one_by_one(
    filled: Cloud, quick: AwsSettings
) -> None:
    for name in ("stderr", "notes.txt", "readme"):
        filling.put_object(filled, f"{PREFIX}/{name}", b"x")
    skipped = [each for each in catalog(["aws:"], aws=quick) if isinstance(each, Skipped)]
    assert len(skipped) == 1
    assert "and 2 more" in skipped[0].where


def test_one_session_is_looked_for_by_its_name_and_nothing_is_listed(
    filled: Cloud, quick: AwsSettings
) -> None:
    entry = find_one([SHELL], ["aws:"], aws=quick)
    assert {trace.source for trace in entry.session.traces} == {
        TraceSource.S3,
        TraceSource.CLOUDWATCH,
        TraceSource.HISTORY,
        TraceSource.CLOUDTRAIL,
    }
    assert filled.counted()["ListObjectsV2"] == 0
    assert {name for name, request in filled.asked if "Filters" not in request} <= {"LookupEvents"}


def test_for_one_session_cloudtrail_is_asked_once_and_for_the_seconds_of_its_start(
    filled: Cloud, quick: AwsSettings
) -> None:
    session = find_one([SHELL], ["aws:"], aws=quick).session
    assert session.source_address == "203.0.113.7"
    (request,) = [request for name, request in filled.asked if name == "LookupEvents"]
    assert session.started is not None
    assert request["StartTime"] < session.started.timestamp() < request["EndTime"]
    assert request["EndTime"] - request["StartTime"] == 10


def test_cloudtrail_is_not_read_through_for_a_session_that_the_history_does_not_know(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [Fault("DescribeSessions", "AccessDeniedException")]
    assert find_one([SHELL], ["aws:"], aws=quick).session.source_address is None
    assert filled.counted()["LookupEvents"] == 0


def test_without_sources_a_session_is_looked_up_in_aws(filled: Cloud, quick: AwsSettings) -> None:
    assert find_one([SHELL], [], aws=quick).key == SHELL


def test_a_session_that_nobody_knows_is_said_not_to_exist(
    filled: Cloud, quick: AwsSettings
) -> None:
    with pytest.raises(NoSuchSession, match="no session of that id"):
        find_one(["nobody-0123456789abcdef0"], ["aws:"], aws=quick)


def test_where_the_only_source_that_could_know_refuses_its_refusal_is_told(
    cloud: Cloud,
) -> None:
    cloud.faults = [
        Fault("DescribeSessions", "AccessDeniedException"),
        Fault("GetObject", "AccessDenied", 403),
    ]
    settings = AwsSettings(buckets=(BUCKET,), calls_per_second=10_000)
    with pytest.raises(SourceFailed):
        find_one(["nobody-0123456789abcdef0"], ["aws:"], aws=settings)


def test_the_history_is_asked_only_for_what_may_have_happened_since(
    filled: Cloud, quick: AwsSettings
) -> None:
    since = datetime(2026, 11, 24, 22, 15, tzinfo=UTC)
    listed(quick, wanted=Wanted(since=since))
    filters = [request["Filters"] for name, request in filled.asked if name == "DescribeSessions"]
    wanted = [{"key": "InvokedAfter", "value": "2026-11-23T22:15:00Z"}]
    assert filters == [wanted, wanted]  # those that run, and those that have ended


def test_a_search_that_is_cancelled_ends_though_a_reply_is_held_back(
    filled: Cloud, quick: AwsSettings
) -> None:
    import threading

    hold = threading.Event()
    filled.faults = [Fault("ListObjectsV2", hold=hold)]
    stopped = threading.Event()
    search = catalog(["aws:"], aws=quick, cancelled=stopped.is_set)
    found = [next(search)]
    stopped.set()
    found += list(search)
    hold.set()
    assert not any(
        isinstance(each, Answer) and each.state is AnswerState.DONE and each.kind is TraceSource.S3
        for each in found
    )


def test_cloudtrail_tells_the_address_from_which_a_session_was_started(
    filled: Cloud, quick: AwsSettings
) -> None:
    assert listed(quick)[SHELL].session.source_address == "203.0.113.7"


def test_a_history_s_start_counts_more_than_the_whole_second_of_cloudtrail(
    filled: Cloud, quick: AwsSettings
) -> None:
    session = listed(quick)[SHELL].session
    assert session.said_by["started"] == "history"
    assert session.started is not None
    assert session.started.microsecond


def test_a_target_has_the_name_that_people_call_it(filled: Cloud, quick: AwsSettings) -> None:
    filled.nodes = {filling.INSTANCE: "ip-10-0-0-7", "i-0578f5afe929d9f1d": "db-03.internal"}
    ec2 = filling.client(filled, "ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "web-01"}]}]
    made = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, TagSpecifications=tags)
    instance = made["Instances"][0]["InstanceId"]
    filling.put_session(filled, entry_of("alice-0123456789abcdef0", Target=instance))
    found = listed(quick)
    assert found["alice-0123456789abcdef0"].session.target_name == "web-01"
    assert found[SHELL].session.target_name == "ip-10-0-0-7"


@pytest.mark.parametrize(
    "operation", ["ListObjectsV2", "DescribeLogStreams", "DescribeSessions", "LookupEvents"]
)
def test_a_list_whose_connection_breaks_in_mid_body_is_asked_again(
    filled: Cloud, quick: AwsSettings, operation: str
) -> None:
    filled.faults = [Fault(operation, cut=15, times=1)]
    assert len(listed(quick)) == 9
    assert not filled.faults[0].times


def test_a_list_that_is_cut_off_each_time_is_said_to_break_off(
    filled: Cloud, quick: AwsSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))
    filled.faults = [Fault("DescribeLogStreams", cut=15)]
    error = answered(quick)[f"logs://{GROUP}"].error
    assert isinstance(error, Unreachable)
    assert "broke off" in str(error)
    assert filled.counted()["DescribeLogStreams"] == 5


def test_a_login_page_in_the_place_of_aws_is_said_to_be_one(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [Fault("DescribeLogStreams", page=b"<html><p>Log in<br></html>")]
    error = answered(quick)[f"logs://{GROUP}"].error
    assert isinstance(error, Unreachable)
    assert "a login page" in str(error)
    assert SHELL in listed(quick)


def test_names_that_nobody_may_ask_for_are_one_line_and_hide_nothing(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [Fault("DescribeInstances", "UnauthorizedOperation", 403)]
    refused = [each.error for each in answered(quick).values() if each.error]
    assert len(refused) == 1
    assert "ec2:DescribeInstances" in str(refused[0])
    assert len(listed(quick)) == 9


def test_the_places_of_ecs_exec_are_those_that_clusters_name(
    cloud: Cloud, quick: AwsSettings
) -> None:
    filling.client(cloud, "ecs").create_cluster(
        clusterName="shop",
        configuration={
            "executeCommandConfiguration": {
                "logging": "OVERRIDE",
                "logConfiguration": {
                    "s3BucketName": "exec-logs",
                    "cloudWatchLogGroupName": "/ecs/exec",
                },
            }
        },
    )
    filling.put_object(cloud, "ecs-execute-command-0a42ca8f052a1113f.log", b"x", bucket="exec-logs")
    answers = answered(quick)
    assert answers["s3://exec-logs/"].why == "named by ECS cluster shop"
    assert "logs:///ecs/exec" in answers
    assert "ecs-execute-command-0a42ca8f052a1113f" in listed(quick)


EXEC = "ecs-execute-command-0123456789abcdef0"
TASK = "0123456789abcdef0123456789abcdef"


def exec_entry(task: str = TASK) -> dict[str, object]:
    return entry_of(
        EXEC,
        Target=f"ecs:web_shop_{task}_{task}-1527056392",
        DocumentName="AmazonECS-ExecuteInteractiveCommand",
    )


@pytest.mark.parametrize(
    ("logging", "words"),
    [("DEFAULT", "which are opened when you name them with --log-group"), ("NONE", "logs nothing")],
)
def test_clusters_that_name_no_place_are_one_line_that_says_where_their_logs_are(
    cloud: Cloud, quick: AwsSettings, logging: str, words: str
) -> None:
    for name in ("shop", "stock"):
        configuration = {"executeCommandConfiguration": {"logging": logging}}
        filling.client(cloud, "ecs").create_cluster(clusterName=name, configuration=configuration)
    (skipped,) = (each for each in catalog(["aws:"], aws=quick) if isinstance(each, Skipped))
    assert skipped.where == "ECS cluster shop and 1 more of us-east-1"
    assert words in skipped.why


def test_exec_sessions_in_a_task_s_own_group_are_told_from_its_output(cloud: Cloud) -> None:
    for stream in (EXEC, f"web/app/{TASK}", "worker-1"):
        filling.put_stream(stream, [{"timestamp": 1, "message": "x"}], group="/ecs/shop")
    settings = AwsSettings(log_groups=("/ecs/shop",), calls_per_second=1e4)
    assert list(listed(settings)) == [EXEC]


def test_a_target_of_ecs_exec_is_called_by_its_cluster_and_task(
    cloud: Cloud, quick: AwsSettings
) -> None:
    filling.put_session(cloud, exec_entry())
    assert listed(quick)[EXEC].session.target_name == "web_shop/01234567"
    cloud.faults = [Fault("DescribeTasks", "AccessDeniedException")]
    assert listed(quick)[EXEC].session.target_name == "web_shop/01234567"
    errors = [str(each.error) for each in answered(quick).values() if each.error]
    assert any("ecs:DescribeTasks" in error for error in errors)


def test_a_task_that_still_runs_is_called_by_its_service_too(
    cloud: Cloud, quick: AwsSettings
) -> None:
    task = filling.run_task(cloud, "web_shop", "checkout")
    filling.put_session(cloud, exec_entry(task))
    assert listed(quick)[EXEC].session.target_name == f"web_shop/checkout/{task[:8]}"


def test_trail_files_in_a_bucket_are_read_for_the_sessions_in_them(
    filled: Cloud, quick: AwsSettings
) -> None:
    import gzip
    import json

    name = f"AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/{ACCOUNT}_CloudTrail_us-east-1_2026.json.gz"
    content = gzip.compress(json.dumps({"Records": filled.trail}).encode())
    filling.put_object(filled, name, content, bucket="trail")
    (entry, *_) = listed(quick, "s3://trail/").values()
    assert entry.session.source_address == "203.0.113.7"
    assert not entry.has_text


def test_what_was_not_asked_for_is_not_said_to_be_absent(filled: Cloud, quick: AwsSettings) -> None:
    since = datetime(2026, 11, 24, 22, 15, tzinfo=UTC)
    found = listed(quick, wanted=Wanted(since=since)).values()
    of_history = {states(entry).get(TraceSource.HISTORY) for entry in found}
    assert of_history == {TraceState.PRESENT, None}


def test_a_name_that_no_stream_can_have_is_not_asked_for_and_said_to_be_unknown(
    filled: Cloud, quick: AwsSettings
) -> None:
    filled.faults = [Fault("DescribeLogStreams", "InvalidParameterException")]  # as AWS answers it
    with pytest.raises(NoSuchSession, match="no session of that id"):
        find_one(["10:32-0123456789abcdef0"], ["aws:"], aws=quick)
    assert filled.counted()["DescribeLogStreams"] == 0
