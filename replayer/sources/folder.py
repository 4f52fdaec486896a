"""Files of a folder: one session's, or a tree of thousands."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from replayer.errors import NotEvidence
from replayer.sources import manifest
from replayer.sources.item import Item, failures, never
from replayer.sources.skipped import Skipped
from replayer.sources.streamed import streamed_item


def items(
    root: Path, *, where: str, cancelled: Callable[[], bool] = never
) -> Iterator[Item | Skipped]:
    """Yield the files under `root` in order of path, folder by folder; hidden ones are not looked at.

    A link that leads out of the tree is not followed, since whoever wrote the tree could point it anywhere. One that
    stays inside is not followed either: what it leads to is met in its own place.

    Args:
        root: the folder.
        where: the folder as the user typed it; `Item.where` begins with it.
        cancelled: asked before each file.

    Raises:
        SourceFailed: `root` itself cannot be listed.
    """
    home = root.resolve()
    with failures(where):
        first = _listed(root)
    missing = manifest.digests(home)
    waiting: list[tuple[str, list[os.DirEntry[str]] | str]] = [("", first)]
    while waiting:
        folder, listed = waiting.pop()
        place = os.path.join(where, folder) if folder else where  # noqa: PTH118 — as the user typed it
        if isinstance(listed, str):
            try:
                listed = _listed(listed)
            except OSError as error:
                yield Skipped(place, f"this folder cannot be read ({error.strerror}).")
                continue
        deeper: list[tuple[str, list[os.DirEntry[str]] | str]] = []
        for entry in listed:
            if cancelled():
                return
            if entry.is_dir(follow_symlinks=False):
                deeper.append((f"{folder}/{entry.name}" if folder else entry.name, entry.path))
            else:
                found = _found(entry, folder, place, home)
                if isinstance(found, Item):
                    found = replace(found, sha256=missing.pop(found.path, None))
                if found is not None:
                    yield found
        waiting += reversed(deeper)
    if missing:
        yield Skipped(os.path.join(where, manifest.NAME), _gone(sorted(missing)))  # noqa: PTH118 — as above


def _gone(paths: list[str]) -> str:
    if len(paths) == 1:
        return f"it lists a file that is not here: {paths[0]}"
    return f"it lists {len(paths):,} files that are not here, such as {paths[0]}"


def file_item(path: Path, *, where: str, cancelled: Callable[[], bool] = never) -> Item:
    """Return the one file that a person named.

    Raises:
        SourceFailed: it cannot be looked at.
        NotEvidence: it is a device, or a pipe that gives more than any log holds.
    """
    with failures(where):
        found = path.stat()
    if stat.S_ISCHR(found.st_mode) or stat.S_ISBLK(found.st_mode):
        raise NotEvidence(
            "it is a device, which holds no session's log.",
            where=where,
            hint="Pipe what a program prints into `-`.",
        )
    if not stat.S_ISREG(found.st_mode):  # a pipe, such as the shell's <(command)
        with failures(where), path.open("rb") as file:
            return streamed_item(file, where=where, cancelled=cancelled)
    return Item(
        address=where,
        name=path.name,
        folder="",
        size=found.st_size,
        modified=datetime.fromtimestamp(found.st_mtime, UTC),
        open=partial(_open, str(path)),
        named=True,
        sha256=manifest.digests(path.resolve().parent).get(path.name),
    )


def _listed(folder: Path | str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted((e for e in entries if _is_seen(e.name)), key=lambda e: e.name)


def _is_seen(name: str) -> bool:
    """Whether a file or folder is looked at: hidden ones are not, and a manifest only tells of the files beside it."""
    return not name.startswith(".") and name != manifest.NAME


def _found(entry: os.DirEntry[str], folder: str, place: str, home: Path) -> Item | Skipped | None:
    where = os.path.join(place, entry.name)  # noqa: PTH118 — as the user typed it
    try:
        if entry.is_symlink():
            if Path(entry.path).resolve().is_relative_to(home):
                return None
            return Skipped(where, "it is a link that leads out of the folder.")
        found = entry.stat(follow_symlinks=False)
    except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself
        return Skipped(where, f"it cannot be read ({error}).")
    if not stat.S_ISREG(found.st_mode):
        return Skipped(where, "it is no plain file.")
    return Item(
        address=where,
        name=entry.name,
        folder=folder,
        size=found.st_size,
        modified=datetime.fromtimestamp(found.st_mtime, UTC),
        open=partial(_open, entry.path),
    )


def _open(path: str) -> BinaryIO:
    return Path(path).open("rb")
