"""The list of commands, from bytes that real shells wrote."""

from __future__ import annotations

import json
import sys
from itertools import count
from pathlib import Path

import pytest

from replayer.analysis.commands import Command, commands
from replayer.opening import find_one, open_recording
from replayer.recording.timeline import Certainty
from tests.analysis.sessions import OFF, ON, bash, session

HEAD = f"{ON}[alice@web ~]$ true\r\n{OFF}"
"""A first command, so that what follows is not the session's first line."""


def texts(found: tuple[Command, ...]) -> list[str]:
    return [each.text for each in found]


def listed(text: str | bytes, size: tuple[int, int] | None = (80, 24)) -> list[str]:
    return texts(commands(session(text, size=size)))


def test_each_entered_line_is_a_command_and_an_empty_one_is_none() -> None:
    text = bash(("ls", "a  b\r\n"), ("", ""), ("  pwd", "/\r\n"))
    assert listed(text) == ["ls", "  pwd", "exit"]


def test_a_command_says_where_its_bytes_are_and_how_its_time_is_known() -> None:
    recording = session(bash(("ls", "a\r\n")))
    first = commands(recording)[0]
    assert recording.data[first.offset : first.offset + first.length] == f"ls\r\n{OFF}".encode()
    assert first.prompt == "[alice@web ~]$ "
    assert first.start <= first.enter <= first.end
    assert first.certainty is Certainty.ESTIMATED
    assert first.exit_code is None


@pytest.mark.parametrize(
    ("echo", "text"),
    [
        ("lss\b\x1b[K -l", "ls -l"),
        ("cat notes.txt ", "cat notes.txt"),
        ("echo two\b\b\b\x1b[1@o\x1b[1@n\x1b[1@e\x1b[1@ ", "echo one two"),
        ("cat /etc/hosts\r\x1b[15Cls\x1b[K", "ls"),
        ("echo \x1b[7mpasted\x1b[27m\b\b\b\b\b\bpasted", "echo pasted"),
        ("ls app\x07\r\napp1  app2\r\n[alice@web ~]$ ls app1 ", "ls app1"),
        ("half\x1b[H\x1b[2J[alice@web ~]$ half done", "half done"),
        ("\r(reverse-i-search)`': \x1b[Kl': ls -la\r[alice@web ~]$ ls -la\x1b[K", "ls -la"),
        ("echo grüße 日本 😀", "echo grüße 日本 😀"),
        ("echo 日本\b\b \b\b", "echo 日"),
    ],
)
def test_the_text_is_the_line_as_it_stood_at_enter(echo: str, text: str) -> None:
    assert listed(HEAD + bash((echo, "")))[1:-1] == [text]


def test_a_line_that_wraps_is_one_line() -> None:
    # readline ends a full row with a blank on the next one, and a CR
    typed = "echo " + "x" * 60
    echo = typed[:65] + " \r" + "yz"
    assert listed(HEAD + bash((echo, ""))) == ["true", f"{typed}yz", "exit"]


@pytest.mark.parametrize("cols", [60, 97, 132])
def test_a_wrap_is_found_where_nobody_says_how_wide_the_terminal_was(cols: int) -> None:
    prompt = "[alice@web ~]$ "
    room = cols - len(prompt)
    typed = "echo " + "abcdefghi " * 20
    echo = "".join(
        f"{typed[at : at + width]} \r" if at + width < len(typed) else typed[at : at + width]
        for at, width in [(0, room), *((at, cols) for at in range(room, len(typed), cols))]
    )
    edited = HEAD + bash((f"ex\b\x1b[K{echo[1:]}\b\b\x1b[K", ""))
    assert listed(edited, None)[1] == typed.rstrip()[:-1]


