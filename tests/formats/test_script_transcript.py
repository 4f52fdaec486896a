"""S3 transcripts since March 2020."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.formats import read
from replayer.formats.evidence import Transcript, TranscriptKind
from tests.formats.script_logs import FOOTER, HEADER, PTY, SESSION, TARGET, stored


def transcript(content: bytes) -> Transcript:
    (evidence,) = read(content)
    assert isinstance(evidence, Transcript)
    return evidence


def undone(found: Transcript) -> bytes:
    body = found.body[:]
    return body.replace(b"\r\n", b"\n") if found.translated else body


SAMPLES_WITH_TRUTH = (
    "simple", "vim", "progress", "flood", "sudo-root", "noninteractive", "noninteractive-separate", "login-bash",
    "clocked", "ecs-exec", "outage", "duplicates", "screen-era",
)  # fmt: skip


def unpacked(path: Path) -> bytes:
    if path.exists():
        return path.read_bytes()
    return gzip.decompress(path.with_name(path.name + ".gz").read_bytes())


@pytest.mark.parametrize("name", SAMPLES_WITH_TRUTH)
@pytest.mark.parametrize("file", ["session.log", "cloudwatch-batch.json"])
def test_undoing_the_body_gives_what_the_terminal_received(
    samples: Path, name: str, file: str
) -> None:
    truth = b"".join(
        base64.b64decode(event["b"])
        for event in map(json.loads, unpacked(samples / name / "truth.jsonl").splitlines())
        if event.get("d", "o") == "o"
    )
    assert undone(transcript(unpacked(samples / name / file))) == truth


@pytest.mark.parametrize("file", ["session.log", "cloudwatch-batch.json"])
def test_a_log_that_was_cut_off_at_20_kb_holds_the_beginning_of_what_the_terminal_received(
    samples: Path, file: str
) -> None:
    folder = samples / "screen-era-no-screen"
    truth = b"".join(
        base64.b64decode(event["b"])
        for event in map(json.loads, (folder / "truth.jsonl").read_text().splitlines())
        if event.get("d", "o") == "o"
    )
    found = transcript((folder / file).read_bytes())
    assert truth.startswith(undone(found).rstrip(b"\r\n"))
    assert not found.whole


def test_the_header_names_session_target_and_kind_of_session() -> None:
    found = transcript(stored(PTY))
    assert (found.kind, found.session_id, found.target, found.session_type) == (
        TranscriptKind.SCRIPT,
        SESSION,
        TARGET,
        "Standard_Stream",
    )
    assert found.translated
    assert found.whole
    assert undone(found) == PTY


def test_the_header_of_an_ecs_session_names_the_runtime_id_as_target(samples: Path) -> None:
    found = transcript((samples / "ecs-exec" / "session.log").read_bytes())
    assert found.target == "9781c2480edd4cdb9a93f63cb662a5d3-1527056392"
    assert found.session_id == "ecs-execute-command-0a42ca8f052a1113f"
    assert found.session_type == "InteractiveCommands"


NOV = datetime(2026, 11, 24, 22, 40, 39, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "moment", "zone_known"),
    [
        ("2025-09-29 16:58:03+00:00", datetime(2025, 9, 29, 16, 58, 3, tzinfo=UTC), True),
        ("2025-09-29 18:58:03+02:00", datetime(2025, 9, 29, 16, 58, 3, tzinfo=UTC), True),
        ("2020-05-27 23:00:48+0000", datetime(2020, 5, 27, 23, 0, 48, tzinfo=UTC), True),
        ("2020-05-27 18:00:48-0530", datetime(2020, 5, 27, 23, 30, 48, tzinfo=UTC), True),
        ("Tue Nov 24 22:40:39 2026", NOV, False),
        ("Tue 24 Nov 2026 10:40:39 PM UTC", NOV, True),
        ("Tue 24 Nov 2026 10:40:39 p.m. GMT", NOV, True),
        ("Tue Nov 24 22:40:39 IST 2026", NOV, False),
        ("Tue Nov 24 23:40:39 2026 +0100", NOV, True),
        ("Sun May  3 12:05:09 2020", datetime(2020, 5, 3, 12, 5, 9, tzinfo=UTC), False),
        ("Mon 04 May 2020 12:05:09 AM UTC", datetime(2020, 5, 4, 0, 5, 9, tzinfo=UTC), True),
    ],
)
def test_oddity_2_dates_of_all_versions_of_script_are_read(
    date: str, moment: datetime, zone_known: bool
) -> None:
    found = transcript(
        f"Script started on {date}\n".encode() + b"$ exit\r\r\n\nScript done on now\n"
    )
    assert (found.generated, found.generated_zone_known) == (moment, zone_known)


@pytest.mark.parametrize(
    "date", ["mardi", "31 Feb 2020 10:00:00", "24 Nov 22:40:39", "Di 24 Okt 2026"]
)
def test_oddity_2_a_date_that_is_not_understood_is_said_and_left_open(date: str) -> None:
    found = transcript(f"Script started on {date}\n".encode() + b"$ exit\r\r\n")
    assert found.generated is None
    assert "the date in the header was not understood" in found.remarks


def test_oddity_1_bare_lf_line_ends_stay() -> None:
    found = transcript(HEADER.encode() + b"one\ntwo\n" + FOOTER.encode())
    assert undone(found) == b"one\ntwo\n"


def test_oddity_1_a_session_without_pty_has_cr_lf_where_the_host_had_lf() -> None:
    header = HEADER.replace("Standard_Stream", "NonInteractiveCommands")
    found = transcript(stored(b"out\nerr\nEXIT_CODE: 3", header))
    assert found.translated
    assert undone(found) == b"out\nerr\nEXIT_CODE: 3"


def test_oddity_2_without_header_most_line_ends_tell_that_they_are_doubled() -> None:
    found = transcript(stored(PTY, header=""))
    assert found.kind is TranscriptKind.SCRIPT
    assert undone(found) == PTY
    assert "the header that `script` writes is missing" in found.remarks


def test_oddity_2_without_header_and_footer_doubled_line_ends_are_still_undone() -> None:
    found = transcript(stored(PTY, header="", footer=""))
    assert found.translated
    assert undone(found) == PTY


def test_oddity_2_with_only_a_footer_cr_lf_is_undone() -> None:
    found = transcript(stored(b"\x1b[1mout\x1b[0m\nerr\n", header=""))
    assert found.kind is TranscriptKind.SCRIPT
    assert undone(found) == b"\x1b[1mout\x1b[0m\nerr\n"


@pytest.mark.parametrize("end", [b"\x1b[3", b"caf\xc3", b"half a line"])
def test_oddity_3_a_transcript_cut_off_anywhere_keeps_every_byte_and_says_so(end: bytes) -> None:
    found = transcript(stored(PTY, footer="") + end)
    assert undone(found) == PTY + end
    assert not found.whole
    assert "the footer that `script` writes is missing" in found.remarks


def test_oddity_4_lines_of_a_script_that_the_user_ran_stay_in_the_body() -> None:
    inner = (
        b"$ cat typescript\r\nScript started on 2024-01-01 00:00:00+00:00 [TERM]\r\nhello\r\n"
        b"Script done on 2024-01-01 00:00:09+00:00\r\n"
    )
    found = transcript(stored(inner))
    assert undone(found) == inner
    assert found.closed == datetime(2025, 9, 29, 16, 58, 4, tzinfo=UTC)


def test_oddity_4_the_last_line_of_a_cut_off_log_is_no_footer_when_it_ends_as_the_session_does() -> (
    None
):
    inner = b"$ cat typescript\r\nScript done on 2024-01-01 00:00:09+00:00\r\n"
    found = transcript(stored(inner, footer=""))
    assert undone(found) == inner
    assert not found.whole
    assert found.closed is None


@pytest.mark.parametrize("footer", [FOOTER, FOOTER.removeprefix("\n")])
def test_oddity_6_an_empty_session_has_an_empty_body(footer: str) -> None:
    found = transcript(HEADER.encode() + footer.encode())
    assert len(found.body) == 0
    assert found.whole
    assert found.session_id == SESSION


def test_the_footer_may_lack_its_newline() -> None:
    found = transcript(stored(PTY).removesuffix(b"\n"))
    assert found.whole
    assert undone(found) == PTY


@pytest.mark.parametrize("echo", [b"", b"^D\x08\x08"])
@pytest.mark.parametrize("command", [b"", b"Command: cat /opt/aws/ssm/data/x\n"])
def test_the_script_of_macos_may_echo_ctrl_d_and_name_its_command(
    echo: bytes, command: bytes
) -> None:
    content = (
        echo + b"Script started on Tue May 26 10:00:00 2020\n" + command
        + PTY.replace(b"\n", b"\r\n") + b"\nScript done on Tue May 26 10:00:01 2020\n"
    )  # fmt: skip
    found = transcript(content)
    assert undone(found) == PTY
    assert found.generated == datetime(2020, 5, 26, 10, 0, 0, tzinfo=UTC)
    assert not found.generated_zone_known


def test_a_typescript_that_a_person_recorded_in_a_terminal_is_not_undone() -> None:
    header = 'Script started on 2025-09-29 16:58:03+00:00 [TERM="xterm" TTY="/dev/pts/0" COLUMNS="80" LINES="24"]\n'
    found = transcript(header.encode() + PTY + FOOTER.encode())
    assert not found.translated
    assert found.body[:] == PTY


def test_plain_events_saved_as_text_are_not_undone_a_second_time() -> None:
    found = transcript(stored(PTY).replace(b"\r\n", b"\n"))
    assert not found.translated
    assert found.body[:] == PTY


def test_oddity_11_bytes_that_are_no_utf_8_nul_and_c1_pass() -> None:
    odd = b"latin \xe9\xff \xef \x00 \x9b1m \x85\r\n"
    assert undone(transcript(stored(odd))) == odd


def test_a_byte_order_mark_and_utf_16_are_taken_off() -> None:
    assert undone(transcript(b"\xef\xbb\xbf" + stored(PTY))) == PTY
    assert undone(transcript(stored(PTY).decode().encode("utf-16"))) == PTY


@given(st.binary(max_size=2000))
def test_whatever_a_pty_wrote_comes_back_from_the_stored_object(output: bytes) -> None:
    pty = output.replace(b"\n", b"\r\n")
    assert undone(transcript(stored(pty))) == pty


@given(st.binary(max_size=2000))
def test_whatever_a_command_without_pty_wrote_comes_back_from_the_stored_object(
    output: bytes,
) -> None:
    header = HEADER.replace("Standard_Stream", "NonInteractiveCommands")
    assert undone(transcript(stored(output, header))) == output
