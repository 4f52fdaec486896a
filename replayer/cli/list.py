"""`ssm-replay list`: one row a session."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from replayer.cli import options

if TYPE_CHECKING:
    from replayer.settings import AwsSettings
    from replayer.sources import Entry


@click.command("list", epilog="Example: ssm-replay list ./logs --json")
@options.paths
@options.source
@options.aws
@options.as_json
def list_sessions(
    paths: tuple[str, ...], sources: tuple[str, ...], aws: AwsSettings, as_json: bool
) -> None:
    """Print one row a session that lies in PATH; without PATH, one a session that AWS knows.

    TIME says what a replay's times would rest on: "●" stamps inside the session, "◐" only its start and end,
    "◌" nothing, so that the pace is invented, "–" no log. Files that hold no session are named on stderr.
    """
    from replayer.cli.lookup import entries_in
    from replayer.sources.source import Wanted

    found = {entry.key: entry for entry in entries_in(paths, sources, aws, Wanted())}
    entries = list(found.values())
    if as_json:
        from replayer.cli.session_json import session_object

        for entry in entries:
            click.echo(json.dumps(session_object(entry.session)))
    else:
        for line in _table(sorted(entries, key=_newest_first)):
            click.echo(line)


def _newest_first(entry: Entry) -> tuple[float, str]:
    return (-entry.when.timestamp() if entry.when else 0.0, entry.key)


_HEADINGS = (
    "STARTED (UTC)",
    "ENDED (UTC)",
    "LENGTH",
    "OWNER",
    "TARGET",
    "STATUS",
    "TIME",
    "EVIDENCE",
    "ID",
)


_WIDEST = 28
"""Columns of a target; its whole text is in `--json` and in `show`."""


def _table(entries: list[Entry]) -> list[str]:
    from wcwidth import wcswidth  # counts columns: an owner may be written in any script

    rows = [_HEADINGS, *map(_cells, entries)]
    columns = [[max(0, wcswidth(text)) for text in row] for row in rows]
    widths = [max(column) for column in zip(*columns, strict=True)]
    return [
        "  ".join(
            text + " " * (width - taken)
            for text, taken, width in zip(row, taken_by, widths, strict=True)
        ).rstrip()
        for row, taken_by in zip(rows, columns, strict=True)
    ]


def _cells(entry: Entry) -> tuple[str, ...]:
    from replayer.foreign import shown
    from replayer.session import TraceState
    from replayer.tui.pace import outlook  # the app and this list promise the same
    from replayer.tui.wording import length

    session = entry.session
    present = [trace for trace in session.traces if trace.state is TraceState.PRESENT]
    evidence = dict.fromkeys(trace.form or trace.source.value for trace in present)
    return (
        f"{session.started:%Y-%m-%d %H:%M:%S}" if session.started else "?",
        f"{session.ended:%Y-%m-%d %H:%M:%S}" if session.ended else "?",
        "?" if session.duration is None else length(session.duration),
        shown(session.owner_name or "?"),
        _short(shown(session.target or "?")),
        shown(session.status or "?"),
        outlook(entry).text,
        " ".join(evidence) or "–",
        shown(session.key),
    )


def _short(target: str) -> str:
    """Return a target's ends: those of ECS name cluster, task and container, 90 characters long."""
    return target if len(target) <= _WIDEST else f"{target[:16]}…{target[-11:]}"
