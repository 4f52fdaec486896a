"""Whose credentials are used, and what is said where there are none or they fail."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import select
import sys
from pathlib import Path

import pytest

from replayer.opening import usual_places
from replayer.settings import AwsSettings
from tests.cli.running import run
from tests.sources.aws.cloud import Cloud, Fault

SHELL = "alice-a7edcmpb3u2m7os5af3r09fquo"


def configure(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    path = Path.home() / "aws-config"
    path.write_text(text)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")


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


def test_an_sso_token_that_has_expired_names_the_command_that_renews_it(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(
        monkeypatch,
        "[profile audit]\nregion = us-east-1\nsso_session = corp\nsso_account_id = 123456789012\n"
        "sso_role_name = Auditor\n[sso-session corp]\nsso_region = us-east-1\n"
        "sso_start_url = https://example.awsapps.com/start\n",
    )
    kept = Path.home() / ".aws" / "sso" / "cache"
    kept.mkdir(parents=True)
    token = {
        "startUrl": "https://example.awsapps.com/start",
        "region": "us-east-1",
        "accessToken": "not-a-token",
        "expiresAt": "2020-01-01T00:00:00Z",
    }
    name = hashlib.sha1(b"corp", usedforsecurity=False).hexdigest()  # as the AWS tools name it
    (kept / f"{name}.json").write_text(json.dumps(token))
    ran = run("list", "--profile", "audit")
    assert ran.code == 3
    assert "cannot be renewed" in ran.err
    assert "aws sso login --profile audit" in ran.err


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


def test_the_code_of_an_mfa_device_is_asked_for_in_the_terminal(
    filled: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(
        monkeypatch,
        "[profile base]\naws_access_key_id = A\naws_secret_access_key = B\n"
        "[profile audit]\nregion = us-east-1\nsource_profile = base\n"
        "role_arn = arn:aws:iam::123456789012:role/auditor\n"
        "mfa_serial = arn:aws:iam::123456789012:mfa/alice\n",
    )
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
