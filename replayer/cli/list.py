"""`ssm-replay list`: one row a session."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from replayer.cli import options
from replayer.cli.filters import filters
from replayer.foreign import on_a_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from replayer.cli.filters import Filter
    from replayer.settings import AwsSettings
    from replayer.sources import Entry


@click.command("list", epilog="Example: ssm-replay list --since 2d --owner alice --json")
@options.paths
@options.source
@filters
@options.aws
@options.as_json
def list_sessions(
    paths: tuple[str, ...],
    sources: tuple[str, ...],
    chosen: Filter,
    aws: AwsSettings,
    as_json: bool,
) -> None:
    """Print one row a session, in PATH or else in AWS.

    TIME says what a replay's times would rest on: "●" stamps inside the session, "◐" only its start and end,
    "◌" nothing, so that the pace is invented, "?" that only opening it tells, "–" no log. Files that hold no session
    are named on stderr, and so is each source that refused. Rows of one bucket or log group come in its own order and
    at once; else they come when all is known, the newest first.
    """
    from replayer.cli.lookup import entries_in, is_one_listing

    found = entries_in(paths, sources, aws, chosen.wanted)
    entries = (
        _limited(filter(chosen.passes, found), chosen.limit)
        if is_one_listing(paths, sources, aws)
        else _sorted(found, chosen)
    )
    entries = _told(entries)
    if as_json:
        from replayer.cli.session_json import session_object

        for entry in entries:
            click.echo(json.dumps(session_object(entry.session)))
        return
    from replayer.cli.table import table

    for line in table(entries):
        click.echo(line)


def _told(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield `entries`, and say on stderr what is odd about each."""
    for entry in entries:
        for remark in entry.remarks:
            click.echo(f"ssm-replay: {on_a_line(entry.key)}: {on_a_line(remark)}", err=True)
        yield entry


def _sorted(found: Iterable[Entry], chosen: Filter) -> list[Entry]:
    entries = {entry.key: entry for entry in found}  # one that grew replaces what it was
    return sorted(filter(chosen.passes, entries.values()), key=_newest_first)[: chosen.limit]


def _limited(entries: Iterable[Entry], limit: int | None) -> Iterator[Entry]:
    for count, entry in enumerate(entries, start=1):
        yield entry
        if count == limit:
            return


def _newest_first(entry: Entry) -> tuple[float, str]:
    return (-entry.when.timestamp() if entry.when else 0.0, entry.key)
