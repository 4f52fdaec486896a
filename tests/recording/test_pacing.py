"""A pace that a person believes: what comes with what, and who waits for whom."""

from __future__ import annotations

from itertools import pairwise

import pytest

from replayer.recording import build
from replayer.recording.recording import Recording, SpanKind
from replayer.recording.timeline import Certainty
from tests.recording.pieces import SESSION, history, line_end, step_of, streamed, transcript

ON, OFF = b"\x1b[?2004h", b"\x1b[?2004l\r"
PROMPT = ON + b"sh-5.2$ "


def typed(command: bytes, *output: bytes, prompt: bytes = PROMPT) -> bytes:
    """Return what a shell shows of one command."""
    return prompt + command + b"\r\n" + (OFF if prompt.startswith(ON) else b"") + b"".join(output)


def paced(*parts: bytes, length: float = 60.0) -> Recording:
    """Return a session known by its start and end alone."""
    data = b"".join(parts) + typed(b"exit", b"exit\r\n")
    return build(SESSION, [transcript(data, ended=length), history(0.0, length + 2)])


def gap_before(recording: Recording, text: bytes) -> float:
    """Return the seconds between the first byte of `text` and the byte before it."""
    at = recording.data[:].index(text)
    return recording.timeline.time_at(at) - recording.timeline.time_at(at - 1)


def keys_of(recording: Recording, text: bytes) -> list[float]:
    """Return the moments of the bytes of `text`."""
    at = recording.data[:].index(text)
    return [recording.timeline.time_at(at + index) for index in range(len(text))]


def test_a_prompt_belongs_to_the_output_before_it() -> None:
    recording = paced(typed(b"whoami", b"ssm-user\r\n"), typed(b"ls", b"notes\r\n"))
    assert gap_before(recording, PROMPT + b"ls") < 0.01


@pytest.mark.parametrize(
    "prompt",
    [
        b"[2026-11-28 15:39:01] ssm-user@web:~\r\r\n$ ",
        b"\x1b[32m\xe2\x94\x8c\xe2\x94\x80(ssm-user)-[~]\x1b[0m\r\n\x1b[34m\xe2\x94\x94\xe2\x94\x80$\x1b[0m ",
        b"\r\nweb in /srv on main\r\n\xe2\x9d\xaf ",
    ],
)
def test_all_lines_of_a_prompt_belong_to_it(prompt: bytes) -> None:
    recording = paced(
        typed(b"whoami", b"ssm-user\r\n", prompt=ON + prompt),
        typed(b"ls", b"notes\r\n", prompt=ON + prompt),
    )
    echoes = [
        recording.data[span.offset : span.offset + span.length]
        for span in recording.spans
        if span.kind is SpanKind.ECHO
    ]
    assert echoes == [b"whoami", b"ls", b"exit"]


ZSH = b"\x1b[1m\x1b[7m%\x1b[27m\x1b[1m\x1b[0m" + b" " * 79 + b"\r \r\r\x1b[0m\x1b[27m\x1b[24m\x1b[J"


@pytest.mark.parametrize("right", [b"", b"\x1b[85C[15:52:56]\x1b[95D"])
def test_zsh_types_neither_its_blanks_nor_its_right_prompt(right: bytes) -> None:
    prompt = ZSH + b"web% \x1b[K" + right + b"\x1b[?1h\x1b="
    line = prompt + ON + b"l\x08ls\x1b[?1l\x1b>\x1b[?2004l\r\r\n"
    recording = paced(line, b"notes\r\n", line)
    start = recording.timeline.time_at(0)
    assert recording.timeline.time_at(len(prompt + ON) - 1) - start < 0.01
    again = recording.data[:].rindex(prompt)
    moments = {recording.timeline.time_at(again + n) for n in range(len(prompt + ON))}
    assert max(moments) - min(moments) < 0.01


def test_keys_in_zsh_have_a_human_rhythm_though_it_prints_the_first_one_twice() -> None:
    recording = paced(ZSH + b"web% \x1b[K" + ON + b"s\x08systemctl\x1b[?2004l\r\r\nok\r\n")
    first, *keys = keys_of(recording, b"s\x08systemctl")
    assert keys[0] == keys[1] == keys[2]  # the second key brings all three
    moments = [first, *keys[2:]]
    gaps = [after - before for before, after in pairwise(moments)]
    assert all(0.03 < gap < 0.6 for gap in gaps)


