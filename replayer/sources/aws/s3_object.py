"""An S3 object as a file: read from any place on, as one and the same version, also when the connection breaks."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import UTC
from typing import TYPE_CHECKING, BinaryIO

from botocore.exceptions import (
    ConnectionClosedError,
    HTTPClientError,
    IncompleteReadError,
    ReadTimeoutError,
    ResponseStreamingError,
)
from urllib3.exceptions import SSLError

from replayer.errors import Unreachable
from replayer.session import Address
from replayer.sources.aws.clients import Account
from replayer.sources.naming import VERSION, bucket_and_key
from replayer.sources.remote import Remote

if TYPE_CHECKING:
    from botocore.response import StreamingBody

BUFFER = 256 << 10
"""Bytes asked of the connection at a time."""
_DIGEST = re.compile('"[0-9a-f]{32}"')
_TRIES = 4
"""Times that a broken connection is taken up again without a byte of progress."""
_BROKEN = (
    ConnectionClosedError, HTTPClientError, IncompleteReadError, ReadTimeoutError, ResponseStreamingError,
)  # fmt: skip


class S3Object(Remote):
    """Reads one object. The first reply says which version it is; all later ones must be of the same."""

    def __init__(
        self, account: Account, bucket: str, key: str, *, etag: str = "", version: str = ""
    ) -> None:
        """Read the object of that `etag` and `version`; where they are unknown, the one there is at the first reply."""
        super().__init__()
        self._account = account
        self._place = {"Bucket": bucket, "Key": key}
        self._where = f"s3://{bucket}/{key}"
        self._etag, self._version, self._modified = etag, version, ""
        self._at = 0
        self._size: int | None = None
        self._body: StreamingBody | None = None

    @property
    def origin(self) -> Mapping[str, str]:
        """Which object in which version this is."""
        known = {
            "bucket": self._place["Bucket"],
            "key": self._place["Key"],
            "version_id": self._version,
            "etag": self._etag,
            "last_modified": self._modified,
        }
        return {name: value for name, value in known.items() if value}

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to `offset`, from the start or from where one is; the end is not known before it is read."""
        target = offset + (self._at if whence == io.SEEK_CUR else 0)
        if whence == io.SEEK_END:
            raise io.UnsupportedOperation("the size is not known")
        if target != self._at:
            self._close_body()
            self._at = target
        return self._at

    def tell(self) -> int:
        """Return the offset of the next byte."""
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # RawIOBase promises any buffer
        """Fill `buffer` with what comes next; 0 at the end.

        Raises:
            ReplayError: S3 refused or failed.
        """
        if self._size is not None and self._at >= self._size:
            return 0
        for left in reversed(range(_TRIES)):
            try:
                with self._account.errors(self._where, "s3:GetObject"):
                    data = self._read(min(len(buffer), BUFFER))
            except Unreachable as error:
                self._close_body()
                if not left or not isinstance(error.__cause__, _BROKEN):
                    raise
                continue
            if data or self._at == self._size:
                buffer[: len(data)] = data
                self._at += len(data)
                return len(data)
            self._close_body()  # the reply ended early
        raise Unreachable(
            "the connection broke again and again.", where=self._where, hint="Try again later."
        )

    def close(self) -> None:
        """Let go of the connection."""
        self._close_body()
        super().close()

    def _read(self, size: int) -> bytes:
        try:
            return self._opened().read(size)
        except SSLError as error:  # the one failure of a body that botocore lets through
            raise ResponseStreamingError(error=error) from error

    def _opened(self) -> StreamingBody:
        if self._body is None:
            self._body = self._asked()
        return self._body

    def _asked(self) -> StreamingBody:
        pinned = {"VersionId": self._version} if self._version else {}
        if self._etag:
            pinned["IfMatch"] = self._etag
        if self._at:
            pinned["Range"] = f"bytes={self._at}-"
        reply = self._account.s3.get_object(**self._place, **pinned)  # type: ignore[arg-type]
        self._etag = self._etag or reply.get("ETag", "")
        self._modified = reply["LastModified"].astimezone(UTC).isoformat()
        self._version = self._version or reply.get("VersionId", "")
        self._size = self._at + reply["ContentLength"]
        return reply["Body"]

    def _close_body(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None


class ObjectOpener:
    """Opens an object of one `etag` and `version`; reading fails when it was replaced since."""

    __slots__ = ("_address", "_pinned", "account")

    def __init__(
        self, account: Account, where: str | Address, etag: str = "", version: str = ""
    ) -> None:
        """Take `s3://BUCKET/KEY` as the item's own address, since there may be a million of them."""
        self.account = account
        self._address = where
        self._pinned = _packed(etag, version)

    @property
    def where(self) -> str:
        """Its address."""
        return str(self._address)

    @property
    def etag(self) -> str:
        """As S3 says it, in quotes; empty while it is not known."""
        return f'"{self._pinned.hex()}"' if isinstance(self._pinned, bytes) else self._pinned[0]

    @property
    def version(self) -> str:
        """Empty while it is not known."""
        return "" if isinstance(self._pinned, bytes) else self._pinned[1]

    def __call__(self) -> BinaryIO:
        """Open the object at its start; out of the cache where that has it."""
        cache = self.account.cache
        kept = cache.text(self._pin)
        if kept is not None:
            return kept
        bucket, key = bucket_and_key(self.where)
        key = key.removesuffix(f"{VERSION}{self.version}")
        source = S3Object(self.account, bucket, key, etag=self.etag, version=self.version)
        return io.BufferedReader(cache.keeping(self._pin, source), BUFFER)

    def is_kept(self) -> bool:
        """Whether the cache has it."""
        return self.account.cache.holds(self._pin)

    @property
    def _pin(self) -> str:
        return f"{self.where} {self.etag} {self.version}" if self.etag else ""


def _packed(etag: str, version: str) -> bytes | tuple[str, str]:
    """Return both; an ETag that is a digest, and comes alone as in a listing, as its bytes: they take half the room."""
    return bytes.fromhex(etag[1:-1]) if _DIGEST.fullmatch(etag) and not version else (etag, version)
