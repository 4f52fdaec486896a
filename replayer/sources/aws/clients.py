"""Accounts and their clients: one profile in one region, asked gently.

Every client backs off by itself when AWS throttles, waits at most ten seconds for a reply, and keeps to a rate.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError
from botocore.loaders import Loader, create_loader
from botocore.parsers import ResponseParserError
from botocore.utils import parse_timestamp

from replayer.errors import AccessDenied, CredentialsRefused, ReplayError, SourceFailed
from replayer.settings import AwsSettings
from replayer.sources.aws.faults import aws_errors
from replayer.sources.aws.rate import Rate, calls_allowed
from replayer.sources.cache import Cache
from replayer.sources.sighting import account_of

if TYPE_CHECKING:
    from botocore.awsrequest import AWSResponse
    from botocore.model import OperationModel
    from mypy_boto3_cloudtrail import CloudTrailClient
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_sts import STSClient

Cancelled = Callable[[], bool]
_Page = TypeVar("_Page")
_Found = TypeVar("_Found")

READ_TIMEOUT = 10
"""Seconds without a byte."""
_TRIES = 5
_TRIES_IN_A_POLL = 2
"""The next poll is a try, too, and whoever follows a session wants to know soon that nothing answers."""
_CONFIG = Config(connect_timeout=5, user_agent_extra="ssm-replay")


@cache
def _models() -> Loader:
    """Return the descriptions of the services, which take a tenth of a second each to read: once for all accounts."""
    return create_loader()


class Account:
    """One profile in one region: makes the clients, each once, when they are needed."""

    def __init__(
        self,
        profile: str | None,
        region: str | None,
        settings: AwsSettings,
        *,
        read_timeout: float = READ_TIMEOUT,
    ) -> None:
        """Read the profile; `read_timeout` is how long a reply may be silent, in seconds.

        Raises:
            SourceFailed: there is no such profile, or the configuration is broken.
        """
        self.profile = profile
        self._settings = settings
        self._config = _CONFIG.merge(Config(read_timeout=read_timeout))
        self.cache = Cache(settings.cache_mb)
        """Where text is kept that need not be read again."""
        self._clients: dict[tuple[str, int], Any] = {}
        self._lock = threading.RLock()  # sessions are not to be shared between threads, clients are
        with self.errors(f"the profile {profile}" if profile else "the default profile", "nothing"):
            session = botocore.session.Session(profile=profile)
            session.get_scoped_config()  # what is wrong with it is told once, and not by each client
            session.register_component("data_loader", _models())
            replies = session.get_component("response_parser_factory")
            replies.set_parser_defaults(timestamp_parser=_moment)
            self._session = boto3.Session(botocore_session=session, region_name=region)
        self.region = self._session.region_name

    def __str__(self) -> str:
        """Return what tells this account from the others, for people."""
        return " ".join(filter(None, (self.profile, self.region))) or "the default profile"

    @property
    def identity(self) -> tuple[str | None, ...]:
        """What tells it from other accounts of this machine, as far as no call is needed for that."""
        addresses = (
            f"{name}={value}" for name, value in os.environ.items() if "ENDPOINT_URL" in name
        )
        key = os.environ.get("AWS_ACCESS_KEY_ID")
        return (self._session.profile_name, self.region, key, *sorted(addresses))

    def errors(self, where: str, permission: str) -> AbstractContextManager[None]:
        """Return a context in which AWS's errors become errors for people; see `faults.aws_errors`."""
        return aws_errors(where, permission, self.profile)

    def pages(
        self, paginated: Iterable[_Page], where: str, permission: str, cancelled: Cancelled
    ) -> Iterator[_Page]:
        """Yield the pages of one of its lists, each asked for when it is wanted; no more once cancelled.

        Raises:
            SourceFailed: AWS refused or failed; see `errors`.
        """
        rest = iter(paginated)
        while not cancelled():
            with self.errors(where, permission):
                page = next(rest, None)
            if page is None:
                return
            yield page

    @property
    def s3(self) -> S3Client:
        """Objects."""
        client: S3Client = self._client("s3")
        return client

    @property
    def logs(self) -> CloudWatchLogsClient:
        """Log streams."""
        client: CloudWatchLogsClient = self._client("logs")
        return client

    @property
    def polled_logs(self) -> CloudWatchLogsClient:
        """Log streams, for one who asks again and again: it gives up soon."""
        client: CloudWatchLogsClient = self._client("logs", _TRIES_IN_A_POLL)
        return client

    @property
    def ssm(self) -> SSMClient:
        """The session history, documents, and what agents say of their hosts."""
        client: SSMClient = self._client("ssm")
        return client

    @property
    def cloudtrail(self) -> CloudTrailClient:
        """Who called what."""
        client: CloudTrailClient = self._client("cloudtrail")
        return client

    @property
    def ecs(self) -> ECSClient:
        """Clusters."""
        client: ECSClient = self._client("ecs")
        return client

    @property
    def ec2(self) -> EC2Client:
        """Instances' names."""
        client: EC2Client = self._client("ec2")
        return client

    @cached_property
    def caller(self) -> str | None:
        """The ARN under which AWS is asked; None where AWS does not say, which nothing depends on."""
        sts: STSClient = self._client("sts")
        try:
            with self.errors("the caller's identity", "sts:GetCallerIdentity"):
                return sts.get_caller_identity()["Arn"]
        except ReplayError:
            return None

    @property
    def number(self) -> str | None:
        """The account's twelve digits; None where AWS does not say."""
        return account_of(self.caller)

    def has_credentials(self) -> bool:
        """Whether anything gives credentials. May take seconds where it asks the machine's own metadata service."""
        try:
            with self._lock, self.errors(f"the credentials of {self}", "nothing"):
                return self._session.get_credentials() is not None
        except ReplayError:
            return True  # they are set up, and broken: asking AWS will say how

    def ask_for_code(self) -> None:
        """Ask for the MFA code in the terminal where the profile needs one, before an app takes the terminal.

        Raises:
            AccessDenied: AWS did not accept it, or nobody can be asked.
        """
        where = f"the profile {self._session.profile_name}"
        with self._lock, self.errors(where, "sts:AssumeRole"):
            if not self.needs_code:
                return
            credentials = self._session.get_credentials()
            if credentials is None:
                return
            try:
                credentials.get_frozen_credentials()
            except EOFError as error:
                raise CredentialsRefused(
                    "it needs an MFA code, and there is no terminal to ask for it.",
                    where=where,
                    hint="Start it in a terminal, or put credentials of that role into the environment.",
                ) from error

    @property
    def needs_code(self) -> bool:
        """Whether the profile needs an MFA code before it is of any use."""
        profiles = self._session._session.full_config.get("profiles", {})  # noqa: SLF001 — boto3 has no door to it
        name: str | None = self._session.profile_name
        for _ in range(len(profiles)):  # a role may be assumed from a role
            profile = profiles.get(name, {})
            if "mfa_serial" in profile:
                return True
            name = profile.get("source_profile")
        return False

    def _client(self, service: str, tries: int = _TRIES) -> Any:
        with self._lock:
            if (service, tries) not in self._clients:
                self._clients[service, tries] = self._made(service, tries)
            return self._clients[service, tries]

    def _made(self, service: str, tries: int) -> Any:
        own = self._settings.endpoint_url
        config = self._config.merge(
            Config(retries={"mode": "adaptive", "total_max_attempts": tries})
        )
        if own:
            config = config.merge(Config(s3={"addressing_style": "path"}))
        where = f"{service} of {self}"
        try:
            with self.errors(where, "nothing"):
                client = self._session.client(  # type: ignore[call-overload]  # the name decides the type
                    service, endpoint_url=own, config=config
                )
        except ValueError as error:  # botocore has no class of its own for it
            raise SourceFailed(
                f"{error}.",
                where=where,
                hint="Write --endpoint-url and AWS_ENDPOINT_URL as in https://HOST:PORT",
            ) from error
        rate = Rate(
            calls_allowed(self._settings.calls_per_second, service, client.meta.endpoint_url)
        )
        client.meta.events.register("before-call", rate.wait)
        client.meta.events.register("needs-retry", partial(_wait_for_whole, tries))
        return client


