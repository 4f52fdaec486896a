"""The logger's own newline translation, undone."""

from hypothesis import given
from hypothesis import strategies as st

from replayer.formats.buffer import cut
from replayer.recording.undo import IN_MEMORY, settled, undo

BYTES = st.lists(st.sampled_from([b"\r", b"\n", b"a", b"\xff", b"\x00"]), max_size=40).map(b"".join)


@given(BYTES)
def test_undoing_what_a_terminal_did_to_line_ends_gives_every_byte_back(session: bytes) -> None:
    assert undo(session.replace(b"\n", b"\r\n")) == session


def test_a_session_too_large_for_memory_is_undone_byte_for_byte() -> None:
    # a CR lies on each border at which the bytes are cut
    session = (b"x" * 1023 + b"\r\r\n") * (IN_MEMORY // 1026 + 10)
    undone = undo(session.replace(b"\n", b"\r\n"))
    assert len(undone) == len(session)
    assert all(
        undone[at : at + 65536] == session[at : at + 65536] for at in range(0, len(session), 65536)
    )
    assert undone.find(b"\r\r\n") == 1023


def test_bytes_that_need_no_undoing_stay_as_they_are() -> None:
    large = b"line\r\n" * (IN_MEMORY // 6 + 10)
    assert settled(large) is large
    mapped = undo(large)
    window = cut(mapped, 5, len(mapped))
    assert settled(window)[:20] == mapped[5:25]
    assert settled(cut(mapped, 0, 7)) == b"line\nli"
