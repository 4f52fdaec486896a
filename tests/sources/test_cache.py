"""The cache: what was read whole is kept, for its owner only, up to a cap."""

from __future__ import annotations

import io
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from replayer.sources.cache import Cache
from replayer.sources.remote import Remote, origin_of


class Reply(Remote):
    """Bytes from a service, as a test has them."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._file = io.BytesIO(data)

    @property
    def origin(self) -> Mapping[str, str]:
        return {"bucket": "b"}

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return self._file.readinto(buffer)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(1, tmp_path / "cache")


def read(cache: Cache, pin: str, data: bytes) -> bytes:
    with io.BufferedReader(cache.keeping(pin, Reply(data)), 16) as file:
        return file.read()


def test_what_was_read_to_its_end_is_kept_with_where_it_was_from(cache: Cache) -> None:
    assert read(cache, "pin", b"x" * 1000) == b"x" * 1000
    kept = cache.text("pin")
    assert kept is not None
    with kept:
        assert kept.read() == b"x" * 1000
        assert origin_of(kept) == {"bucket": "b"}
    assert cache.text("another pin") is None


def test_what_was_not_read_to_its_end_is_not_kept(cache: Cache) -> None:
    with io.BufferedReader(cache.keeping("pin", Reply(b"x" * 1000)), 16) as file:
        file.read(100)
    assert cache.text("pin") is None
    assert cache.held().bytes == 0


def test_who_jumps_about_keeps_nothing(cache: Cache) -> None:
    with io.BufferedReader(cache.keeping("pin", Reply(b"x" * 1000)), 16) as file:
        file.read(10)
        file.seek(900)
        file.read()
    assert cache.text("pin") is None


def test_only_its_owner_can_look_into_it(cache: Cache) -> None:
    read(cache, "pin", b"x")
    cache.remember("list", iter(["one"]))
    for path in (cache.folder, *cache.folder.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in cache.folder.glob("*/*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_at_the_cap_what_was_used_longest_ago_goes(cache: Cache) -> None:
    import os

    for number in range(5):
        read(cache, f"pin {number}", bytes(300_000))
        if number < 3:
            os.utime(cache.place_of(f"pin {number}"), (number, number))
    assert cache.held().bytes <= 1_000_000
    assert cache.text("pin 0") is None
    assert cache.place_of("pin 4").exists()


def test_a_list_is_remembered_and_one_too_long_is_cut(cache: Cache) -> None:
    cache.remember("list", iter(["one", "two"]))
    assert cache.list_of("list") == ["one", "two"]
    cache.remember("list", ("x" * 1000 for _ in range(10_000)))
    assert 0 < len(cache.list_of("list")) <= 250


def test_a_cap_of_nothing_keeps_and_gives_nothing(cache: Cache) -> None:
    read(cache, "pin", b"x")
    cache.remember("list", iter(["one"]))
    none = Cache(0, cache.folder)
    assert none.text("pin") is None
    assert none.list_of("list") == []
    read(none, "other", b"x")
    assert Cache(1, cache.folder).text("other") is None


def test_clearing_leaves_nothing(cache: Cache) -> None:
    read(cache, "pin", b"x")
    cache.remember("list", iter(["one"]))
    cache.clear()
    assert cache.held().bytes == 0
    assert cache.text("pin") is None


def test_where_nothing_can_be_written_reading_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(1, tmp_path / "file")
    assert read(cache, "pin", b"data") == b"data"
    cache.remember("list", iter(["one"]))
    assert cache.list_of("list") == []
    assert cache.held().texts == 0
