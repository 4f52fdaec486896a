"""What the agent's clean-up leaves of a line."""

import json
from pathlib import Path

import pytest

from replayer.recording.cleanup import cleaned, kept_length

CASES = {
    "colours are taken out": (b"\x1b[31mred\x1b[0m\r\n", b"red\n"),
    "a title ended by BEL keeps the whole line raw": (
        b"\x1b]0;t\x07\x1b[31mred\x1b[0m\r\n",
        b"\x1b]0;t\x07\x1b[31mred\x1b[0m\n",
    ),
    "a title ended by ST is taken out": (b"\x1b]0;t\x1b\\a\r\n", b"a\n"),
    "text between a BEL-ended and an ST-ended string is swallowed": (
        b"\x1b]0;t\x07prompt$ \x1b]8;;\x1b\\link\r\n",
        b"link\n",
    ),
    "a character set keeps it raw": (b"\x1b(Ba\x1b[1mb\r\n", b"\x1b(Ba\x1b[1mb\n"),
    "keypad modes are two bytes": (b"\x1b=\x1b[1mb\r\n", b"\x1b=\x1b[1mb\n"),
    "more parameters than ECMA-48 gives keep it raw": (b"\x1b[1;5Ca\r\n", b"\x1b[1;5Ca\n"),
    "a private sign makes one parameter of all": (b"\x1b[?1;2ca\r\n", b"a\n"),
    "unknown functions take any number": (b"\x1b[1;2;3ta\r\n", b"a\n"),
    "bytes like C1 controls are taken out of UTF-8": ("a→b\r\n".encode(), b"a\xe2b\n"),
    "others stay": ("é\r\n".encode(), "é\n".encode()),
    "a single shift takes the next byte along": (b"a\x1bOPb\r\n", b"ab\n"),
    "an unfinished sequence keeps it raw": (b"a\x1b[31", b"a\x1b[31"),
    "a tab becomes a blank and carriage returns go": (b"10%\r20%\r\ta\x08\r\n", b"10%20% a\x08\n"),
    "0x9B is a control sequence of one byte": (b"a\x9b31mb\r\n", b"ab\n"),
    "a required parameter that is missing keeps it raw": (b"a\x1b[ Eb\r\n", b"a\x1b[ Eb\n"),
}


@pytest.mark.parametrize("case", CASES)
def test_clean_up_of_a_line(case: str) -> None:
    line, streamed = CASES[case]
    assert cleaned(line) == streamed


def test_carriage_returns_and_tabs_count_when_an_event_is_filled() -> None:
    assert kept_length(b"\x1b[31mred\t\r\n") == 6
    assert kept_length(b"red\t\r\n") == 6


@pytest.mark.parametrize("name", ["login-bash", "progress", "vim", "clocked", "sudo-root"])
def test_the_model_says_what_the_agent_streamed(samples: Path, name: str) -> None:
    body = (samples / name / "session.log").read_bytes().split(b"\n", 1)[1]
    body = body[: body.rindex(b"\nScript done")].replace(b"\r\n", b"\n")
    reply = json.loads((samples / name / "cloudwatch-streaming.json").read_text())
    said = [
        line for event in reply["events"] for line in json.loads(event["message"])["sessionData"]
    ]
    lines = [line + b"\n" for line in body.split(b"\n")[:-1]]
    streamed = [cleaned(line)[:-1].decode("utf-8", "replace") for line in lines]
    assert [line.replace("\ufffd", "") for line in streamed] == [
        line.replace("\ufffd", "") for line in said
    ]
