"""Keeps reviews in the user's data directory, one file a session; nothing is ever written to the evidence.

A file is read, changed and replaced whole while a lock is held, so that of two programs that write at once neither loses
a note. File and folder can be read by their owner only. A file that cannot be read is never overwritten.
"""

from __future__ import annotations

import fcntl
import getpass
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from platformdirs import user_data_path

from replayer.errors import ReplayError
from replayer.notes import Judgement, Note, Review, Span, Text, Verdict, in_order, joined
from replayer.session import Session

VERSION = 1
"""Of the files."""
_FIRST_YEAR, _LAST_YEAR = 1970, 9000
"""Beyond them a moment may have no place in another time zone."""


def notebook_path() -> Path:
    """Return where reviews are kept."""
    return user_data_path("ssm-replay", appauthor=False) / "reviews"


class Notebook:
    """The reviews of one user."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read and write nothing yet."""
        self._folder = folder or notebook_path()

    def file_of(self, session_key: str) -> Path:
        """Return where the review of a session is kept; the name says nothing of a foreign key."""
        readable = re.sub(r"[^A-Za-z0-9_+=,@.-]", "_", session_key)[:60].lstrip(".")
        digest = hashlib.sha256(session_key.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        return self._folder / f"{readable}-{digest}.json"

    def review(self, session_key: str) -> Review:
        """Return the review of a session, an empty one when there is none.

        Raises:
            ReplayError: it cannot be read.
        """
        return _read(self.file_of(session_key))

    def reviews(
        self, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[str, Review]]:
        """Yield the key of each session that has a review, with the review; one that cannot be read is left out.

        Raises:
            ReplayError: the folder cannot be read.
        """
        try:
            files = sorted(self._folder.glob("*.json"))
        except OSError as error:
            raise _failed("the notes cannot be read", self._folder, error) from error
        for file in files:
            if cancelled():
                return
            with suppress(ReplayError):
                found = _values(file)
                if found is not None:
                    yield found

    def update(self, session_key: str, change: Callable[[Review], Review]) -> Review:
        """Change the review of a session as it is now on disk, and return what it became.

        `change` may be called while other programs wait; it should only make the new review.

        Raises:
            ReplayError: it cannot be read or written; then it stays as it was.
        """
        file = self.file_of(session_key)
        with _locked(self._folder, file):
            before = _read(file)
            after = change(before)
            if after != before:
                _write(file, session_key, after)
            return after


def review_key(session: Session, places: Iterable[str]) -> str:
    """Return what a session's review is kept by: its id, or else where its first piece of evidence lies.

    A name without an id is not enough: many folders have a `session.log`, and a verdict must not pass to another one.
    """
    if session.id is not None:
        return session.key
    first = min(places, default=session.key)
    return f"file:{first if '://' in first else os.path.abspath(first)}"  # noqa: PTH100 - resolving would read the disk


def new_note(offset: int, text_id: str, text: str) -> Note:
    """Return a note of this user, made now."""
    return Note(uuid4().hex, offset, text_id, text, datetime.now(UTC), _user())


def new_verdict(judgement: Judgement, text: str, of: Text | None = None) -> Verdict:
    """Return a verdict of this user on a text, made now."""
    return Verdict(judgement, text, datetime.now(UTC), _user(), of)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no name in the environment, and none for the user's number
        return ""


@contextmanager
def _locked(folder: Path, file: Path) -> Iterator[None]:
    """Hold the lock of a review; the system lets go of it when the program ends, however it does."""
    try:
        _make_private(folder)
        lock = os.open(file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _failed("the notes cannot be written", folder, error) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def _write(file: Path, session_key: str, review: Review) -> None:
    """Replace a review's file whole; whatever happens, the old one or the new one is there."""
    content = json.dumps(review_object(session_key, review), indent=1).encode() + b"\n"
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")  # 0600
    except OSError as error:
        raise _failed("the notes cannot be written", file, error) from error
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
    except OSError as error:
        raise _failed("the notes cannot be written", file, error) from error
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def _read(file: Path) -> Review:
    found = _values(file)
    return Review() if found is None else found[1]


def _values(file: Path) -> tuple[str, Review] | None:
    """Return the session's key and the review that a file holds; None where there is no file."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _failed("the notes cannot be read", file, error) from error
    try:
        values = json.loads(content)
        if values["version"] != VERSION:
            raise ReplayError(
                "these notes were written by another version of the program.",
                where=str(file),
                hint="Use that version, or move the file away.",
            )
        return _text(values["session"]), _review(values)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReplayError(
            "these notes are damaged.", where=str(file), hint="Mend the file, or move it away."
        ) from error


def _failed(what: str, where: Path, error: OSError) -> ReplayError:
    return ReplayError(f"{what} ({error.strerror}).", where=str(where))


def review_object(session_key: str, review: Review) -> dict[str, object]:
    """Return a review as JSON values: what its file holds, and what an export adds to a session."""
    verdict = review.verdict
    return {
        "version": VERSION,
        "session": session_key,
        "notes": [
            {
                "key": note.key,
                "offset": note.offset,
                "text_id": note.text_id,
                "text": note.text,
                "made": note.made.isoformat(),
                "by": note.by,
            }
            for note in review.notes
        ],
        "verdict": verdict
        and {
            "judgement": verdict.judgement,
            "text": verdict.text,
            "made": verdict.made.isoformat(),
            "by": verdict.by,
            "of": verdict.of and text_object(verdict.of),
        },
        "watched": {
            text_id: {
                "length": review.lengths.get(text_id, 0),
                "spans": [list(span) for span in spans],
            }
            for text_id, spans in review.watched.items()
        },
        "texts": {name: text_object(text) for name, text in review.texts.items()},
    }


def text_object(text: Text) -> dict[str, object]:
    """Return what names a text as JSON values."""
    return {"text_id": text.text_id, "bytes": text.length, "sha256": text.sha256}


def _review(values: Mapping[str, Any]) -> Review:
    watched = {_text(text_id): each for text_id, each in values["watched"].items()}
    return Review(
        notes=in_order([_note(each) for each in values["notes"]]),
        verdict=_verdict(values["verdict"]),
        watched=MappingProxyType({key: _spans(each["spans"]) for key, each in watched.items()}),
        lengths=MappingProxyType({key: _offset(each["length"]) for key, each in watched.items()}),
        texts=MappingProxyType(
            {_text(name): _text_of(each) for name, each in values.get("texts", {}).items()}
        ),
    )


def _note(values: Mapping[str, Any]) -> Note:
    return Note(
        key=_text(values["key"]),
        offset=_offset(values["offset"]),
        text_id=_text(values["text_id"]),
        text=_text(values["text"]),
        made=_moment(values["made"]),
        by=_text(values["by"]),
    )


def _verdict(values: Mapping[str, Any] | None) -> Verdict | None:
    if values is None:
        return None
    judgement = Judgement(values["judgement"])
    of = values.get("of")
    return Verdict(
        judgement,
        _text(values["text"]),
        _moment(values["made"]),
        _text(values["by"]),
        None if of is None else _text_of(of),
    )


def _text_of(values: Mapping[str, Any]) -> Text:
    return Text(_text(values["text_id"]), _offset(values["bytes"]), _text(values["sha256"]))


def _spans(values: list[list[int]]) -> tuple[Span, ...]:
    return joined((_offset(start), _offset(end)) for start, end in values)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _offset(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(value)
    return value


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(value)
    return moment.astimezone(UTC)
