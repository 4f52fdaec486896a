"""Several profiles and regions: which of them answers for an address."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from replayer.errors import NoSuchSession
from replayer.opening import catalog, find_one, open_recording
from replayer.settings import AwsSettings
from replayer.sources.aws.rate import calls_allowed
from replayer.sources.source import Answer, AnswerState
from tests.cli.running import run
from tests.sources.aws import filling
from tests.sources.aws.cloud import Cloud, Fault
from tests.sources.aws.filling import GROUP, client

SESSION = "alice-0123456789abcdef0"
SHELL = "alice-a7edcmpb3u2m7os5af3r09fquo"
TWO = AwsSettings(regions=("us-east-1", "eu-west-1"), calls_per_second=1e4)


@pytest.fixture
def far(cloud: Cloud) -> Cloud:
    """A log group of one name in two regions, whose session is in the second."""
    client(cloud, "logs", "us-east-1").create_log_group(logGroupName=GROUP)
    message = json.dumps({"sessionId": SESSION, "sessionData": ["far away"]})
    filling.put_stream(SESSION, [{"timestamp": 1, "message": message}], region="eu-west-1")
    return cloud


def test_a_stream_is_read_in_the_region_that_has_it(far: Cloud) -> None:
    entry = find_one([f"logs://{GROUP}/{SESSION}"], aws=TWO)
    assert open_recording(entry).data[:] == b"far away\r\n"


def test_where_no_region_has_it_the_first_one_s_word_counts(far: Cloud) -> None:
    with pytest.raises(NoSuchSession, match="no such log group or stream"):
        find_one([f"logs://{GROUP}/bob-0123456789abcdef0"], aws=TWO)


def test_the_region_in_an_address_of_the_console_is_where_it_is_looked_for(
    far: Cloud, quick: AwsSettings
) -> None:
    url = (
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1"
        f"#logEventViewer:group={GROUP};stream={SESSION}"
    )
    assert open_recording(find_one([url], aws=quick)).data[:] == b"far away\r\n"


def test_the_region_in_an_address_of_a_session_is_where_it_is_looked_for(
    far: Cloud, quick: AwsSettings
) -> None:
    url = f"https://eu-west-1.console.aws.amazon.com/systems-manager/session-manager/{SESSION}"
    settings = replace(quick, log_groups=(GROUP,))
    assert open_recording(find_one([url], aws=settings)).data[:] == b"far away\r\n"
    with pytest.raises(NoSuchSession):
        find_one([url.replace("eu-west-1", "us-east-1")], aws=settings)
    named = replace(settings, regions=("us-east-1",))  # the user's own word counts more
    with pytest.raises(NoSuchSession):
        find_one([url], aws=named)


def test_a_stream_of_another_program_is_said_to_be_none_of_a_session(
    cloud: Cloud, quick: AwsSettings
) -> None:
    filling.put_stream("web-0123456789abcdef0", [{"timestamp": 1, "message": "GET / 200"}])
    with pytest.raises(Exception, match="no log events of a session"):
        find_one([f"logs://{GROUP}/web-0123456789abcdef0"], aws=quick)


def test_a_group_may_be_named_by_its_arn(far: Cloud) -> None:
    arn = f"arn:aws:logs:eu-west-1:123456789012:log-group:{GROUP}:*"
    settings = AwsSettings(regions=("eu-west-1",), log_groups=(arn,), calls_per_second=1e4)
    entry = find_one([SESSION], ["aws:"], aws=settings)
    assert open_recording(entry).data[:] == b"far away\r\n"
    (trace,) = entry.session.traces
    assert open_recording(find_one([str(trace.where)], aws=settings)).data[:] == b"far away\r\n"
    ran = run("usage", "--insights", "--log-group", arn, "--region", "eu-west-1")
    assert ran.code == 0, ran.err
    assert far.queries[0]["logGroupIdentifiers"] == [arn.removesuffix(":*")]


def test_a_group_of_another_account_is_not_taken_for_one_s_own_of_that_name(
    filled: Cloud, quick: AwsSettings
) -> None:
    arn = f"arn:aws:logs:us-east-1:999999999999:log-group:{GROUP}"
    filled.faults = [
        Fault(operation, "ResourceNotFoundException", match=f'"logGroupIdentifier": "{arn}"')
        for operation in ("GetLogEvents", "DescribeLogStreams")
    ]
    with pytest.raises(NoSuchSession):
        find_one([f"logs://{arn}/{SHELL}"], aws=quick)
    ran = run("list", f"logs://{arn}/")
    assert ran.code == 3
    assert f"logs://{arn}: there is no such log group" in ran.err


def test_settings_of_the_file_are_used_and_a_flag_wins_over_the_variable(
    far: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Path.home() / ".config" / "ssm-replay" / "config.toml"
    settings.write_text(
        f'[aws]\ncalls_per_second = 1000\nlog_groups = ["{GROUP}"]\nregions = ["eu-west-1"]\n'
    )
    assert SESSION in run("list").out
    monkeypatch.setenv("SSM_REPLAY_REGION", "us-east-1")
    assert SESSION not in run("list").out
    assert SESSION in run("list", "--region", "eu-west-1").out


@pytest.fixture
def two_profiles(filled: Cloud, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """Two profiles that name one bucket, of which only the second may read it."""
    path = Path.home() / "aws-config"
    path.write_text(
        "".join(
            f"[profile {name}]\nregion = us-east-1\naws_access_key_id = {name.upper()}KEY\n"
            "aws_secret_access_key = x\n"
            for name in ("dev", "audit")
        )
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    filled.faults = [
        Fault("ListObjectsV2", "AccessDenied", 403, caller="DEVKEY/"),
        Fault("GetObject", "AccessDenied", 403, caller="DEVKEY/"),
        Fault("DescribeSessions", "AccessDeniedException", caller="AUDITKEY/"),
    ]
    return filled


BOTH = ("--profile", "dev", "--profile", "audit")


@pytest.mark.parametrize(
    "place", [(), ("--bucket", filling.BUCKET), (f"s3://{filling.BUCKET}/session-logs/",)]
)
def test_a_bucket_is_read_by_the_profile_that_may(
    two_profiles: Cloud, place: tuple[str, ...]
) -> None:
    ran = run("list", "--json", *place, *BOTH)
    assert ran.code == 0
    assert "s3:ListBucket" not in ran.err
    traces = [trace for line in ran.out.splitlines() for trace in json.loads(line)["traces"]]
    states = [each["state"] for each in traces if each["source"] == "s3"]
    assert states.count("present") == 7
    assert "denied" not in states


@pytest.mark.parametrize("spec", [SHELL, f"s3://{filling.BUCKET}/session-logs/{SHELL}.log"])
def test_one_session_is_read_by_the_profile_that_may(two_profiles: Cloud, spec: str) -> None:
    two_profiles.faults += [Fault("GetDocument", "AccessDeniedException")]  # its history says where
    ran = run("export", spec, "-o", "-", "-f", "text", *BOTH)
    assert ran.code == 0, ran.err
    assert "whoami" in ran.out
    assert "s3" in {
        each["source"] for each in json.loads(run("show", spec, "--json", *BOTH).out)["sources"]
    }


def test_where_no_profile_may_read_a_bucket_it_is_told_once(two_profiles: Cloud) -> None:
    two_profiles.faults = [Fault("ListObjectsV2", "AccessDenied", 403)]
    ran = run("list", "--bucket", filling.BUCKET, *BOTH)
    assert len([line for line in ran.err.splitlines() if "s3:ListBucket" in line]) == 1


@pytest.mark.parametrize(
    ("wanted", "service", "endpoint", "made"),
    [
        (5, "s3", "https://s3.eu-west-1.amazonaws.com", 5),
        (100, "logs", "https://logs.eu-west-1.amazonaws.com", 9),
        (100, "logs", "https://logs.cn-north-1.amazonaws.com.cn", 9),
        (100, "s3", "https://s3.eu-west-1.api.aws", 9),
        (100, "ssm", "https://ssm.eusc-de-east-1.amazonaws.eu", 9),
        (100, "ssm", "https://ssm.cn-north-1.api.amazonwebservices.com.cn", 9),
        (100, "ssm", "https://ssm.us-iso-east-1.c2s.ic.gov", 9),
        (100, "cloudtrail", "https://cloudtrail.eu-west-1.amazonaws.com", 2),
        (1, "cloudtrail", "https://cloudtrail.eu-west-1.amazonaws.com", 1),
        (100, "logs", "http://127.0.0.1:5000", 100),
    ],
)
def test_aws_is_never_asked_as_often_as_it_allows(
    wanted: float, service: str, endpoint: str, made: float
) -> None:
    assert calls_allowed(wanted, service, endpoint) == made


def test_a_group_in_two_regions_is_listed_in_both(far: Cloud) -> None:
    regions = ("--region", "us-east-1", "--region", "eu-west-1")
    ran = run("list", "--json", f"logs://{GROUP}/", *regions)
    assert [json.loads(line)["key"] for line in ran.out.splitlines()] == [SESSION]
    assert f"logs://{GROUP} of us-east-1" in ran.err
    assert f"logs://{GROUP} of eu-west-1" in ran.err


def test_a_group_that_one_profile_may_not_list_is_said_so_though_another_may(
    two_profiles: Cloud,
) -> None:
    two_profiles.faults = [
        Fault("DescribeLogStreams", "AccessDeniedException", caller="DEVKEY/"),
    ]
    settings = AwsSettings(profiles=("dev", "audit"), calls_per_second=1e4)
    told = [each for each in catalog(["aws:"], aws=settings) if isinstance(each, Answer)]
    last = {each.where: each for each in told if each.where.startswith(f"logs://{GROUP}")}
    assert [each.state for each in last.values()] == [AnswerState.REFUSED, AnswerState.DONE]
    assert "dev us-east-1" in str(last[f"logs://{GROUP} of dev us-east-1"].error)
    ran = run("list", "--json", f"logs://{GROUP}/", *BOTH)
    keys = [json.loads(line)["key"] for line in ran.out.splitlines()]
    assert keys
    assert len(keys) == len(set(keys))
