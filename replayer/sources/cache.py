"""What was read over the network once and need not be again: text of finished sessions, and the last list.

Only its owner can look into it (0700, 0600). Text is kept under a pin, which names these very bytes (a bucket, key and
ETag), so what changed is never taken from here. When the cap is reached what was used longest ago goes. What is not as
it was written (cut short, changed, a link, a file or folder of somebody else) is as if it were not there: a cache is
never evidence against anybody.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO

from platformdirs import user_cache_path

from replayer.sources.remote import Remote

_TEXT, _LISTS, _ABOUT = "text", "lists", ".about"


@dataclass(frozen=True, slots=True)
class Held:
    """What a cache holds."""

    texts: int
    lists: int
    bytes: int


class KeptFile(io.FileIO):
    """A text out of the cache, which knows where it was read."""

    origin: Mapping[str, str] = MappingProxyType({})


class Cache:
    """A folder with a cap; one whose cap is 0 keeps nothing and gives nothing."""

    def __init__(self, megabytes: int, folder: Path | None = None) -> None:
        """Make nothing yet."""
        self.folder = folder or user_cache_path("ssm-replay", appauthor=False)
        self._cap = megabytes * 1_000_000

    def text(self, pin: str) -> io.BufferedReader | None:
        """Return the text of that pin, open at its start; None where it is not kept."""
        path = self._place(_TEXT, pin)
        if not self._cap or not pin or not self._is_own(_TEXT):
            return None
        try:
            with _opened(path.with_suffix(_ABOUT)) as file:
                about = json.loads(file.readall())
            kept = _opened(path)
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(about, dict) or about.get("sha256") != _digest(kept):
            kept.close()
            return None
        with suppress(OSError):
            os.utime(kept.fileno())
        origin = about.get("origin")
        if isinstance(origin, dict):
            kept.origin = {str(name): str(value) for name, value in origin.items()}
        return io.BufferedReader(kept)

    def holds(self, pin: str) -> bool:
        """Whether the text of that pin is kept."""
        return bool(self._cap and pin) and self._place(_TEXT, pin).exists()

    def keeping(self, pin: str, source: Remote) -> Remote:
        """Return `source`, whose text is kept under `pin` once it was read from start to end."""
        return Keeping(self, pin, source) if self._cap and pin else source

    def list_of(self, name: str) -> list[str]:
        """Return the lines that were remembered under `name`; none where there are none."""
        if not self._cap or not self._is_own(_LISTS):
            return []
        try:
            with _opened(self._place(_LISTS, name)) as file:
                return file.readall().decode().splitlines()
        except (OSError, ValueError):
            return []

    def remember(self, name: str, lines: Iterator[str]) -> None:
        """Remember `lines` under `name`, at most a quarter of the cap of them; without room for it, nothing."""
        if not self._cap:
            return
        size = 0
        with suppress(OSError), self.begun(_LISTS) as file:
            for line in lines:
                data = line.encode() + b"\n"
                size += len(data)
                if size > self._cap // 4:
                    break
                file.write(data)
            self.commit(file, self._place(_LISTS, name))

    def held(self) -> Held:
        """Return how much is held."""
        texts = [each for each in self._files(_TEXT) if each.suffix != _ABOUT]
        lists = self._files(_LISTS)
        size = sum(_size(each) for each in (*self._files(_TEXT), *lists))
        return Held(len(texts), len(lists), size)

    def clear(self) -> None:
        """Let go of everything."""
        for each in (*self._files(_TEXT), *self._files(_LISTS)):
            with suppress(OSError):  # a folder that somebody put there is not ours
                each.unlink(missing_ok=True)

    # For what is being kept

    def begun(self, kind: str = _TEXT) -> IO[bytes]:
        """Return a new file, which vanishes when it is closed without a `commit`.

        Raises:
            OSError: it cannot be made, or its folder is not ours.
        """
        place = self.folder / kind
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._is_own(kind):
            raise PermissionError(f"{place} is a link, or of somebody else")
        for each in (self.folder, place):
            each.chmod(0o700)
        return tempfile.NamedTemporaryFile(dir=place, prefix=".", suffix=".part")  # made 0600

    def commit(self, file: IO[bytes], path: Path) -> None:
        """Give a file that is whole its name."""
        file.flush()
        path.unlink(missing_ok=True)
        os.link(file.name, path)
        self._prune()

    def place_of(self, pin: str) -> Path:
        """Return where the text of `pin` lies."""
        return self._place(_TEXT, pin)

    def _place(self, kind: str, name: str) -> Path:
        return (
            self.folder / kind / hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
        )

    def _is_own(self, kind: str) -> bool:
        """Whether the folder of that kind is one, and nobody else's."""
        with suppress(OSError):
            found = (self.folder / kind).lstat()
            return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
        return False

    def _files(self, kind: str) -> list[Path]:
        if not self._is_own(kind):
            return []
        with suppress(OSError):
            return [
                each for each in (self.folder / kind).iterdir() if not each.name.startswith(".")
            ]
        return []

    def _prune(self) -> None:
        files = [each for each in self._files(_TEXT) if each.suffix != _ABOUT]
        total = self.held().bytes
        for each in sorted(files, key=_used):
            if total <= self._cap:
                return
            total -= _size(each)
            with suppress(OSError):
                each.unlink(missing_ok=True)
                each.with_suffix(_ABOUT).unlink(missing_ok=True)


