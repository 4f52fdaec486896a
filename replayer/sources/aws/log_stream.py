"""A log stream as a file: the JSON that `aws logs get-log-events` prints, page after page.

Source: docs/formats.md#cloudwatch. The end is where the service gives back the token it was sent; a short or empty page
before that means nothing.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from replayer.errors import CredentialsRefused, ReplayError, Unreachable
from replayer.sources.aws.clients import Account, Cancelled
from replayer.sources.aws.history import is_running
from replayer.sources.naming import is_arn
from replayer.sources.remote import OnUnanswered, Remote, Unanswered

POLL = 1.0
"""Seconds between two looks at a stream that goes on."""
_ASK = 5
"""Looks after which the history is asked whether the session goes on."""
_LINGER = 5
"""Looks after the end of the session: its last line is sent when its log has been made."""
_LOOK = 0.05
"""Seconds between two looks at whether all is cancelled."""

if TYPE_CHECKING:
    from mypy_boto3_logs.type_defs import OutputLogEventTypeDef

    Page: TypeAlias = tuple[list[OutputLogEventTypeDef], str]


def pages(
    account: Account,
    group: str,
    stream: str,
    token: str | None = None,
    *,
    unmask: bool = False,
    polled: bool = False,
) -> Iterator[Page]:
    """Yield each page's events and the token to go on with, from the start or from `token`, until there are no more.

    With `polled` little is tried where AWS cannot be reached: whoever asks does so again.

    Raises:
        NoSuchSession: the stream is not there, or no more.
        SourceFailed: CloudWatch Logs refused or failed.
    """
    permission = "logs:GetLogEvents and logs:Unmask" if unmask else "logs:GetLogEvents"
    while True:
        more: dict[str, Any] = {"nextToken": token} if token else {}
        if unmask:
            more["unmask"] = True  # sent only when asked for: it needs a right of its own
        with account.errors(f"logs://{group}/{stream}", permission):
            logs = account.polled_logs if polled else account.logs
            reply = logs.get_log_events(
                logStreamName=stream, startFromHead=True, **{**named(group), **more}
            )
        following = reply["nextForwardToken"]
        if following == token:
            if reply["events"]:
                yield reply["events"], following
            return
        token = following
        yield reply["events"], token


def named(group: str) -> dict[str, str]:
    """Return the argument that names a log group; one that another account shares is known by its ARN alone."""
    return {"logGroupIdentifier" if is_arn(group) else "logGroupName": group}


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


@dataclass(frozen=True, slots=True)
class StreamOpener:
    """Opens a stream, or follows it while its session goes on."""

    account: Account
    group: str
    stream: str
    unmask: bool
    last_ms: int = 0
    """The stamp of its last event, where its session is surely over; 0 else."""

    def __call__(self) -> BinaryIO:
        """Open the stream at its start; out of the cache where that has it."""
        cache = self.account.cache
        kept = cache.text(self._pin)
        if kept is not None:
            return kept
        source = LogStream(self.account, self.group, self.stream, unmask=self.unmask)
        return io.BufferedReader(cache.keeping(self._pin, source))

    def is_kept(self) -> bool:
        """Whether the cache has it."""
        return self.account.cache.holds(self._pin)

    @property
    def _pin(self) -> str:
        place = f"{self.account.profile} {self.account.region} {self.group}/{self.stream}"
        return f"logs {place} {self.last_ms} {self.unmask}" if self.last_ms else ""

    def growth(self, cancelled: Cancelled, on_unanswered: OnUnanswered) -> Iterator[bytes]:
        """Yield the pages there are, then those that come, until the session has ended and all of it has arrived.

        The history says whether it goes on; where that may not be asked, only `cancelled` ends this. Once something came,
        a network that is gone for a while ends nothing, and neither does a login that has expired: what was missed comes
        when the one is back and the other renewed.

        Raises:
            ReplayError: CloudWatch Logs refused, or could not be reached from the start.
        """
        token: str | None = None
        answers = _Answers(on_unanswered)
        left = _LINGER  # polls that still follow the end of the session
        for poll in count():
            found = pages(
                self.account, self.group, self.stream, token, unmask=self.unmask, polled=True
            )
            try:
                for events, after in found:
                    token = after
                    answers.came()
                    if events:
                        left = _LINGER
                        yield page_bytes(self.group, self.stream, events)
                    if cancelled():
                        return
            except (Unreachable, CredentialsRefused) as error:
                if token is None:
                    raise
                answers.failed(error)
            else:
                answers.came()
                if poll % _ASK == 0 or left < _LINGER:
                    left -= not is_running(self.account, self.stream, cancelled)
            if not left or not _waited(POLL, cancelled):
                return


class _Answers:
    """Tells when they stop coming, and when they come again."""

    def __init__(self, tell: OnUnanswered) -> None:
        self._tell = tell
        self._last = datetime.now(UTC)
        self._missing = False

    def came(self) -> None:
        self._last = datetime.now(UTC)
        if self._missing:
            self._missing = False
            self._tell(None)

    def failed(self, error: ReplayError) -> None:
        if not self._missing:
            self._missing = True
            self._tell(Unanswered(self._last, error))


def _waited(seconds: float, cancelled: Cancelled) -> bool:
    """Wait; return False, and at once, when cancelled."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if cancelled():
            return False
        time.sleep(min(left, _LOOK))
    return not cancelled()
