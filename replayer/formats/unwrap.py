"""Takes off what lies around a log as a whole: gzip, byte order marks, UTF-16.

Source: docs/formats.md#wrappers.
"""

from __future__ import annotations

import codecs
import mmap
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator

from replayer.errors import NotEvidence, ReplayError
from replayer.formats.buffer import Buffer, chunks, cut
from replayer.formats.check import Check, checked, unchecked

SPOOL = 64 << 20
"""Bytes up to which content is held in memory; more goes to an unlinked temporary file and is mapped."""
LARGEST = 8 << 30
"""Bytes above which what is packed, or has no end that is known, is taken for a trap: no log is nearly as long."""
_GZIP = b"\x1f\x8b\x08"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_packed(head: bytes) -> bool:
    """Whether content that begins with `head` is gzip."""
    return head.startswith(_GZIP)


def unwrap(content: Buffer, check: Check = unchecked) -> tuple[Buffer, tuple[str, ...]]:
    """Return what is inside `content`, and remarks on what was taken off.

    Raises:
        NotEvidence: it is packed and broken from the start, packed twice, or unpacks to more than 8 GiB.
    """
    remarks: list[str] = []
    if is_packed(content[:3]):
        unpacker = _Unpacker()
        content = spool(checked(unpacker.unpack(chunks(content)), check))
        remarks.append(
            "unpacked (gzip)" if unpacker.whole else "unpacked (gzip); the file breaks off"
        )
        if is_packed(content[:3]):
            raise NotEvidence("it is packed more than once.", hint="Unpack it with gunzip first.")
    return _without_mark(content), tuple(remarks)


def unwrapped_head(head: bytes) -> bytes:
    """Return what `unwrap` makes of content that begins with `head`, as far as it goes."""
    if is_packed(head):
        try:
            head = next(_Unpacker().unpack((head,)), b"")
        except NotEvidence:
            return b""
    return bytes(_without_mark(head)[:])


class _Unpacker:
    """Unpacks gzip in steps, and knows afterwards whether the end was reached."""

    def __init__(self) -> None:
        """Start with nothing unpacked."""
        self.whole = False

    def unpack(self, packed: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the unpacked bytes of `packed` in runs of at most 1 MiB; one that breaks off gives what there is.

        Raises:
            NotEvidence: nothing can be unpacked.
        """
        state, begun = zlib.decompressobj(wbits=31), False
        for piece in packed:
            rest = piece
            while rest:
                try:
                    data = state.decompress(rest, 1 << 20)
                except zlib.error as error:
                    if not begun:
                        raise NotEvidence(
                            "this gzip file is broken.", hint="Fetch it again."
                        ) from error
                    return
                begun = begun or bool(data)
                if data:
                    yield data
                rest = state.unconsumed_tail
                self.whole = state.eof
                if state.eof:  # gzip files may be concatenated
                    rest = state.unused_data.lstrip(b"\0")
                    state = zlib.decompressobj(wbits=31)
        yield state.flush()  # what a file that breaks off still gives


def spool(
    pieces: Iterable[bytes], *, limit: int = SPOOL, cancelled: Callable[[], bool] | None = None
) -> Buffer:
    """Return `pieces` joined: in memory up to `limit` bytes, else mapped from a temporary file that has no name.

    Raises:
        NotEvidence: they are more than 8 GiB.
        ReplayError: `cancelled` said so, or there is no room for the temporary file.
    """
    with tempfile.SpooledTemporaryFile(
        max_size=limit
    ) as file:  # unlinked at once, readable by its owner only
        try:
            for piece in pieces:
                if cancelled is not None and cancelled():
                    raise ReplayError("reading was cancelled.")
                file.write(piece)
                if file.tell() > LARGEST:
                    raise NotEvidence(
                        f"it holds more than {LARGEST >> 30} GiB, or has no end.",
                        hint="If it is a session's log, write it to a file, unpacked, and open that.",
                    )
            if file.tell() <= limit:
                file.seek(0)
                return file.read()
            file.flush()
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as error:
            raise ReplayError(
                f"there is no room for a temporary copy ({error.strerror}).",
                hint="Point TMPDIR at a file system with more room.",
            ) from error


def _without_mark(content: Buffer) -> Buffer:
    head = content[:4]
    if head.startswith(codecs.BOM_UTF8):
        return cut(content, len(codecs.BOM_UTF8), len(content))
    if head.startswith(_UTF16):
        return content[:].decode("utf-16", "replace").encode()
    return content
