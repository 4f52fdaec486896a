"""The program in a real terminal: what it writes there, byte by byte."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from tests.tui.real_terminal import Terminal

BODY = (
    b"\x1b]0;OWNED\x07\x1b]52;c;T1dORUQ=\x07\x1b[5n\x1b[c\x1b[6n\x1bP$qm\x1b\\\x07\x1b[?1000h"
    b"\x1b]8;;http://owned.example/\x1b\\link\x1b]8;;\x1b\\ \xe2\x80\xaedrow \xe2\x80\x8bz \xee\x82\xb0p\r\r\n"
    b"\x1b_Gowned\x1b\\\x1b]1337;File=:T1dO\x07\x1b[>4;2m\x1b[18t\x1b[21t the-last-line\r\r\n"
)
ALLOWED = re.compile(
    rb"\x1b\[[0-9;:]*m"  # colours
    rb"|\x1b\[[0-9;]*[HJK]"  # moving, clearing
    rb"|\x1b\[\?(?:25|7|1049|1000|1002|1003|1004|1006|1015|1016|2004|2026|2048)(?:[hl]|\$p)"  # modes
    rb"|\x1b\[[<>=]?[0-9]*u"  # the keyboard protocol
    rb"|\x1b\]22;[a-z]+\x07"  # the mouse pointer's shape
    rb"|\r\n|[\x20-\x7e\xc2-\xf4][\x80-\xbf]*|[\x20-\x7e]"
)
FORBIDDEN = [
    "\u202e".encode(), "\u200b".encode(), "\ue0b0".encode(), b"owned.example", b"]52;", b"]1337", b"\x1bP", b"\x1b_",
]  # fmt: skip


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    place = tmp_path / "mallory-0123456789abcdef0.log"
    place.write_bytes(
        b"Script started on 2026-11-24 20:01:00+00:00\n" + BODY + b"\nScript done on 2026-11-24 20:01:00+00:00\n"
    )  # fmt: skip
    return place


def test_a_hostile_transcript_writes_nothing_but_what_textual_writes(hostile: Path) -> None:
    screen = Terminal("play", str(hostile))
    screen.until(b"INVENTED")
    screen.press(b"G")
    screen.until(b"the-last-line")
    screen.press(b"q")
    assert screen.status() == 0
    assert not [harm for harm in FORBIDDEN if harm in screen.written]
    assert not ALLOWED.sub(b"", screen.written), "control sequences that are not Textual's"


def test_the_list_opens_a_replay_and_q_leaves_one_after_the_other(hostile: Path) -> None:
    screen = Terminal(str(hostile.parent))
    screen.until(b"mallory")
    screen.press(b"\r")
    screen.until(b"INVENTED")
    screen.press(b"q")
    screen.until(b"mallory")
    screen.press(b"q")
    assert screen.status() == 0


def test_letters_typed_in_one_go_with_the_key_that_opens_a_line_are_text(hostile: Path) -> None:
    (hostile.parent / "alice-0123456789abcdef1.log").write_bytes(hostile.read_bytes())
    screen = Terminal(str(hostile.parent))
    screen.until(b"mallory")
    screen.press(b"/mallo\r")
    screen.until(b"1 of 2")
    screen.press(b"\r")
    screen.until(b"INVENTED")
    screen.press(b"/last:line/")
    screen.until(b"/last:line/ not found")
    screen.press(b"\x03")
    assert screen.status() == 0


def test_a_session_that_cannot_be_opened_is_told_again_after_the_app(tmp_path: Path) -> None:
    place = tmp_path / "history.json"
    place.write_text('{"Sessions": [{"SessionId": "alice-0123456789abcdef0"}]}')
    screen = Terminal("play", str(place))
    screen.until(b"leaves")
    screen.press(b"q")
    assert screen.status() == 1
    assert b"only the history knows this session" in screen.written[-400:]


def test_what_is_copied_is_the_printable_text_and_nothing_else(hostile: Path) -> None:
    screen = Terminal("play", str(hostile))
    screen.until(b"INVENTED")
    screen.press(b"G")
    screen.until(b"the-last-line")
    screen.press(b"y")
    screen.until(b"copied")
    screen.press(b"q")
    assert screen.status() == 0
    (copied,) = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", screen.written)
    text = base64.b64decode(copied).decode()
    assert text.endswith("the-last-line")
    assert all(char.isprintable() for char in text.replace("\n", ""))
    rest = screen.written.replace(b"\x1b]52;c;" + copied + b"\x07", b"")
    assert not ALLOWED.sub(b"", rest)


@pytest.mark.parametrize("before", [(), ("play",)])
def test_the_app_ends_by_itself_when_its_terminal_is_gone(
    hostile: Path, before: tuple[str, ...]
) -> None:
    screen = Terminal(*before, str(hostile))
    screen.until(b"INVENTED" if before else b"mallory")
    assert screen.vanish() == 0


def test_the_terminal_is_put_back_when_another_program_ends_the_app(hostile: Path) -> None:
    screen = Terminal(str(hostile))
    screen.until(b"mallory")
    screen.ask_to_end()
    assert screen.status() == 0
    assert screen.written.index(b"\x1b[?1049l") > screen.written.index(b"\x1b[?1049h")
