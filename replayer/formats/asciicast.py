"""asciicast, versions 1 to 3: the recording format of asciinema, and what this program exports.

Source: docs/formats.md#asciicast. Its bytes may hold bytes that are no UTF-8, as lone surrogates (`bytes_of`), so that
what was written is read again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from replayer.errors import NotEvidence
from replayer.formats.buffer import Buffer
from replayer.formats.check import Check, checked, unchecked
from replayer.formats.evidence import Cast, CastCode, CastEvent
from replayer.formats.format import Format
from replayer.formats.json_values import Json, bytes_of, number_in, text_in, text_of
from replayer.formats.moments import from_json

OURS = "ssm_replay"
"""The header's key for what only our own exports say: the session's id, its start to the millisecond, and how sure the times
and the size were."""
LARGEST = 10_000
"""Columns or rows beyond which a size is an error."""
LONGEST = 1e9
"""Seconds (thirty years) beyond which a time is an error."""

_VERSION = re.compile(rb'"version"\s*:\s*([123])\b')
_SIZES = (b'"width"', b'"term"')
_CODES = {code.value: code for code in CastCode}
_HINT = "Record or export it again."


def recognises(head: bytes) -> bool:
    """Whether `head` begins an object with a cast's version and size."""
    start = head.lstrip()
    if not start.startswith(b"{"):
        return False
    version = _VERSION.search(start)
    return version is not None and any(name in start for name in _SIZES)


def read(content: Buffer, check: Check = unchecked) -> tuple[Cast, ...]:
    """Return the cast in `content`.

    Raises:
        NotEvidence: there is no header that says version and size.
    """
    text = text_of(content, check).lstrip()
    header, end = _header(text)
    version = header.get("version")
    remarks = _Remarks()
    if version == 1:
        events = _delayed(header.get("stdout"), remarks)
    elif version in (2, 3):
        events = _lines(text, end, remarks, relative=version == 3)
    else:
        raise NotEvidence(
            "this cast is of a version that is not known: 1, 2 and 3 are.", hint=_HINT
        )
    cols, rows = _size(header)
    return (
        Cast(
            version=version,
            cols=cols,
            rows=rows,
            events=tuple(checked(events, check)),
            started=from_json(text_in(header, OURS, "started") or header.get("timestamp")),
            session_id=text_in(header, OURS, "session"),
            title=text_in(header, "title"),
            retold=_retold(header.get(OURS)),
            size_known=text_in(header, OURS, "size_known"),
            remarks=remarks.said(),
        ),
    )


class _Remarks:
    """Counts what was odd."""

    def __init__(self) -> None:
        self.broken: list[int] = []
        self.backward = 0
        self.torn = False

    def said(self) -> tuple[str, ...]:
        """Return the remarks, in words."""
        remarks = []
        if self.broken:
            remarks.append(
                f"broken lines were left out: {len(self.broken)}, the first is line {self.broken[0]}"
            )
        if self.torn:
            remarks.append("the last line breaks off and was left out")
        if self.backward:
            remarks.append(
                f"times that ran backward were raised to the one before: {self.backward}"
            )
        return tuple(remarks)


def _header(text: str) -> tuple[dict[str, Json], int]:
    try:
        header, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise NotEvidence("the first line of this cast is broken.", hint=_HINT) from error
    if not isinstance(header, dict):
        raise NotEvidence("the first line of this cast is no object.", hint=_HINT)
    return header, end


def _retold(ours: Json) -> str | None:
    """Return what our own header says of times that were not recorded as exactly as a cast's events claim."""
    if not isinstance(ours, dict):
        return None
    certainty = ours.get("certainty")
    parts = {word: number_in(certainty, word) or 0 for word in ("recorded", "bounded", "estimated")}
    shares = ", ".join(f"{100 * part:.3g} % {word}" for word, part in parts.items())
    speed, idle = number_in(ours, "speed"), number_in(ours, "idle")
    exact = parts["recorded"] == 1 and ours.get("error") == [0, 0]
    if exact and speed == 1 and idle is None:
        return None
    told = f"an export of times that were {shares}"
    if speed not in {None, 1}:
        told += f", at speed {speed:g}"
    if idle is not None:
        told += f", pauses cut to {idle:g} s"
    return told


def _size(header: dict[str, Json]) -> tuple[int, int]:
    term = header.get("term")
    found = (
        (number_in(term, "cols"), number_in(term, "rows"))
        if isinstance(term, dict)
        else (number_in(header, "width"), number_in(header, "height"))
    )
    cols, rows = (0 if number is None else int(number) for number in found)
    if not (1 <= cols <= LARGEST and 1 <= rows <= LARGEST):
        raise NotEvidence("the first line of this cast names no usable size.", hint=_HINT)
    return cols, rows


def _delayed(stdout: Json, remarks: _Remarks) -> Iterator[CastEvent]:
    """Yield the events of version 1: pairs of a delay in seconds and a text."""
    now = 0.0
    for number, pair in enumerate(stdout if isinstance(stdout, list) else (), 1):
        event = (
            _event([pair[0], "o", pair[1]]) if isinstance(pair, list) and len(pair) == 2 else None
        )
        if event is None or now + event.time > LONGEST:
            remarks.broken.append(number)
            continue
        remarks.backward += event.time < 0
        now += max(0.0, event.time)
        yield replace(event, time=now)


def _lines(text: str, start: int, remarks: _Remarks, *, relative: bool) -> Iterator[CastEvent]:
    """Yield the events that stand a line each in `text` from `start`; their times count from the one before if `relative`."""
    now = 0.0
    lines = text[start:].split("\n")
    last = max((index for index, line in enumerate(lines) if line.strip()), default=0)
    for index, line in enumerate(lines):
        if not line.strip() or line.startswith("#"):
            continue
        event = _event(_parsed(line))
        time = (now if relative else 0.0) + event.time if event else 0.0
        if event is None or time > LONGEST:
            if index == last:
                remarks.torn = True
            else:
                remarks.broken.append(index + 1)
            continue
        remarks.backward += time < now
        now = max(now, time)
        yield replace(event, time=now)


def _parsed(line: str) -> Json:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _event(parts: Json) -> CastEvent | None:
    """Return the event that `parts` say, its time as it is written; None when they say none."""
    if not (isinstance(parts, list) and len(parts) == 3 and isinstance(parts[1], str)):
        return None
    time, data = number_in({"time": parts[0]}, "time"), parts[2]
    if parts[1] == "x" and isinstance(data, int):  # some write an exit status as a number
        data = str(data)
    if time is None or not isinstance(data, str):
        return None
    return CastEvent(time, _CODES.get(parts[1], CastCode.OTHER), bytes_of(data))


ASCIICAST = Format("asciicast", recognises, read)
