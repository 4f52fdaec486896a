"""One sequence at a time: what it does to a screen of 10 × 4."""

from __future__ import annotations

import pytest

from replayer.terminal import Cursor, Emulator, Frame, Style
from tests.terminal.test_emulator import texts

FILLED = b"0123456789\r\nabcdefghij\r\nABCDEFGHIJ\r\nklmnopqrst"


def after(data: bytes, cols: int = 10, rows: int = 4) -> Frame:
    emulator = Emulator(cols, rows)
    emulator.feed(data)
    assert emulator.failures == ()
    return emulator.frame()


def place(data: bytes) -> tuple[int, int]:
    cursor = after(data).cursor
    return cursor.column, cursor.line


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"\x1b[2;4H\x1b[K", ["0123456789", "abc", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[2;4H\x1b[1K", ["0123456789", "    efghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[2;4H\x1b[2K", ["0123456789", "", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[2;4H\x1b[J", ["0123456789", "abc", "", ""]),
        (b"\x1b[2;4H\x1b[1J", ["", "    efghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[2;10Hj!\x1b[2;10H\x1b[1J", ["", "", "!BCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[2J", ["", "", "", ""]),
        (b"\x1b[9K\x1b[9J", ["0123456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[2;4H\x1b[3X", ["0123456789", "abc   ghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[2;4H\x1b[3@", ["0123456789", "abc   defg", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[2;4H\x1b[3P", ["0123456789", "abcghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[2;4H\x1b[L", ["0123456789", "", "abcdefghij", "ABCDEFGHIJ"]),
        (b"\x1b[2;4H\x1b[M", ["0123456789", "ABCDEFGHIJ", "klmnopqrst", ""]),
        (
            b"\x1b[2;3r\x1b[1;1H\x1b[L\x1b[M",
            ["0123456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"],
        ),
        (b"\x1b[2;3r\x1b[S", ["0123456789", "ABCDEFGHIJ", "", "klmnopqrst"]),
        (b"\x1b[2;3r\x1b[9T", ["0123456789", "", "", "klmnopqrst"]),
        (b"\x1b[2;3r\x1b[2H\x1bM", ["0123456789", "", "abcdefghij", "klmnopqrst"]),
        (b"\x1b[2;3r\x1b[3H\x1bD", ["0123456789", "ABCDEFGHIJ", "", "klmnopqrst"]),
        (b"\x1b[2;3r\x1b[4H\n\n", ["0123456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[2;3r\x1b[4;10HXY", ["0123456789", "abcdefghij", "ABCDEFGHIJ", "Ylmnopqrs" + "X"]),
        (b"\x1b[2 @", ["23456789", "cdefghij", "CDEFGHIJ", "mnopqrst"]),
        (b"\x1b[2 A", ["  01234567", "  abcdefgh", "  ABCDEFGH", "  klmnopqr"]),
        (b"\x1b[2;3r\x1b[2;4H\x1b[2'}", ["0123456789", "abc  defgh", "ABC  DEFGH", "klmnopqrst"]),
        (b"\x1b[2;3r\x1b[2;4H\x1b[2'~", ["0123456789", "abcfghij", "ABCFGHIJ", "klmnopqrst"]),
        (
            b"\x1b[2;3r\x1b[1;4H\x1b[2'~\x1b[ @",
            ["0123456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"],
        ),
        (b'\x1b[H\x1b[1"qX\x1b["qY\x1b[H\x1b[?K', ["X", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b'\x1b[H\x1b[1"qX\x1b[mY\x1b[?J', ["XY", "", "", ""]),
        (b'\x1b[2;10H\x1b[1"qX\x1b["qY\x1b[?1J', ["", "         X", "  CDEFGHIJ", "klmnopqrst"]),
        (b"\x1b#8", ["EEEEEEEEEE"] * 4),
        (b"\x1b[4h\x1b[2;4HXY", ["0123456789", "abcXYdefgh", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[?7l\x1b[2;9HWXYZ", ["0123456789", "abcdefghWZ", "ABCDEFGHIJ", "klmnopqrst"]),
        ("\x1b[?7l\x1b[2;10H漢".encode(), ["0123456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[HZ\x1b[3b", ["ZZZZ456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[H\x1b[3b", ["0123456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        ("\x1b[H漢\x1b[b".encode(), ["漢漢456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        ("\x1b[H漢\x1b[1;2HX".encode(), [" X23456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        ("\x1b[H漢\x1b[1;1HX".encode(), ["X 23456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (
            "\x1b[H漢字\x1b[1;2H字".encode(),
            [" 字 456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"],
        ),
        ("\x1b[1;10H漢".encode(), ["012345678", "漢cdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (
            "\x1b[1;9H漢\x1b[1;10H字".encode(),
            ["01234567", "字cdefghij", "ABCDEFGHIJ", "klmnopqrst"],
        ),
        (
            "\x1b[H漢\x1b[1;2H\x1b[@".encode(),
            ["   2345678", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"],
        ),
        (
            "\x1b[H漢\x1b[1;2H\x1b[P".encode(),
            [" 23456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"],
        ),
        (
            "\x1b[H漢\x1b[1;1H\x1b[P".encode(),
            [" 23456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"],
        ),
        (
            "\x1b[1;9H漢\x1b[1;8H\x1b[@".encode(),
            ["0123456 7", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"],
        ),
        (
            "\x1b[H漢字\x1b[1;2H\x1b[2X".encode(),
            ["    456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"],
        ),
        ("\x1b[4h\x1b[H漢".encode(), ["漢01234567", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[Hx\x1b[1\r2Cy", ["x12345678y", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b(0\x1b[Hlqk\x1b(B", ["┌─┐3456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b)0\x1b[H\x0elqk\x0flqk", ["┌─┐lqk6789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (
            b"\x1b*A\x1b[H\x1bn#\x1b~#\x1bo#",
            ["£##3456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"],
        ),
        (b"\x1b(0\x1b%G\x1b[Hlqk", ["lqk3456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b(?\x1b/A\x1b[H#", ["#123456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1b[H\xff\xc3(", ["\ufffd\ufffd(3456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"]),
        (b"\x1bkname\x1b\\", ["abcdefghij", "ABCDEFGHIJ", "klmnopqrst", "name"]),
        (b"\x1b[1;3r\x1b[3;1H\r\n", ["abcdefghij", "ABCDEFGHIJ", "", "klmnopqrst"]),
        (
            "\x1b[H漢字\x1b[Habc\r\n".encode(),
            ["abc 456789", "abcdefghij", "ABCDEFGHIJ", "klmnopqrst"],
        ),
        (b"\x1bcnew", ["new", "", "", ""]),
    ],
)
def test_a_sequence_changes_the_text(data: bytes, rows: list[str]) -> None:
    assert texts(after(FILLED + data)) == rows


@pytest.mark.parametrize(
    ("data", "column", "line"),
    [
        (b"\x1b[3;5H", 4, 2),
        (b"\x1b[99;99f", 9, 3),
        (b"\x1b[;5H", 4, 0),
        (b"\x1b[3;5H\x1b[2A", 4, 0),
        (b"\x1b[3;5H\x1b[9A", 4, 0),
        (b"\x1b[3;5H\x1b[B", 4, 3),
        (b"\x1b[3;5H\x1b[2C\x1b[a", 7, 2),
        (b"\x1b[3;5H\x1b[2D", 2, 2),
        (b"\x1b[3;5H\x1b[9D", 0, 2),
        (b"\x1b[3;5H\x1b[E", 0, 3),
        (b"\x1b[3;5H\x1b[F", 0, 1),
        (b"\x1b[3;5H\x1b[7G", 6, 2),
        (b"\x1b[3;5H\x1b[2`", 1, 2),
        (b"\x1b[3;5H\x1b[2d", 4, 1),
        (b"\x1b[2;5H\x1b[e", 4, 2),
        (b"\x1b[3;5H\x1b7\x1b[H\x1b8", 4, 2),
        (b"\x1b[3;5H\x1b[s\x1b[H\x1b[u", 4, 2),
        (b"\x1b[3;5H\x1b[?1048h\x1b[H\x1b[?1048l", 4, 2),
        (b"\x1b[3;5H\x1b8", 0, 0),
        (b"\x1b[4;5H\x1b7\r\n\r\n\x1b8", 4, 3),
        (b"\x1b[2;3r\x1b[3;5H\x1b[9A", 4, 1),
        (b"\x1b[2;3r\x1b[1;5H\x1b[9A", 4, 0),
        (b"\x1b[2;3r\x1b[2;5H\x1b[9B", 4, 2),
        (b"\x1b[2;3r\x1b[4;5H\x1b[9B", 4, 3),
        (b"\x1b[2;3r\x1b[?6h", 0, 1),
        (b"\x1b[2;3r\x1b[?6h\x1b[9;5H", 4, 2),
        (b"\x1b[2;3r\x1b[?6h\x1b[2;5H\x1b[2C\x1b[G", 0, 2),
        (b"\x1b[2;3r\x1b[?6h\x1b[9;5H\x1b[?6l", 0, 0),
        (b"\x1b[3;2r\x1b[2;2H", 1, 1),
        (b"\t", 8, 0),
        (b"\t\t", 9, 0),
        (b"0123456789\t", 9, 0),
        (b"\x1b[3G\x1bH\r\t", 2, 0),
        (b"\x1b[3G\x1bH\x1b[g\r\t", 8, 0),
        (b"\x1b[3g\t", 9, 0),
        (b"\x1b[3G\xc2\x88\r\x1b[2I", 8, 0),
        (b"\x1b[10G\x1b[Z", 8, 0),
        (b"\x1b[10G\x1b[9Z", 0, 0),
        (b"0123456789\x1b[Z", 9, 0),
        (b"ab\x1bE", 0, 1),
        (b"ab\xc2\x85", 0, 1),
        (b"ab\xc2\x84", 2, 1),
        (b"ab\v\f", 2, 2),
        (b"ab\x1b[20h\n", 0, 1),
        (b"ab\x1b[20h\x1b[20l\n", 2, 1),
        (b"ab\b\b\b", 0, 0),
        (b"0123456789\b", 8, 0),
        (b"0123456789ab\x1b[?45h\b\b\b", 9, 0),
        (b"0123456789\r\nab\x1b[?45h\b\b\b", 0, 1),
        ("012345678漢\x1b[?45h\b\b\b".encode(), 8, 0),
        (b"0123456789\n", 9, 1),
        (b"0123456789\x1b[K", 9, 0),
        (b"\x1b[3;5H\x1bM", 4, 1),
    ],
)
def test_a_sequence_moves_the_cursor(data: bytes, column: int, line: int) -> None:
    assert place(data) == (column, line)


@pytest.mark.parametrize(
    ("sequence", "style"),
    [
        (b"\x1b[1;2;3;4;5;7;8;9;53m", Style(flags="bdhikorsu")),
        (b"\x1b[1;2;22m", Style()),
        (b"\x1b[3;23;4;24;5;25;7;27;8;28;9;29;53;55m", Style()),
        (b"\x1b[21m", Style(flags="u")),
        (b"\x1b[4:3m", Style(flags="u")),
        (b"\x1b[4m\x1b[4:0m", Style()),
        (b"\x1b[31;42m", Style(1, 2)),
        (b"\x1b[91;102m", Style(9, 10)),
        (b"\x1b[31;42m\x1b[39;49m", Style()),
        (b"\x1b[38;5;100;48;5;200m", Style(100, 200)),
        (b"\x1b[38:5:100;48:5:200m", Style(100, 200)),
        (b"\x1b[38;2;1;2;3;48;2;4;5;6;1m", Style("#010203", "#040506", "b")),
        (b"\x1b[38:2::1:2:3;48:2:0:4:5:6m", Style("#010203", "#040506")),
        (b"\x1b[58;5;1;31m", Style(1)),
        (b"\x1b[58:2::1:2:3;31;59m", Style(1)),
        (b"\x1b[38;9;31m", Style()),
        (b"\x1b[31m\x1b[38m", Style(1)),
        (b"\x1b[31m\x1b[m", Style()),
        (b"\x1b[31;0;1m", Style(flags="b")),
        (b"\x1b[;31m", Style(1)),
        (b"\x1b[>4;2m\x1b[?4m\x1b[4 m", Style()),
        (b"\xc2\x9b31m", Style(1)),
        (b"\x1b[3\x001m", Style(1)),
        (b"\x1b[31m\x1b7\x1b[m\x1b8", Style(1)),
        (b"\x1b[31m\x1b[!p", Style()),
        (b"\x1b[31m\x1bc", Style()),
    ],
)
def test_a_sequence_changes_the_pen(sequence: bytes, style: Style) -> None:
    assert after(sequence + b"x").rows[0].runs[0] == (1 if style != Style() else 10, style)


def test_what_is_erased_takes_the_background_and_nothing_else() -> None:
    frame = after(b"\x1b[1;31;44mx\x1b[K\x1b[2;1H\x1b[2X\x1b[3;1H\x1b[L\x1b[4;10H\n")
    blue = Style(bg=4)
    assert frame.rows[0].runs == ((2, blue), (8, Style()))
    assert frame.rows[1].runs == ((10, blue),)
    assert frame.rows[3].runs == ((10, blue),)


def test_direct_colours_beyond_number_are_drawn_right() -> None:
    data = b"".join(
        b"\x1b[H\x1b[38;2;%d;%d;%dmx" % (n >> 16, n >> 8 & 255, n & 255) for n in range(25_000)
    )
    assert after(data).rows[0].runs[0] == (1, Style("#0061a7"))


def test_the_cursor_hides_and_a_reset_shows_it() -> None:
    assert after(b"\x1b[?25l").cursor == Cursor(0, 0, visible=False)
    assert after(b"\x1b[?25l\x1b[?25h").cursor.visible
    assert after(b"\x1b[?25l\x1b[!p").cursor.visible
    assert after(b"\x1b[?25l\x1bc").cursor.visible


def test_marks_join_the_character_before_them_up_to_a_bound() -> None:
    cells = after("e\u0301\u0323 a".encode() + b"\x1b[31m" + "\u0308".encode()).rows[0].cells
    assert cells[:3] == ("e\u0301\u0323", " ", "a\u0308")
    assert len(after(("e" + "\u0301" * 500).encode()).rows[0].cells[0]) == 32
    assert after("\u0301x".encode()).rows[0].cells[0] == "x"
    assert after("漢\u0301".encode()).rows[0].cells[:2] == ("漢\u0301", "")
    assert after("\ufeffx".encode()).rows[0].cells[0] == "x"
    assert after(b"\x1b[3C" + "\u0301".encode()).rows[0].cells[2] == " \u0301"


def test_widths_are_those_of_a_terminal() -> None:
    row = after("\u00ad─é한\U0001f600".encode(), cols=12).rows[0]
    assert row.cells[:7] == ("\u00ad", "─", "é", "한", "", "\U0001f600", "")
    assert after("\u1100\u1161\u11a8x".encode()).rows[0].cells[:3] == (
        "\u1100\u1161\u11a8",
        "",
        "x",
    )


@pytest.mark.parametrize("mode", [b"47", b"1047", b"1049"])
def test_each_alternate_screen_is_blank_and_leaves_the_normal_one(mode: bytes) -> None:
    emulator = Emulator(10, 4)
    emulator.feed(b"normal\x1b[44m\x1b[?" + mode + b"h")
    frame = emulator.frame()
    assert frame.alternate
    assert [row.runs for row in frame.rows] == [((10, Style(bg=4)),)] * 4
    assert frame.cursor == Cursor(6, 0, visible=True)
    emulator.feed(b"\x1b[3;3Hother\x1b[?" + mode + b"l")
    frame = emulator.frame()
    assert not frame.alternate
    assert texts(frame) == ["normal", "", "", ""]
    assert (frame.cursor.column, frame.cursor.line) == ((6, 0) if mode == b"1049" else (7, 2))


def test_titles_are_kept_and_bounded() -> None:
    assert after(b"\x1b]0;one\x07\x1b]2;two\x1b\\").title == "two"
    assert after(b"\x1b]1;icon\x07\x1b]9;other\x07\x1bP2;x\x1b\\").title == ""
    assert len(after(b"\x1b]2;" + b"x" * 5000 + b"\x07").title) == 1024


def test_the_usual_tab_stops_come_back() -> None:
    assert place(b"\x1b[3g\x1b[4G\x1bH\r\x1b[?5W\t") == (8, 0)
    assert place(b"\x1b[3g\x1b[4G\x1bH\r\x1b[5W\t") == (3, 0)
