"""Builds transcripts as the agent stores them, for the tests of formats."""

from __future__ import annotations

SESSION = "alice-0a1b2c3d4e5f60718"
TARGET = "i-0123456789abcdef0"
PATH = (
    f"/var/lib/amazon/ssm/{TARGET}/session/orchestration/{SESSION}/Standard_Stream/ipcTempFile.log"
)
HEADER = f'Script started on 2025-09-29 16:58:03+00:00 [COMMAND="cat {PATH}" <not executed on terminal>]\n'
FOOTER = '\nScript done on 2025-09-29 16:58:04+00:00 [COMMAND_EXIT_CODE="0"]\n'
PTY = b"sh-5.2$ whoami\r\nssm-user\r\nsh-5.2$ exit\r\nexit\r\n"
"""What a terminal received."""


def stored(pty: bytes, header: str = HEADER, footer: str = FOOTER) -> bytes:
    """Return the S3 object of a session whose terminal received `pty`."""
    return header.encode() + pty.replace(b"\n", b"\r\n") + footer.encode()


def as_event(content: bytes) -> str:
    """Return the message of the one plain event in which the agent uploads `content`."""
    return content.replace(b"\r\n", b"\n").removesuffix(b"\n").decode()