def test_output_starts_with_enter() -> None:
    recording = paced(typed(b"whoami", b"ssm-user\r\n"))
    assert step_of(recording, b"ssm-user").time - line_end(recording, b"whoami").time < 0.01


def test_think_time_comes_between_the_prompt_and_the_first_key() -> None:
    recording = paced(typed(b"whoami", b"ssm-user\r\n"), typed(b"uptime", b"up\r\n"))
    keys = keys_of(recording, b"uptime")
    think = gap_before(recording, b"uptime")
    assert think > 3 * max(after - before for before, after in pairwise(keys))


def test_a_typed_line_has_a_human_rhythm() -> None:
    keys = keys_of(paced(typed(b"systemctl status nginx", b"ok\r\n")), b"systemctl status nginx")
    gaps = [after - before for before, after in pairwise(keys)]
    assert all(0.03 < gap < 0.6 for gap in gaps)
    assert len({round(gap, 4) for gap in gaps}) > 10


def test_a_paste_comes_at_once() -> None:
    shown = b"\x1b[7mecho one\x1b[27m\r\n\r\x1b[7mecho two\x1b[27m"
    again = b"\x1b[A\rsh-5.2$ echo one\r\n\recho two"
    recording = paced(PROMPT + shown + again + b"\r\n" + OFF + b"one\r\ntwo\r\n")
    moments = keys_of(recording, shown)
    assert moments[-1] - moments[0] < 0.01
    assert gap_before(recording, again) > 0.3


def test_a_long_line_out_of_the_history_comes_at_once() -> None:
    command = b"journalctl -u nginx --since today"
    recording = paced(typed(command, b"a\r\n"), typed(command, b"b\r\n"))
    second = recording.data[:].rindex(command)
    first = keys_of(recording, command)
    assert first[-1] - first[0] > 2
    assert recording.timeline.time_at(second) == recording.timeline.time_at(
        second + len(command) - 1
    )


def test_a_password_is_typed_before_its_line_ends() -> None:
    recording = paced(
        typed(b"sudo su -", b"[sudo] password for ssm-user: \r\n"), prompt_line(b"# id")
    )
    assert gap_before(recording, b"\r\n\x1b[?2004h[root") > 1.0


def prompt_line(text: bytes) -> bytes:
    return ON + b"[root@ip-10-0-3-47 ~]" + text + b"\r\n" + OFF + b"uid=0\r\n"


def test_arrow_keys_and_rubbed_out_letters_are_keys_of_their_own() -> None:
    recording = paced(
        typed(
            b"cat nain\x08\x08\x08\x08\x1b[1Pian\x08\x08\x08\x1b[1Pan\x08\x08iaian\x08\x08\x08",
            b"x\r\n",
        )
    )
    edits = next(span for span in recording.spans if span.kind is SpanKind.ECHO)
    steps = {
        recording.timeline.index_at(offset)
        for offset in range(edits.offset, edits.offset + edits.length)
    }
    assert len(steps) >= len(b"cat nain") + 5


def test_the_command_says_how_long_it_sleeps() -> None:
    recording = paced(typed(b"sleep 12"), typed(b"ls", b"a\r\n"), length=30.0)
    assert gap_before(recording, PROMPT + b"ls") > 9


def test_a_progress_bar_is_spread_over_its_time() -> None:
    bar = b"".join(b"\r%3d%%" % (10 * step) for step in range(11)) + b"\r\n"
    data = typed(b"./load", bar) + typed(b"exit", b"exit\r\n")
    lines = [
        "sh-5.2$ ./load",
        "".join(f"{10 * step:3}%" for step in range(11)),
        "sh-5.2$ exit",
        "exit",
    ]
    events = streamed((4.0, lines[:1]), (5.0, []), (10.0, lines[1:2]), (14.0, lines[2:]))
    recording = build(SESSION, [transcript(data), events, history(0.0, 16.0)])
    moments = [step_of(recording, b"\r%3d%%" % (10 * step)).time for step in range(11)]
    gaps = [after - before for before, after in pairwise(moments)]
    assert all(gap == pytest.approx(0.55, abs=0.2) for gap in gaps)


def test_repaints_of_a_full_screen_program_are_spread_over_their_stretch() -> None:
    repaints = [b"\x1b[?25l\x1b[%d;1Hx%d\x1b[?25h" % (n % 20 + 1, n) for n in range(40)]
    screen = b"\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J~\x1b[?25h" + b"".join(repaints) + b"\x1b[?1049l"
    recording = paced(typed(b"vi x", screen), length=60.0)
    moments = [step_of(recording, repaint).time for repaint in repaints]
    assert moments == sorted(moments)
    assert moments[-1] - moments[0] > 5
    assert len(set(moments)) == 40


