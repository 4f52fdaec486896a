"""What a session asks of its terminal is told, with the place where it asks."""

from __future__ import annotations

import base64
import mmap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.terminal.events import events
from replayer.terminal.requests import (
    AnyEvent,
    Bell,
    ClipboardRead,
    ClipboardWrite,
    Image,
    Link,
    Mark,
    Notification,
    Printing,
    Prompt,
    Query,
    Title,
    WindowChange,
    WorkingDirectory,
)
from replayer.tokens import Kind, tokenize


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"ab\x1b]0;web-01: ~\x07c", [Title(2, "web-01: ~")]),
        ("\x1b]2;é".encode() + b"\x1b\\", [Title(0, "é")]),
        (b"\xc2\x9d2;t\xc2\x9c", [Title(0, "t")]),
        (b"\x1b]1;icon only\x07", []),
        (b"\x1b]8;id=1;https://a;b\x07x\x1b]8;;\x07", [Link(0, "https://a;b")]),
        (b"\x1b]52;c;c2VjcmV0\x07", [ClipboardWrite(0, b"secret")]),
        (b"\x1b]52;c;!\x07", [ClipboardWrite(0, None)]),
        (b"\x1b]52;c;?\x1b\\", [ClipboardRead(0)]),
        (b"a\x07b\x07", [Bell(1), Bell(3)]),
        (b"\x1b[1\x07m", [Bell(3)]),
        (b"\x1b]7;file://web-01/srv/a%20b\x07", [WorkingDirectory(0, "web-01", "/srv/a b")]),
        (b"\x1b]7;/srv\x07", [WorkingDirectory(0, "", "/srv")]),
        (b"\x1b]7;file://[x/y\x07", [WorkingDirectory(0, "", "file://[x/y")]),
        (b"\x1b]1337;CurrentDir=/srv\x07", [WorkingDirectory(0, "", "/srv")]),
        (b"\x1b]633;P;Cwd=/a\\x3bb\x07", [WorkingDirectory(0, "", "/a;b")]),
        (b"\x1b]633;P;IsWindows=False\x07", []),
        (b"\x1b]133;A;k=i\x07$ \x1b]133;B\x07", [Prompt(0, Mark.PROMPT), Prompt(14, Mark.COMMAND)]),
        (
            b"\x1b]133;C\x07\x1b]133;D;130\x07",
            [Prompt(0, Mark.OUTPUT), Prompt(8, Mark.FINISHED, 130)],
        ),
        (b"\x1b]133;D\x07", [Prompt(0, Mark.FINISHED)]),
        (b"\x1b]633;E;echo a\\x3b b\\\\\x07", [Prompt(0, Mark.LINE, None, "echo a; b\\")]),
        (b"\x1b]133;Z\x07", []),
        (b"\x1bPq#0;2;0;0;0\x07~\x1b\\", [Image(0, "sixel", 17)]),
        (b"\x1bP$qm\x1b\\", [Query(0, "its setting m (DECRQSS)")]),
        (b"\x1bP+q544e;436F\x1b\\", [Query(0, "its capabilities TN, Co (XTGETTCAP)")]),
        (b"\x1bP+q5\x1b\\", [Query(0, "its capabilities 5 (XTGETTCAP)")]),
        (b"\x1bP1$r0m\x1b\\", []),
        (
            b"\x1b]1337;File=name=" + base64.b64encode(b"a.png") + b";inline=1:AAAA\x07",
            [Image(0, "iterm2", 40, "a.png")],
        ),
        (b"\x1b]1337;File=name=!;inline=1:AA\x07", [Image(0, "iterm2", 31, "!")]),
        (b"\x1b]1337;File=inline=1:AA\x07", [Image(0, "iterm2", 24)]),
        (b"\x1b]1337;SetMark\x07", []),
        (b"\x1b_Ga=T,f=100,m=1;AAAA\x1b\\\x1b_Gm=0;AAAA\x1b\\", [Image(0, "kitty", 23)]),
        (b"\x1b_Ga=d\x1b\\", []),
        (b"\x1b_other\x07\x1b\\", []),
    ],
)
def test_each_request_is_told_as_what_it_is(data: bytes, told: list[AnyEvent]) -> None:
    assert list(events(data)) == told


