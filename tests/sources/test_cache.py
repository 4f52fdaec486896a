"""The cache: what was read whole is kept, for its owner only, up to a cap."""

from __future__ import annotations

import io
import os
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


@pytest.mark.parametrize(
    "about",
    [
        b"",
        b'{"sha256": "9',
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b'{"sha256": 3}',
        b'{"size": 4}',
    ],
    ids=range(8),
)
def test_a_text_whose_description_is_broken_is_not_there(cache: Cache, about: bytes) -> None:
    read(cache, "pin", b"text")
    cache.place_of("pin").with_suffix(".about").write_bytes(about)
    assert cache.text("pin") is None
    read(cache, "pin", b"text")  # and is kept again
    kept = cache.text("pin")
    assert kept is not None
    kept.close()


def test_a_text_that_was_cut_short_is_not_there(cache: Cache) -> None:
    read(cache, "pin", b"text")
    cache.place_of("pin").write_bytes(b"tex")
    assert cache.text("pin") is None


def test_a_text_of_which_one_byte_was_changed_is_not_there(cache: Cache) -> None:
    read(cache, "pin", b"rm -rf /srv")
    cache.place_of("pin").write_bytes(b"ls -la /srv")
    assert cache.text("pin") is None


@pytest.mark.parametrize("suffix", ["", ".about"])
def test_a_link_that_somebody_planted_is_not_followed(
    cache: Cache, tmp_path: Path, suffix: str
) -> None:
    read(cache, "pin", b"text")
    place = cache.place_of("pin").with_suffix(suffix)
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    assert cache.text("pin") is None


def test_a_pipe_or_folder_in_the_place_of_a_text_is_neither_waited_for_nor_an_error(
    cache: Cache,
) -> None:
    for make in (os.mkfifo, os.mkdir):
        read(cache, make.__name__, b"text")
        cache.place_of(make.__name__).unlink()
        make(cache.place_of(make.__name__))
        assert cache.text(make.__name__) is None
    assert read(cache, "mkdir", b"text") == b"text"
    cache.clear()
    assert cache.text("mkfifo") is None


def test_a_folder_that_is_a_link_is_neither_written_to_nor_cleared(
    cache: Cache, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    (elsewhere / "precious").write_text("x")
    cache.folder.mkdir()
    for kind in ("text", "lists"):
        (cache.folder / kind).symlink_to(elsewhere)
    read(cache, "pin", b"text")
    cache.remember("list", iter(["one"]))
    cache.clear()
    assert [each.name for each in elsewhere.iterdir()] == ["precious"]
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o755
    assert cache.text("pin") is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_of_somebody_else_is_not_there(cache: Cache) -> None:
    read(cache, "pin", b"text")
    os.chown(cache.place_of("pin"), 65534, 65534)
    assert cache.text("pin") is None


def test_what_goes_while_it_is_read_is_read_to_its_end(cache: Cache) -> None:
    read(cache, "pin", b"x" * 1000)
    kept = cache.text("pin")
    assert kept is not None
    with kept:
        kept.read(10)
        cache.clear()
        assert len(kept.read()) == 990
