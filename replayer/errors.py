"""What can go wrong, as sentences for people.

ReplayError            1  anything that has no better name
├── NotEvidence        1  bytes that no format recognises, or recognised and broken
├── NoSuchSession      1  nobody knows the id, or the place holds no session
├── ManySessions       1  one session was asked for and there are more
├── ExportRefused      1  an export that would overwrite, or cannot be made
├── WrongUsage         2  an argument that does not make sense
└── SourceFailed       3  a source refused or could not be reached
    ├── AccessDenied
    │   └── CredentialsRefused
    └── Unreachable

The number is the exit code of the program. A bug is not in this family: it crashes loudly.
"""

from __future__ import annotations

from replayer.foreign import on_a_line


class ReplayError(Exception):
    """A failure with a message for people: what, where, what to do."""

    exit_code = 1

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        """Keep the three parts of the message; each may quote foreign text, which is made safe here."""
        self.message = on_a_line(message)
        self.where = on_a_line(where)
        self.hint = on_a_line(hint)
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return one line: where, what, what to do."""
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.hint}" if self.hint else ""
        return f"{place}{self.message}{advice}"


class NotEvidence(ReplayError):
    """Bytes that are no session log, or a broken one."""


class NoSuchSession(ReplayError):
    """No session of that name, or none at all."""


class ManySessions(ReplayError):
    """One session was asked for; the message lists those there are."""


class ExportRefused(ReplayError):
    """An export that would overwrite something, or that cannot be made."""


class WrongUsage(ReplayError):
    """An argument that does not make sense."""

    exit_code = 2


class SourceFailed(ReplayError):
    """A source refused, or could not be reached."""

    exit_code = 3


class AccessDenied(SourceFailed):
    """The source is there and refused to be read."""


class CredentialsRefused(AccessDenied):
    """Who asks is not accepted at all: every source of the account says the same."""


class Unreachable(SourceFailed):
    """The source did not answer."""