STATE = "its state or where its cursor is (DSR {})"
DA1 = "what kind of terminal it is (DA1)"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a\x1b[cb", [Query(1, DA1)]),
        (b"\x1b[0c\xc2\x9bc", [Query(0, DA1), Query(4, DA1)]),
        (b"\x1b[\x00>\x07c", [Query(0, "which version it is (DA2)"), Bell(4)]),
        (b"\x1b[=c", [Query(0, "its serial number (DA3)")]),
        (b"\x1b[?1;2c\x1b[>0;276;0c\x1b[0n\x1b[12;40R", [Query(7, "which version it is (DA2)")]),
        (b"\x1b[5n", [Query(0, STATE.format("5"))]),
        (b"\x1b[" + b"0" * 300 + b"6n", [Query(0, STATE.format("6"))]),
        (b"\x1b[6n", [Query(0, STATE.format("6"))]),
        (b"\x1b[?6n", [Query(0, STATE.format("?6"))]),
        (b"\x1b[?2026$p", [Query(0, "whether mode ?2026 is set (DECRQM)")]),
        (b"\x1b[!p\x1b[2 q\x1b[u\x1b[2;3y\x1b[1;31m", []),
        (b"\x1b[>q", [Query(0, "its name and version (XTVERSION)")]),
        (b"\x1b[?u", [Query(0, "which keyboard protocol it speaks")]),
        (b"\x1b[x\x1b[2x", [Query(0, "its line's parameters (DECREQTPARM)")]),
        (b"\x1b[1;1;1;1;9;9*y", [Query(0, "a checksum of what it shows (DECRQCRA)")]),
        (b"\x1b[21t", [Query(0, "its window's title")]),
        (b"\x1b[8;40;132t", [WindowChange(0, "resize")]),
        (b"\x1b[2t\x1b[30t", [WindowChange(0, "hide itself"), WindowChange(4, "resize to 30 lines")]),
        (b"\x1b[22;0;0t\x1b[23;0;0t\x1b[>2t", []),
        (b"\x1b[5i\x1b[4i\x1b[?5i", [Printing(0), Printing(8)]),
        (b"\x1b[ c\x1b[6\x18n\x1b[6\xc3\xa9n", []),
        (b"\x05", [Query(0, "its answerback (ENQ)")]),
        (b"\x1b]11;?\x07\x1b]4;1;?\x07", [Query(0, "its colours (OSC 11)"), Query(7, "its colours (OSC 4)")]),
        (b"\x1b]11;#000000\x07\x1b]50;?\x07", [Query(13, "its font (OSC 50)")]),
        (b"\x1b]9;build done\x07", [Notification(0, "build done")]),
        (b"\x1b]9;4;1;50\x07\x1b]9;9;\"/srv\"\x07", [WorkingDirectory(11, "", "/srv")]),
        (b"\x1b]777;notify;title;text\x07", [Notification(0, "title;text")]),
        (b"\x1b]777;other\x07\x1b]50;x\x07", []),
        (b"\x1b]99;i=1;hello\x07", [Notification(0, "hello")]),
        (b"\x1b]1337;Copy=:c2VjcmV0\x07", [ClipboardWrite(0, b"secret")]),
        (b"\x1b]1337;ReportCellSize\x07", [Query(0, "ReportCellSize (OSC 1337)")]),
        (b"\x1b]1337;RequestAttention=yes\x07", [Notification(0, "")]),
        (b"\x1b]1337;StealFocus\x07", [WindowChange(0, "take the focus")]),
    ],
)  # fmt: skip
def test_what_a_terminal_would_answer_or_do_to_its_window_is_told(
    data: bytes, told: list[AnyEvent]
) -> None:
    assert list(events(data)) == told


def test_a_query_is_found_wherever_a_block_of_bytes_ends() -> None:
    request = b"\x1b[?\x00199999$p"
    for cut in range(len(request) + 1):
        data = b"." * ((1 << 20) - cut) + request + b"." * 100
        assert [event.offset for event in events(data)] == [(1 << 20) - cut]


def test_a_string_that_was_broken_off_asks_nothing() -> None:
    assert list(events(b"\x1b]0;title\x18\x1b]0;cut")) == []


def test_an_endless_text_is_cut() -> None:
    (title,) = events(b"\x1b]0;" + b"x" * 100_000 + b"\x07")
    assert isinstance(title, Title)
    assert len(title.text) == 4096


def test_a_request_is_found_wherever_a_block_of_bytes_ends(tmp_path: Path) -> None:
    request = b"\x1b\x00]0;here\x07"
    path = tmp_path / "large"
    for cut in (0, 1, 2, 3, 8, len(request)):
        path.write_bytes(
            b"." * ((1 << 20) - cut)
            + request
            + b"." * (1 << 20)
            + b"\x1b]2;"
            + b"x" * (3 << 20)
            + b"\x07"
        )
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            told = list(events(content))
        assert told[0] == Title((1 << 20) - cut, "here")
        assert told[1].offset == (2 << 20) - cut + len(request)
        assert len(told) == 2


@given(
    st.lists(
        st.sampled_from(
            [
                b"text",
                b"\x07",
                b"\x1b]0;a\x07",
                b"\x1bPq\x07",
                b"\x1b\\",
                b"\x1b",
                b"\x18",
                b"\x1b[1m",
                b"\xc2\x9d2;x",
            ]
        )
    ).map(b"".join)
)
def test_events_lie_where_the_tokens_do(data: bytes) -> None:
    starts = {token.start for token in tokenize(data) if token.kind is Kind.STRING}
    bells = {
        token.start + data[token.start : token.end].index(b"\x07")
        for token in tokenize(data)
        if token.kind is not Kind.STRING and b"\x07" in data[token.start : token.end]
    }
    told = list(events(data))
    assert [event.offset for event in told] == sorted(event.offset for event in told)
    assert {event.offset for event in told if isinstance(event, Title)} <= starts
    assert {event.offset for event in told if isinstance(event, Bell)} >= bells - unfinished(data)


def unfinished(data: bytes) -> set[int]:
    """Return the offsets inside a sequence that the end cuts, where nothing is decided yet."""
    return {
        offset
        for token in tokenize(data)
        if token.kind in {Kind.UNFINISHED, Kind.BROKEN}
        for offset in range(token.start, token.end)
    }
