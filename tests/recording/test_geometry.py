"""The terminal's size, inferred from what programs write: exact, or not at all."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest

from replayer.recording import build
from replayer.recording.painting import painted
from replayer.recording.recording import CueKind, Recording, SizeKnown
from tests.recording.pieces import SESSION, history, transcript

PROMPT = b"\x1b[?2004hsh-5.2$ "
SAMPLES = {
    "vim": (100, 28),
    "login-bash": (80, 24),
    "simple": None,
    "progress": None,
    "sudo-root": None,
    "clocked": None,
    "flood": None,
    "ecs-exec": None,
    "noninteractive": None,
}


def shown(data: bytes, size: tuple[int, int] | None = None) -> Recording:
    return build(SESSION, [transcript(data), history(0.0, 30.0)], size=size)


def size(recording: Recording) -> tuple[int, int, str]:
    return recording.size.cols, recording.size.rows, recording.size.known.value


def program(*rows: bytes, last: int, columns: int) -> bytes:
    """Return a full-screen program that fills each row with blanks, as vim does."""
    drawn = b"".join(b"\x1b[%d;1H%s" % (n + 1, row.ljust(columns)) for n, row in enumerate(rows))
    return b"\x1b[?1049h\x1b[1;%dr\x1b[?25l\x1b[H\x1b[2J%s\x1b[?25h" % (last, drawn)


def test_nothing_is_inferred_from_plain_output() -> None:
    recording = shown(PROMPT + b"ls\r\n\x1b[?2004l\r" + b"-" * 200 + b"\r\n" + b"=" * 72 + b"\r\n")
    assert size(recording) == (80, 24, "assumed")


def test_a_full_screen_program_shows_columns_and_rows() -> None:
    screen = program(*[b"~"] * 32, last=33, columns=110)
    recording = shown(PROMPT + b"vi\r\n\x1b[?2004l\r" + screen + b"\x1b[?1049l")
    assert size(recording) == (110, 33, "inferred")
    assert "110 columns × 33 rows" in recording.size.evidence


def test_rows_alone_leave_the_size_assumed_and_say_what_is_known() -> None:
    recording = shown(b"\x1b[?1049h\x1b[1;40r\x1b[H\x1b[2Jtext\x1b[?1049l")
    assert size(recording) == (80, 40, "assumed")
    assert "nothing shows the columns" in recording.size.evidence


def cut_rows(columns: int, rows: int = 12) -> bytes:
    """Return what a program draws that cuts its rows at the edge and fills none, as htop does."""
    drawn = (b"\x1b[%d;3H" % row + b"x" * (columns - 2) for row in range(1, rows))
    return b"\x1b[?1049h\x1b[1;40r\x1b[H\x1b[2J" + b"".join(drawn)


def test_rows_cut_at_one_column_show_that_there_are_as_many_at_least() -> None:
    recording = shown(PROMPT + b"htop\r\n\x1b[?2004l\r" + cut_rows(121) + b"\x1b[?1049l")
    assert size(recording) == (121, 40, "assumed")
    assert "up to column 121; nothing shows whether there are more" in recording.size.evidence


@pytest.mark.parametrize(
    "screen",
    [
        cut_rows(70),
        cut_rows(121, rows=4),
        cut_rows(121) + b"\x1b[20;1H" + b"y" * 160,
        b"\x1b[?1049h\x1b[1;40r" + (b"0" * 98 + b"\r\n") * 30,
    ],
    ids=["fits anyway", "a few rows", "a line that wraps", "a table in a pager"],
)
def test_rows_that_show_no_edge_widen_nothing(screen: bytes) -> None:
    recording = shown(PROMPT + b"x\r\n\x1b[?2004l\r" + screen + b"\x1b[?1049l")
    assert size(recording) == (80, 40, "assumed")


def test_a_wrapped_line_shows_the_columns_only() -> None:
    recording = shown(PROMPT + b"x" * 102 + b" \rxx\r\n\x1b[?2004l\rok\r\n")
    assert size(recording) == (110, 24, "assumed")
    assert "wrapped a typed line after 110 columns" in recording.size.evidence


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (b"stty size\r\n\x1b[?2004l\r41 132\r\n", (132, 41)),
        (
            b"stty -a\r\n\x1b[?2004l\rspeed 38400 baud; rows 41; columns 132; line = 0;\r\n",
            (132, 41),
        ),
        (b"tput cols; tput lines\r\n\x1b[?2004l\r132\r\n41\r\n", None),
        (
            b"tput cols\r\n\x1b[?2004l\r132\r\n" + PROMPT + b"tput lines\r\n\x1b[?2004l\r41\r\n",
            (132, 41),
        ),
    ],
)
def test_what_stty_and_tput_print_is_believed(
    output: bytes, expected: tuple[int, int] | None
) -> None:
    recording = shown(PROMPT + output)
    assert size(recording)[:2] == (expected or (80, 24))
    assert (recording.size.known is SizeKnown.INFERRED) == (expected is not None)


def test_zsh_fills_a_row_before_its_prompt() -> None:
    mark = (
        b"\x1b[1m\x1b[7m%\x1b[27m\x1b[1m\x1b[0m"
        + b" " * 79
        + b"\r \r\r\x1b[0m\x1b[27m\x1b[24m\x1b[J"
    )
    assert size(shown(mark + b"web-01% \x1b[K\x1b[?2004hl\x08ls\x1b[?2004l\r\r\na\r\n")) == (
        80,
        24,
        "inferred",
    )


def test_a_window_that_grows_in_mid_session_is_a_cue() -> None:
    small = program(*[b"~"] * 29, last=30, columns=96)
    again = (
        b"\x1b[?25l\x1b[H\x1b[2J"
        + b"".join(b"\x1b[%d;1H~%s" % (n, b" " * 131) for n in range(1, 44)) * 3
    )
    data = PROMPT + b"vi\r\n\x1b[?2004l\r" + small + again + b"\x1b[?1049l"
    recording = shown(data)
    assert size(recording) == (96, 30, "inferred")
    assert [(cue.kind, cue.text) for cue in recording.cues] == [(CueKind.RESIZE, "132x43")]
    assert len(data) > recording.cues[0].offset >= len(PROMPT + small)


def test_a_window_that_grows_twice_without_being_cleared_is_read_to_its_end() -> None:
    def grid(rows: int) -> bytes:
        drawn = b"".join(b"\x1b[%d;1H~" % row for row in range(1, rows + 1))
        return b"\x1b[1;%dr" % rows + drawn * 2

    data = grid(24) + b"\x1b[2J" + grid(30) + grid(40)
    looks = count()

    def check() -> None:
        assert next(looks) < len(data), "it begins again and again"

    assert [seen.rows for seen in painted(data, 0, len(data), check)] == [24, 30, 40]


def test_a_size_that_is_given_wins() -> None:
    screen = program(*[b"~"] * 32, last=33, columns=110)
    recording = shown(screen, size=(90, 20))
    assert size(recording) == (90, 20, "given")
    assert not recording.cues


@pytest.mark.parametrize("name", SAMPLES)
def test_sizes_of_recorded_sessions(samples: Path, name: str) -> None:
    import gzip

    path = samples / name / "session.log"
    raw = path.read_bytes() if path.exists() else gzip.decompress(Path(f"{path}.gz").read_bytes())
    body = raw.split(b"\n", 1)[1]
    recording = shown(body[: body.rindex(b"\nScript done")].replace(b"\r\n", b"\n"))
    expected = SAMPLES[name]
    assert size(recording) == ((*expected, "inferred") if expected else (80, 24, "assumed"))


def test_no_size_of_any_recorded_program_is_inferred_wrongly(samples: Path) -> None:
    inferred = 0
    for path in sorted((samples / "emulator").glob("*.json")):
        if path.name.startswith("seq_"):
            continue
        told = json.loads(path.read_text())
        recording = shown(path.with_suffix(".bin").read_bytes())
        if recording.size.known is SizeKnown.INFERRED:
            assert size(recording)[:2] == (told["columns"], told["lines"]), path.name
            inferred += 1
    assert inferred >= 12
