"""What must hold for any bytes in any pieces."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from replayer.terminal import Emulator
from replayer.terminal.keyframes import pack, unpack
from replayer.terminal.rows import NOTHING
from tests.terminal.recorded import STREAMS

NOISE = [
    *(
        b"\x1b",
        b"\x1b[",
        b"\x1b]",
        b"\x1bP",
        b"\x9b",
        b"\xc2\x9b",
        b"\xc2",
        b"\xe2\x82",
        b"\xf0\x9f",
        b"\xff",
    ),
    *(
        b"\x1b[4h",
        b"\x1b[?6h",
        b"\x1b[3;9r",
        b"\x1b[?7l",
        b"\x1b[?45h",
        b"\x1b[20h",
        b"\x1b[?1049h",
        b"\x1b[?47l",
    ),
    *(
        b"\x1b[99999999b",
        b"x\x1b[3b",
        b"\x1b#8",
        b"\x1bc",
        b"\x1b[!p",
        b"\x1b(0",
        b"\x0e",
        b'\x1b[1"q',
        b"\x1b[?2J",
    ),
    *(
        b"\x07",
        b"\x18",
        b"\x1b\\",
        b"\r\n",
        b"\n",
        b"\b",
        b"\t",
        b"\x7f",
        b"\x00",
        b"\xcc\x81",
        b"\xef\xbb\xbf",
    ),
    *(
        "漢字".encode(),
        "e\u0301".encode(),
        "👩\u200d👧".encode(),
        b"plain text",
        b"\x1b[31;1m",
        b"\x1b[38;2;1;2;3m",
    ),
    *(
        b"\x1b[2@",
        b"\x1b[3P",
        b"\x1b[2X",
        b"\x1b[L",
        b"\x1b[M",
        b"\x1b[2'}",
        b"\x1b[2'~",
        b"\x1b[ A",
        b"\x1b[99I",
    ),
    *(
        b"\x1b[r",
        b"\x1b[5S",
        b"\x1b[5T",
        b"\x1b7",
        b"\x1b8",
        b"\x1bM",
        b"\x1bD",
        b"\x1b[H",
        b"\x1b[3g",
        b"\x1bH",
    ),
]
PIECES = st.sampled_from(
    [stream.data[at : at + 120] for stream in STREAMS for at in range(0, len(stream.data), 120)]
)
OUTPUT = st.lists(PIECES | st.sampled_from(NOISE) | st.binary(max_size=12), max_size=12).map(
    b"".join
)
SIZES = st.tuples(st.integers(2, 30), st.integers(1, 10))
LINES = st.lists(
    st.sampled_from(
        [b"short", b"\x1b[32mgreen", b"\x1b[m", b"\x1b[0mx\x1b[44m", b"wide " * 20, "漢字".encode()]
    ),
    min_size=1,
    max_size=4,
).map(b"".join)


def fed(data: bytes, size: tuple[int, int], *, skips: bool = True, history: int = 20) -> Emulator:
    emulator = Emulator(*size, history=history, skips=skips)
    emulator.feed(data)
    return emulator


@given(OUTPUT, SIZES, st.lists(st.integers(0, 400), max_size=6))
@example(b"-\x1b[3b", (20, 3), [2])
@example(b"\x1b[1\n2H", (20, 3), [4])
def test_bytes_in_any_pieces_give_the_same_state(
    data: bytes, size: tuple[int, int], cuts: list[int]
) -> None:
    emulator = Emulator(*size, history=20)
    bounds = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for start, end in pairwise(bounds):
        emulator.feed(data[start:end])
    assert pack(emulator) == pack(fed(data, size))


@given(OUTPUT, SIZES)
@example(b"one\x1b\r\n]0;title", (20, 3))
@example(b"one\x1b\r\n]0;title\x07\x1b\r\nPx\x18", (20, 9))
def test_bytes_one_by_one_give_the_same_state(data: bytes, size: tuple[int, int]) -> None:
    emulator = Emulator(*size, history=20)
    for value in data:
        emulator.feed(bytes((value,)))
    assert pack(emulator) == pack(fed(data, size))


@given(OUTPUT, OUTPUT, SIZES, SIZES)
def test_a_keyframe_and_the_rest_give_the_state_of_everything(
    before: bytes, after: bytes, size: tuple[int, int], later: tuple[int, int]
) -> None:
    whole = fed(before, size)
    restored = unpack(pack(whole))
    assert restored.frame() == whole.frame()
    for emulator in (whole, restored):
        emulator.feed(after)
        emulator.resize(*later)
        emulator.feed(after)
    assert pack(restored) == pack(whole)


@given(OUTPUT, LINES, st.integers(60, 400), OUTPUT, SIZES, st.sampled_from([0, 20]))
@example(b"", b"x\x1b[44m" + b"wide " * 20, 60, b"\b", (2, 1), 0)
@example(b"\x1b[2;3r", b"", 400, b"x" * 5000, (20, 4), 0)
@example(b"\x1b(0\x1b[?1049h", b"\x1b(Bqqqqqqqqqq", 400, b"q", (20, 4), 20)
@example(b"\x1b)0\x0e\x1b[20h", b"qqqqqqqqqqqqqq\x1b[K\n", 400, b"q", (20, 4), 20)
@example(b"\x1b[41m\x1b[K", b"a\x1b[32m", 400, b"", (20, 4), 0)
def test_skipping_gives_the_state_of_drawing(
    before: bytes, line: bytes, count: int, after: bytes, size: tuple[int, int], history: int
) -> None:
    data = before + b"".join(line + b"%d\r\n" % number for number in range(count)) + after
    skipped = fed(data, size, history=history)
    drawn = fed(data, size, history=history, skips=False)
    assert pack(skipped) == pack(drawn)


@given(st.binary(max_size=300) | OUTPUT, SIZES, SIZES)
def test_no_bytes_make_the_screen_fail(
    data: bytes, size: tuple[int, int], later: tuple[int, int]
) -> None:
    emulator = fed(data, size)
    emulator.resize(*later)
    emulator.feed(data)
    assert emulator.failures == ()
    frame = emulator.frame()
    assert [len(row.cells) for row in frame.rows] == [later[0]] * later[1]
    assert all(sum(count for count, _ in row.runs) == later[0] for row in frame.rows)
    assert frame.cursor.column < later[0]
    assert 0 <= frame.cursor.line < later[1]


def logical(emulator: Emulator) -> list[str]:
    """Return the lines of history and screen, rows that continue each other joined."""
    lines: list[str] = []
    for row in [*emulator.screen.history, *emulator.screen.rows]:
        # a wide character with no room at the edge leaves a cell with nothing in it
        text = "".join(row.chars).rstrip(NOTHING)
        if row.wrapped and lines:
            lines[-1] += text
        else:
            lines.append(text)
    while lines and not lines[-1]:
        lines.pop()
    return lines


@settings(max_examples=60)
@given(
    st.lists(st.text("abc漢 ", max_size=60).map(str.rstrip), max_size=12),
    st.tuples(st.integers(4, 30), st.integers(2, 10)),
    st.tuples(st.integers(4, 30), st.integers(2, 10)),
)
def test_resizing_there_and_back_keeps_the_text(
    lines: list[str], size: tuple[int, int], other: tuple[int, int]
) -> None:
    emulator = Emulator(*size)
    emulator.feed("".join(line + "\r\n" for line in lines).encode())
    before = logical(emulator)
    emulator.resize(*other)
    assert logical(emulator) == before
    emulator.resize(*size)
    assert logical(emulator) == before