class Keeping(Remote):
    """Reads on, and keeps what it read when that was all; who jumps about or stops early keeps nothing."""

    def __init__(self, cache: Cache, pin: str, source: Remote) -> None:
        """Stand at the start of `source`."""
        super().__init__()
        self._cache, self._pin, self._source = cache, pin, source
        self._file: IO[bytes] | None = None
        self._digest = hashlib.sha256()
        self._stops = False

    @property
    def origin(self) -> Mapping[str, str]:
        """What the source says."""
        return self._source.origin

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return what the source says."""
        return self._source.seekable()

    def tell(self) -> int:
        """Return the offset of the next byte."""
        return self._source.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go elsewhere in the source."""
        before = self._source.tell()
        after = self._source.seek(offset, whence)
        if after != before:
            self._forget()
        return after

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # RawIOBase promises any buffer
        """Fill `buffer` with what comes next; at the end of all, keep it."""
        count = self._source.readinto(buffer) or 0
        if self._stops:
            return count
        try:
            self._file = self._file or self._cache.begun()
            self._file.write(buffer[:count])
            self._digest.update(buffer[:count])
            if not count:
                self._keep()
        except OSError:  # no room, or no right to write there: the session is shown all the same
            self._forget()
        return count

    def close(self) -> None:
        """Let go of the source and of what was not read to its end."""
        self._forget()
        self._source.close()
        super().close()

    def _keep(self) -> None:
        assert self._file is not None
        path = self._cache.place_of(self._pin)
        with self._cache.begun() as about:
            said = {"sha256": self._digest.hexdigest(), "origin": dict(self.origin)}
            about.write(json.dumps(said).encode())
            self._cache.commit(about, path.with_suffix(_ABOUT))
        self._cache.commit(self._file, path)
        self._forget()

    def _forget(self) -> None:
        self._stops = True
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None


def _opened(path: Path) -> KeptFile:
    """Open a file of ours, and nothing else that has its name: a link is not followed, a pipe not waited for.

    Raises:
        OSError: it is not there, or not ours.
    """
    kept = KeptFile(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK))
    found = os.fstat(kept.fileno())
    if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid():
        return kept
    kept.close()
    raise PermissionError(f"{path} is no file, or of somebody else")


def _digest(kept: KeptFile) -> str | None:
    """Return the sha256 of a file that is open at its start, and is so again; None where the disk refuses."""
    try:
        found = hashlib.file_digest(kept, "sha256").hexdigest()
        kept.seek(0)
    except OSError:
        return None
    return found


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.lstat().st_size
    return 0


def _used(path: Path) -> float:
    with suppress(OSError):
        return path.lstat().st_mtime
    return 0.0