def test_what_is_typed_in_a_shell_without_bracketed_paste_is_recognised_by_the_prompt() -> None:
    recording = paced(
        typed(b"whoami", b"ssm-user\r\n", prompt=b"sh-4.2$ "),
        typed(b"python3", prompt=b"sh-4.2$ "),
        typed(b"print(1)", b"1\r\n", prompt=b">>> "),
        typed(b"ls", b"a\r\n", prompt=b"[root@ip-10-0-0-1 ~]# "),
    )
    echoes = [
        recording.data[span.offset : span.offset + span.length]
        for span in recording.spans
        if span.kind is SpanKind.ECHO
    ]
    assert echoes == [b"whoami", b"python3", b"print(1)", b"ls", b"exit"]


def test_signs_of_prompts_in_output_are_no_prompts() -> None:
    config = b"# settings\r\n[server] # main\r\n> quoted\r\ncost: 5 $ each\r\n"
    recording = paced(typed(b"cat app.ini", config))
    assert sum(span.kind is SpanKind.ECHO for span in recording.spans) == 2


NOTES = (
    b"$ ./configure\r\nroot@web:~# rm -rf /srv\r\nsh-5.2$ make install\r\n>>> import os\r\n"
    b"database:\r\n  user: web\r\n  password:\r\n  token: \r\n"
)
"""What looks like typing, in a file."""


@pytest.mark.parametrize("command", [b"cat notes", b"git diff | head -50", b"printf '$TEXT'"])
def test_what_a_command_prints_is_not_shown_as_if_somebody_typed_it(command: bytes) -> None:
    recording = paced(typed(command, NOTES))
    moments = keys_of(recording, NOTES)
    assert moments[-1] - moments[0] < 0.01


def test_prompts_in_a_file_prove_no_failed_uploads() -> None:
    lines = ["sh-5.2$ cat notes", *NOTES.decode().splitlines()]
    data = typed(b"cat notes", NOTES) + typed(b"exit", b"exit\r\n")
    events = streamed((34.0, lines), (39.0, ["sh-5.2$ exit", "exit"]))
    recording = build(SESSION, [transcript(data), events, history(0.0, 41.0)])
    assert not recording.gaps
    assert line_end(recording, b"rm -rf /srv").certainty is Certainty.RECORDED


def test_a_program_that_asks_is_still_believed() -> None:
    recording = paced(
        typed(b"python3", b">>> 1 + 1\r\n2\r\n>>> exit()\r\n"),
        typed(b"ssh web", b"$ uptime\r\nup\r\n$ exit\r\n"),
        typed(b"sudo cat /etc/shadow", b"[sudo] password for ssm-user: \r\nroot:*\r\n"),
    )
    echoes = [
        recording.data[span.offset : span.offset + span.length]
        for span in recording.spans
        if span.kind is SpanKind.ECHO
    ]
    assert {b"1 + 1", b"exit()", b"uptime", b"exit"} <= {*echoes}
    assert gap_before(recording, b"\r\nroot:*") > 1.0


def test_without_any_time_the_pace_is_natural_and_estimated() -> None:
    data = typed(b"whoami", b"ssm-user\r\n") + typed(b"exit", b"exit\r\n")
    recording = build(SESSION, [transcript(data)])
    assert {step.certainty for step in recording.timeline} == {Certainty.ESTIMATED}
    assert recording.timeline.started is None
    assert 3 < recording.timeline.duration < 15
    assert recording.timeline.step_at(0).earliest is None


def test_lines_of_one_poll_come_together_in_the_middle_of_what_is_possible() -> None:
    data = b"sh-5.2$ ls\r\na\r\nb\r\nc\r\nsh-5.2$ exit\r\nexit\r\n"
    events = streamed((5.1, ["sh-5.2$ ls", "a", "b", "c"]), (9.1, ["sh-5.2$ exit", "exit"]))
    recording = build(SESSION, [transcript(data), events, history(0.0, 11.0)])
    moments = [line_end(recording, text).time for text in (b"ls", b"\na", b"\nb", b"\nc")]
    assert moments[-1] - moments[0] < 0.01
    assert moments[0] == pytest.approx(4.6, abs=0.05)
