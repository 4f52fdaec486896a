"""A log stream as a file: the JSON that `aws logs get-log-events` prints, page after page.

Source: docs/formats.md#cloudwatch. The end is where the service gives back the token it was sent; a short or empty page
before that means nothing.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from replayer.sources.aws.clients import Account
from replayer.sources.remote import Remote

if TYPE_CHECKING:
    from mypy_boto3_logs.type_defs import OutputLogEventTypeDef


def pages(
    account: Account, group: str, stream: str, token: str | None = None, *, unmask: bool = False
) -> Iterator[tuple[list[OutputLogEventTypeDef], str]]:
    """Yield each page's events and the token to go on with, from the start or from `token`, until there are no more.

    Raises:
        NoSuchSession: the stream is not there, or no more.
        SourceFailed: CloudWatch Logs refused or failed.
    """
    permission = "logs:GetLogEvents and logs:Unmask" if unmask else "logs:GetLogEvents"
    while True:
        more = {"nextToken": token} if token else {}
        if unmask:
            more["unmask"] = True  # type: ignore[assignment]  # sent only when asked for: it needs a right of its own
        with account.errors(f"logs://{group}/{stream}", permission):
            reply = account.logs.get_log_events(
                logGroupName=group,
                logStreamName=stream,
                startFromHead=True,
                **more,  # type: ignore[arg-type]
            )
        following = reply["nextForwardToken"]
        if following == token:
            if reply["events"]:
                yield reply["events"], following
            return
        token = following
        yield reply["events"], token


def page_bytes(group: str, stream: str, events: list[OutputLogEventTypeDef]) -> bytes:
    """Return one page as JSON on a line of its own, with the names that the service leaves out."""
    page = {"logGroupName": group, "logStreamName": stream, "events": events}
    return json.dumps(page, ensure_ascii=True).encode() + b"\n"


class LogStream(Remote):
    """Reads one stream from its start; it cannot be rewound."""

    def __init__(self, account: Account, group: str, stream: str, *, unmask: bool = False) -> None:
        """Ask for nothing yet."""
        super().__init__()
        self._origin = {"log_group": group, "log_stream": stream, "region": account.region or ""}
        self._pages = (
            page_bytes(group, stream, events)
            for events, _ in pages(account, group, stream, unmask=unmask)
        )
        self._left = b""

    @property
    def origin(self) -> Mapping[str, str]:
        """Which stream this is."""
        return self._origin

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # RawIOBase promises any buffer
        """Fill `buffer` with what comes next; 0 at the end.

        Raises:
            ReplayError: CloudWatch Logs refused or failed.
        """
        self._left = self._left or next(self._pages, b"")
        part, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def open_stream(account: Account, group: str, stream: str, unmask: bool) -> io.BufferedReader:
    """Open a stream at its start."""
    return io.BufferedReader(LogStream(account, group, stream, unmask=unmask))
