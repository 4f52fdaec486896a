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
        ("KMS.AccessDeniedException", AccessDenied, "kms:Decrypt"),
        ("KMS.DisabledException", SourceFailed, "key with which it is encrypted is disabled"),
        ("KMS.KMSInvalidStateException", SourceFailed, "it said {so}"),
        ("RequestTimeTooSkewed", CredentialsRefused, "clock of this machine"),
        ("RequestInTheFuture", CredentialsRefused, "clock of this machine"),
        (
            "UnrecognizedClientException",
            CredentialsRefused,
            "region that the account has not enabled",
        ),
        ("OptInRequired", AccessDenied, "aws account enable-region"),
        ("InvalidNextToken", SourceFailed, "forgotten where the list was"),
        ("InvalidNextTokenException", SourceFailed, "--since"),
        ("Whatever", SourceFailed, "Whatever: it said {so}"),
    ],
)
def test_an_answer_is_told_by_its_code(code: str, kind: type[ReplayError], words: str) -> None:
    error = told(ClientError({"Error": {"Code": code, "Message": "it said {so}"}}, "ListObjectsV2"))
    assert type(error) is kind
    assert words in str(error)
    assert str(error).startswith("s3://b/: ")


@pytest.mark.parametrize(
    "code", ["InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure"]
)
@pytest.mark.parametrize(
    "said",
    [
        "Signature expired: 20261128T120000Z is now earlier than 20261128T121500Z (20261128T122000Z - 5 min.)",
        "Signature not yet current: 20261128T130000Z is still later than 20261128T122500Z",
        "AWS was not able to validate the provided access credentials: the request's date is too skewed",
    ],
)
def test_a_signature_of_another_time_is_this_machine_s_clock(code: str, said: str) -> None:
    error = told(ClientError({"Error": {"Code": code, "Message": said}}, "DescribeSessions"))
    assert type(error) is CredentialsRefused
    assert "clock of this machine" in str(error)


def test_a_signature_with_a_wrong_secret_is_not() -> None:
    said = "The request signature we calculated does not match the signature you provided."
    code = "SignatureDoesNotMatch"
    error = told(ClientError({"Error": {"Code": code, "Message": said}}, "ListObjectsV2"))
    assert "not accepted (SignatureDoesNotMatch)" in str(error)
    assert "clock" not in str(error)


def test_a_group_whose_events_only_insights_gives_is_said_so() -> None:
    said = (
        "The log group g is of log-group-class INFREQUENT_ACCESS. "
        "GetLogEvents is not supported for this log class."
    )
    for code in ("InvalidParameterException", "InvalidOperationException"):
        error = told(ClientError({"Error": {"Code": code, "Message": said}}, "GetLogEvents"))
        assert type(error) is SourceFailed
        assert "Infrequent Access" in str(error)
        assert "--insights" in str(error)


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (boto.NoCredentialsError(), CredentialsRefused, "aws configure"),
        (boto.ProfileNotFound(profile="x"), SourceFailed, "list-profiles"),
        (boto.NoRegionError(), SourceFailed, "--region"),
        (boto.InvalidRegionError(region_name="EU Central"), SourceFailed, "--region eu-central-1"),
        (boto.ConfigParseError(path="/x/config"), CredentialsRefused, "AWS_CONFIG_FILE"),
        (
            boto.InvalidConfigError(error_msg="no source_profile"),
            CredentialsRefused,
            "no source_profile",
        ),
        (
            boto.PartialCredentialsError(provider="env", cred_var="aws_secret_access_key"),
            CredentialsRefused,
            "missing: aws_secret_access_key",
        ),
        (
            boto.CredentialRetrievalError(provider="custom-process", error_msg="vault is sealed"),
            CredentialsRefused,
            "vault is sealed",
        ),
        (boto.LoginRefreshRequired(), CredentialsRefused, "aws login --profile audit"),
        (boto.MissingDependencyException(msg="pip install botocore[crt]"), SourceFailed, "[crt]"),
        (boto.ProxyConnectionError(proxy_url="http://u:secret@p:1"), Unreachable, "HTTPS_PROXY"),
        (
            boto.SSLError(endpoint_url="https://x", error=OSError("self-signed")),
            Unreachable,
            "AWS_CA_BUNDLE",
        ),
        (
            boto.ParamValidationError(report="Invalid bucket name: a\nb"),
            SourceFailed,
            "no name that AWS takes",
        ),
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
    assert "secret@" not in str(found)


def test_of_a_certificate_the_reason_is_said_and_no_long_address() -> None:
    error = told(
        boto.SSLError(endpoint_url="https://x/?a=b", error=OSError("self-signed certificate"))
    )
    assert "not trusted (self-signed certificate)" in str(error)


def test_a_failure_of_the_system_that_names_no_file_is_not_told_as_none() -> None:
    assert "None" not in str(told(OSError("no entropy")))
    assert "no entropy" in str(told(OSError("no entropy")))


def test_credentials_that_were_pasted_with_a_line_break_are_told_and_not_shown() -> None:
    cause = ValueError("Invalid header value b'AWS4-HMAC-SHA256 Credential=AKIA\\n'")
    error = told(boto.HTTPClientError(error=cause))
    assert type(error) is CredentialsRefused
    assert "line break" in str(error)
    assert "AKIA" not in str(error)


def test_a_refusal_that_no_permission_lifts_is_told_apart() -> None:
    said = (
        "User: u is not authorized to perform: ssm:DescribeSessions on resource: * "
        "with an explicit deny in a service control policy"
    )
    error = told(
        ClientError(
            {"Error": {"Code": "AccessDeniedException", "Message": said}}, "DescribeSessions"
        )
    )
    assert type(error) is AccessDenied
    assert "explicit deny in a service control policy" in str(error)
    assert "ssm:DescribeSessions" in str(error)
    assert "Ask for" not in str(error)


@pytest.mark.parametrize("operation", ["ListObjectsV2", "GetObject"])
def test_s3_s_refusal_without_a_word_may_be_of_a_bucket_whose_requester_pays(
    operation: str,
) -> None:
    def refusal(said: str) -> str:
        answer = {"Code": "AccessDenied", "Message": said}
        return str(told(ClientError({"Error": answer}, operation)))  # type: ignore[typeddict-item]

    assert "has its requester pay" in refusal("Access Denied")
    named = refusal("User: u is not authorized to perform: s3:ListBucket on resource: b")
    assert "has its requester pay" not in named


def test_a_bug_of_ours_stays_a_bug() -> None:
    with pytest.raises(KeyError), aws_errors("s3://b/", "s3:ListBucket"):
        raise KeyError("x")
