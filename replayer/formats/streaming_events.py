"""Events that the agent sent while the session ran: JSON, one stamp for the lines of about a second.

Source: docs/formats.md#streaming. Lines stay as they came, damaged; what that means is the recording's business.
"""

from __future__ import annotations

from collections.abc import Sequence

from replayer.formats.check import Check, checked, unchecked
from replayer.formats.evidence import StreamedEvent, Streaming
from replayer.formats.json_values import Json, clean, text_in
from replayer.formats.log_event import LogEvent
from replayer.formats.moments import from_json

_WHOLE_SECOND = 999
"""Milliseconds by which a stamp may be later than the whole second that `eventTime` keeps."""

_MASK = "****"
"""What a data protection policy puts in the place of text, at least; a program may have printed it just as well."""


def read(events: Sequence[LogEvent], check: Check = unchecked) -> Streaming | None:
    """Return the streamed events among `events`, which are those of one stream; None when there is none."""
    found: list[StreamedEvent] = []
    first: Json = None
    strangers = unstamped = odd = 0
    for event in checked(events, check):
        message = event.fields
        if message is None:
            strangers += 1
            continue
        first = first or message
        stamp, rounded = event.timestamp_ms, 0
        if stamp is None:
            moment = from_json(message.get("eventTime"))
            if moment is None:
                unstamped += 1
                continue
            stamp, rounded = int(moment.timestamp()) * 1000, _WHOLE_SECOND
        lines = message["sessionData"] or []
        texts = (
            tuple(clean(line) for line in lines if isinstance(line, str))
            if isinstance(lines, list)
            else ()
        )
        odd += not isinstance(lines, list) or len(texts) != len(lines)
        found.append(StreamedEvent(stamp, event.ingestion_ms, texts, rounded))
    if not found:
        return None
    masked = sum(any(_MASK in line for line in event.lines) for event in checked(found, check))
    remarks = (
        (strangers, "events that are not the agent's JSON were left out"),
        (unstamped, "events without a usable time were left out"),
        (odd, "what events held beside lines was left out"),
        (sum(event.rounded_ms > 0 for event in found), "events have no stamp but whole seconds"),
        (
            masked,
            "events hold `****`, which may stand for masked text (--unmask, with logs:Unmask)",
        ),
    )
    return Streaming(
        events=tuple(found),
        session_id=text_in(first, "sessionId"),
        target=text_in(first, "target", "id"),
        region=text_in(first, "awsRegion"),
        owner=text_in(first, "userIdentity", "arn"),
        run_as_user=text_in(first, "runAsUser"),
        remarks=tuple(f"{what}: {count}" for count, what in remarks if count),
        stream=next((event.stream for event in events if event.stream), None),
    )
