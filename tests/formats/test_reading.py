"""What is evidence and what is not, and what lies around a log."""

from __future__ import annotations

import gzip
import importlib.util
import json
import marshal
import mmap
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replayer.errors import NotEvidence, ReplayError
from replayer.formats import FORMATS, evidence, read, recognise, unwrap
from replayer.formats.evidence import Transcript, TranscriptKind
from tests.formats.script_logs import HEADER, PTY, stored


def tried(content: bytes) -> tuple[evidence.Evidence, ...] | str:
    """Return the evidence in `content`, or the one sentence that says why there is none; anything else is a bug."""
    try:
        return read(content)
    except NotEvidence as error:
        return str(error)


ROOT = Path(__file__).resolve().parents[2]


def test_each_sample_is_read_by_its_content(samples: Path) -> None:
    expected = {"session.log": "script transcript", "session.json": "session history"}
    for file in sorted(samples.glob("*/*")):
        name = file.name.removesuffix(".gz")
        found = recognise(file.read_bytes()[:4096])
        if name in expected:
            assert found is not None
            assert found.name == expected[name]
        elif name.startswith("cloudwatch"):
            assert found is not None
            assert found.name == "CloudWatch events"
        elif name in ("meta.json", "commands.json", "truth.jsonl"):
            assert found is None


def test_every_hand_written_stream_and_every_recorded_program_is_terminal_bytes(
    samples: Path,
) -> None:
    files = sorted((samples / "emulator").glob("*.bin"))
    assert len(files) > 40
    for file in files:
        (found,) = read(file.read_bytes())
        assert isinstance(found, Transcript)
        assert (found.kind, found.translated) == (TranscriptKind.RAW, False), file.name
        assert found.body[:] == file.read_bytes()


@pytest.mark.parametrize(
    "text", ["hello\n", "# README\n\nSome *text*.\n", "a\tb\n\x0cpage\n", "naïve – ✓\n"]
)
def test_text_without_anything_of_a_terminal_is_refused(text: str) -> None:
    with pytest.raises(NotEvidence, match="no session log"):
        read(text.encode())


@pytest.mark.parametrize("prompt", ["[ec2-user@web ~]$ ", "[test@web ~]$ ", "{web} $ "])
def test_a_session_that_begins_with_a_bracket_is_no_json(prompt: str) -> None:
    (found,) = read(f"{prompt}whoami\r\nalice\r\n{prompt}exit\r\nexit\r\n".encode())
    assert isinstance(found, Transcript)
    assert found.kind is TranscriptKind.RAW


def test_a_stream_in_another_character_set_is_terminal_bytes() -> None:
    line = "\x1b[32mпривет, мир\x1b[0m всё готово, можно продолжать работу с файлами\r\n".encode(
        "koi8-r"
    )
    (found,) = read(line * 20)
    assert isinstance(found, Transcript)
    assert found.kind is TranscriptKind.RAW


def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + random.Random(1).randbytes(500)


BINARIES: dict[str, Callable[[], bytes]] = {
    "a program": lambda: Path(sys.executable).resolve().read_bytes()[:20000],
    "a picture": png,
    "a compiled module": lambda: Path(
        importlib.util.cache_from_source(str(Path(json.__file__)))
    ).read_bytes(),
    "a module of nothing": lambda: (
        b"\xa7\r\r\n" + bytes(12) + marshal.dumps(compile("", "x", "exec"))
    ),
    "random bytes": lambda: random.Random(2).randbytes(5000),
    "a few random bytes": lambda: random.Random(3).randbytes(60),
    "zeros": lambda: bytes(4096),
    "a tar archive": lambda: b"name.txt".ljust(512, b"\0") + b"text \x1b[1m\r\n" * 20 + bytes(9000),
    "UTF-16 without a mark": lambda: "text of \r\nno terminal".encode("utf-16-le") * 30,
    "a pickle": lambda: __import__("pickle").dumps([(i, {"k": str(i) * 3}) for i in range(500)]),
}


@pytest.mark.parametrize("name", BINARIES)
def test_a_binary_is_refused(name: str) -> None:
    with pytest.raises(NotEvidence):
        read(BINARIES[name]())


@pytest.mark.parametrize(
    "value", [{}, [], {"a": 1}, [1, 2], {"version": 7}, ["alice-0123"], {"message": 5}]
)
def test_json_of_anything_else_is_refused(value: Any) -> None:
    with pytest.raises(NotEvidence):
        read(json.dumps(value).encode())


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(NotEvidence, match="empty"):
        read(b"")


def test_gzip_is_taken_off_by_content() -> None:
    (found,) = read(gzip.compress(stored(PTY)))
    assert isinstance(found, Transcript)
    assert found.session_id == "alice-0a1b2c3d4e5f60718"
    assert found.remarks[0] == "unpacked (gzip)"


def test_several_gzip_members_are_one_file() -> None:
    content = stored(PTY)
    (found,) = read(gzip.compress(content[:50]) + gzip.compress(content[50:]) + b"\0" * 16)
    assert isinstance(found, Transcript)
    assert found.whole


