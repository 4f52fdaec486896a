"""Terminals with few colours or none: what the program writes there, and that nothing is said by colour alone."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios

import pytest

SGR = re.compile(rb"\x1b\[([0-9;]*)m")


def written(*until: str, **environment: str) -> bytes:
    """Return what the list of the bundled sessions writes into a terminal until it is there, and to its end."""
    side, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    kept = {
        name: value for name, value in os.environ.items() if name not in {"COLORTERM", "NO_COLOR"}
    }
    program = subprocess.Popen(
        [sys.executable, "-m", "replayer", "fixture:"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**kept, **environment},
        start_new_session=True,
    )
    os.close(theirs)
    found = b""
    while not all(each.encode() in found for each in until):
        if not select.select([side], [], [], 60)[0]:
            program.kill()
            raise AssertionError(f"the app fell silent without {until}: {found!r}")
        found += os.read(side, 65536)
    os.write(side, b" \x03")
    try:
        while more := os.read(side, 65536):
            found += more
    except OSError:  # the program has ended
        pass
    os.close(side)
    assert program.wait() == 0
    return found


@pytest.mark.parametrize(
    ("environment", "wanted", "unwanted"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, rb"38;2;", rb"38;5;"),
        ({"TERM": "xterm-256color"}, rb"38;5;", rb"38;2;"),
        ({"TERM": "xterm"}, rb"(?:^|;)(?:3|4|9|10)[0-7](?:;|$)", rb"[34]8;[25];"),
    ],
)
def test_a_terminal_gets_only_colours_that_it_has(
    environment: dict[str, str], wanted: bytes, unwanted: bytes
) -> None:
    out = written("invented", **environment)
    styles = SGR.findall(out)
    assert any(re.search(wanted, style) for style in styles)
    assert not [style for style in styles if re.search(unwanted, style)]
    assert "▌".encode() in out  # the cursor has a sign of its own


def test_whoever_wants_no_colour_gets_greys_and_signs() -> None:
    signs = ("▌", "● streamed", "◐ bounds only", "◌ invented")
    out = written(*signs, TERM="xterm-256color", COLORTERM="truecolor", NO_COLOR="1")
    colours = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", out)
    assert colours
    assert all(red == green == blue for red, green, blue in colours)
