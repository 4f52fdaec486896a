"""Content in, evidence out: asks the formats in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from replayer.errors import NotEvidence
from replayer.formats import json_values
from replayer.formats.agent_log import AGENT_LOG
from replayer.formats.asciicast import ASCIICAST
from replayer.formats.buffer import Buffer
from replayer.formats.check import Check, unchecked
from replayer.formats.cloudtrail import CLOUDTRAIL
from replayer.formats.event_files import EVENTS
from replayer.formats.evidence import Evidence
from replayer.formats.format import HEAD, Format
from replayer.formats.history import HISTORY
from replayer.formats.powershell import POWERSHELL
from replayer.formats.script_transcript import SCRIPT
from replayer.formats.terminal_bytes import TERMINAL
from replayer.formats.unwrap import unwrap, unwrapped_head

FORMATS: tuple[Format, ...] = (
    SCRIPT,
    POWERSHELL,
    ASCIICAST,
    HISTORY,
    CLOUDTRAIL,
    EVENTS,
    AGENT_LOG,
    TERMINAL,
)
"""Asked in this order; the last takes whatever a terminal may have shown."""


def recognise(head: bytes) -> Format | None:
    """Return the format of content that begins with `head` (4 KiB are enough, packed or not); None when none knows it."""
    head = unwrapped_head(head)[:HEAD]
    return next((each for each in FORMATS if each.recognises(head)), None)


def read(content: Buffer, check: Check = unchecked) -> tuple[Evidence, ...]:
    """Return the evidence in `content`, unpacked where it is packed.

    Raises:
        NotEvidence: no format knows it, or it is broken.
        ReplayError: `check` said that nobody wants it any more.
    """
    found, content, remarks = _opened(content, check)
    evidence = found.read(content, check)
    if not remarks:
        return evidence
    return tuple(replace(each, remarks=(*remarks, *each.remarks)) for each in evidence)


def parts(content: Buffer, check: Check = unchecked) -> Iterator[Evidence]:
    """Yield the evidence in `content`; where it tells of many sessions, each of them as soon as it was read.

    Raises:
        NotEvidence: no format knows it, or it is broken; what was whole before that has been yielded by then.
        ReplayError: `check` said that nobody wants it any more.
    """
    found, content, _ = _opened(content, check)
    yield from (found.parts or found.read)(content, check)


def _opened(content: Buffer, check: Check) -> tuple[Format, Buffer, tuple[str, ...]]:
    """Return the format of `content`, it unpacked, and what is to be said of that.

    Raises:
        NotEvidence: no format knows it.
    """
    if not len(content):
        raise NotEvidence("the file is empty.", hint="Nothing was logged, or the copy went wrong.")
    content, remarks = unwrap(content, check)
    head = content[:HEAD]
    found = next((each for each in FORMATS if each.recognises(head)), None)
    if found is None:
        raise NotEvidence(_refusal(content, head, check), hint=_KINDS)
    return found, content, remarks


_KINDS = (
    "Give a session's .log file from S3, its CloudWatch events as JSON, the session history, a cast, "
    "or raw terminal output."
)


def _refusal(content: Buffer, head: bytes, check: Check) -> str:
    if json_values.looks_like_json(head):
        json_values.values(content, check)  # a JSON that breaks off says so
        return "this JSON holds no session log."
    return "this is no session log."