def _moment(value: Any) -> datetime:
    """Return a reply's timestamp: botocore tries all spellings of a date, for half the time that a large list takes."""
    if isinstance(value, str) and value.endswith("Z"):
        with suppress(ValueError):
            return datetime.fromisoformat(value)
    return parse_timestamp(value)


def _wait_for_whole(
    tries: int,
    response: tuple[AWSResponse, Any] | None,
    operation: OperationModel,
    attempts: int,
    **_: object,
) -> float | None:
    """Return the seconds after which to ask again where a reply was cut off, which botocore does not notice; else None.

    Raises:
        ConnectionClosedError: all tries were cut off.
        ResponseParserError: the reply is not of AWS.
    """
    if response is None or operation.has_streaming_output or operation.http["method"] == "HEAD":
        return None
    reply, _parsed = response
    promised = reply.headers.get("content-length", "0")
    if promised.isdigit() and len(reply.content) < int(promised):
        if attempts >= tries:
            raise ConnectionClosedError(endpoint_url=reply.url)
        return 0.25 * attempts
    if operation.service_model.protocol == "json" and not reply.content.lstrip().startswith(b"{"):
        raise ResponseParserError("no JSON")
    return None


@cache
def _account(profile: str | None, region: str | None, settings: AwsSettings) -> Account:
    return Account(profile, region, settings)


def accounts(settings: AwsSettings) -> Iterator[Account]:
    """Yield each profile in each region; one of the same settings is made once, and keeps its credentials.

    Raises:
        SourceFailed: there is no such profile.
    """
    for profile in settings.profiles or (None,):
        for region in settings.regions or (None,):
            yield _account(profile, region, settings)


def first_that_may(
    accounts: Iterable[Account],
    look: Callable[[Account], Iterable[_Found]],
    passing: type[ReplayError] | tuple[type[ReplayError], ...] = AccessDenied,
) -> Iterator[_Found]:
    """Yield what `look` finds as the first of `accounts` that is not refused.

    Raises:
        ReplayError: each failed with one of `passing`, of which the first is raised, or one failed otherwise.
    """
    problem: ReplayError | None = None
    for account in accounts:
        try:
            yield from look(account)
        except passing as error:
            problem = problem or error
        else:
            return
    if problem is not None:
        raise problem


def readers(account: Account, settings: AwsSettings) -> tuple[Account, ...]:
    """Return `account` and one of each other profile: whoever of them has the right to a bucket reads it.

    Raises:
        SourceFailed: there is no such profile.
    """
    others = {each.profile: each for each in accounts(settings) if each.profile != account.profile}
    return (account, *others.values())
