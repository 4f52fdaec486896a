"""A session as JSON: the keys are a contract with the programs that read them."""

from __future__ import annotations

from replayer.exporters.timeline import utc
from replayer.session import Session


def session_object(session: Session) -> dict[str, object]:
    """Return what `list --json` says of a session; null where it is unknown, times in ISO 8601 UTC."""
    return {
        "key": session.key,
        "id": None if session.id is None else session.id.text,
        "account": session.account,
        "region": session.region,
        "owner": session.owner,
        "target": session.target,
        "status": session.status,
        "started": utc(session.started),
        "ended": utc(session.ended),
        "duration": session.duration,
        "document": session.document,
        "reason": session.reason,
        "traces": [
            {"source": trace.source, "state": trace.state, "form": trace.form, "where": trace.where}
            for trace in session.traces
        ],
        "access_type": session.access_type,
        "source_address": session.source_address,
        "target_name": session.target_name,
        "run_as_user": session.run_as_user,
    }
