"""A model of the agent's streaming loop and of people at a shell, to make sessions whose true times are known.

The loop follows docs/formats.md#streaming: it polls once a second, reads complete lines, fills events of 33,000 bytes,
sends at most four in a call, and waits for each call. A service with faults stands at the other end. The clean-up of a
line is the one of the code under test; `test_cleanup.py` checks that one against real streams.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum

from replayer.formats.evidence import (
    History,
    StreamedEvent,
    Streaming,
    Transcript,
    TranscriptKind,
)
from replayer.recording import Piece
from replayer.recording.cleanup import cleaned, kept_length
from replayer.recording.recording import Provenance, Recording
from replayer.session import Session, SessionId, TraceSource

BUFFER = 33_000
MOST_EVENTS = 4
RETRIES = 5
EPOCH = 1_700_000_000.0
"""The host's clock at the plugin's start."""


class Answer(Enum):
    """How the service answers one request."""

    STORED = "stored"
    FAILED = "failed"
    """An error of the service: the SDK sends the same body again."""
    LOST = "lost"
    """Stored, but the reply breaks off: the SDK sends the same body again."""
    RESET = "reset"
    """The connection is reset: the agent builds its events again a second later."""
    RESET_STORED = "reset-stored"
    """The same, though the events were stored."""


Service = Callable[[float], tuple[Answer, float]]
"""From the second of a request to its answer and how long it takes."""


@dataclass
class Terminal:
    """What a session's terminal showed, and when: seconds from the plugin's start."""

    data: bytearray = field(default_factory=bytearray)
    ends: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    now: float = 1.05

    def show(self, text: bytes, after: float = 0.001) -> None:
        """Show `text` some seconds after what came before, at most 1,024 bytes a millisecond."""
        self.now += after
        for start in range(0, len(text), 1024):
            if start:
                self.now += 0.00105
            self.data += text[start : start + 1024]
            self.ends.append(len(self.data))
            self.times.append(self.now)

    def time_of(self, offset: int) -> float:
        """Return when the byte at `offset` was shown."""
        return self.times[bisect_right(self.ends, offset)]

    def written_by(self, moment: float) -> int:
        """Return how many bytes are in the agent's file at `moment`."""
        count = bisect_right(self.times, moment - 0.0005)  # they are sent first, then written
        return self.ends[count - 1] if count else 0


def healthy(latency: float = 0.01) -> Service:
    """Return a service that stores everything."""
    return lambda _: (Answer.STORED, latency)


def failing(periods: Sequence[tuple[float, float, Answer]], latency: float = 0.01) -> Service:
    """Return a service that gives another answer in some periods (start, end, answer)."""

    def service(moment: float) -> tuple[Answer, float]:
        for start, end, answer in periods:
            if start <= moment < end:
                return answer, latency
        return Answer.STORED, latency

    return service


