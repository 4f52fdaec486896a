"""Transcripts of agents from 2018 to early 2020, which typed their logger into `screen`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.formats import read
from replayer.formats.evidence import Transcript, TranscriptKind

COMMAND = (
    "/usr/bin/ssm-session-logger /var/lib/amazon/ssm/i-0cfe783743e9159af/session/orchestration/"
    "alice-07e002e96a50a12b5/Standard_Stream/ipcTempFile.log false"
)
META = "\x1b[?1034h"
SEELOG = (
    "Error occurred fetching the seelog config file path:  open /etc/amazon/ssm/seelog.xml: no such file or directory",
    "Initializing new seelog logger",
    "New Seelog Logger Creation Complete",
)
HEADER = "Script started on 2020-05-27 23:00:48+0000\n"
FOOTER = "\nScript done on 2020-05-27 23:01:53+0000\n"
PTY = b"sh-4.2$ whoami\r\nssm-user\r\nsh-4.2$ exit\r\nexit\r\n"
LEAVING = ("exit", "exit")


def logged(
    pty: bytes,
    *,
    prompt: str = "sh-4.2# ",
    command: str = COMMAND,
    seelog: tuple[str, ...] = SEELOG,
    leaving: tuple[str, ...] = LEAVING,
    footer: str = FOOTER,
) -> bytes:
    """Return the S3 object: lines around the session end in CR LF, those inside in CR CR LF."""
    before = "".join(f"{line}\r\n" for line in (f"{META}{prompt}{command}", *seelog))
    after = prompt + "".join(f"{line}\r\n" for line in leaving) if leaving else ""
    return (HEADER + before).encode() + pty.replace(b"\n", b"\r\n") + (after + footer).encode()


def transcript(content: bytes) -> Transcript:
    (evidence,) = read(content)
    assert isinstance(evidence, Transcript)
    return evidence


def undone(content: bytes) -> bytes:
    found = transcript(content)
    return found.body[:].replace(b"\r\n", b"\n") if found.translated else found.body[:]


def test_oddity_5_prompt_command_seelog_and_doubled_exit_are_taken_off() -> None:
    found = transcript(logged(PTY))
    assert found.kind is TranscriptKind.SCREEN_ERA
    assert found.session_id == "alice-07e002e96a50a12b5"
    assert found.target == "i-0cfe783743e9159af"
    assert found.session_type == "Standard_Stream"
    assert found.generated == datetime(2020, 5, 27, 23, 0, 48, tzinfo=UTC)
    assert found.closed == datetime(2020, 5, 27, 23, 1, 53, tzinfo=UTC)
    assert found.whole
    assert undone(logged(PTY)) == PTY


@given(st.lists(st.integers(1, len(COMMAND) - 1), max_size=5))
def test_oddity_5_the_command_may_be_wrapped_at_any_character(places: list[int]) -> None:
    command = COMMAND
    for place in sorted(places, reverse=True):
        command = f"{command[:place]} \r{command[place:]}"
    assert undone(logged(PTY, command=command)) == PTY
    assert transcript(logged(PTY, command=command)).session_id == "alice-07e002e96a50a12b5"


@pytest.mark.parametrize("count", range(4))
def test_oddity_5_some_or_all_seelog_lines_may_be_missing(count: int) -> None:
    assert undone(logged(PTY, seelog=SEELOG[:count])) == PTY


def test_oddity_5_the_shadow_prompt_may_be_the_users_own() -> None:
    root = b"sh-4.2# id -u\r\n0\r\nsh-4.2# exit\r\nexit\r\n"
    assert undone(logged(root)) == root


def test_oddity_5_the_session_may_end_in_mid_line_before_the_same_prompt() -> None:
    ended_by_the_service = b"sh-4.2# id -u\r\n0\r\nsh-4.2# "
    assert undone(logged(ended_by_the_service)) == ended_by_the_service


def test_oddity_5_a_session_that_shows_an_older_log_keeps_it() -> None:
    inner = (
        b"sh-4.2$ cat old.log\r\n"
        + logged(PTY).replace(b"\n", b"\r\n")
        + b"sh-4.2$ exit\r\nexit\r\n"
    )
    assert undone(logged(inner)) == inner


def test_terminal_answers_that_spoilt_the_first_exit_are_taken_off_and_told() -> None:
    spoilt = (
        "\x07;2R\x071R\x0783;40900;0cexit",
        "sh: syntax error near unexpected token `;'",
        "sh-4.2# exit",
        "exit",
    )
    found = transcript(logged(PTY, leaving=spoilt))
    assert undone(logged(PTY, leaving=spoilt)) == PTY
    assert found.whole
    assert any("answered queries" in remark for remark in found.remarks)


def test_a_root_session_with_spoilt_exit_keeps_its_own_lines() -> None:
    root = b"sh-4.2# vim x\r\nsh-4.2# 1R\r\nsh: 1R: command not found\r\nsh-4.2# exit\r\nexit\r\n"
    spoilt = ("2R0cexit", "sh: 2R0cexit: command not found", "sh-4.2# exit", "exit")
    assert undone(logged(root, leaving=spoilt)) == root


def test_a_log_that_stops_without_footer_is_not_whole() -> None:
    found = transcript(logged(PTY, leaving=(), footer=""))
    assert undone(logged(PTY, leaving=(), footer="")) == PTY
    assert not found.whole


@pytest.mark.parametrize("prompt", ["[root@ip-10-0-0-1 /]# ", "sh-4.2$ ", "\x1b]0;root@web\x07# "])
def test_the_shadow_prompt_may_be_any(prompt: str) -> None:
    assert undone(logged(PTY, prompt=prompt)) == PTY


def test_plain_events_of_that_time_lose_the_same_noise() -> None:
    message = logged(PTY).replace(b"\r\n", b"\n").removesuffix(b"\n").decode()
    event = {"timestamp": 1590620600000, "message": message, "ingestionTime": 1590620600100}
    (found,) = read(json.dumps({"events": [event]}).encode())
    assert isinstance(found, Transcript)
    assert found.kind is TranscriptKind.PLAIN_EVENTS
    assert found.body[:] == PTY
    assert found.session_id == "alice-07e002e96a50a12b5"
    assert not found.translated


PASTED = b"sh-4.2$ whoami\nssm-user\nsh-4.2$ exit\n"


@pytest.mark.parametrize("file", ["john-smith-03b6e6a2e0c17facf.log", "get-log-events.json"])
def test_a_log_that_was_copied_out_of_a_terminal_loses_the_overprinted_command(
    samples: Path, file: str
) -> None:
    content = (samples / "seed-2018" / file).read_bytes()
    found = transcript(content)
    assert undone(content) == PASTED
    assert found.session_id == "john-smith-03b6e6a2e0c17facf"
    assert found.target is None
    assert found.copied
    assert found.generated == datetime(2018, 12, 19, 18, 2, 57, tzinfo=UTC)
    assert found.whole
