"""What a session tried to do to its terminal."""

from __future__ import annotations

import pytest

from replayer.analysis.attempts import attempts
from replayer.recording.timeline import Certainty
from tests.exporters.recordings import recorded


def test_each_attempt_comes_with_its_time_and_its_words() -> None:
    recording = recorded(
        (0.5, b"\x1b]0;one\x07$ "),
        (1.5, b"\x1b]52;c;aGVsbG8=\x07\x07"),
        (2.5, b"\x1b]8;;https://example.com\x1b\\here\x1b]8;;\x1b\\"),
        (3.5, b"\x1b]52;c;?\x07\x1b]52;c;!\x07\x1b]7;file://web/srv\x07\x1bPq#0\x1b\\"),
        (4.5, b"\x1b]133;A\x07"),
    )
    found = [(each.time, each.words) for each in attempts(recording)]
    assert found == [
        (0.5, "set the window's title to “one”"),
        (1.5, "wrote 5 bytes to the clipboard: “hello”"),
        (1.5, "rang the bell"),
        (2.5, "made a link to “https://example.com”"),
        (3.5, "asked for what is in the clipboard"),
        (3.5, "cleared the clipboard"),
        (3.5, "said that it is in “/srv” on web"),
        (3.5, "sent a picture (sixel, 7 bytes)"),
    ]
    assert {each.certainty for each in attempts(recording)} == {Certainty.RECORDED}


def test_a_title_that_comes_with_every_prompt_is_listed_when_it_changes() -> None:
    prompt = b"\x1b]0;alice: ~\x07\x1b]7;file:///home\x07$ \r\n"
    recording = recorded((0.0, prompt * 3 + b"\x1b]2;root\x07" + prompt))
    words = [each.words for each in attempts(recording)]
    assert words == [
        "set the window's title to “alice: ~”",
        "said that it is in “/home”",
        "set the window's title to “root”",
        "set the window's title to “alice: ~”",
    ]


def test_a_long_text_is_quoted_in_part() -> None:
    (each,) = attempts(recorded((0.0, b"\x1b]2;" + b"x" * 500 + b"\x07")))
    assert each.words.endswith("x…”")


def test_nothing_comes_when_cancelled() -> None:
    assert list(attempts(recorded((0.0, b"\x07")), cancelled=lambda: True)) == []


def test_queries_and_messages_are_attempts_and_the_same_thing_on_end_is_one() -> None:
    recording = recorded(
        (0.5, b"\x1b[6n\x1b[6n\x1b[c\x1b[6n"),
        (1.5, b"\x07" * 1200),
        (2.5, b"\x1b[5i\x1b[2t\x1b]9;hi\x07\x1b]1337;RequestAttention=1\x07"),
    )
    found = [(each.time, each.words) for each in attempts(recording)]
    assert found == [
        (0.5, "asked for its state or where its cursor is (DSR 6) (2 times)"),
        (0.5, "asked for what kind of terminal it is (DA1)"),
        (0.5, "asked for its state or where its cursor is (DSR 6)"),
        (1.5, "rang the bell (1,200 times)"),
        (2.5, "asked to print"),
        (2.5, "asked the window to hide itself"),
        (2.5, "popped up a message: “hi”"),
        (2.5, "popped up a message"),
    ]


def test_text_that_nobody_could_see_is_an_attempt() -> None:
    recording = recorded(
        (0.5, b"\x1b[8mpass\x1b[1mword\x1b[0m seen"),
        (1.5, b"\x1b[1;31;41m red \x1b[K\x1b[4C on red\r\n\x1b[42mon green"),
        (
            2.5,
            b"\x1b[38;5;8;48;5;8mgrey\x1b[!pseen\x1b[38;2;1;2;3m\x1b[48:2::1:2:3mdirect\x1bcseen",
        ),
        (3.5, b"\x1b[31;41m   \r\n\x1b[0m\x1b[38;5;8m8\x1b[0m" + "\x1b[7;32;42m██\x1b[m".encode()),
        (4.5, b"\x1b[8mto the end"),
    )
    found = [(each.time, each.words) for each in attempts(recording)]
    assert found == [
        (0.5, "wrote what nobody could see: “pass”"),
        (0.5, "wrote what nobody could see: “word”"),
        (1.5, "wrote what nobody could see: “red   on red”"),
        (2.5, "wrote what nobody could see: “grey”"),
        (2.5, "wrote what nobody could see: “direct”"),
        (4.5, "wrote what nobody could see: “to the end”"),
    ]


@pytest.mark.parametrize(
    "pen",
    [
        pytest.param("38;5;16;48;2;0;0;0", id="one colour, spelt in two ways"),
        pytest.param("38;2;16;20;24;48;2;20;24;18", id="nearly one colour"),
        pytest.param("1;31;101", id="bold, which brightens it to the colour behind"),
    ],
)
def test_text_that_no_eye_tells_from_what_is_behind_it_is_unseen(pen: str) -> None:
    (each,) = attempts(recorded((0.5, f"a\x1b[{pen}mrm -rf /\x1b[mb".encode())))
    assert each.words == "wrote what nobody could see: “rm -rf /”"


def test_text_that_an_eye_tells_from_what_is_behind_it_is_seen() -> None:
    pens = ("38;5;240;48;5;236", "1;31;41;39", "31;101", "38;2;40;40;40;48;2;30;30;30")
    assert not list(attempts(recorded(*((0.5, f"\x1b[0;{pen}mx\x1b[m".encode()) for pen in pens))))


def test_unseen_text_is_found_wherever_blocks_are_cut() -> None:
    for more in range(20):
        (each,) = attempts(
            recorded((0.0, b"x" * ((1 << 20) - more) + b"\x1b[0;1;8msecret\x1b[0m."))
        )
        assert each.words.endswith("“secret”")
