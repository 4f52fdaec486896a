"""`make sandbox`: AWS on this machine, filled with the bundled sessions, to try the AWS mode without an account."""

from __future__ import annotations

import json
import sys
import threading
from datetime import UTC, datetime

from tests.sources.aws import filling
from tests.sources.aws.cloud import ACCOUNT, REGION, Cloud, now_ms

LIVE = "dave-0f3b1c9d2e8a74650"
_LINES = (
    "sh-5.2$ sh-5.2$ tail -f /var/log/shop.log",
    "order 4711 accepted",
    "order 4712 accepted",
    "order 4713 refused: no stock",
    "",
    "order 4714 accepted",
)


def main() -> None:
    """Serve until ctrl-c, with one session that goes on."""
    cloud = Cloud()
    filling.fill(cloud)
    cloud.nodes = {filling.INSTANCE: "web-01", "i-0578f5afe929d9f1d": "db-03"}
    begin = datetime.now(UTC).isoformat(timespec="milliseconds")
    filling.put_session(
        cloud,
        {
            "SessionId": LIVE,
            "Target": filling.INSTANCE,
            "Status": "Connected",
            "StartDate": begin,
            "DocumentName": "SSM-SessionManagerRunShell",
            "Owner": f"arn:aws:iam::{ACCOUNT}:user/dave",
            "Reason": "INC-4711 checkout slow",
        },
    )
    for name, value in {
        "AWS_ACCESS_KEY_ID": "sandbox",
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": cloud.url,
    }.items():
        sys.stdout.write(f"export {name}={value}\n")
    sys.stdout.write(f"# then: ssm-replay    ({LIVE} goes on while this runs; ctrl-c ends it)\n")
    sys.stdout.flush()
    stop = threading.Event()
    try:
        count = 0
        while not stop.wait(1.5):
            filling.put_stream(LIVE, [_event(count)])
            count += 1
    except KeyboardInterrupt:
        cloud.stop()


def _event(count: int) -> dict[str, object]:
    line = _LINES[0] if count == 0 else f"{_LINES[1 + count % (len(_LINES) - 1)]} #{count}"
    message = {
        "eventVersion": "1.0",
        "eventTime": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "awsRegion": REGION,
        "target": {"id": filling.INSTANCE},
        "userIdentity": {"arn": f"arn:aws:iam::{ACCOUNT}:user/dave"},
        "runAsUser": "ssm-user",
        "sessionId": LIVE,
        "sessionData": [line],
    }
    return {"timestamp": now_ms(), "message": json.dumps(message, separators=(",", ":"))}


if __name__ == "__main__":
    main()
