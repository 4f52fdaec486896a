"""Tells whose prompt it is: a shell's, a shell's that waits for the rest of a command, or another program's."""

from __future__ import annotations

import re
from enum import StrEnum

from replayer.recording.openers import only_prints, opens_shell


class Asker(StrEnum):
    """Who shows a prompt."""

    SHELL = "shell"
    CONTINUED = "continued"
    """A shell that waits for the rest of a command (PS2)."""
    PROGRAM = "program"


_PROGRAMS = re.compile(
    r"(?:>>>|\.\.\.|In \[\d+\]:|Out\[\d+\]:|\s*\.\.\.[:>]|\s*[-'\"`]>"  # Python, SQLite, MySQL
    r"|\(\w*db\+*\)|\(Pdb\+*\)|\(lldb\)"
    r"|(?:mysql|MariaDB \[[^\]]*\]|sqlite|ipdb|[tls]?ftp|lftp [^>]*|telnet|nslookup|scala|jshell|at|psql|cqlsh[^>]*"
    r"|redis[^>]*|\d+\.\d+\.\d+\.\d+:\d+(?:\[\d+\])?|irb[^>]*|pry[^>]*|\[\d+\] pry[^>]*|ghci|Prelude[^>]*|test|admin"
    r"|mongos?[^>]*|rs\d+[^>]*|spark-sql|hive|octave:\d+|gnuplot|SQL|sftp|aws|tcl|iex\(\d+\)|julia|R|bc)>+"
    r"|\w[\w.-]*[=\-('\"*!^$][*!?]?[#>])\s*"  # psql: database, state, role
)
_CONTINUED = re.compile(
    r"(?:(?:for|while|until|repeat|select|if|then|else|elif|case|function|quote|dquote|bquote|cmdsubst|mathsubst|subsh"
    r"|cursh|braceparam|heredocd?|pipe|cmdand|cmdor|array|always|foreach|errsubst|sigsubst|math) ?)*>\s*"
)
"""The PS2 of POSIX shells, and zsh's, which names what is open."""
_SIGNED = re.compile(r"[$#%❯➜»λ⟩▶\ue0b0\ufffd](?:\s|$)")


def asker(sign: str, *, marked: bool) -> Asker:
    """Return who shows a prompt whose last line is `sign`; `marked` says that a shell integration marked it."""
    if _CONTINUED.fullmatch(sign):
        return Asker.CONTINUED
    if marked:
        return Asker.SHELL
    if _PROGRAMS.fullmatch(sign):
        return Asker.PROGRAM
    if _SIGNED.search(sign[-3:]):
        return Asker.SHELL
    if sign.rstrip().endswith(">") and re.search(r"[@~/\\]|^PS ", sign):
        return Asker.SHELL
    return Asker.PROGRAM


def may_open_shell(text: str, sign: str) -> bool:
    """Tell whether a command may lead to a prompt such as `sign` that nothing announces.

    Whoever prints a script or an old session prints prompts too. A short one is believed behind programs that open
    shells, a telling one behind all but those that only print.
    """
    return opens_shell(text) or (len(sign.strip()) > _TELLING and not only_prints(text))


_TELLING = 4
"""Characters of a prompt up to which any script holds it."""
