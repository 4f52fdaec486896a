"""A connection whose encryption breaks in mid-body: botocore lets that error of urllib3 through as it is."""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from replayer.errors import Unreachable
from replayer.settings import AwsSettings
from replayer.sources.aws.clients import Account
from replayer.sources.aws.s3_object import ObjectOpener

BODY = b"".join(b"line %d\r\r\n" % number for number in range(50_000))


class Broken(ThreadingHTTPServer):
    """Serves one object; its replies to the first `times` requests break after half of what is left."""

    daemon_threads = True
    times = 1


class _Handler(BaseHTTPRequestHandler):
    server: Broken

    def do_GET(self) -> None:
        first = int(self.headers.get("Range", "bytes=0-")[6:-1])
        rest = BODY[first:]
        self.send_response(206 if first else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.send_header("ETag", '"0123456789abcdef0123456789abcdef"')
        self.send_header("Last-Modified", "Tue, 24 Nov 2026 22:08:23 GMT")
        self.end_headers()
        self.close_connection = True
        if self.server.times:
            self.server.times -= 1
            self.wfile.write(rest[: len(rest) // 2])
            os.write(self.connection.fileno(), b"no record of TLS" * 100)
        else:
            self.wfile.write(rest)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate_file, key_file


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broken]:
    certificate, key = _certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = Broken(("127.0.0.1", 0), _Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name, value in {
        "AWS_CA_BUNDLE": str(certificate),
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "not-a-secret",
    }.items():
        monkeypatch.setenv(name, value)
    yield server
    server.shutdown()
    server.server_close()


def _object(server: Broken) -> ObjectOpener:
    settings = AwsSettings(
        endpoint_url=f"https://127.0.0.1:{server.server_port}", calls_per_second=1e4, cache_mb=0
    )
    account = Account(None, "us-east-1", settings)
    return ObjectOpener(account, "s3://logs/a/alice-0123456789abcdef0.log")


def test_it_is_taken_up_again_where_it_broke(broken: Broken) -> None:
    with _object(broken)() as stream:
        assert stream.read() == BODY


def test_one_that_breaks_again_and_again_is_one_sentence(broken: Broken) -> None:
    broken.times = 1 << 30
    with _object(broken)() as stream, pytest.raises(Unreachable, match="broke off") as told:
        stream.read()
    assert told.value.where == "s3://logs/a/alice-0123456789abcdef0.log"
