"""What the user named, looked up; what was passed over is said on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from replayer.errors import NoSuchSession, WrongUsage
from replayer.foreign import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from replayer.recording.recording import Recording
    from replayer.sources import Entry, Skipped


def entries_in(paths: Sequence[str], sources: Sequence[str]) -> list[Entry]:
    """Return the entries of all places; without any, the bundled fixtures.

    Raises:
        NoSuchSession: there is no session in them, or no such place.
        SourceFailed: a place cannot be read.
    """
    from replayer.opening import catalog
    from replayer.sources import Skipped

    places = [*paths, *sources]
    if not places:
        click.echo("ssm-replay: no PATH was given; these are the bundled fixtures.", err=True)
    found: dict[str, Entry] = {}
    for each in catalog(places or ["fixture:"]):
        if isinstance(each, Skipped):
            _say_skipped(each)
        else:
            found[each.key] = each
    if not found:
        raise NoSuchSession(
            "no session log was found.",
            where=", ".join(places),
            hint="Name log files of Session Manager, or folders that hold them.",
        )
    return list(found.values())


def find_entry(specs: Sequence[str], sources: Sequence[str]) -> Entry:
    """Return the one session that is meant.

    Raises:
        ManySessions: there are several.
        NoSuchSession: there is none.
        ReplayError: something that was named cannot be read.
    """
    from replayer.opening import find_one

    return find_one(specs, sources, on_skipped=_say_skipped)


def open_one(
    specs: Sequence[str], sources: Sequence[str], *, size: tuple[int, int] | None = None
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
    return open_recording(find_entry(specs, sources), size=size)


def moment_in(specs: Sequence[str]) -> str | None:
    """Return the `#OFFSET` with which a spec ends, as a moment is written; None when none does."""
    from replayer.opening import parse_spec

    offsets = (parse_spec(spec).offset for spec in specs)
    return next((f"#{offset}" for offset in offsets if offset is not None), None)


def _say_skipped(skipped: Skipped) -> None:
    click.echo(f"ssm-replay: skipped {shown(skipped.where)}: {shown(skipped.why)}", err=True)
