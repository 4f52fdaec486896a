"""`ssm-replay cache`: what is kept on this machine of what was read from AWS."""

from __future__ import annotations

import json

import click

from replayer.cli import options


@click.group(epilog="Example: ssm-replay cache info")
def cache() -> None:
    """Say what is kept of what was read from AWS, or let go of it.

    Text of finished sessions and the last list are kept in your own cache directory, readable by you only, up to
    cache_mb megabytes of the settings (500). --no-cache on any command keeps and uses nothing.
    """


@cache.command(epilog="Example: ssm-replay cache info --json")
@options.as_json
def info(as_json: bool) -> None:
    """Say where the cache is and how much it holds."""
    from replayer.settings import load_settings
    from replayer.sources.cache import Cache
    from replayer.tui.wording import count

    cap = load_settings().aws.cache_mb
    kept = Cache(cap)
    held = kept.held()
    if as_json:
        found = {
            "folder": str(kept.folder),
            "texts": held.texts,
            "lists": held.lists,
            "bytes": held.bytes,
            "cap": cap * 1_000_000,
        }
        click.echo(json.dumps(found))
        return
    click.echo(
        f"{kept.folder}: {count(held.texts, 'text')} and {count(held.lists, 'list')}, "
        f"{count(held.bytes, 'byte')} of {cap:,} MB"
    )


@cache.command(epilog="Example: ssm-replay cache clear")
def clear() -> None:
    """Let go of everything that is kept."""
    from replayer.sources.cache import Cache

    kept = Cache(0)
    held = kept.held()
    kept.clear()
    click.echo(f"{held.bytes:,} bytes are gone from {kept.folder}")
