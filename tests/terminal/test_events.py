"""What a session asks of its terminal is told, with the place where it asks."""

from __future__ import annotations

import base64
import mmap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.terminal.events import (
    AnyEvent,
    Bell,
    ClipboardRead,
    ClipboardWrite,
    Image,
    Link,
    Mark,
    Prompt,
    Title,
    WorkingDirectory,
    events,
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
        (b"\x1bP$qm\x1b\\", []),
        (b"\x1bP+q544e\x1b\\", []),
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
