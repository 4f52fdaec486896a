"""What AWS and botocore say, told to people."""

from __future__ import annotations

import pytest
from botocore import exceptions as boto
from botocore.exceptions import ClientError

from replayer.errors import (
    AccessDenied,
    CredentialsRefused,
    NoSuchSession,
    ReplayError,
    SourceFailed,
    Unreachable,
)
from replayer.sources.aws.faults import aws_errors


def told(error: Exception) -> ReplayError:
    with pytest.raises(ReplayError) as caught, aws_errors("s3://b/", "s3:ListBucket", "audit"):
        raise error
    return caught.value


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("AccessDenied", AccessDenied, "Ask for s3:ListBucket"),
        ("ThrottlingException", Unreachable, "calls_per_second"),
        ("SlowDown", Unreachable, "too many calls"),
        ("InternalError", Unreachable, "AWS itself failed (InternalError)"),
        ("503", Unreachable, "Try again"),
        ("NoSuchBucket", NoSuchSession, "no such bucket"),
        ("ResourceNotFoundException", NoSuchSession, "no such log group or stream"),
        ("PermanentRedirect", SourceFailed, "--region"),
        ("ExpiredToken", CredentialsRefused, "aws sso login --profile audit"),
        ("KMS.DisabledException", AccessDenied, "kms:Decrypt"),
        ("Whatever", SourceFailed, "Whatever: it said {so}"),
    ],
)
def test_an_answer_is_told_by_its_code(code: str, kind: type[ReplayError], words: str) -> None:
    error = told(ClientError({"Error": {"Code": code, "Message": "it said {so}"}}, "ListObjectsV2"))
    assert type(error) is kind
    assert words in str(error)
    assert str(error).startswith("s3://b/: ")


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (boto.NoCredentialsError(), CredentialsRefused, "aws configure"),
        (boto.ProfileNotFound(profile="x"), SourceFailed, "list-profiles"),
        (boto.NoRegionError(), SourceFailed, "--region"),
        (
            boto.SSOTokenLoadError(error_msg="x"),
            CredentialsRefused,
            "aws sso login --profile audit",
        ),
        (boto.ReadTimeoutError(endpoint_url="x"), Unreachable, "did not answer in time"),
        (boto.EndpointConnectionError(endpoint_url="x"), Unreachable, "EndpointConnectionError"),
        (boto.ConnectionClosedError(endpoint_url="x"), Unreachable, "ConnectionClosedError"),
        (
            boto.UnknownServiceError(service_name="x", known_service_names=""),
            SourceFailed,
            "UnknownServiceError",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_a_silence_is_told_by_its_class(
    error: Exception, kind: type[ReplayError], words: str
) -> None:
    found = told(error)
    assert type(found) is kind
    assert words in str(found)


def test_a_bug_of_ours_stays_a_bug() -> None:
    with pytest.raises(KeyError), aws_errors("s3://b/", "s3:ListBucket"):
        raise KeyError("x")