@dataclass
class Agent:
    """The streaming loop."""

    terminal: Terminal
    service: Service
    grid: float = 1.0487
    """Seconds of the first poll."""
    events: list[tuple[float, float, tuple[str, ...]]] = field(default_factory=list)
    """(stamp, received, lines) as they were stored."""

    def stream(self, end: float) -> list[StreamedEvent]:
        """Return what the service has stored when the session has ended at `end` and all is sent."""
        slices = list(_slices(bytes(self.terminal.data)))
        sent, now, closed = 0, self.grid, end + 0.4
        while sent < len(slices) or now <= closed:
            built, reached = self._build(slices, sent, now, complete=now > closed)
            if built:
                done, now_after = self._put(built, now + 0.002)
                sent = reached if done else sent
            elif now > closed and sent >= len(slices):
                break
            else:
                now_after = now
            now = self._next_poll(now, now_after)
            if now > end + 900:
                break
        self.events.sort(key=lambda event: (round(event[0] * 1000), event[1]))
        return [
            StreamedEvent(int((EPOCH + stamp) * 1000), int((EPOCH + received) * 1000), lines)
            for stamp, received, lines in self.events
        ]

    def _next_poll(self, now: float, done: float) -> float:
        tick = self.grid + int((now - self.grid) + 1e-9) + 1  # the tick behind this poll
        if done >= tick:
            return done  # one tick waited
        return tick

    def _build(
        self, slices: Sequence[tuple[int, bytes]], sent: int, now: float, *, complete: bool
    ) -> tuple[list[tuple[float, tuple[str, ...]]], int]:
        written = self.terminal.written_by(now)
        message, size, index = b"", 0, sent
        built: list[tuple[float, tuple[str, ...]]] = []
        while index < len(slices):
            end, slice_ = slices[index]
            if end > written or not (complete or slice_.endswith(b"\n") or len(slice_) == BUFFER):
                break
            length = kept_length(slice_)
            if size + length > BUFFER:
                built.append((now + 0.001 * (len(built) + 1), _elements(message)))
                if len(built) >= MOST_EVENTS:
                    return built, index
                message, size = b"", 0
            message += cleaned(slice_)
            size += length
            index += 1
        if message:
            built.append((now + 0.001 * (len(built) + 1), _elements(message)))
        return built, index

    def _put(self, built: list[tuple[float, tuple[str, ...]]], now: float) -> tuple[bool, float]:
        for attempt in range(RETRIES + 1):
            answer, latency = self.service(now)
            stored = answer in {Answer.STORED, Answer.LOST, Answer.RESET_STORED}
            if stored:
                self.events += [(stamp, now + latency / 2, lines) for stamp, lines in built]
            now += latency
            if answer is Answer.STORED:
                return True, now
            if answer in {Answer.RESET, Answer.RESET_STORED}:
                return False, now
            if attempt < RETRIES:
                now += 0.3 * 2**attempt
        return False, now


def _slices(data: bytes) -> Iterator[tuple[int, bytes]]:
    start = 0
    while start < len(data):
        end = data.find(b"\n", start, start + BUFFER) + 1 or min(len(data), start + BUFFER)
        yield end, data[start:end]
        start = end


def _elements(message: bytes) -> tuple[str, ...]:
    parts = message.decode("utf-8", "replace").split("\n")
    return tuple(parts[:-1] if parts[-1] == "" else parts)


class Person:
    """Somebody at a shell."""

    def __init__(self, seed: int, *, bracketed: bool = True, prompt: bytes = b"sh-5.2$ ") -> None:
        self.dice = random.Random(seed)
        self.terminal = Terminal()
        self.bracketed = bracketed
        self.prompt_text = prompt
        self.prompt(first=True)

    def prompt(self, *, first: bool = False) -> None:
        """Show the prompt."""
        on = b"\x1b[?2004h" if self.bracketed else b""
        self.terminal.show(on + self.prompt_text, 0.0 if first else 0.001)

    def type(self, text: bytes, *, think: tuple[float, float] = (0.6, 3.0)) -> None:
        """Think, type a line key by key, press Enter."""
        for index, key in enumerate(text):
            wait = self.dice.uniform(*think) if index == 0 else self.dice.uniform(0.05, 0.25)
            self.terminal.show(bytes([key]), wait)
        self.terminal.show(b"\r\n", self.dice.uniform(0.08, 0.25))
        if self.bracketed:
            self.terminal.show(b"\x1b[?2004l\r", 0.0005)

    def run(self, text: bytes, *output: tuple[float, bytes]) -> None:
        """Type a command, see its output (seconds before it, text), and the next prompt."""
        self.type(text)
        for wait, part in output:
            self.terminal.show(part, wait + 0.001)
        self.prompt()

    def leave(self) -> None:
        """Type `exit`."""
        self.type(b"exit")
        self.terminal.show(b"exit\r\n", 0.001)


_WORDS = (
    b"ls -l",
    b"whoami",
    b"cat notes.txt",
    b"df -h",
    b"git status",
    b"uptime",
    b"id",
    b"ps aux | head",
)


