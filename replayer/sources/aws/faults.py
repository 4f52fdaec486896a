"""What AWS and botocore say when something fails, told to people: what, where, and what to ask for or to run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from botocore import exceptions as boto
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from replayer.errors import (
    AccessDenied,
    CredentialsRefused,
    NoSuchSession,
    ReplayError,
    SourceFailed,
    Unreachable,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure as people hear of it; what stands in braces is filled in by `aws_errors`."""

    error: type[ReplayError]
    message: str
    hint: str


_NETWORK = "Check the network, the proxy, and --region and --endpoint-url."
_DENIED = Fault(
    AccessDenied, "AWS refused it.", "Ask for {permission} on it, or pass another --profile."
)
_PAYER = "A bucket of another account that has its requester pay refuses it, too: nothing is read from such a one."
_DENIED_SILENTLY = {
    "ListObjectsV2": replace(_DENIED, hint=f"{_DENIED.hint} {_PAYER}"),
    "GetObject": replace(
        _DENIED,
        hint=f"{_DENIED.hint} Without s3:ListBucket on its bucket, AWS refuses what is not there, too. {_PAYER}",
    ),
}
"""By operation, for refusals in which S3 does not name the permission."""
_KEY = Fault(
    AccessDenied,
    "AWS refused the key with which it is encrypted.",
    "Ask for kms:Decrypt on that KMS key; the right to read the object itself is there.",
)
_KEY_GONE = Fault(
    SourceFailed,
    "the key with which it is encrypted is disabled or gone ({said}).",
    "Have that KMS key enabled, or its deletion cancelled.",
)
_ROLE = Fault(
    AccessDenied,
    "AWS gives no credentials for the profile's role ({code}: {said}).",
    "Ask for sts:AssumeRole on that role, or for SSO to be assigned to it, or pass another --profile.",
)
_FOR_A_ROLE = {
    "AssumeRole",
    "AssumeRoleWithWebIdentity",
    "AssumeRoleWithSAML",
    "GetRoleCredentials",
}
"""Calls that botocore makes by itself, before the one that was wanted."""
_DENIED_BY_POLICY = Fault(
    AccessDenied,
    "AWS refused it by an {deny}.",
    "The right to {permission} does not lift that: ask whoever keeps that policy, or pass another --profile.",
)
_CLOCK = Fault(
    CredentialsRefused,
    "the clock of this machine is wrong, so AWS takes no request from it ({code}).",
    "Set it, such as by: timedatectl set-ntp true",
)
_NOT_ENABLED = Fault(
    AccessDenied,
    "the account has not enabled this region or service ({code}).",
    "Leave that --region away, or have it enabled: aws account enable-region --region-name REGION",
)
_ONLY_INSIGHTS = Fault(
    SourceFailed,
    "the log group is of the class Infrequent Access, whose events AWS gives to Logs Insights alone.",
    "Its sessions are listed and counted (`usage --insights`); replay them from S3.",
)
_EXPIRED = Fault(CredentialsRefused, "your credentials have expired.", "{login}")
_UNKNOWN = Fault(
    CredentialsRefused,
    "your credentials are not accepted ({code}).",
    "{login} In a region that the account has not enabled AWS says the same.",
)
_THROTTLED = Fault(
    Unreachable,
    "AWS answers that there are too many calls, and still did after several tries.",
    "Wait a minute, or lower calls_per_second in the settings.",
)
_ELSEWHERE = Fault(SourceFailed, "it is in another region.", "Name that region with --region.")
_CHANGED = Fault(SourceFailed, "the object was replaced while it was read.", "Open it again.")
_FORGOTTEN = Fault(
    SourceFailed,
    "AWS has forgotten where the list was, so the rest of it is not known ({code}).",
    "List it again; --since shortens it.",
)
_BROKEN = Fault(
    Unreachable,
    "AWS itself failed ({code}), and still did after several tries.",
    "Try again in a few minutes.",
)
_ARCHIVED = Fault(
    SourceFailed,
    "the object is archived{kind} and cannot be read at once.",
    "Restore it first: aws s3api restore-object --restore-request Days=7 --bucket BUCKET --key KEY",
)


def _absent(what: str) -> Fault:
    return Fault(
        NoSuchSession, f"there is no such {what}.", "Check the name, the region and the account."
    )


