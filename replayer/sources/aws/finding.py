"""The sources of the accounts: those that the user named, or else those that the accounts themselves name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import TypeAlias

from replayer.errors import ReplayError
from replayer.session import TraceSource
from replayer.settings import AwsSettings
from replayer.sources.aws import ecs, instances, preferences
from replayer.sources.aws.clients import Account, Cancelled, accounts, readers
from replayer.sources.aws.cloudtrail import trail_source
from replayer.sources.aws.history import history_source
from replayer.sources.aws.logs import group_source
from replayer.sources.aws.preferences import LogPlace
from replayer.sources.aws.reported import reported
from replayer.sources.aws.s3 import bucket_source
from replayer.sources.naming import bucket_and_key, log_group
from replayer.sources.skipped import Skipped
from replayer.sources.source import Answer, AnswerState, Source

_GIVEN = "you named it"
_Search: TypeAlias = Callable[[Account, Cancelled], Iterator[LogPlace | Skipped]]


def has_credentials(settings: AwsSettings) -> bool:
    """Whether anything gives credentials for the accounts. May take seconds, and asks no account anything."""
    try:
        return any(account.has_credentials() for account in accounts(settings))
    except ReplayError:
        return True  # what is set up is broken: opening it says how


def callers(settings: AwsSettings) -> list[str]:
    """Return the ARNs under which the accounts are asked, as far as AWS says them."""
    found = (account.caller for account in accounts(settings))
    return list(dict.fromkeys(each for each in found if each))


def ask_for_codes(settings: AwsSettings) -> None:
    """Ask for the MFA codes that profiles need, in the terminal, before an app takes it.

    Raises:
        AccessDenied: AWS did not accept one.
        SourceFailed: there is no such profile.
    """
    for account in accounts(settings):
        account.ask_for_code()


def needs_codes(settings: AwsSettings) -> bool:
    """Whether any profile needs an MFA code.

    Raises:
        SourceFailed: there is no such profile.
    """
    return any(account.needs_code for account in accounts(settings))


def sources(settings: AwsSettings, cancelled: Cancelled) -> Iterator[Source | Answer | Skipped]:
    """Yield the sources as they get known, each once, an answer for what refused to name any, and what names none.

    Raises:
        SourceFailed: there is no such profile.
    """
    seen: set[tuple[str, str | None]] = set()
    for account in accounts(settings):
        for each in _of_account(account, settings, cancelled):
            if cancelled():
                return
            if not isinstance(each, Source):
                yield each
                continue
            # one bucket may be named by many accounts; groups and histories are each account's own
            own = None if each.kind is TraceSource.S3 else str(account)
            if (each.where, own) not in seen:
                seen.add((each.where, own))
                yield each


def log_groups(account: Account, settings: AwsSettings, cancelled: Cancelled) -> Iterator[str]:
    """Yield the log groups that the user named, or else those that the account itself names.

    Raises:
        SourceFailed: the account refused to name any.
    """
    if settings.buckets or settings.log_groups:
        yield from map(log_group, settings.log_groups)
        return
    groups: list[str] = []
    problem: ReplayError | None = None
    searches: tuple[_Search, ...] = (preferences.log_places, ecs.log_places)
    for search in searches:
        try:
            places = (each for each in search(account, cancelled) if isinstance(each, LogPlace))
            groups += (place.group for place in places if place.group)
        except ReplayError as error:
            problem = error
    if problem is not None and not groups:
        raise problem
    yield from groups


def target_names(
    settings: AwsSettings, targets: Collection[str], cancelled: Cancelled
) -> Iterator[tuple[str, str] | Answer]:
    """Yield each target that has a name, and the name; what comes later counts more, as a Name tag than a host name.

    What refused is told by an answer: names are a help that nothing depends on.
    """
    for target in targets:
        if (name := ecs.task_name(target)) is not None:
            yield target, name
    for account in accounts(settings):
        for search, asked in (
            (instances.host_names, f"the managed nodes of {account}"),
            (instances.tag_names, f"the instances of {account}"),
            (ecs.service_names, f"the ECS tasks of {account}"),
        ):
            if cancelled():
                return
            try:
                yield from search(account, targets)
            except ReplayError as error:
                yield Answer(None, asked, "they have names", AnswerState.REFUSED, error=error)


def _of_account(
    account: Account, settings: AwsSettings, cancelled: Cancelled
) -> Iterator[Source | Answer | Skipped]:
    yield history_source(
        account,
        lambda asked, session, over: reported(asked, session, settings, over),
    )
    yield trail_source(account)
    if settings.buckets or settings.log_groups:
        for place in _given(settings):
            yield _source(account, place, settings)
        return
    searches: tuple[tuple[str, _Search], ...] = (
        ("the preferences", preferences.log_places),
        ("the ECS clusters", ecs.log_places),
    )
    for kind, search in searches:
        yield from _named(account, kind, search, settings, cancelled)


def _given(settings: AwsSettings) -> Iterator[LogPlace]:
    for bucket in settings.buckets:
        name, own = bucket_and_key(bucket)
        for prefix in [own] if own else settings.prefixes or [""]:
            yield LogPlace(_GIVEN, bucket=name, prefix=prefix)
    for group in settings.log_groups:
        yield LogPlace(_GIVEN, group=group)


def _named(
    account: Account,
    kind: str,
    search: _Search,
    settings: AwsSettings,
    cancelled: Cancelled,
) -> Iterator[Source | Answer | Skipped]:
    """Yield the sources that `search` finds the names of, and how asking for them went."""
    answer = Answer(None, f"{kind} of {account}", "they name the other sources", AnswerState.DONE)
    try:
        for place in search(account, cancelled):
            if isinstance(place, Skipped):
                yield place
                continue
            answer = replace(answer, found=answer.found + 1)
            for each in _under(place, settings):
                yield _source(account, each, settings)
    except ReplayError as error:
        answer = replace(answer, state=AnswerState.REFUSED, error=error)
    yield answer


def _under(place: LogPlace, settings: AwsSettings) -> Iterator[LogPlace]:
    """Yield `place` under each prefix that the user named for buckets, or else under its own."""
    if place.group or not settings.prefixes:
        yield place
        return
    for prefix in settings.prefixes:
        yield replace(place, why=f"{place.why}, its prefix by you", prefix=prefix)


def _source(account: Account, place: LogPlace, settings: AwsSettings) -> Source:
    if place.group:
        return group_source(account, place.group, place.why, settings)
    return bucket_source(readers(account, settings), place.bucket, place.prefix, place.why)
