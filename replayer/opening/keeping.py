"""A folder of evidence: what is whole has its name and stands in the manifest, what is not leaves nothing behind."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from replayer import __version__
from replayer.errors import ExportRefused
from replayer.sources import manifest
from replayer.sources.item import CHUNK
from replayer.sources.manifest import Fetched

_UNSAFE = re.compile(r"[^A-Za-z0-9_+=,.@-]|^[.-]|\.$")
_LONGEST = 200
"""Bytes of a file's name that every file system takes, with room for a suffix."""
_NOTED = 1.0
"""Seconds after which the manifest is written anew, for whoever is killed."""
_BESIDE = ".fetching-"
"""How the folder begins in which lies what is not whole."""


class EvidenceFolder:
    """Several threads may write to it; once it is closed, what they still write vanishes."""

    def __init__(self, folder: Path, callers: Iterable[str]) -> None:
        """Read its manifest, and make the folder where it is not there; only its owner can look into it.

        What a fetch left there that was killed goes.

        Raises:
            NotEvidence: it holds a manifest that is none.
            ExportRefused: it cannot be written to, or another fetch does so.
        """
        self._folder = folder
        self._callers = tuple(callers)
        self._lock = threading.Lock()
        self._closed = False
        self._noted = time.monotonic()
        with self._refusals():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            with self._refusals():
                if _is_alone(self._held, folder):
                    for left in folder.glob(f"{_BESIDE}*"):
                        shutil.rmtree(left, ignore_errors=True)
                self._known = {each.path: each for each in manifest.read(folder)}
                self._beside = Path(tempfile.mkdtemp(dir=folder, prefix=_BESIDE))
        except BaseException:  # whoever ends this, the folder must not stay held
            os.close(self._held)
            raise

    def noted(self, path: str) -> Fetched | None:
        """Return what the manifest says of the file at `path`."""
        return self._known.get(path)

    def is_whole(self, fetched: Fetched) -> bool:
        """Whether the file is still what the manifest says of it."""
        place = self._folder / fetched.path
        try:
            return place.stat().st_size == fetched.bytes and _digest(place) == fetched.sha256
        except OSError:
            return False

    def written(self, chunks: Iterable[bytes]) -> tuple[Path, str, int]:
        """Write a file without a name of its own; return where it lies, its sha256 and its size.

        Raises:
            ExportRefused: there is no room, or the folder was closed.
        """
        with self._refusals():
            handle, name = tempfile.mkstemp(dir=self._beside)
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                with self._refusals():
                    file.write(chunk)
            with self._refusals():
                file.flush()
        return Path(name), digest.hexdigest(), size

    def keep(self, file: Path, fetched: Fetched) -> bool:
        """Give a file that is whole its name, and note it; does neither once the folder is closed.

        Returns:
            False where something is in its place that no fetch wrote; it stays.

        Raises:
            ExportRefused: the folder refuses.
        """
        with self._lock, self._refusals():
            if self._closed:
                return True
            target = self._folder / fetched.path
            if target.parent.is_symlink() or not (
                fetched.path in self._known or not _is_there(target) or self.is_whole(fetched)
            ):
                return False
            target.parent.mkdir(mode=0o700, exist_ok=True)
            file.replace(target)
            self._known[fetched.path] = fetched
            if time.monotonic() - self._noted > _NOTED:
                self._note()
            return True

    def close(self) -> None:
        """Write the manifest, and let go of what is not whole.

        Raises:
            ExportRefused: the folder refuses.
        """
        with self._lock, self._refusals():
            self._closed = True
            try:
                self._note()
            finally:
                shutil.rmtree(self._beside, ignore_errors=True)
                os.close(self._held)

    def _note(self) -> None:
        listed = sorted(self._known.values(), key=lambda each: each.path)
        content = manifest.written(listed, callers=self._callers, version=__version__)
        self.written([content])[0].replace(self._folder / manifest.NAME)
        self._noted = time.monotonic()

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ExportRefused(
                f"it cannot be written to ({error.strerror}).", where=str(self._folder)
            ) from error


def _is_alone(handle: int, folder: Path) -> bool:
    """Take the folder for this fetch; False where its disk knows no such thing.

    Raises:
        ExportRefused: another fetch has it.
    """
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise ExportRefused(
            "another fetch writes to it.", where=str(folder), hint="Wait for it, or name another."
        ) from error
    except OSError:
        return False
    return True


def _is_there(path: Path) -> bool:
    """Whether anything is there, if only a link that leads nowhere."""
    return path.is_symlink() or path.exists()


def safe(name: str) -> str:
    """Return `name` as the name of a file: whatever could lead elsewhere is written as %XX."""
    text = _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in encoded(match[0])), name)
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST - 17]}~{hashlib.sha256(encoded(name)).hexdigest()[:16]}"


def encoded(text: str) -> bytes:
    """Return the bytes of a name from outside, which need not be UTF-8."""
    return text.encode("utf-8", "surrogateescape")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
