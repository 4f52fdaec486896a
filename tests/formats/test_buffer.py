"""Windows on mapped files behave as bytes do."""

from __future__ import annotations

import mmap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.formats.buffer import Window, chunks, cut

CONTENT = bytes(range(97, 123)) * 3
edges = st.integers(-90, 90)


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> mmap.mmap:
    path = tmp_path_factory.mktemp("map") / "file"
    path.write_bytes(CONTENT)
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@given(st.integers(0, 90), st.integers(0, 90), st.none() | edges, st.none() | edges)
def test_a_slice_of_a_window_is_that_of_the_bytes(
    mapped: mmap.mmap, start: int, stop: int, first: int | None, last: int | None
) -> None:
    window, plain = cut(mapped, start, stop), CONTENT[start:stop]
    assert isinstance(window, Window)
    assert len(window) == len(plain)
    assert window[first:last] == plain[first:last]
    assert window[first:last:2] == plain[first:last:2]


@given(
    st.integers(0, 90),
    st.integers(0, 90),
    st.binary(min_size=1, max_size=2),
    edges,
    st.none() | edges,
)
def test_a_find_in_a_window_is_that_of_the_bytes(
    mapped: mmap.mmap, start: int, stop: int, sub: bytes, first: int, last: int | None
) -> None:
    window, plain = cut(mapped, start, stop), CONTENT[start:stop]
    assert isinstance(window, Window)
    for wanted in (sub, CONTENT[10:13]):
        assert window.find(wanted, first, last) == plain.find(wanted, first, last)


@given(st.integers(0, 90), st.integers(0, 90), st.integers(0, 90), st.integers(0, 90))
def test_a_window_on_a_window_is_a_slice_of_a_slice(
    mapped: mmap.mmap, start: int, stop: int, first: int, last: int
) -> None:
    assert cut(cut(mapped, start, stop), first, last)[:] == CONTENT[start:stop][first:last]


def test_chunks_join_to_the_whole(mapped: mmap.mmap) -> None:
    for content in (CONTENT, mapped, cut(mapped, 5, 60)):
        assert b"".join(chunks(content, 7)) == content[:]
