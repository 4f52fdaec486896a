"""Writes evidence into folders, for the tests of sources and opening."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ALICE = "alice-0a1b2c3d4e5f60718"
BOB = "bob-ogucubv3f8zp6xxkdxv25lb3re"
TARGET = "i-0123456789abcdef0"
PTY = b"sh-5.2$ whoami\r\nssm-user\r\nsh-5.2$ exit\r\nexit\r\n"
LINES = ["sh-5.2$ whoami", "ssm-user", "sh-5.2$ exit", "exit"]


def write(path: Path, content: bytes | str | dict[str, Any] | list[Any]) -> Path:
    """Write `content` (values as JSON) to `path`, with the folders that it needs, and return the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, dict | list):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def transcript(session: str | None = ALICE, pty: bytes = PTY) -> bytes:
    """Return an S3 object; without `session` of a version of `script` that names none."""
    path = f"/var/lib/amazon/ssm/{TARGET}/session/orchestration/{session}/Standard_Stream/ipcTempFile.log"
    command = f' [COMMAND="cat {path}" <not executed on terminal>]' if session else ""
    header = f"Script started on 2025-09-29 16:58:03+00:00{command}\n"
    return (
        header.encode()
        + pty.replace(b"\n", b"\r\n")
        + b"\nScript done on 2025-09-29 16:58:04+00:00\n"
    )


def streaming(
    session: str | None = ALICE,
    lines: list[str] = LINES,
    owner: str = "arn:aws:iam::123456789012:user/alice",
) -> dict[str, Any]:
    """Return a page of streamed events, one a line, a second apart."""
    about = {
        "awsRegion": "eu-west-1",
        "target": {"id": TARGET},
        "userIdentity": {"arn": owner},
        "runAsUser": "deploy",
    }
    if session:
        about["sessionId"] = session
    return {
        "events": [
            {
                "timestamp": 1_759_165_000_123 + 1000 * index,
                "message": json.dumps({**about, "sessionData": [line]}),
                "ingestionTime": 1_759_165_000_200 + 1000 * index,
            }
            for index, line in enumerate(lines)
        ]
    }


def entry(session: str = ALICE, **more: Any) -> dict[str, Any]:
    """Return one element of the session history."""
    return {
        "SessionId": session,
        "Target": TARGET,
        "Status": "Terminated",
        "StartDate": "2025-09-29T16:56:30.500+00:00",
        "EndDate": "2025-09-29T16:58:05.500+00:00",
        "Owner": "arn:aws:iam::123456789012:user/alice",
        "DocumentName": "SSM-SessionManagerRunShell",
        "Reason": "INC-1",
        "OutputUrl": {},
        **more,
    }
