"""Transcripts of Windows hosts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from replayer.formats import read
from replayer.formats.evidence import Transcript, TranscriptKind

ID = "alice-0a1b2c3d4e5f60718"
FOLDER = rf"C:\ProgramData\Amazon\SSM\InstanceData\i-0123456789abcdef0\session\orchestration\{ID}\Standard_Stream"
STARS = "**********************"
START = (
    STARS, "Windows PowerShell transcript start", "Start time: 20200526100012", r"Username: WORKGROUP\SYSTEM",
    "Machine: EC2AMAZ-ABCDEFG (Microsoft Windows NT 10.0.17763.0)", "PSVersion: 5.1.17763.1", STARS,
)  # fmt: skip
LOGGER = (
    rf"Transcript started, output file is {FOLDER}\{ID}.log",
    rf"PS C:\Windows\system32> &'C:\Program Files\Amazon\SSM\ssm-session-logger.exe' {FOLDER}\ipcTempFile.log true",
)
BODY = ("Windows PowerShell", "", r"PS C:\> whoami", r"nt authority\system", r"PS C:\> exit")
END = (STARS, "Windows PowerShell transcript end", "End time: 20200526100117", STARS)


def text(*lines: str) -> bytes:
    return b"\xef\xbb\xbf" + "".join(f"{line}\r\n" for line in lines).encode()


def transcript(content: bytes) -> Transcript:
    (evidence,) = read(content)
    assert isinstance(evidence, Transcript)
    return evidence


def lines_of(found: Transcript) -> list[str]:
    return found.body[:].decode().rstrip("\r\n").split("\r\n")


WHOLE = text(*START, *LOGGER, *BODY, r"PS C:\Windows\system32> exit", *END)


@pytest.mark.parametrize("content", [WHOLE, WHOLE.decode("utf-8-sig").encode("utf-16")])
def test_oddity_24_mark_blocks_and_the_loggers_command_are_taken_off(content: bytes) -> None:
    found = transcript(content)
    assert found.kind is TranscriptKind.POWERSHELL
    assert lines_of(found) == list(BODY)
    assert (found.session_id, found.target, found.session_type) == (
        ID,
        "i-0123456789abcdef0",
        "Standard_Stream",
    )
    assert found.generated == datetime(2020, 5, 26, 10, 0, 12, tzinfo=UTC)
    assert found.closed == datetime(2020, 5, 26, 10, 1, 17, tzinfo=UTC)
    assert not found.generated_zone_known
    assert not found.translated
    assert found.whole


def test_the_users_own_exit_stays_when_the_logger_left_none() -> None:
    assert lines_of(transcript(text(*START, *LOGGER, *BODY, *END))) == list(BODY)


def test_a_transcript_that_the_user_made_keeps_all_its_lines() -> None:
    found = transcript(text(*START, *BODY, *END))
    assert lines_of(found) == list(BODY)
    assert found.session_id is None


def test_a_transcript_that_was_cut_off_is_not_whole() -> None:
    found = transcript(text(*START, *LOGGER, *BODY))
    assert lines_of(found) == list(BODY)
    assert not found.whole


def test_oddity_24_remnants_of_colours_stay() -> None:
    found = transcript(text(*START, *LOGGER, "[32mgreen[0m", *END))
    assert lines_of(found) == ["[32mgreen[0m"]


def test_its_plain_events_are_lines_too() -> None:
    message = WHOLE.replace(b"\r\n", b"\n").removesuffix(b"\n").decode()
    found = transcript(
        json.dumps({"events": [{"timestamp": 1590487300000, "message": message}]}).encode()
    )
    assert found.kind is TranscriptKind.POWERSHELL
    assert found.body[:].decode().split("\n")[:-1] == list(BODY)
    assert found.stamps_ms == (1590487300000,)
