"""Bytes become what a terminal would show."""

from __future__ import annotations

from replayer.recording.recording import Newline
from replayer.terminal import Emulator, Frame


def shown(data: bytes, cols: int = 20, rows: int = 5) -> Frame:
    emulator = Emulator(cols, rows)
    emulator.feed(data)
    return emulator.frame()


def texts(frame: Frame) -> list[str]:
    return [row.text for row in frame.rows]


def test_text_wraps_at_the_edge_and_scrolls_at_the_bottom() -> None:
    frame = shown(b"one\r\ntwo\r\nabcdefg", cols=4, rows=3)
    assert texts(frame) == ["two", "abcd", "efg"]
    assert [row.wrapped for row in frame.rows] == [False, False, True]


def test_the_alternate_screen_gives_the_normal_one_back() -> None:
    emulator = Emulator(20, 3)
    emulator.feed(b"$ vim\x1b[?1049h\x1b[2J\x1b[Hfull screen")
    assert emulator.frame().alternate
    assert texts(emulator.frame())[0] == "full screen"
    emulator.feed(b"\x1b[?1049l\r\n$ ")
    assert not emulator.frame().alternate
    assert texts(emulator.frame()) == ["$ vim", "$", ""]


def test_without_a_pty_a_line_feed_returns_the_carriage() -> None:
    emulator = Emulator(20, 3, Newline.LF)
    emulator.feed(b"one\ntwo")
    assert texts(emulator.frame()) == ["one", "two", ""]


def test_rows_that_did_not_change_are_the_same_objects() -> None:
    emulator = Emulator(20, 3)
    emulator.feed(b"one\r\ntwo")
    before = emulator.frame()
    emulator.feed(b"\x1b[31mmore")
    after = emulator.frame()
    assert [a is b for a, b in zip(before.rows, after.rows, strict=True)] == [True, False, True]
    assert after.rows[1].runs[1][1].fg == 1
