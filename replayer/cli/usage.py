"""`ssm-replay usage`: how many sessions there were, when, whose and where."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from replayer.cli import options
from replayer.cli.filters import filters

if TYPE_CHECKING:
    from replayer.cli.filters import Filter
    from replayer.settings import AwsSettings
    from replayer.sources.usage import Usage

_UNITS = {"m": 1, "h": 60, "d": 24 * 60}
_PRICE = 0.005
"""Dollars that AWS charges for each gigabyte scanned, in most regions."""
_MOST = 20
"""Owners and targets that the table names; `--json` has all."""
_LONGEST = 64
"""Characters of a name; `--json` has all of it."""
_BAR = 40


def _span(value: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,4})([mhd])", value, re.ASCII)
    if match is None or not int(match[1]):
        raise click.BadParameter(f"{value!r} is no length of a bin: write 15m, 1h or 1d.")
    return timedelta(minutes=int(match[1]) * _UNITS[match[2]])


@click.command(epilog="Example: ssm-replay usage --since 7d --bin 1h")
@options.paths
@click.option(
    "--bin", "length", metavar="LENGTH", type=_span, default="15m", show_default=True,
    help="Minutes, hours or days in which sessions are counted together: 15m, 1h, 1d.",
)  # fmt: skip
@click.option(
    "--insights", is_flag=True,
    help="Let CloudWatch Logs Insights count, which AWS charges for: each session in every bin in which it spoke.",
)  # fmt: skip
@options.source
@filters
@options.aws
@options.as_json
def usage(
    paths: tuple[str, ...],
    length: timedelta,
    insights: bool,
    sources: tuple[str, ...],
    chosen: Filter,
    aws: AwsSettings,
    as_json: bool,
) -> None:
    """Count sessions by time, owner and target.

    Those in PATH, or without PATH those that AWS knows. A session counts once, in the bin in which it began. With
    --insights it counts in every bin in which it spoke, so that bins do not add up; owners and targets are known of
    streamed sessions only.
    """
    from replayer.sources import usage as counting

    if insights:
        found = _by_insights(chosen, aws, length)
    else:
        from replayer.cli.lookup import entries_in

        entries = {each.key: each for each in entries_in(paths, sources, aws, chosen.wanted)}
        found = counting.usage(filter(chosen.passes, entries.values()), length)
    if as_json:
        click.echo(json.dumps(_object(found), indent=2))
        return
    for line in _lines(found):
        click.echo(line)


def _by_insights(chosen: Filter, aws: AwsSettings, length: timedelta) -> Usage:
    from replayer.sources.aws.insights import (  # boto3 takes a third of a second to load
        MOST,
        counted,
    )

    until = chosen.until or datetime.now(UTC)
    since = chosen.since or until - timedelta(days=7)
    found = counted(aws, since, until, length, lambda: False)
    cost = found.scanned / 1e9 * _PRICE
    click.echo(
        f"ssm-replay: Logs Insights looked at {', '.join(found.groups)} from {since:%Y-%m-%d %H:%M} to "
        f"{until:%Y-%m-%d %H:%M} UTC: {found.scanned:,} bytes scanned, about ${cost:.2f}. "
        "A session counts in every bin in which it spoke.",
        err=True,
    )
    if found.cut_off:
        click.echo(f"ssm-replay: a query gives at most {MOST:,} rows: some are missing.", err=True)
    return found.usage


def _object(found: Usage) -> dict[str, object]:
    return {
        "bin": int(found.bin.total_seconds()),
        "sessions": found.sessions,
        "undated": found.undated,
        "bins": [
            {"start": f"{start:%Y-%m-%dT%H:%M:%SZ}", "sessions": count}
            for start, count in found.bins
        ],
        "owners": [{"owner": owner, "sessions": count} for owner, count in found.owners],
        "targets": [{"target": target, "sessions": count} for target, count in found.targets],
    }


def _lines(found: Usage) -> Iterator[str]:
    from replayer.foreign import on_a_line
    from replayer.tui.wording import count

    yield count(found.sessions, "session")
    if found.undated:
        yield f"{found.undated:,} of them at an unknown time"
    rows = [(f"{start:%Y-%m-%d %H:%M}", number) for start, number in found.bins]
    yield from _block("UTC", rows)
    for heading, counts in (("OWNER", found.owners), ("TARGET", found.targets)):
        yield from _block(
            heading, [(on_a_line(name, _LONGEST), number) for name, number in counts[:_MOST]]
        )
        if len(counts) > _MOST:
            yield f"and {len(counts) - _MOST:,} more"


def _block(heading: str, rows: list[tuple[str, int]]) -> Iterator[str]:
    if not rows:
        return
    width = max(len(heading), *(len(name) for name, _ in rows))
    most = max(count for _, count in rows)
    yield ""
    yield f"{heading:{width}}  SESSIONS"
    for name, count in rows:
        yield f"{name:{width}}  {count:8,}  {'█' * max(1, round(count / most * _BAR))}"
