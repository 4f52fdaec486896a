"""Whose credentials are used, and what is said where there are none or they fail."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from replayer.opening import usual_places
from replayer.settings import AwsSettings
from tests.cli.running import run
from tests.sources.aws import filling
from tests.sources.aws.cloud import Cloud, Fault
from tests.sources.aws.filling import GROUP

SHELL = "alice-a7edcmpb3u2m7os5af3r09fquo"
EVENTS = [{"timestamp": 1, "message": "x"}]


def configure(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    path = Path.home() / "aws-config"
    path.write_text(text)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")


def started_anew(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program by itself: botocore looks where SSO tokens are once, when it is loaded."""
    command = [sys.executable, "-m", "replayer", *arguments]
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )


def test_without_credentials_the_bundled_sessions_are_listed_and_that_is_said() -> None:
    assert usual_places() == ("fixture:",)
    ran = run("list")
    assert ran.code == 0
    assert "no AWS credentials" in ran.err
    assert SHELL in ran.out


def test_with_credentials_aws_is_opened(cloud: Cloud) -> None:
    assert usual_places() == ("aws:",)


def test_places_that_were_named_are_opened_though_there_are_no_credentials() -> None:
    assert usual_places(AwsSettings(buckets=("b",))) == ("aws:",)
    ran = run("list", "--bucket", "b", "--region", "us-east-1")
    assert ran.code == 3
    assert "no AWS credentials" in ran.err


