"""`ssm-replay list` on an account, as a user types it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from replayer.cli.filters import moment
from tests.cli.running import run
from tests.sources.aws import filling
from tests.sources.aws.cloud import Cloud, Fault
from tests.sources.aws.filling import BUCKET, GROUP

SHELL = "alice-a7edcmpb3u2m7os5af3r09fquo"


def keys(*arguments: str) -> list[str]:
    ran = run("list", "--json", *arguments)
    assert ran.code == 0, ran.err
    return [json.loads(line)["key"] for line in ran.out.splitlines()]


def test_without_a_path_the_account_is_listed_and_what_was_opened_is_said(filled: Cloud) -> None:
    ran = run("list")
    assert ran.code == 0
    assert SHELL in ran.out
    assert f"opened s3://{BUCKET}/session-logs/ (named by SSM-SessionManagerRunShell)" in ran.err
    assert f"opened logs://{GROUP}" in ran.err


def test_a_refused_source_is_one_line_and_the_rest_is_listed(filled: Cloud) -> None:
    filled.faults = [Fault("ListObjectsV2", "AccessDenied", 403)]
    ran = run("list")
    assert ran.code == 0
    assert SHELL in ran.out
    (line,) = [line for line in ran.err.splitlines() if "refused" in line]
    assert "s3:ListBucket" in line
    assert f"s3://{BUCKET}" in line


def test_where_no_source_answers_the_exit_code_is_3(cloud: Cloud) -> None:
    cloud.faults = [
        Fault(operation, "AccessDeniedException")
        for operation in (
            "DescribeSessions",
            "LookupEvents",
            "GetDocument",
            "ListDocuments",
            "ListClusters",
        )
    ]
    ran = run("list")
    assert ran.code == 3
    assert "ssm:DescribeSessions" in ran.err
    assert ran.out == ""


def test_an_account_without_sessions_is_no_failure(cloud: Cloud) -> None:
    ran = run("list")
    assert ran.code == 0
    assert "know no session" in ran.err


def test_named_places_and_the_environment_choose_what_is_opened(
    filled: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSM_REPLAY_LOG_GROUP", GROUP)
    ran = run("list")
    assert f"opened logs://{GROUP} (you named it)" in ran.err
    assert "s3://" not in ran.err


@pytest.mark.parametrize(
    "option", [("--region", "us-east-1"), ("--no-cache",), ("--profile", "audit")]
)
def test_an_option_of_the_account_lists_the_bucket_that_was_named_and_no_more(
    filled: Cloud, monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...]
) -> None:
    path = Path.home() / "aws-config"
    path.write_text("[profile audit]\naws_access_key_id = A\naws_secret_access_key = B\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    ran = run("list", "--json", f"s3://{BUCKET}/", *option)
    assert ran.code == 0, ran.err
    assert ran.out == run("list", "--json", f"s3://{BUCKET}/").out
    assert {service for service, _ in filled.calls} == {"s3"}


def test_an_option_of_the_account_beside_files_opens_the_account_and_so_does_a_bucket(
    filled: Cloud,
) -> None:
    assert "opened s3://" in run("list", "fixture:", "--region", "us-east-1").err
    ran = run("list", f"logs://{GROUP}/", "--bucket", BUCKET)
    assert f"opened s3://{BUCKET}" in ran.err


def test_options_choose_by_owner_target_status_and_time(filled: Cloud) -> None:
    assert keys("--owner", "CAROL") == ["carol-6gwclniyfeesnypq971nh3wkhq"]
    assert keys("--target", filling.INSTANCE) == [SHELL]
    assert len(keys("--status", "terminated")) == 6
    assert SHELL not in keys("--since", "2026-11-24T22:10")
    assert SHELL in keys("--since", "2026-11-24T22:05", "--until", "2026-11-24T22:10")
    assert len(keys("--limit", "2")) == 2


def test_active_sessions_are_those_that_have_not_ended(filled: Cloud) -> None:
    filling.put_session(
        filled,
        {
            "SessionId": "dave-0123456789abcdef0",
            "Status": "Connected",
            "StartDate": "2026-11-24T22:00:00+00:00",
        },
    )
    assert keys("--state", "active") == ["dave-0123456789abcdef0"]
    assert "dave-0123456789abcdef0" not in keys("--state", "history")


def test_the_newest_session_is_first(filled: Cloud) -> None:
    started = [json.loads(line)["started"] for line in run("list", "--json").out.splitlines()]
    known = [each for each in started if each]
    assert known == sorted(known, reverse=True)


def test_one_bucket_is_listed_in_its_own_order(filled: Cloud) -> None:
    found = keys(f"s3://{BUCKET}/")
    assert found == sorted(found)


def test_the_rest_of_a_bucket_is_not_listed_when_the_limit_is_reached(filled: Cloud) -> None:
    assert len(keys(f"s3://{BUCKET}/", "--limit", "2")) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-11-24", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-11-24T20:00+02:00", datetime(2026, 11, 24, 18, tzinfo=UTC)),
        ("2h", datetime(2026, 11, 25, 10, tzinfo=UTC)),
        ("1w", datetime(2026, 11, 18, 12, tzinfo=UTC)),
        ("today", datetime(2026, 11, 25, tzinfo=UTC)),
        ("yesterday", datetime(2026, 11, 24, tzinfo=UTC)),
    ],
)
def test_moments_are_read_as_people_write_them(text: str, found: datetime) -> None:
    assert moment(text, datetime(2026, 11, 25, 12, tzinfo=UTC)) == found


@pytest.mark.parametrize(
    "text", ["tomorrow", "", "999999w", "99999w", "2026-13-01", "0001-01-01", "9999-12-31"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="no moment"):
        moment(text, datetime(2026, 11, 25, tzinfo=UTC))


@pytest.mark.parametrize("place", ["s3://Bad_Bucket!!/", "s3:///", "logs://"])
def test_what_is_no_name_of_aws_is_said_to_be_none(cloud: Cloud, place: str) -> None:
    ran = run("list", place)
    assert ran.code == 3
    assert f"{place}: this is no name that AWS takes. Write s3://BUCKET/PREFIX/" in ran.err
    assert "regex" not in ran.err


@pytest.mark.parametrize("option", ["--log-group", "--bucket", "--profile", "--region"])
def test_an_empty_name_is_wrong_usage(cloud: Cloud, option: str) -> None:
    ran = run("list", option, "")
    assert ran.code == 2
    assert "an empty name" in ran.err
    assert cloud.calls == []


@pytest.mark.parametrize("command", ["list", "usage"])
def test_a_span_that_ends_before_it_begins_is_wrong_usage(cloud: Cloud, command: str) -> None:
    ran = run(command, "--since", "2026-11-24", "--until", "2026-11-24")
    assert ran.code == 2
    assert "--since is not before --until" in ran.err
    assert cloud.calls == []


@pytest.mark.parametrize("command", [["show"], ["export", "-o", "-", "-f", "text"]])
def test_a_session_of_the_account_is_shown_and_exported_by_its_id(
    filled: Cloud, command: list[str]
) -> None:
    ran = run(*command, SHELL)
    assert ran.code == 0, ran.err
    assert "whoami" in ran.out or "i-0eee65f53e9421ce5" in ran.out


def test_the_address_that_the_console_shows_is_understood(filled: Cloud) -> None:
    url = (
        "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1"
        f"#logEventViewer:group={GROUP};stream={SHELL}"
    )
    ran = run("show", "--json", url)
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["id"] == SHELL


def test_the_address_of_another_site_is_wrong_usage(filled: Cloud) -> None:
    ran = run("show", "https://example.com/session")
    assert ran.code == 2
    assert "s3://BUCKET/KEY" in ran.err


def test_a_profile_that_does_not_exist_is_said_so(filled: Cloud) -> None:
    ran = run("list", "--profile", "nobody")
    assert ran.code == 3
    (line,) = ran.err.splitlines()
    assert "nobody" in line
    assert "list-profiles" in line
    assert filled.calls == []


def test_a_configuration_that_is_broken_is_one_line(
    filled: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path.home() / "aws-config"
    path.write_text("[profile x\nregion = a\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    ran = run("list")
    assert ran.code == 3
    (line,) = ran.err.splitlines()
    assert str(path) in line
    assert "Mend" in line
