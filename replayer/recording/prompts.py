"""Finds prompts: where a shell, or another program that reads lines, waits for a person.

A prompt is recognised by its end, a sign of the trade and a blank, and by what may stand before it. Where the shell
itself says that it reads a line (bracketed paste is switched on) anything up to the first sign counts; elsewhere only
the forms that shells and interpreters have by default do, since output may hold a `$` or a `#` too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SILENT = (
    rb"\x1b\][^\x07\x1b\r\n]*(?:\x07|\x1b\\)"  # titles
    rb"|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[()][0-9A-Z]|\x1b[=>]"
)
"""Sequences that print nothing, as the alternatives of an expression."""
_QUIET = rb"(?:" + SILENT + rb"|\r(?!\n))"
_SIGN = rb"(?:[$#%>]|\xe2\x9d\xaf|\xe2\x9e\x9c|\xc2\xbb|\xce\xbb)"  # $ # % > ❯ ➜ » λ
_END = _SIGN + rb"(?:\x1b\[[0-9;]*m)* (?:\x1b\[K)?"
_ANY = re.compile(_QUIET + rb"*+(?:" + _QUIET + rb"|[^\x00-\x1f\x7f]){0,160}?" + _END)
_KNOWN = re.compile(
    _QUIET
    + rb"*+(?:"
    + rb"(?:sh|bash|ash|dash|ksh|zsh|fish)-\d[\d.]*[$#] "
    + rb"|\[(?:"
    + _QUIET
    + rb"|[^\x00-\x1f\x7f\]]){1,100}\](?:"
    + _QUIET
    + rb")*[$#%>](?:\x1b\[[0-9;]*m)* "
    + rb"|(?:\([\w.-]{1,40}\) )?(?:"
    + _QUIET
    + rb"|[\w.-]){1,60}@(?:"
    + _QUIET
    + rb"|[^\x00-\x1f\x7f \]]){1,100}[$#%>](?:\x1b\[[0-9;]*m)* (?:\x1b\[K)?"
    + rb"|>>> |\.\.\. |In \[\d+\]: |(?:mysql|MariaDB \[[^\]\n]{0,40}\]|sqlite|\(gdb\)|\(pdb\)|ftp|sftp|redis[^>\n]{0,40})> ?"
    + rb"|[\w-]{1,40}[=-][#>] "  # psql
    + rb"|(?:~|/[\w./-]{0,80}) [#$] "  # BusyBox
    + rb"|\$ (?=\S|\r?\n|\Z)"
    + rb")"
)
_LINES = 5
"""Lines that a prompt may have."""
_LONGEST = 400
"""Bytes in which a prompt ends."""
_SIGNS = re.compile(rb"[$#>%](?: |\x1b)|\]: |\.\.\. |\((?:pdb|gdb)\)")
ZSH_MARK = re.compile(rb"\x1b\[7m[%#]\x1b\[27m(?:\x1b\[[0-9;]*m)*( {9,999})\r \r")
"""What zsh prints before each prompt, to tell an unfinished line from a finished one: a sign, and a row of blanks."""
_BEHIND = re.compile(
    rb"(?:\x1b\[\d{1,4}C(?:[^\x00-\x1f\x7f]|\x1b\[[0-9;]*m){1,200}+\x1b\[\d{1,4}D)?(?:"
    + SILENT
    + rb")*+\Z"
)
"""What may stand behind a prompt: another at the right edge, and the way back."""
_SECRET = re.compile(
    rb"(?i:password|passphrase|passcode|\bpin\b|secret|token|verification code)[^\r\n]{0,80}[:?] ?\r?\n?\Z"
)
_QUESTION_LENGTH = 160
"""Bytes of a line's end that both look at, at most."""
_QUESTION = re.compile(rb"[^\x00-\x1f\x7f]{0,120}(?:[?:] |[\])]:? )\r?\n?\Z")


def prompt_end(data: bytes) -> int | None:
    """Return where the prompt at the beginning of `data` ends; `data` is what a shell that reads a line has printed."""
    match = _ANY.match(data)
    return match.end() if match else None


def ends_in_prompt(row: bytes) -> bool:
    """Tell whether `row` is a prompt and nothing behind it but, maybe, another at the right edge."""
    left = _BEHIND.split(row, maxsplit=1)[0]
    return prompt_end(left) == len(left)


def prompt_lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (start, line with its LF) of those with which `data` begins and of which one may be a prompt's last."""
    start = 0
    for _ in range(_LINES):
        newline = data.find(b"\n", start)
        yield start, data[start : newline + 1 if newline >= 0 else len(data)]
        if newline < 0:
            return
        start = newline + 1


def edited_prompt(line: bytes) -> tuple[int, bytes]:
    """Return where the prompt ends with which a line begins for which bracketed paste was switched on, and its last line.

    The shell prints it again when the window changes; what stands between is no typing.
    """
    at, shown = len(b"\x1b[?2004h"), b""
    for start, part in prompt_lines(line[at:]):
        end = prompt_end(part)
        if end is not None:
            at, shown = at + start + end, part[:end].lstrip(b"\r")
            break
    while shown:
        found = line.find(shown, at)
        if found < 0 or line[at:found].strip(b"\r\x1b[K"):
            break
        at = found + len(shown)
    return at, shown


def known_prompt_end(line: bytes) -> int | None:
    """Return where the prompt at the beginning of `line` ends, when it has one of the usual forms."""
    match = _KNOWN.match(line) if _SIGNS.search(line, 0, _LONGEST) else None
    return match.end() if match else None


def asks_in_silence(line: bytes) -> bool:
    """Tell whether `line` asks for something and shows no answer: a password, or an empty reply."""
    if not line.endswith((b": \r\n", b":\r\n", b"? \r\n", b"] \r\n", b") \r\n", b"]: \r\n")):
        return False
    start = max(0, len(line) - _QUESTION_LENGTH)
    if _SECRET.search(line, start):
        return True
    return line.endswith(b" \r\n") and _QUESTION.search(line, start) is not None
