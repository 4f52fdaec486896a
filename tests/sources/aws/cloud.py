"""AWS on this machine: moto's services over HTTP, and those that moto lacks, whose replies follow botocore's model."""

from __future__ import annotations

import io
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import parse_qs

import botocore.session
from botocore.validate import ParamValidator
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server

from tests.sources.aws.counting import counted

Environ: TypeAlias = dict[str, Any]
Start: TypeAlias = Callable[..., Any]

ACCOUNT = "123456789012"
REGION = "us-east-1"
_TARGETS = {"AmazonSSM": "ssm", "Logs_20140328": "logs"}
_CREDENTIAL = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/")


@dataclass
class Fault:
    """Something that goes wrong with calls of an operation."""

    operation: str
    code: str = ""
    """What AWS answers; empty where the call itself is answered."""
    status: int = 400
    message: str = "as the test wants it"
    times: int = 1 << 30
    match: str = ""
    """Only calls with this in their path or body."""
    caller: str = ""
    """Only calls signed with this access key; empty for all."""
    hold: threading.Event | None = None
    """The reply waits for it."""
    cut: int | None = None
    """Bytes after which the connection breaks."""
    page: bytes = b""
    """What answers in the place of AWS."""
    fields: dict[str, str] = field(default_factory=dict)


class Cloud:
    """A server on a port of its own. Change its lists while it runs."""

    def __init__(self) -> None:
        self.clear()
        self._own: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "DescribeSessions": self._describe_sessions,
            "DescribeInstanceInformation": self._describe_instance_information,
            "LookupEvents": self._lookup_events,
            "StartQuery": self._start_query,
            "GetQueryResults": self._get_query_results,
        }
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._server = make_server(
            "127.0.0.1", 0, self._answer, threaded=True, request_handler=_QuietHandler
        )
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def clear(self) -> None:
        """Forget what is answered here, and all calls."""
        self.sessions: list[dict[str, Any]] = []
        self.trail: list[dict[str, Any]] = []
        self.nodes: dict[str, str] = {}
        """Target and host name."""
        self.rows: dict[str, list[dict[str, str]]] = {}
        """What a query of Insights gives, by something in its text, in the place of what is counted."""
        self.keys = 0
        """Made-up keys that every bucket holds, in pages of a thousand; 0 leaves what was put there."""
        self.streams = 0
        """Made-up streams that every log group holds; 0 leaves what was put there."""
        self.patience = 0
        """Looks at a query that find it still running."""
        self.query_status = "Complete"
        self.queries: list[dict[str, Any]] = []
        self.sso_token = ""
        """The token for which the SSO portal gives credentials."""
        self.faults: list[Fault] = []
        self.page = 50
        """Entries a page, at most."""
        self.calls: list[tuple[str, str]] = []
        """Service and operation of each call."""
        self.asked: list[tuple[str, dict[str, Any]]] = []
        """Operation and request of each call that is answered here."""
        self.requests: list[dict[str, Any]] = []
        """Each request for log events."""
        self.log_pages: dict[str | None, dict[str, Any]] = {}
        """What requests for log events get by their token, in the place of what is stored."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def counted(self) -> Counter[str]:
        return Counter(operation for _, operation in self.calls)

    # Answering

    def _answer(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/federation/credentials":
            return self._federated(environ, start)
        if "HTTP_AUTHORIZATION" not in environ:  # moto's own addresses, and S3 by hand
            return self._by_moto(environ, start)
        body = _body(environ)
        service, operation = _operation(environ, body)
        self.calls.append((service, operation))
        text = environ["PATH_INFO"] + body.decode("utf-8", "replace")
        cut = None
        for fault in self.faults:
            if fault.operation != operation or fault.match not in text or not fault.times:
                continue
            if f"Credential={fault.caller}" not in environ["HTTP_AUTHORIZATION"]:
                continue
            fault.times -= 1
            if fault.hold is not None:
                fault.hold.wait(60)
            if fault.code:
                return _refused(fault, service, start)
            if fault.page:
                start("200 OK", [("Content-Type", "text/html")])
                return [fault.page]
            cut = fault.cut
        reply = self._own_reply(service, operation, environ, body, start)
        if reply is None:
            if operation in {"GetLogEvents", "DescribeLogStreams"}:
                _limit(environ, body, self.page)
            reply = self._by_moto(environ, start)
        return reply if cut is None else _broken(reply, cut)

    def _own_reply(
        self, service: str, operation: str, environ: Environ, body: bytes, start: Start
    ) -> Iterable[bytes] | None:
        """Answer what moto lacks, or what a test made up; None for all else."""
        if operation == "ListObjectsV2" and self.keys:
            return self._list_made_up(environ, start)
        if operation == "DescribeLogStreams" and self.streams:
            return _reply(service, operation, self._made_up_streams(json.loads(body)), start)
        if operation == "GetLogEvents":
            self.requests.append(json.loads(body))
            if self.log_pages:
                page = self.log_pages[self.requests[-1].get("nextToken")]
                return _reply(service, operation, page, start)
        own = self._own.get(operation)
        if own is None:
            return None
        request = json.loads(body or b"{}")
        self.asked.append((operation, request))
        return _reply(service, operation, own(request), start)

    def _federated(self, environ: Environ, start: Start) -> list[bytes]:
        """Answer as the SSO portal does, which takes a token and no signature."""
        query = parse_qs(environ["QUERY_STRING"])
        self.calls.append(("sso", "GetRoleCredentials"))
        if environ["sso.token"] != self.sso_token:
            start("401 Unauthorized", [("x-amzn-ErrorType", "UnauthorizedException")])
            return [b'{"message": "Session token not found or invalid"}']
        found = {
            "roleCredentials": {
                "accessKeyId": f"ASIA{query['role_name'][0]}",
                "secretAccessKey": "not-a-secret",
                "sessionToken": "not-a-token",
                "expiration": (int(time.time()) + 3600) * 1000,
            }
        }
        return _reply("sso", "GetRoleCredentials", found, start)

    def _by_moto(self, environ: Environ, start: Start) -> Iterable[bytes]:
        found: Iterable[bytes] = self._moto(environ, start)
        return found

    def _page(self, items: list[Any], request: dict[str, Any]) -> tuple[list[Any], dict[str, str]]:
        begin = int(request.get("NextToken") or 0)
        end = begin + min(self.page, request.get("MaxResults") or self.page)
        return items[begin:end], {"NextToken": str(end)} if end < len(items) else {}

    def _list_made_up(self, environ: Environ, start: Start) -> list[bytes]:
        """Answer with the next thousand keys, as S3 does."""
        query = parse_qs(environ["QUERY_STRING"])
        begin = int(query.get("continuation-token", ["0"])[0])
        end = min(begin + 1000, self.keys)
        prefix = query.get("prefix", [""])[0]
        contents = "".join(
            f"<Contents><Key>{prefix}first.last{number % 97:02}-{number:026}.log</Key>"
            f"<LastModified>2026-11-24T22:08:{number % 60:02}.000Z</LastModified>"
            f'<ETag>"{number:032x}"</ETag><Size>{number}</Size>'
            "<StorageClass>STANDARD</StorageClass></Contents>"
            for number in range(begin, end)
        )
        more = end < self.keys
        token = f"<NextContinuationToken>{end}</NextContinuationToken>" if more else ""
        body = (
            "<ListBucketResult><Name>b</Name>"
            f"<IsTruncated>{str(more).lower()}</IsTruncated>{token}{contents}</ListBucketResult>"
        ).encode()
        start("200 OK", [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
        return [body]

    def _made_up_streams(self, request: dict[str, Any]) -> dict[str, Any]:
        begin = int(request.get("nextToken") or 0)
        end = min(begin + 50, self.streams)
        found = [
            {
                "logStreamName": f"first.last{number % 97:02}-{number:026}",
                "creationTime": 1_795_558_085_000,
                "firstEventTimestamp": 1_795_558_085_000,
                "lastEventTimestamp": 1_795_558_185_000,
                "arn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:g:log-stream:s{number}",
            }
            for number in range(begin, end)
        ]
        return {"logStreams": found, **({"nextToken": str(end)} if end < self.streams else {})}

    def _describe_sessions(self, request: dict[str, Any]) -> dict[str, Any]:
        active = request["State"] == "Active"
        found = [
            session
            for session in self.sessions
            if (session.get("EndDate") is None) == active and _passes(session, request)
        ]
        page, more = self._page(found, request)
        return {"Sessions": page, **more}

    def _describe_instance_information(self, request: dict[str, Any]) -> dict[str, Any]:
        wanted = {value for each in request["Filters"] for value in each["Values"]}
        found = [
            {"InstanceId": target, "ComputerName": name}
            for target, name in self.nodes.items()
            if target in wanted
        ]
        page, more = self._page(found, request)
        return {"InstanceInformationList": page, **more}

    def _lookup_events(self, request: dict[str, Any]) -> dict[str, Any]:
        wanted = {each["AttributeValue"] for each in request.get("LookupAttributes", [])}
        since = request.get("StartTime", 0)
        found = [
            {
                "EventId": record["eventID"],
                "EventName": record["eventName"],
                "EventTime": moment(record["eventTime"]),
                "CloudTrailEvent": json.dumps(record),
            }
            for record in self.trail
            if record["eventName"] in wanted and moment(record["eventTime"]).timestamp() >= since
        ]
        page, more = self._page(found, request)
        return {"Events": page, **more}

    def _start_query(self, request: dict[str, Any]) -> dict[str, Any]:
        self.queries.append(request)
        return {"queryId": f"query-{len(self.queries)}"}

    def _get_query_results(self, request: dict[str, Any]) -> dict[str, Any]:
        query = self.queries[int(request["queryId"].rpartition("-")[2]) - 1]
        rows = next(
            (rows for part, rows in self.rows.items() if part in query["queryString"]), None
        )
        if rows is None:
            rows = counted(query, ACCOUNT, REGION)
        if self.patience:
            self.patience -= 1
            return {"status": "Running", "results": []}
        return {
            "status": self.query_status,
            "results": [
                [{"field": name, "value": value} for name, value in row.items()] for row in rows
            ],
            "statistics": {"bytesScanned": 4096.0, "recordsMatched": 7.0, "recordsScanned": 9.0},
        }


def _passes(session: dict[str, Any], request: dict[str, Any]) -> bool:
    for each in request.get("Filters", []):
        key, value = each["key"], each["value"]
        if key == "SessionId" and session["SessionId"] != value:
            return False
        if key == "InvokedAfter" and session["StartDate"] < moment(value):
            return False
        if key == "InvokedBefore" and session["StartDate"] > moment(value):
            return False
    return True


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


class _QuietHandler(MotoRequestHandler):
    protocol_version = "HTTP/1.1"

    def make_environ(self) -> Environ:
        environ: Environ = super().make_environ()
        # left out by the server, since its name has an underscore
        environ["sso.token"] = self.headers.get("x-amz-sso_bearer_token")
        return environ

    def log(self, *_: object) -> None:
        pass


def _body(environ: Environ) -> bytes:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body: bytes = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _operation(environ: Environ, body: bytes) -> tuple[str, str]:
    match = _CREDENTIAL.search(environ["HTTP_AUTHORIZATION"])
    service = match[2] if match else "?"
    target: str = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        return service, target.rpartition(".")[2]
    if service == "s3":
        return service, _s3_operation(environ)
    return service, parse_qs(body.decode()).get("Action", ["?"])[0]


def _s3_operation(environ: Environ) -> str:
    method: str = environ["REQUEST_METHOD"]
    query: str = environ["QUERY_STRING"]
    if method == "GET" and "list-type=2" in query:
        return "ListObjectsV2"
    has_key = bool(environ["PATH_INFO"].strip("/").partition("/")[2])
    names: dict[str, str] = {"GET": "GetObject", "HEAD": "HeadObject", "PUT": "PutObject"}
    return names.get(method, method) if has_key else f"{method.capitalize()}Bucket"


def _limit(environ: Environ, body: bytes, page: int) -> None:
    request = json.loads(body)
    request["limit"] = page
    body = json.dumps(request).encode()
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))


def _refused(fault: Fault, service: str, start: Start) -> list[bytes]:
    if service == "s3":
        extra = "".join(f"<{name}>{value}</{name}>" for name, value in fault.fields.items())
        text = f"<Error><Code>{fault.code}</Code><Message>{fault.message}</Message>{extra}</Error>"
        kind = "application/xml"
    elif service in {"ec2", "sts"}:
        inner = f"<Error><Code>{fault.code}</Code><Message>{fault.message}</Message></Error>"
        text = (
            f"<Response><Errors>{inner}</Errors></Response>"
            if service == "ec2"
            else f"<ErrorResponse>{inner}</ErrorResponse>"
        )
        kind = "text/xml"
    else:
        text = json.dumps({"__type": fault.code, "message": fault.message})
        kind = "application/x-amz-json-1.1"
    body = text.encode()
    headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
    if "Region" in fault.fields:
        headers.append(("x-amz-bucket-region", fault.fields["Region"]))
    start(f"{fault.status} Fault", headers)
    return [body]


def _broken(reply: Iterable[bytes], cut: int) -> Iterator[bytes]:
    yield b"".join(reply)[:cut]
    raise ConnectionResetError


@cache
def _shape(service: str, operation: str) -> Any:
    model = botocore.session.get_session().get_service_model(service)
    return model.operation_model(operation).output_shape


def _reply(service: str, operation: str, found: dict[str, Any], start: Start) -> list[bytes]:
    """Send `found`, after botocore has said that the service may answer so."""
    report = ParamValidator().validate(found, _shape(service, operation))
    assert not report.has_errors(), report.generate_report()
    body = json.dumps(found, default=lambda when: when.timestamp()).encode()
    headers = [
        ("Content-Type", "application/x-amz-json-1.1"),
        ("Content-Length", str(len(body))),
    ]
    start("200 OK", headers)
    return [body]


def now_ms() -> int:
    return int(time.time() * 1000)
