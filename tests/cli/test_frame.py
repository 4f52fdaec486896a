"""`frame`: the screen at a moment, as JSON, text or colours."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.running import run


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Bytes of a terminal, as they came."""
    path = tmp_path / "output.bin"
    path.write_bytes(
        b"\x1b]0;web-01\x07plain \x1b[1;31;48;5;200mred\x1b[m\r\n"
        + "漢e\u0301 \x1b[38;2;1;2;3;7mx\x1b[m".encode()
        + b"\r\n\x1b[94mblue \x1b[105mpink\x1b[m"
    )
    return path


def test_json_says_all_that_can_be_seen(raw: Path) -> None:
    ran = run("frame", raw, "--size", "12x3", "--json")
    assert ran.code == 0
    (line,) = ran.out.splitlines()
    assert json.loads(line) == {
        "offset": raw.stat().st_size,
        "columns": 12,
        "lines": 3,
        "title": "web-01",
        "alternate": False,
        "cursor": {"column": 9, "line": 2, "visible": True},
        "rows": [
            {
                "text": "plain red",
                "runs": [[6, None, None, ""], [3, 1, 200, "b"], [3, None, None, ""]],
            },
            {
                "text": "漢e x",
                "wide": [0],
                "clusters": {"2": "e\u0301"},
                "runs": [[4, None, None, ""], [1, "#010203", None, "r"], [7, None, None, ""]],
            },
            {
                "text": "blue pink",
                "runs": [[5, 12, None, ""], [4, 12, 13, ""], [3, None, None, ""]],
            },
        ],
    }


def test_frames_come_in_the_order_of_their_offsets_as_given(raw: Path) -> None:
    ran = run("frame", raw, "--size", "12x3", "--json", "--offset", "16", "--offset", "13")
    frames = [json.loads(line) for line in ran.out.splitlines()]
    assert [frame["offset"] for frame in frames] == [16, 13]
    assert [frame["rows"][0]["text"] for frame in frames] == ["plain", "pl"]


def test_text_is_the_default_where_no_terminal_listens(raw: Path) -> None:
    ran = run("frame", raw, "--size", "12x3")
    assert ran.out == "plain red\n漢e\u0301 x\nblue pink\n"


def test_colours_are_all_that_ansi_prints(raw: Path) -> None:
    ran = run("frame", raw, "--size", "12x3", "--ansi")
    assert ran.out == (
        "plain \x1b[0;1;31;48;5;200mred\x1b[0m\n"
        "漢e\u0301 \x1b[0;7;38;2;1;2;3mx\x1b[0m\n"
        "\x1b[0;94mblue \x1b[0m\x1b[0;94;105mpink\x1b[0m\n"
    )


def test_nothing_that_turns_text_around_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "output.bin"
    path.write_bytes("ab\u202ecd\u200d\r\n".encode() * 3)
    ran = run("frame", path, "--size", "12x3")
    assert "\u202e" not in ran.out
    assert ran.out.splitlines()[0] == "abcd\u200d"


@pytest.mark.parametrize("form", ["--text", "--ansi"])
def test_what_nobody_sees_or_what_ends_a_line_does_not_leave_a_frame(
    tmp_path: Path, form: str
) -> None:
    path = tmp_path / "hidden.txt"
    path.write_bytes("a\u2028b\u00adc\U000e0002d\u3164e\ufe00f\u034fg 👩\u200d💻\r\n".encode() * 3)
    line = run("frame", path, form).out.split("\n")[0]
    assert line == "a▯b▯c▯d▯ efg 👩\u200d💻"


def test_moments_in_time_and_a_spec_that_names_one(raw: Path) -> None:
    ran = run("frame", f"{raw}#13", "--size", "12x3", "--at", "100%")
    size = raw.stat().st_size
    assert ran.out.splitlines()[0] == f"#{size} 12x3"
    assert ran.out.splitlines()[4:6] == ["#13 12x3", "pl"]


def test_a_moment_that_is_none_is_told_before_anything_is_read(tmp_path: Path) -> None:
    ran = run("frame", tmp_path / "missing", "--at", "noon")
    assert ran.code == 2
    assert "noon is no moment" in ran.err


def test_a_picture_says_when_it_was_and_how_sure_that_is() -> None:
    ran = run("frame", "fixture:vim", "--at", "0:30", "--svg")
    root = ElementTree.fromstring(ran.out)
    text = "\n".join(root.itertext())
    assert "[database]" in text
    assert re.search(
        r"alice → i-0578f5afe929d9f1d · alice-\w+ \| 24 Nov 2026 22:12:45\.\d UTC · 0:30 of 0:51 · "
        r"time bounded, ±[\d.]+ s \| terminal 100×28 inferred · after byte [\d,]+ of 9,266",
        text,
    )


def test_a_picture_of_an_invented_pace_says_so(raw: Path) -> None:
    text = run("frame", raw, "--svg").out
    assert "nobody recorded the wall clock" in text
    assert "time estimated: nobody recorded it" in text
    assert "nothing had appeared yet" in run("frame", raw, "--offset", "0", "--svg").out


def test_a_picture_shows_one_moment(raw: Path) -> None:
    ran = run("frame", raw, "--svg", "--offset", "1", "--offset", "2")
    assert ran.code == 2
    assert ran.out == ""
    assert "one moment" in ran.err


def test_a_file_is_written_whole_and_not_over_another(raw: Path, tmp_path: Path) -> None:
    target = tmp_path / "moment.svg"
    assert run("frame", raw, "--svg", "-o", target).code == 0
    picture = target.read_text()
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    ran = run("frame", raw, "--text", "-o", target)
    assert ran.code == 1
    assert "the file exists" in ran.err
    assert target.read_text() == picture
    assert run("frame", raw, "--size", "12x3", "-o", target, "--overwrite").code == 0
    assert target.read_text() == "plain red\n漢e\u0301 x\nblue pink\n"
