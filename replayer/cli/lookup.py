"""What the user named, looked up; what was passed over is said on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from replayer.errors import CredentialsRefused, NoSuchSession, ReplayError, SourceFailed, WrongUsage
from replayer.foreign import on_a_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from replayer.recording.recording import Recording
    from replayer.settings import AwsSettings
    from replayer.sources import Entry, Skipped
    from replayer.sources.source import Answer, Wanted

_BUNDLED = "fixture:"


def entries_in(
    paths: Sequence[str], sources: Sequence[str], aws: AwsSettings, wanted: Wanted
) -> Iterator[Entry]:
    """Yield the entries of all places, one that grew again; without places AWS, or else the bundled fixtures.

    Raises:
        NoSuchSession: there is no session in them, or no such place.
        SourceFailed: a place cannot be read, or every source in AWS refused.
    """
    from replayer.opening import ask_for_codes, catalog, usual_places
    from replayer.sources import Entry

    ask_for_codes((*paths, *sources), aws)
    places = (*paths, *sources) or usual_places(aws)
    if places == (_BUNDLED,) and not paths:
        click.echo(
            "ssm-replay: no PATH was given, and no AWS credentials are set up; these are the bundled fixtures.",
            err=True,
        )
    answers = _Answers()
    count = 0
    for each in catalog(places, aws=aws, wanted=wanted):
        if isinstance(each, Entry):
            count += 1
            yield each
        else:
            answers.take(each)
    if count:
        return
    if answers.done:
        click.echo("ssm-replay: the sources answered, and know no session.", err=True)
        return
    raise answers.failure() or NoSuchSession(
        "no session log was found.",
        where=", ".join(places),
        hint="Name log files of Session Manager, or folders that hold them.",
    )


def is_one_listing(paths: Sequence[str], sources: Sequence[str], aws: AwsSettings) -> bool:
    """Whether the places are one bucket or one log group, whose entries never grow."""
    from replayer.opening import SpecKind, parse_spec

    kinds = [parse_spec(place).kind for place in (*paths, *sources)]
    return kinds == [SpecKind.S3] or (kinds == [SpecKind.LOGS] and not aws.has_several_accounts)


class _Answers:
    """Says on stderr what sources answered, and remembers whether any did."""

    def __init__(self) -> None:
        self._problems: list[ReplayError] = []
        self._said: set[tuple[str, str]] = set()
        self.done = 0

    def take(self, each: Skipped | Answer) -> None:
        from replayer.sources import Skipped
        from replayer.sources.source import AnswerState

        if isinstance(each, Skipped):
            say_skipped(each)
        elif each.error is not None:
            self._problems.append(each.error)
            self._say(each.error)
        elif each.state is AnswerState.ASKED and "://" in each.where:
            click.echo(
                f"ssm-replay: opened {on_a_line(each.where)} ({on_a_line(each.why)})", err=True
            )
        elif each.state is AnswerState.DONE and each.kind is not None:
            self.done += 1

    def _say(self, error: ReplayError) -> None:
        if isinstance(error, CredentialsRefused):
            said = (error.message, error.hint)
            if said in self._said:  # once for an account, not for each of its sources
                return
            self._said.add(said)
        click.echo(f"ssm-replay: {error}", err=True)

    def failure(self) -> ReplayError | None:
        """Return the error of a search in which no source answered; None where none refused."""
        if not self._problems:
            return None
        return SourceFailed("none of the sources answered.", hint="The lines above say why.")


def entries_of(
    specs: Sequence[str], sources: Sequence[str], aws: AwsSettings, wanted: Wanted
) -> list[Entry]:
    """Return the entries that `specs` name: a session each, or all of a place.

    Raises:
        ReplayError: one of them names nothing, or cannot be read.
    """
    from replayer.opening import SpecKind, parse_spec

    names = [spec for spec in specs if parse_spec(spec).kind is SpecKind.NAME]
    places = [spec for spec in specs if spec not in names]
    found = {}
    for name in names:
        entry = find_entry([name], sources, aws)
        found[entry.key] = entry
    if places:
        found |= {entry.key: entry for entry in entries_in(places, (), aws, wanted)}
    return list(found.values())


def find_entry(specs: Sequence[str], sources: Sequence[str], aws: AwsSettings) -> Entry:
    """Return the one session that is meant.

    Raises:
        ManySessions: there are several.
        NoSuchSession: there is none.
        ReplayError: something that was named cannot be read.
    """
    from replayer.opening import ask_for_codes, find_one

    ask_for_codes((*specs, *sources), aws)
    return find_one(specs, sources, aws=aws, on_skipped=say_skipped)


def open_one(
    specs: Sequence[str],
    sources: Sequence[str],
    aws: AwsSettings,
    *,
    size: tuple[int, int] | None = None,
) -> Recording:
    """Return the complete recording of the one session that is meant.

    Raises:
        WrongUsage: a moment was named where a whole session is meant.
        ReplayError: there is not one session, or it cannot be read.
    """
    from replayer.opening import open_recording

    if moment_in(specs) is not None:
        raise WrongUsage(
            "#OFFSET names a moment, and a whole session is meant.", hint="Leave it out."
        )
    return open_recording(find_entry(specs, sources, aws), size=size)


def moment_in(specs: Sequence[str]) -> str | None:
    """Return the `#OFFSET` with which a spec ends, as a moment is written; None when none does."""
    from replayer.opening import parse_spec

    offsets = (parse_spec(spec).offset for spec in specs)
    return next((f"#{offset}" for offset in offsets if offset is not None), None)


def say_skipped(skipped: Skipped) -> None:
    """Say on stderr what was passed over, and why."""
    click.echo(
        f"ssm-replay: skipped {on_a_line(skipped.where)}: {on_a_line(skipped.why)}", err=True
    )