def test_a_gzip_file_that_breaks_off_gives_what_there_is() -> None:
    content = stored(b"".join(b"line %d\r\n" % (i * i * i % 997) for i in range(5000)))
    (found,) = read(gzip.compress(content)[:-400])
    assert isinstance(found, Transcript)
    assert not found.whole
    assert content.startswith(HEADER.encode() + found.body[:])
    assert "the file breaks off" in found.remarks[0]


@pytest.mark.parametrize("broken", [b"\x1f\x8b\x08", b"\x1f\x8b\x08garbage that is no gzip at all"])
def test_a_broken_gzip_file_is_refused(broken: bytes) -> None:
    with pytest.raises(NotEvidence):
        read(broken)


def test_what_is_packed_twice_is_refused() -> None:
    with pytest.raises(NotEvidence, match="more than once"):
        read(gzip.compress(gzip.compress(stored(PTY))))


def test_a_file_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unwrap, "LARGEST", 5 << 20)
    with pytest.raises(NotEvidence, match="holds more than"):
        read(gzip.compress(bytes(6 << 20)))


def test_large_content_goes_to_a_file_that_has_no_name_and_only_its_owner_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    pieces = [bytes([i]) * 1000 for i in range(20)]
    found = unwrap.spool(iter(pieces), limit=5000)
    assert isinstance(found, mmap.mmap)
    assert found[:] == b"".join(pieces)
    assert list(tmp_path.iterdir()) == []
    assert isinstance(unwrap.spool(iter(pieces), limit=20_000), bytes)


def test_spooling_stops_when_it_is_cancelled() -> None:
    with pytest.raises(ReplayError, match="cancelled"):
        unwrap.spool(iter([b"x", b"y"]), cancelled=lambda: True)


def test_a_mapped_transcript_is_read_without_a_copy_of_its_body(tmp_path: Path) -> None:
    path = tmp_path / "big.log"
    path.write_bytes(stored(PTY * 1000))
    with path.open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    (found,) = read(content)
    assert isinstance(found, Transcript)
    assert not isinstance(found.body, bytes)
    assert found.body[:].replace(b"\r\n", b"\n") == PTY * 1000


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "events",
                    "message",
                    "timestamp",
                    "ingestionTime",
                    "logStreamName",
                    "sessionData",
                    "sessionId",
                    "target",
                    "id",
                    "userIdentity",
                    "arn",
                    "eventTime",
                    "Sessions",
                    "SessionId",
                    "StartDate",
                    "EndDate",
                    "Owner",
                    "OutputUrl",
                    "S3OutputUrl",
                    "CloudWatchOutputUrl",
                    "version",
                    "width",
                    "height",
                    "term",
                    "cols",
                    "rows",
                    "stdout",
                    "hits",
                    "_source",
                    "result",
                    "_raw",
                    "logEvents",
                    "ssm_replay",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(json_values, st.integers(0, 3))
def test_hostile_json_gives_evidence_or_one_sentence(value: Any, wraps: int) -> None:
    for _ in range(wraps):
        value = {"events": [{"message": json.dumps(value), "timestamp": value}]}
    found = tried(json.dumps(value).encode())
    assert isinstance(found, str) or all(isinstance(each, evidence.Evidence) for each in found)


HOSTILE = {
    "deep lists": b'{"events": ' + b"[" * 200_000,
    "deep objects": b'{"events": ' + b'{"a":' * 200_000,
    "deep message": json.dumps({"events": [{"message": '{"sessionData":' + "[" * 200_000}]}).encode(),
    "a huge number": b'{"events": [{"timestamp": ' + b"9" * 100_000 + b', "message": "x"}]}',
    "no numbers": b'{"events": [{"timestamp": NaN, "message": "x", "ingestionTime": -Infinity}]}',
    "many values": b"[]" * 100_000 + b'"events"',
    "invalid UTF-8": b'{"events": [{"message": "\xff\xfe\xc3"}]}',
    "lone surrogates": b'{"Sessions": [{"SessionId": "\\ud800"}]}',
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_json_never_ends_in_a_traceback(name: str) -> None:
    found = tried(HOSTILE[name])
    assert len(found) < 400 if isinstance(found, str) else str(found).encode()


@given(st.binary(max_size=300))
def test_any_bytes_give_evidence_or_one_sentence(content: bytes) -> None:
    found = tried(content)
    assert found


@given(
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"Script started on ",
            b"\x1b[?1034h# /usr/bin/ssm-session-logger ",
            b'{"version": 2, "width": 80',
            b'{"events": [',
            b"\x1f\x8b\x08",
            b"***********\nWindows PowerShell transcript start\n",
        ]
    ),
)
def test_any_bytes_after_a_promising_start_give_evidence_or_one_sentence(
    content: bytes, start: bytes
) -> None:
    found = tried(start + content)
    assert found


def test_each_format_is_registered_once_with_a_name() -> None:
    names = [each.name for each in FORMATS]
    assert len(set(names)) == len(names)


def test_every_place_in_the_description_of_formats_that_code_cites_exists() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "docs" / "formats.md").read_text(), re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    cited = {
        anchor
        for file in (ROOT / "replayer").rglob("*.py")
        for anchor in re.findall(r"docs/formats\.md#([a-z0-9-]+)", file.read_text())
    }
    assert cited
    assert cited - anchors == set()