def some_session(seed: int, commands: int = 12, *, bracketed: bool = True) -> Terminal:
    """Return a session of somebody who runs a few commands of all kinds."""
    person = Person(seed, bracketed=bracketed)
    dice = person.dice
    for _ in range(commands):
        kind = dice.random()
        command = dice.choice(_WORDS)
        if kind < 0.45:
            lines = dice.randrange(0, 9)
            person.run(command, (0.0, b"".join(_line(dice) for _ in range(lines))))
        elif kind < 0.6:
            person.run(
                command,
                *((dice.uniform(0.2, 1.8), _line(dice)) for _ in range(dice.randrange(2, 7))),
            )
        elif kind < 0.7:
            seconds = dice.randrange(1, 6)
            person.run(b"sleep %d" % seconds, (float(seconds), b""))
        elif kind < 0.8:
            bars = [(0.1, b"\r%3d%%" % (step * 10)) for step in range(11)]
            person.run(b"./load", *bars, (0.1, b"\r\n"))
        elif kind < 0.9:
            person.terminal.show(b"", dice.uniform(0, 20))
            person.run(command, (0.0, _line(dice)))
        else:
            person.run(
                b"seq 1 %d" % 3000,
                (0.0, b"".join(b"%d\r\n" % i for i in range(dice.randrange(500, 3000)))),
            )
    person.leave()
    return person.terminal


def _line(dice: random.Random) -> bytes:
    words = [
        dice.choice(
            (
                b"alpha",
                b"beta",
                b"\x1b[32mok\x1b[0m",
                b"4096",
                b"Nov",
                "café".encode(),
                "→".encode(),
            )
        )
        for _ in range(6)
    ]
    return b" ".join(words) + b"\r\n"


@dataclass(frozen=True)
class Evidence:
    """What a session leaves behind."""

    session: Session
    transcript: Transcript
    streaming: Streaming
    history: History

    def pieces(self, *names: str) -> list[Piece]:
        """Return the named parts as pieces."""
        return [Piece(getattr(self, name), provenance(name)) for name in names]


def provenance(name: str = "transcript") -> Provenance:
    """Return a provenance for a test."""
    source = {
        "transcript": TraceSource.S3,
        "streaming": TraceSource.CLOUDWATCH,
        "history": TraceSource.HISTORY,
    }[name]
    return Provenance(source, None, f"{name}.file", "0" * 64, 1)


def evidence(
    terminal: Terminal, service: Service | None = None, *, before: float = 0.7
) -> Evidence:
    """Return what the agent and the service keep of a session that started `before` seconds before its plugin."""
    end = terminal.times[-1] + 0.05 if terminal.times else 1.1
    events = Agent(terminal, service or healthy()).stream(end)
    session = Session(
        "alice-0123456789abcdef0",
        SessionId("alice-0123456789abcdef0"),
        started=_moment(-before),
        ended=_moment(end + 1.7),
    )
    transcript = Transcript(
        TranscriptKind.SCRIPT,
        bytes(terminal.data).replace(b"\n", b"\r\n"),
        translated=True,
        generated=datetime.fromtimestamp(int(EPOCH + end + 0.1), UTC),
    )
    return Evidence(session, transcript, Streaming(tuple(events)), History((session,)))


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(EPOCH + seconds, UTC)


@dataclass(frozen=True)
class Score:
    """How a recording stands against the truth."""

    wrong: list[tuple[int, float, float | None, float | None]]
    """Steps outside their bounds: (offset, true second, earliest, latest)."""
    bytes_wrong: int
    widths: list[float]
    """Of each line's LF."""
    errors: list[float]
    """Of the shown time at each line's LF."""


def score(recording: Recording, terminal: Terminal, slack: float = 0.0) -> Score:
    """Compare the bounds and times of `recording` with the truth, byte by byte."""
    assert recording.timeline.started is not None
    shift = recording.timeline.started.timestamp() - EPOCH
    wrong: list[tuple[int, float, float | None, float | None]] = []
    count = 0
    widths: list[float] = []
    errors: list[float] = []
    data = bytes(terminal.data)
    for step in recording.timeline:
        for offset in range(step.offset, min(len(data), step.offset + step.length)):
            true = terminal.time_of(offset) - shift
            early = step.earliest is not None and true < step.earliest - slack
            late = step.latest is not None and true > step.latest + slack
            if early or late:
                count += 1
                if not wrong or wrong[-1][0] != step.offset:
                    wrong.append((step.offset, true, step.earliest, step.latest))
            if data[offset] == 10:
                errors.append(abs(step.time - true))
                if step.earliest is not None and step.latest is not None:
                    widths.append(step.latest - step.earliest)
    return Score(wrong, count, widths, errors)
