"""Where an export goes: a file that is there whole or not at all, or a stream."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from replayer.errors import ExportRefused


def refuse_existing(target: Path, *, overwrite: bool) -> None:
    """Make sure that `target` can be written before any work is done.

    Raises:
        ExportRefused: it exists and may not be overwritten, is a folder, or its folder is not there.
    """
    where = str(target)
    if target.is_dir():
        raise ExportRefused("that is a folder.", where=where, hint="Name a file in it.")
    if not target.parent.is_dir():
        raise ExportRefused(
            "its folder does not exist.", where=where, hint="Make the folder first."
        )
    if _is_file(target) and not overwrite:
        raise ExportRefused(
            "the file exists.", where=where, hint="Pass --overwrite, or another name."
        )


def write_whole(
    target: Path,
    chunks: Iterable[bytes],
    *,
    overwrite: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Write `target` through a file beside it, readable by its owner only; return False when cancelled.

    Whatever happens, the file beside it does not stay. A target that is no regular file (a pipe, a device) is
    written to directly.

    Raises:
        ExportRefused: it cannot be written, or exists and may not be overwritten.
    """
    refuse_existing(target, overwrite=overwrite)
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                return write_stream(stream, chunks, cancelled=cancelled)
        return _write_beside(target.resolve(), chunks, overwrite, cancelled)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ExportRefused(
            f"it cannot be written: {error.strerror}.", where=str(target)
        ) from error


def write_stream(
    stream: BinaryIO, chunks: Iterable[bytes], *, cancelled: Callable[[], bool] = lambda: False
) -> bool:
    """Write to an open stream; return False when cancelled."""
    for chunk in chunks:
        if cancelled():
            return False
        stream.write(chunk)
    stream.flush()
    return True


def _is_file(target: Path) -> bool:
    # a broken link counts: writing through it would surprise
    return target.is_file() or (target.is_symlink() and not target.exists())


def _write_beside(
    target: Path, chunks: Iterable[bytes], overwrite: bool, cancelled: Callable[[], bool]
) -> bool:
    handle, name = tempfile.mkstemp(
        dir=target.parent, prefix=f".{target.name[:80]}.", suffix=".part"
    )
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=1 << 18) as stream:
            if not write_stream(stream, chunks, cancelled=cancelled):
                return False
        if overwrite:
            beside.replace(target)
        else:
            _put_if_absent(beside, target)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
    return True


def _put_if_absent(beside: Path, target: Path) -> None:
    try:
        os.link(beside, target)  # fails, unlike a rename, when someone else made the file meanwhile
    except FileExistsError:
        raise ExportRefused(
            "the file exists.", where=str(target), hint="Pass --overwrite, or another name."
        ) from None
    except OSError:  # a file system without hard links
        if target.exists():
            raise ExportRefused("the file exists.", where=str(target)) from None
        beside.rename(target)
