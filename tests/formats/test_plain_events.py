"""CloudWatch events of sessions that were not streamed."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.errors import NotEvidence
from replayer.formats import read
from replayer.formats.evidence import Transcript, TranscriptKind
from tests.formats.script_logs import HEADER, PTY, SESSION, as_event, stored

LIMIT = 200_000


def uploaded(content: bytes) -> list[bytes]:
    """Return the messages in which the agent uploads `content`, as its source does it."""
    pieces: list[bytes] = []
    for line in content.splitlines(keepends=True) if b"\r" not in content else _lines(content):
        pieces += [line[start : start + LIMIT] for start in range(0, len(line), LIMIT)]
    messages, message = [], b""
    for piece in pieces:
        if len(message) + len(piece) > LIMIT:
            messages.append(message)
            message = b""
        message += piece
    messages.append(message)
    return [
        each.replace(b"\r\n", b"\n")[: -1 if each.endswith(b"\n") else None] for each in messages
    ]


def _lines(content: bytes) -> list[bytes]:
    return [line + b"\n" for line in content.split(b"\n")[:-1]] + [
        line for line in content.split(b"\n")[-1:] if line
    ]


def page(messages: Sequence[bytes | str]) -> bytes:
    events = [
        {
            "timestamp": 1_700_000_000_000 + index,
            "message": each if isinstance(each, str) else each.decode("utf-8", "surrogateescape"),
            "ingestionTime": 1_700_000_000_100,
        }
        for index, each in enumerate(messages)
    ]
    return json.dumps({"events": events, "nextForwardToken": "f/1"}).encode()


def transcript(content: bytes) -> Transcript:
    (evidence,) = read(content)
    assert isinstance(evidence, Transcript)
    return evidence


def test_one_event_holds_the_hosts_bytes_and_nothing_is_undone() -> None:
    found = transcript(page([as_event(stored(PTY))]))
    assert found.kind is TranscriptKind.PLAIN_EVENTS
    assert not found.translated
    assert found.body[:] == PTY
    assert found.session_id == SESSION
    assert found.stamps_ms == (1_700_000_000_000,)
    assert found.whole


def test_oddity_1_events_that_end_in_a_lone_cr_are_joined_with_lf() -> None:
    pty = b"".join(b"line %d of many\r\n" % number for number in range(30_000))
    messages = uploaded(stored(pty))
    assert len(messages) > 2
    assert messages[0].endswith(b"\r")
    assert transcript(page(messages)).body[:] == pty


@pytest.mark.parametrize("length", [199_990, 199_998, 199_999, 200_000, 200_001, 400_000, 650_000])
def test_a_line_longer_than_an_event_is_put_together_again(length: int) -> None:
    pty = b"$ cat big\r\n" + b"x" * length + b"\r\n$ exit\r\n"
    found = transcript(page(uploaded(stored(pty))))
    assert found.body[:] == pty


@pytest.mark.parametrize("cut_at", [-2, -1, 0])
def test_a_cut_inside_a_line_end_is_undone_too(cut_at: int) -> None:
    pty = b"$ cat big\r\n" + b"x" * (LIMIT + cut_at) + b"\r\nmore\r\n"
    assert transcript(page(uploaded(stored(pty)))).body[:] == pty


def test_a_character_that_the_cut_broke_shows_as_two_broken_ones() -> None:
    pty = b"$ cat big\r\n" + "é".encode() * 150_000 + b"\r\n"
    long_line = b"y" + "é".encode() * 150_000 + b"\r\r\n"
    messages = [HEADER.encode() + b"$ cat big\r", long_line[:LIMIT], long_line[LIMIT:-2]]
    texts = [each.decode("utf-8", "replace") for each in messages]
    found = transcript(page(texts))
    assert found.body[:].count(b"\n") == 1
    assert len(found.body) > len(pty)


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=30), st.randoms())
def test_whatever_is_uploaded_in_events_of_whole_lines_is_the_hosts_log_again(
    lines: list[bytes], random: object
) -> None:
    pty = b"".join(line.replace(b"\n", b"") + b"\r\n" for line in lines)
    assert transcript(page(uploaded(stored(pty)))).body[:] == pty


def test_the_stream_name_is_kept_for_a_log_that_names_no_session() -> None:
    header = "Script started on 2020-05-27 23:00:48+0000\n"
    event = {
        "logStreamName": "bob-0123456789abcdef0",
        "timestamp": 1,
        "message": header + "$ exit\r",
    }
    found = transcript(json.dumps({"events": [event]}).encode())
    assert found.session_id is None
    assert found.stream == "bob-0123456789abcdef0"


def test_events_of_another_program_are_no_evidence() -> None:
    with pytest.raises(NotEvidence, match="no log events of a session"):
        read(page(["GET / 200", "GET /favicon.ico 404"]))