@pytest.mark.parametrize("fits", [14, 19])
def test_a_line_of_wide_characters_wraps_where_half_of_one_would_fit(fits: int) -> None:
    prompt = "alice@web:~$ "
    filled = " \x1b[K"  # what readline does with the last column
    cols = len(prompt + "echo ") + 2 * fits + 1
    rows = ["echo " + "日" * fits, "本" * (cols // 2), "語" * 3]
    assert listed(bash((filled.join(rows), ""), prompt=prompt), None)[0] == "".join(rows)


def test_a_paste_of_several_lines_is_one_command() -> None:
    lines = ["for f in *; do", '  echo "$f"', "done"]
    marked = "\r\n\r".join(f"\x1b[7m{line}\x1b[27m" for line in lines)
    again = "\r\n\r".join(lines)
    echo = f"{marked}\x1b[A\x1b[A\r[alice@web ~]$ {again}"
    assert listed(HEAD + bash((echo, "a\r\n")))[1] == "\n".join(lines)


def test_a_command_that_took_several_prompts_is_one_entry() -> None:
    more = "".join(f"{ON}> {line}\r\n{OFF}" for line in ("first line", "  second", "EOF"))
    text = bash(("cat <<EOF > x", more), ("ls", "x\r\n"))
    assert listed(text) == ["cat <<EOF > x\nfirst line\n  second\nEOF", "ls", "exit"]


@pytest.mark.parametrize(
    "first",
    [
        "echo 'a",
        'echo "a',
        "echo a \\",
        "cat x |",
        "true &&",
        "if true; then",
        "(cd /",
        "case $x in",
        "{ echo",
        "while true",
        "cat <<'END OF'; cat <<-\\EOF >x",
    ],
)
def test_a_command_that_is_not_finished_goes_on_at_the_next_prompt(first: str) -> None:
    assert listed(bash((first, f"{ON}> rest\r\n{OFF}")))[0] == f"{first}\nrest"


@pytest.mark.parametrize(
    "first",
    [
        "node",
        "echo 'a' \"b\"",
        "for i in 1; do echo $i; done",
        "(cd /; ls)",
        "echo `id`",
        "nl -s '> ' <<< word",
        "echo $((1 << 2)) \\\\ 'do' \\(",
    ],
)
def test_a_finished_command_does_not(first: str) -> None:
    assert listed(bash((first, f"{ON}> rest\r\n{OFF}")))[0] == first


@pytest.mark.parametrize(
    "typed",
    [
        '`"' + "\\a" * 60 + "`",
        "sudo -" + "i" * 120_000 + "!",
        "(" + "\r\n> <<ab" * 4000,
        "\x1b[99B" + "\x1b[J" * 40_000 + "!",
    ],
    ids=["quotes", "options", "texts", "erased rows"],
)
def test_no_command_keeps_one_busy(typed: str) -> None:
    """Each of these took minutes to years."""
    assert listed(f"$ whoami\r\nroot\r\n$ {typed}\r\n$ id\r\n")[0] == "whoami"


@pytest.mark.parametrize(
    ("lines", "output"),
    [
        (["for i in 1 2", "do echo $i", "done"], "1\r\n2\r\n"),
        (["cat <<EOF | nl -s '> ' -w 1", "a quote", "EOF"], "> a quote\r\n"),
        (['echo "open', 'closed"'], "open\r\nclosed\r\n"),
        (["echo a \\", "; rm -rf /srv"], "a\r\n"),
        (["diff old new"], "> added\r\n> too\r\n"),
    ],
)
@pytest.mark.parametrize("prompt", ["$ ", "sh-4.2$ ", "alice@web:~$ "])
def test_a_shell_that_announces_nothing_asks_for_the_rest_of_a_command(
    prompt: str, lines: list[str], output: str
) -> None:
    """So do `sh` of Ubuntu and of Amazon Linux 2."""
    asked = f"{prompt}whoami\r\nalice\r\n{prompt}" + "\r\n> ".join(lines)
    assert listed(f"{asked}\r\n{output}{prompt}exit\r\n") == [
        "whoami",
        "\n".join(lines),
        "exit",
    ]


def test_zsh_names_what_is_open() -> None:
    text = (
        zsh("for i in 1 2; do")
        + "\r\x1b[Jfor> \x1b[K\x1b[?1h\x1b=\x1b[?2004hecho $i\x1b[?1l\x1b>\x1b[?2004l\r\r\n"
    )
    text += (
        "\r\x1b[Jfor> \x1b[K\x1b[?1h\x1b=\x1b[?2004hdone\x1b[?1l\x1b>\x1b[?2004l\r\r\n1\r\n2\r\n"
        + zsh("exit")
    )
    assert listed(text) == ["for i in 1 2; do\necho $i\ndone", "exit"]


def test_a_shell_whose_prompt_looks_like_a_later_one_is_read() -> None:
    assert listed(bash(("cd /", ""), ("ls", "a\r\n"), prompt="> ")) == ["cd /", "ls", "exit"]


def test_an_interrupt_at_a_later_prompt_gives_the_whole_command_up() -> None:
    text = bash(("for i in 1 2; do", f"{ON}> echo $i\r\n{OFF}{ON}> ^C{OFF}"), ("ls", ""))
    assert listed(text) == ["ls", "exit"]


def test_a_line_given_up_is_no_command() -> None:
    given_up = f"{ON}[alice@web ~]$ rm -rf /^C{OFF}"
    assert listed(bash(("ls", "a\r\n")) + given_up + bash(("pwd", "/\r\n"))) == [
        "ls", "exit", "pwd", "exit",
    ]  # fmt: skip


def test_keys_typed_into_other_programs_are_no_commands() -> None:
    python = (
        ">>> import os\r\n>>> for i in range(2):\r\n...     print(i)\r\n... \r\n0\r\n1\r\n>>> \r\n"
    )
    sqlite = f"{ON}sqlite> select 1;\r\n{OFF}1\r\n{ON}sqlite> .quit\r\n{OFF}"
    psql = f"{ON}shop=# select 1;\r\n{OFF}1\r\n{ON}shop-# ;\r\n{OFF}"
    bc = f"{ON}1+1\r\n{OFF}2\r\n{ON}quit\r\n{OFF}"
    screen = f"\x1b[?1049h\x1b[H:wq $ {ON}[x@y ~]$ ls\r\n{OFF}\x1b[?1049l"
    asked = "Password: \r\nname? Ada\r\n"
    text = bash(
        ("python3", python), ("sqlite3 x", sqlite), ("psql shop", psql), ("bc -lq", bc), ("vim", screen), ("read", asked),
    )  # fmt: skip
    assert listed(text) == [
        "python3", "sqlite3 x", "psql shop", "bc -lq", "vim", "read", "exit",
    ]  # fmt: skip


@pytest.mark.parametrize("switch", ["\x1b[?1049h", "\x1b[?47h\x1b[H\x1b[2J"])
def test_a_shell_does_not_hide_in_the_alternate_screen(switch: str) -> None:
    hidden = (
        f"{ON}[alice@web ~]$ cd /srv\r\n{OFF}{ON}[alice@web srv]$ \x1b[H\x1b[J[alice@web srv]$ rm x\r\n{OFF}"
        f"{ON}root@web:~# id\r\n{OFF}uid=0\r\n"
    )
    text = bash(("ls", "a\r\n"), ("tput smcup", switch + hidden + "\x1b[?1049l"), ("pwd", "/\r\n"))
    assert listed(text) == ["ls", "tput smcup", "cd /srv", "rm x", "id", "pwd", "exit"]


def test_a_shell_inside_the_shell_is_listed_too() -> None:
    root = f"{ON}root@web:~# id\r\n{OFF}uid=0(root)\r\n{ON}root@web:~# exit\r\n{OFF}logout\r\n"
    text = bash(("sudo -i", "[sudo] password for alice: \r\n" + root), ("id", "uid=1\r\n"))
    assert listed(text) == ["sudo -i", "id", "exit", "id", "exit"]


def test_a_prompt_behind_output_without_a_line_end_is_found() -> None:
    text = bash(("printf abc", "abc"), ("ls", "a\r\n"))
    found = commands(session(text))
    assert texts(found) == ["printf abc", "ls", "exit"]
    assert {each.prompt for each in found} == {"[alice@web ~]$ "}


def test_a_shell_without_line_editor_is_read_by_the_form_of_its_prompts() -> None:
    text = "# cd /\r\n# ls\r\nbin\r\n# echo of\b \bops\r\nops\r\n# top^C\r\n# cat x\r\n# a comment\r\n# exit\r\n"
    assert listed(text) == ["cd /", "ls", "echo oops", "cat x", "a comment", "exit"]


def test_an_old_bash_prompt_behind_output_is_found() -> None:
    text = "sh-4.2$ printf abc\r\nabcsh-4.2$ ls\r\na\r\nsh-4.2$ exit\r\nexit\r\n"
    assert listed(text) == ["printf abc", "ls", "exit"]


def test_a_prompt_of_several_lines_with_a_clock_is_told_from_the_command() -> None:
    def prompt(second: int) -> str:
        return f"\r\n\x1b[36m[12:00:{second:02}]\x1b[0m alice ~\r\n\x1b[1m╰─\x1b[0m$ "

    text = "".join(
        f"{ON}{prompt(n)}{line}\r\n{OFF}" for n, line in enumerate(["cd /", "ls > x", "pwd"])
    )
    found = commands(session(text))
    assert texts(found) == ["cd /", "ls > x", "pwd"]
    assert found[1].prompt == "[12:00:01] alice ~\n╰─$ "


def test_a_prompt_that_ends_in_no_sign_is_learned() -> None:
    text = bash(
        ("ls", "a\r\n"), ("cat a > b", ""), ("echo $ x", "x\r\n"), ("pwd", "/\r\n"), prompt="prod: "
    )
    assert listed(text) == ["ls", "cat a > b", "echo $ x", "pwd", "exit"]


def test_a_prompt_with_several_signs_is_told_whole() -> None:
    text = bash(("ls > x", ""), ("cat", ""), prompt="web > ~/src > (main) > ")
    found = commands(session(text))
    assert texts(found) == ["ls > x", "cat", "exit"]


def zsh(echo: str, *, right: str = "", tail: str = "\x1b[?1l\x1b>") -> str:
    aside = f"\x1b[40C{right}\x1b[{40 + len(right)}D" if right else ""
    mark = "\x1b[1m\x1b[7m%\x1b[27m\x1b[1m\x1b[0m" + " " * 79 + "\r \r"
    shown = f"\r\x1b[0m\x1b[27m\x1b[24m\x1b[Jalice@web ~ % \x1b[K{aside}\x1b[?1h\x1b=\x1b[?2004h"
    return f"{mark}{shown}{echo}{tail}\x1b[?2004l\r\r\n"


def test_zsh_is_read_without_its_right_prompt() -> None:
    text = zsh("l\bls", right="12:00:01") + "a\r\n" + zsh("p\bpwd", right="12:00:02") + "/\r\n"
    assert listed(text) == ["ls", "pwd"]


@pytest.mark.parametrize("sign", ["$", "%", "#", "\u276f"])
@pytest.mark.parametrize("right", ["", "12:00:01", "\u2714 main"])
def test_zsh_is_read_at_a_prompt_of_two_lines(sign: str, right: str) -> None:
    def line(echo: str, output: str) -> str:
        one = f"╭─alice@web ~\r\n╰─{sign}"
        return zsh(echo, right=right).replace("alice@web ~ %", one) + output

    text = line("l\bls", "a\r\n") + line("p\bpwd", "/\r\n") + line("e\bexit", "")
    assert listed(text) == ["ls", "pwd", "exit"]


def test_a_line_given_up_in_zsh_is_no_command() -> None:
    assert listed(zsh("l\bls") + "a\r\n" + zsh("rm", tail="") + zsh("pwd")) == ["ls", "pwd"]


def fish(*draws: str, prompt: str = "alice@web ~> ") -> str:
    clock = f"\r\x1b[72C12:00:01\r\x1b[{len(prompt)}C"
    return f"{ON}\x1b]0;~\x07{prompt}\x1b[K{clock}{clock.join(draws)}\r\n\x1b[30m\x1b(B\x1b[m{OFF}"


def test_fish_is_read_without_its_suggestions_and_its_clock() -> None:
    text = fish("l", "\x1b[1Cs", "\x1b[2C -la\b\b\b\b\x1b[K") + "a\r\n" + fish("pwd") + "/\r\n"
    assert listed(text) == ["ls", "pwd"]


def test_marks_of_a_shell_integration_tell_lines_and_exit_codes() -> None:
    def line(text: str, output: str, code: int) -> str:
        prompt = "\x1b]133;A\x07today is 5 # anything\x1b]133;B\x07"
        return f"{prompt}{text}\r\n\x1b]133;C\x07{output}\x1b]133;D;{code}\x07"

    found = commands(session(line("ls", "a\r\n", 0) + line("false", "", 1) + line("exit", "", 0)))
    assert [(each.text, each.exit_code) for each in found] == [("ls", 0), ("false", 1), ("exit", 0)]


def test_an_exit_code_that_was_asked_for_is_the_one_of_the_command_before() -> None:
    text = bash(
        ("false", ""), ("echo $?", "1\r\n"), ("true", ""), ('echo "rc=$?"', "rc=0\r\n"), ("ls", "")
    )
    found = commands(session(HEAD + text))
    codes = {each.text: each.exit_code for each in found[1:]}
    assert codes == {
        "false": 1,
        "echo $?": None,
        "true": 0,
        'echo "rc=$?"': None,
        "ls": None,
        "exit": None,
    }


def test_a_status_in_the_prompt_counts_when_it_is_proved() -> None:
    def line(status: str, text: str, output: str = "") -> str:
        return f"{ON}alice ~ {status}$ {text}\r\n{OFF}{output}"

    text = (
        line("", "ls", "a\r\n")
        + line("", "nosuch", "bash: nosuch: command not found\r\n")
        + line("[127] ", "grep x y")
        + line("[1] ", "ls")
        + line("", "exit")
    )
    found = commands(session(text))
    assert [each.exit_code for each in found] == [0, 127, 1, 0, None]


def test_a_number_in_the_prompt_that_proves_nothing_is_no_exit_code() -> None:
    text = "".join(f"{ON}alice {n} $ ls\r\n{OFF}" for n in range(1, 6))
    assert {each.exit_code for each in commands(session(text))} == {None}


def test_the_shell_profile_that_the_agent_types_is_no_command() -> None:
    ahead = "cd ~\r\nexport A=1\r\n"
    text = ahead + bash(("cd ~", ""), ("export A=1", ""), ("ls", "a\r\n"))
    assert listed(text) == ["ls", "exit"]
    assert listed(f"{ON}sh-5.2$ exec bash -l\r\n{OFF}" + bash(("ls", ""))) == ["ls", "exit"]


def test_a_command_that_the_recording_cuts_was_not_entered() -> None:
    assert listed(bash(("ls", "a\r\n")) + f"{ON}[alice@web ~]$ rm -rf") == ["ls", "exit"]


def test_foreign_text_is_kept_exact() -> None:
    echo = "echo \u202eevil\u200b"
    assert listed(HEAD + bash((echo, "")))[1] == echo


def test_a_cancelled_reading_lists_nothing() -> None:
    assert commands(session(bash(("ls", ""))), cancelled=lambda: True) == ()


def test_output_that_looks_like_a_prompt_in_a_marked_session_stays_output() -> None:
    script = "#!/bin/sh\r\n# first\r\n# second\r\n$ do this\r\n"
    assert listed(HEAD + bash(("cat x.sh", script)))[1:-1] == ["cat x.sh"]


def test_a_shell_that_announces_nothing_is_believed_behind_a_program_that_opens_one() -> None:
    inside = "/ # ls\r\nbin\r\n/ # exit\r\n"
    assert listed(bash(("docker exec -it web sh", inside)))[1:-1] == ["ls", "exit"]


DASH = "# id\r\nuid=0\r\n# cat note\r\nhi\r\n# exit\r\n"
"""A root's shell without a line editor, as `sh` is on Ubuntu."""
AS_ROOT = ["id", "cat note", "exit"]


@pytest.mark.parametrize("opener", ["sudo sh", "sudo -s", "dash"])
@pytest.mark.parametrize("asks", ["", "[sudo] password for alice: \r\n"])
def test_a_roots_shell_that_shows_a_hash_alone_is_read(opener: str, asks: str) -> None:
    text = bash((opener, asks + DASH), ("ls", "a\r\n"))
    assert listed(text) == [opener, *AS_ROOT, "ls", "exit"]
    plain = f"$ whoami\r\nalice\r\n$ {opener}\r\n{asks}{DASH}$ ls\r\na\r\n$ exit\r\n"
    assert listed(plain) == ["whoami", opener, *AS_ROOT, "ls", "exit"]


def test_comments_in_a_script_are_no_roots_commands() -> None:
    script = "# set up\r\nmake\r\n# and test\r\n"
    assert listed(bash(("sudo cat run.sh", script), ("ls", "a\r\n"))) == [
        "sudo cat run.sh",
        "ls",
        "exit",
    ]
    plain = f"$ sudo sh\r\n# exit\r\n$ cat run.sh\r\n{script}$ exit\r\n"
    assert listed(plain) == ["sudo sh", "exit", "cat run.sh", "exit"]


def test_an_old_shells_own_prompt_is_learned() -> None:
    lines = "".join(
        f"12:00:0{n} web /srv/{n} $ {line}\r\n" for n, line in enumerate(["ls", "pwd", "cat x"])
    )
    text = "sh-4.2$ . profile\r\n" + lines + "12:00:09 web / $ exit\r\n"
    assert listed(text) == [". profile", "ls", "pwd", "cat x", "exit"]


def test_a_line_edited_while_the_window_changed_is_read_in_the_new_width(tmp_path: Path) -> None:
    typed = "echo " + "x" * 40
    events = [
        [0.1, "o", "[alice@web ~]$ "], [1.0, "r", "30x24"], [1.1, "o", f"\r\x1b[K[alice@web ~]$ {typed[:15]} \r"],
        [1.2, "o", f"{typed[15:]} \r"], [2.0, "o", "\r\n"], [2.1, "o", "[alice@web ~]$ exit\r\n"],
    ]  # fmt: skip
    lines = [{"version": 2, "width": 80, "height": 24}, *events]
    cast = tmp_path / "session.cast"
    cast.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    found = commands(open_recording(find_one([str(cast)], [])))
    assert texts(found) == [typed, "exit"]
    assert found[0].enter == 2.0
    assert found[0].certainty is Certainty.RECORDED


def work(data: bytes) -> int:
    """Return how many calls it takes to list the commands: work, whatever the machine is busy with."""
    recording, calls = session(data), count()
    sys.setprofile(lambda *_: next(calls) and None)
    try:
        commands(recording)
    finally:
        sys.setprofile(None)
    return next(calls)


@pytest.mark.parametrize("typed", [b"", b"ls", b"ls\r\n", b"\x1b[31mls\x1b[m"])
def test_a_flood_of_prompts_in_one_row_is_read_in_steady_work(typed: bytes) -> None:
    prompt = b"\x1b]133;B\x07" + typed
    few, many = work(b"start" + prompt * 50), work(b"start" + prompt * 200)
    assert many < 5 * few