def test_a_profile_gives_credentials_and_region(
    filled: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(
        monkeypatch,
        "[profile audit]\nregion = us-east-1\naws_access_key_id = A\naws_secret_access_key = B\n",
    )
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    ran = run("list", "--profile", "audit")
    assert ran.code == 0, ran.err
    assert SHELL in ran.out


def test_without_a_region_the_option_is_named(
    filled: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    ran = run("list")
    assert ran.code == 3
    assert "--region" in ran.err


def test_an_sso_login_that_is_over_names_the_command_that_renews_it(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(
        monkeypatch,
        "[profile audit]\nregion = us-east-1\nsso_session = corp\nsso_account_id = 123456789012\n"
        "sso_role_name = Auditor\n[sso-session corp]\nsso_region = us-east-1\n"
        "sso_start_url = https://example.awsapps.com/start\n",
    )
    ran = run("list", "--profile", "audit")
    assert ran.code == 3
    assert "aws sso login --profile audit" in ran.err


@pytest.fixture
def corp(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A profile of an SSO session; call it with the moment at which its token expires."""
    configure(
        monkeypatch,
        "[profile audit]\nregion = us-east-1\nsso_session = corp\nsso_account_id = 123456789012\n"
        "sso_role_name = Auditor\n[sso-session corp]\nsso_region = us-east-1\n"
        "sso_start_url = https://example.awsapps.com/start\n",
    )

    def keep(expires: str) -> None:
        kept = Path.home() / ".aws" / "sso" / "cache"
        kept.mkdir(parents=True)
        token = {
            "startUrl": "https://example.awsapps.com/start",
            "region": "us-east-1",
            "accessToken": "the-token",
            "expiresAt": expires,
        }
        name = hashlib.sha1(b"corp", usedforsecurity=False).hexdigest()  # as the AWS tools name it
        (kept / f"{name}.json").write_text(json.dumps(token))

    return keep


def test_an_sso_token_that_has_expired_names_the_command_that_renews_it(
    corp: Callable[[str], None],
) -> None:
    corp("2020-01-01T00:00:00Z")
    ran = started_anew("list", "--profile", "audit")
    assert ran.returncode == 3
    assert "cannot be renewed (TokenRetrievalError)" in ran.stderr
    assert "aws sso login --profile audit" in ran.stderr


def test_a_saved_login_that_is_broken_names_the_command_that_renews_it(
    corp: Callable[[str], None],
) -> None:
    corp("2099-01-01T00:00:00Z")
    (kept,) = (Path.home() / ".aws" / "sso" / "cache").iterdir()
    kept.write_text(kept.read_text()[:20])
    ran = started_anew("list", "--profile", "audit")
    assert ran.returncode == 3
    assert "the saved SSO login cannot be read" in ran.stderr
    assert "aws sso login --profile audit" in ran.stderr


def test_an_sso_token_that_is_valid_is_exchanged_for_a_role_s_credentials(
    filled: Cloud, corp: Callable[[str], None]
) -> None:
    filled.sso_token = "the-token"
    corp("2099-01-01T00:00:00Z")
    ran = started_anew("list", "--profile", "audit")
    assert ran.returncode == 0, ran.stderr
    assert SHELL in ran.stdout
    assert filled.counted()["GetRoleCredentials"] == 1


def test_an_sso_token_that_the_portal_does_not_take_names_the_command_that_renews_it(
    filled: Cloud, corp: Callable[[str], None]
) -> None:
    filled.sso_token = "another"
    corp("2099-01-01T00:00:00Z")
    ran = started_anew("list", "--profile", "audit")
    assert ran.returncode == 3
    assert "cannot be renewed (UnauthorizedSSOTokenError)" in ran.stderr
    assert "aws sso login --profile audit" in ran.stderr


ROLES = (
    "[profile base]\naws_access_key_id = A\naws_secret_access_key = B\n"
    "[profile hop]\nrole_arn = arn:aws:iam::111111111111:role/hop\nsource_profile = base\n"
    "[profile prod]\nregion = us-east-1\nrole_arn = arn:aws:iam::222222222222:role/auditor\n"
    "source_profile = {source}\nrole_session_name = me\n"
    "[profile dev]\nregion = eu-west-1\naws_access_key_id = A\naws_secret_access_key = B\n"
)


@pytest.mark.parametrize(("source", "hops"), [("base", 1), ("hop", 2)])
def test_a_role_is_assumed_from_another_profile_which_may_itself_assume_one(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: str, hops: int
) -> None:
    configure(monkeypatch, ROLES.format(source=source))
    filling.put_stream(SHELL, EVENTS, account="222222222222")
    ran = run("list", "--profile", "prod", "--log-group", GROUP, "--json")
    assert ran.code == 0, ran.err
    (row,) = map(json.loads, ran.out.splitlines())
    assert (row["key"], row["account"]) == (SHELL, "222222222222")
    assert cloud.counted()["AssumeRole"] == hops
    run("fetch", SHELL, "--profile", "prod", "--log-group", GROUP, "-o", tmp_path)
    (caller,) = json.loads((tmp_path / "manifest.json").read_text())["callers"]
    assert caller == "arn:aws:sts::222222222222:assumed-role/auditor/me"


def test_a_role_that_may_not_be_assumed_is_said_to_be_refused(
    filled: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    configure(monkeypatch, ROLES.format(source="base"))
    filled.faults = [Fault("AssumeRole", "AccessDenied", 403)]
    ran = run("list", "--profile", "prod")
    assert ran.code == 3
    assert "no credentials for the profile's role" in ran.err
    assert "sts:AssumeRole" in ran.err


def test_several_profiles_are_listed_side_by_side_each_in_its_own_region_and_archive(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    configure(monkeypatch, ROLES.format(source="base"))
    filling.put_stream("alice-0123456789abcdef0", EVENTS, region="eu-west-1")
    filling.put_stream("bob-0123456789abcdef0", EVENTS, account="222222222222")
    for place in ("123456789012/eu-west-1/carol", "222222222222/us-east-1/dora", "333/x/eve"):
        filling.put_object(cloud, f"ssm/{place}-0123456789abcdef0.log", b"x")
    ran = run(
        *("list", "--json", "--profile", "dev", "--profile", "prod", "--log-group", GROUP),
        *("--bucket", filling.BUCKET, "--prefix", "ssm/{account}/{region}"),
    )
    assert ran.code == 0, ran.err
    rows = {
        row["key"].split("-")[0]: row["account"] for row in map(json.loads, ran.out.splitlines())
    }
    assert rows == {
        "alice": "123456789012",
        "carol": "123456789012",
        "bob": "222222222222",
        "dora": "222222222222",
    }


def test_a_profile_that_is_refused_does_not_hide_another(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    configure(monkeypatch, ROLES.format(source="base"))
    cloud.faults = [Fault("AssumeRole", "AccessDenied", 403)]
    filling.put_stream(SHELL, EVENTS, region="eu-west-1")
    ran = run("list", "--profile", "prod", "--profile", "dev", "--log-group", GROUP)
    assert ran.code == 0, ran.err
    assert SHELL in ran.out
    assert "prod us-east-1" in ran.err


def test_each_service_may_have_an_endpoint_of_its_own(
    filled: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest = Cloud()
    monkeypatch.setenv("AWS_ENDPOINT_URL", rest.url)
    for service in ("S3", "CLOUDWATCH_LOGS", "SSM"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", filled.url)
    ran = run("list")
    assert ran.code == 0, ran.err
    assert SHELL in ran.out
    assert {service for service, _ in filled.calls} == {"s3", "logs", "ssm"}
    assert {service for service, _ in rest.calls} == {"cloudtrail", "ecs", "ec2"}
    rest.stop()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ExpiredTokenException", "have expired"),
        ("UnrecognizedClientException", "not accepted"),
    ],
)
def test_credentials_that_fail_are_one_sentence_with_what_to_do(
    filled: Cloud, code: str, words: str
) -> None:
    filled.faults = [Fault("DescribeSessions", code)]
    ran = run("list")
    (line,) = [line for line in ran.err.splitlines() if "session history" in line]
    assert words in line
    assert SHELL in ran.out


def test_an_endpoint_where_nobody_answers_is_said_to_be_out_of_reach(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    ran = run("list", "s3://b/", "--endpoint-url", "http://127.0.0.1:9")
    assert ran.code == 3
    assert "--endpoint-url" in ran.err
    assert "Traceback" not in ran.err


WITH_MFA = (
    "[profile base]\naws_access_key_id = A\naws_secret_access_key = B\n"
    "[profile audit]\nregion = us-east-1\nsource_profile = base\n"
    "role_arn = arn:aws:iam::123456789012:role/auditor\n"
    "mfa_serial = arn:aws:iam::123456789012:mfa/alice\n"
)


def test_the_code_of_an_mfa_device_is_asked_for_in_the_terminal(
    filled: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, WITH_MFA)
    pid, terminal = pty.fork()
    if pid == 0:
        arguments = [sys.executable, "-m", "replayer", "list", "--json", "--profile", "audit"]
        os.execv(sys.executable, arguments)
    seen = b""
    while select.select([terminal], [], [], 60)[0]:
        try:
            seen += os.read(terminal, 4096)
        except OSError:  # the other side is gone
            break
        if seen.endswith(b"mfa/alice: "):
            os.write(terminal, b"123456\n")
    os.close(terminal)  # hangs up on a program that still waits for an answer
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, seen
    assert SHELL.encode() in seen
    assert seen.count(b"MFA code") == 1


def test_where_no_code_can_be_asked_for_that_is_said(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, WITH_MFA)
    ran = started_anew("list", "--profile", "audit")
    assert ran.returncode == 3
    assert "ssm-replay: the profile audit: it needs an MFA code" in ran.stderr
    assert "interrupted" not in ran.stderr


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("credential_process = /no/such/program --token secret", "/no/such/program"),
        ("credential_process = echo not-json", "credential_process"),
        ("credential_process = sh -c 'exit 3'", "custom-process"),
        (
            "role_arn = arn:aws:iam::123456789012:role/x\nweb_identity_token_file = /no/token",
            "/no/token",
        ),
        ("role_arn = arn:aws:iam::123456789012:role/x\nsource_profile = nothere", "nothere"),
    ],
)
def test_credentials_that_cannot_be_made_are_one_line_and_hide_no_other_profile(
    filled: Cloud, monkeypatch: pytest.MonkeyPatch, broken: str, words: str
) -> None:
    good = "[profile good]\nregion = us-east-1\naws_access_key_id = A\naws_secret_access_key = B\n"
    configure(monkeypatch, f"{good}[profile bad]\nregion = us-east-1\n{broken}\n")
    ran = run("list", "--profile", "bad", "--profile", "good")
    assert ran.code == 0, ran.err
    (line,) = [line for line in ran.err.splitlines() if "bad us-east-1" in line]
    assert words in line
    assert "secret" not in line
    assert "--endpoint-url" not in line
    assert SHELL in ran.out
    monkeypatch.setenv("AWS_PROFILE", "bad")
    ran = run("list")
    assert ran.code == 3
    assert words in ran.err


EXPIRED = (
    "[profile {0}]\nregion = us-east-1\nsso_session = corp\nsso_account_id = 123456789012\n"
    "sso_role_name = Auditor\n"
)
CORP = "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://example.awsapps.com/start\n"


def test_a_profile_whose_login_has_expired_is_one_line_and_hides_no_other(
    filled: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = "[profile good]\nregion = us-east-1\naws_access_key_id = A\naws_secret_access_key = B\n"
    configure(monkeypatch, good + EXPIRED.format("old") + EXPIRED.format("older") + CORP)
    ran = started_anew("list", "--profile", "good", "--profile", "old")
    assert ran.returncode == 0
    assert SHELL in ran.stdout
    refusals = [line for line in ran.stderr.splitlines() if " opened " not in line]
    (line,) = refusals
    assert "your credentials cannot be renewed (SSOTokenLoadError)." in line
    assert line.endswith("aws sso login --profile old")
    ran = started_anew("list", "--profile", "old", "--profile", "older")
    assert ran.returncode == 3
    lines = ran.stderr.splitlines()
    assert [line.rpartition(" ")[2] for line in lines] == ["old", "older", "why."]


@pytest.mark.parametrize("where", ["--endpoint-url", "AWS_ENDPOINT_URL_S3"])
def test_an_address_that_is_none_is_one_line(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "nonsense")
    option = ("--endpoint-url", "nonsense") if where.startswith("--") else ()
    ran = run("list", "s3://b/", *option)
    assert ran.code == 3
    assert "Invalid endpoint: nonsense. Write" in ran.err