_ANSWERS: dict[str, Fault] = {
    **dict.fromkeys(
        (
            "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError",
            "AuthorizationErrorException", "UnauthorizedAccess", "AllAccessDisabled", "Forbidden", "403",
        ),
        _DENIED,
    ),
    **dict.fromkeys(("ExpiredToken", "ExpiredTokenException", "RequestExpired"), _EXPIRED),
    **dict.fromkeys(("RequestTimeTooSkewed", "RequestInTheFuture"), _CLOCK),
    **dict.fromkeys(("OptInRequired", "SubscriptionRequiredException"), _NOT_ENABLED),
    **dict.fromkeys(
        (
            "InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "InvalidToken",
            "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "AuthFailure",
        ),
        _UNKNOWN,
    ),
    **dict.fromkeys(
        (
            "Throttling", "ThrottlingException", "ThrottledException", "RequestLimitExceeded", "SlowDown",
            "TooManyRequestsException", "RequestThrottled", "LimitExceededException",
        ),
        _THROTTLED,
    ),
    **dict.fromkeys(
        ("PermanentRedirect", "301", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"),
        _ELSEWHERE,
    ),
    **dict.fromkeys(("PreconditionFailed", "412"), _CHANGED),
    **dict.fromkeys(("InvalidNextToken", "InvalidNextTokenException"), _FORGOTTEN),
    **dict.fromkeys(
        (
            "500", "502", "503", "504", "InternalError", "InternalServerError", "InternalFailure",
            "ServiceUnavailable", "ServiceUnavailableException", "InternalServiceException",
        ),
        _BROKEN,
    ),
    "InvalidObjectState": _ARCHIVED,
    "NoSuchBucket": _absent("bucket"),
    "NoSuchKey": _absent("object"),
    "MethodNotAllowed": Fault(
        NoSuchSession,
        "this version is a mark that the object was deleted.",
        "Name a version before it: aws s3api list-object-versions --bucket BUCKET --prefix KEY",
    ),
    "NoSuchVersion": _absent("version of the object"),
    "404": _absent("object"),
    "ResourceNotFoundException": _absent("log group or stream"),
    "InvalidDocument": _absent("document"),
    "ClusterNotFoundException": _absent("cluster"),
}  # fmt: skip
_OTHER_ANSWER = Fault(SourceFailed, "AWS answered with {code}: {said}", "")

_SILENCES: tuple[tuple[tuple[type[BotoCoreError], ...], Fault], ...] = (
    (
        (boto.NoCredentialsError,),
        Fault(
            CredentialsRefused,
            "there are no AWS credentials.",
            "Run `aws configure` or `aws sso login`, or pass --profile.",
        ),
    ),
    (
        (boto.PartialCredentialsError,),
        Fault(CredentialsRefused, "half of the AWS credentials is missing: {said}.", "Set both."),
    ),
    (
        (boto.ProfileNotFound,),
        Fault(SourceFailed, "{said}.", "See `aws configure list-profiles`."),
    ),
    (
        (boto.ConfigParseError, boto.ConfigNotFound, boto.InvalidConfigError),
        Fault(
            CredentialsRefused,
            "the AWS configuration is broken: {said}.",
            "Mend ~/.aws/config or ~/.aws/credentials, or the file that AWS_CONFIG_FILE names.",
        ),
    ),
    (
        (boto.NoRegionError,),
        Fault(SourceFailed, "no region is known.", "Pass --region, such as --region eu-central-1."),
    ),
    (
        (boto.InvalidRegionError,),
        Fault(SourceFailed, "{said}.", "Write it as in --region eu-central-1."),
    ),
    (
        (boto.ParamValidationError,),
        Fault(
            SourceFailed,
            "this is no name that AWS takes.",
            "Write s3://BUCKET/PREFIX/ or logs://GROUP/, and names as AWS has them.",
        ),
    ),
    (
        (boto.LoginError,),
        Fault(CredentialsRefused, "your login is over ({name}).", "Run: aws login{profile}"),
    ),
    (
        (boto.SSOError, boto.TokenRetrievalError),
        Fault(CredentialsRefused, "your credentials cannot be renewed ({name}).", "{login}"),
    ),
    (
        (boto.CredentialRetrievalError, boto.RefreshWithMFAUnsupportedError),
        Fault(CredentialsRefused, "your credentials cannot be renewed: {said}.", "{login}"),
    ),
    (
        (boto.ReadTimeoutError, boto.ConnectTimeoutError),
        Fault(Unreachable, "AWS did not answer in time.", _NETWORK),
    ),
    (
        (boto.ProxyConnectionError,),
        Fault(
            Unreachable,
            "the proxy cannot be reached, or refused.",
            "Check HTTPS_PROXY and HTTP_PROXY, and name in NO_PROXY what needs none.",
        ),
    ),
    (
        (boto.SSLError,),
        Fault(
            Unreachable,
            "the certificate of what answered is not trusted ({said}).",
            "Behind a proxy that reads along, name the file of its certificate in AWS_CA_BUNDLE.",
        ),
    ),
    (
        (boto.HTTPClientError, boto.ConnectionError, boto.IncompleteReadError),
        Fault(Unreachable, "AWS cannot be reached, or broke off ({name}).", _NETWORK),
    ),
)
"""Asked in this order."""
_STRANGER = Fault(
    Unreachable,
    "what answered does not speak as AWS does: a proxy or a login page, perhaps.",
    _NETWORK,
)
_UNSENDABLE = Fault(
    CredentialsRefused,
    "your credentials hold a character that none has, such as a line break.",
    "Copy them anew.",
)
_UNUSABLE = Fault(
    CredentialsRefused,
    "what the AWS configuration names for credentials cannot be used: {said}.",
    "Mend credential_process, web_identity_token_file or the like in ~/.aws/config.",
)
_GARBLED = Fault(CredentialsRefused, "the saved SSO login cannot be read.", "{login}")
_SAVED = re.compile(r"[0-9a-f]{40}")
"""What botocore calls the file of a saved login, and says alone where that is broken."""
_OTHER_SILENCE = Fault(SourceFailed, "asking AWS failed ({name}): {said}", "")
_ACTION = re.compile(r"not authorized to perform: ([a-z0-9-]+:\w+)")
"""How most services name the permission that was missing, which may be another than that of the call."""
_DENY = re.compile(r"explicit deny(?: in an? [a-z-]+(?: [a-z-]+)*? policy)?")
"""How AWS says that a policy forbids it, whatever another one allows."""
_TOLD_BY_WORDS = (
    (_OTHER_ANSWER, re.compile("INFREQUENT_ACCESS"), _ONLY_INSIGHTS),
    (
        _UNKNOWN,
        re.compile(r"signature (?:expired|not yet current)|too skewed", re.IGNORECASE),
        _CLOCK,
    ),
    (_DENIED, _DENY, _DENIED_BY_POLICY),
    (_DENIED, re.compile(r"\bkms\b", re.IGNORECASE), _KEY),
)
"""What a code alone leaves open; asked in this order."""


@contextmanager
def aws_errors(where: str, permission: str, profile: str | None = None) -> Iterator[None]:
    """Turn what AWS says of `where` into errors for people; `permission` is what the call needs.

    Raises:
        AccessDenied: AWS is there and refused.
        Unreachable: AWS did not answer, or not in time.
        NoSuchSession: the bucket, object, stream or document is not there.
        SourceFailed: any other answer.
    """
    option = f" --profile {profile}" if profile else ""
    login = f"Renew them; with SSO: aws sso login{option}"
    try:
        yield
    except ClientError as error:
        details = error.response.get("Error", {})
        code, said = str(details.get("Code", "")), str(details.get("Message", ""))
        action, deny = _ACTION.search(said), _DENY.search(said)
        kind = f" ({found})" if (found := details.get("StorageClass")) else ""
        raise _told(
            _of_answer(code, said, error.operation_name),
            where,
            code=code,
            said=said,
            permission=action[1] if action else permission,
            login=login,
            kind=kind,
            deny=deny[0] if deny else "",
        ) from error
    except ResponseParserError as error:
        raise _told(_STRANGER, where) from error
    except BotoCoreError as error:
        fault = next(
            (fault for kinds, fault in _SILENCES if isinstance(error, kinds)), _OTHER_SILENCE
        )
        cause = getattr(error, "kwargs", {}).get("error")
        if isinstance(cause, ValueError) and "header" in str(cause):
            fault = _UNSENDABLE
        name = type(error).__name__
        said = str(cause if isinstance(error, boto.SSLError) else error).rstrip(".")
        raise _told(fault, where, name=name, said=said, login=login, profile=option) from error
    # what follows is of programs and files that give credentials; what is of the network is above
    except OSError as error:
        said = f"{error.strerror} ({error.filename})" if error.filename else str(error)
        raise _told(_UNUSABLE, where, said=said) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise _told(_UNUSABLE, where, said="what it prints or holds is no JSON") from error
    except KeyError as error:
        if not _SAVED.fullmatch(str(error.args[0])):
            raise
        raise _told(_GARBLED, where, login=login) from error


def _of_answer(code: str, said: str, operation: str) -> Fault:
    fault = _ANSWERS.get(code, _OTHER_ANSWER)
    if operation in _FOR_A_ROLE and fault in (_DENIED, _OTHER_ANSWER):
        return _ROLE
    if code.startswith("KMS."):
        return _KEY if "AccessDenied" in code else _KEY_GONE
    for known, words, meant in _TOLD_BY_WORDS:
        if fault is known and words.search(said):
            return meant
    if fault is _DENIED and not _ACTION.search(said):
        return _DENIED_SILENTLY.get(operation, fault)
    return fault


def _told(fault: Fault, where: str, **words: str) -> ReplayError:
    return fault.error(fault.message.format(**words), where=where, hint=fault.hint.format(**words))
