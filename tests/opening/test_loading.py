"""From entries to recordings, in versions."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from replayer.errors import NoSuchSession, NotEvidence, ReplayError
from replayer.opening import find_one, open_recording, versions
from replayer.recording.recording import Fidelity, Newline, Recording, SizeKnown
from replayer.session import TraceSource
from tests.sources.evidence_files import ALICE, BOB, LINES, PTY, entry, streaming, transcript, write


def opened(*paths: Path) -> Recording:
    return open_recording(find_one(list(map(str, paths))))


def test_bytes_of_s3_and_the_evidence_of_all_sources(tmp_path: Path) -> None:
    log = write(tmp_path / "a.log", transcript())
    stream = write(tmp_path / "b.json", streaming())
    history = write(tmp_path / "c.json", {"Sessions": [entry(BOB), entry()]})
    found = opened(log, stream, history)
    assert found.data[:] == PTY
    assert found.session.started is not None
    assert found.complete
    assert {(each.source, each.form): each.where for each in found.provenance} == {
        (TraceSource.S3, "script"): str(log),
        (TraceSource.CLOUDWATCH, "streaming"): str(stream),
        (TraceSource.HISTORY, None): str(history),
    }


def test_each_source_is_told_with_the_digest_of_the_bytes_as_they_were_read(tmp_path: Path) -> None:
    content = gzip.compress(transcript())
    (source,) = opened(write(tmp_path / "a.log.gz", content)).provenance
    assert source.sha256 == hashlib.sha256(content).hexdigest()
    assert source.size == len(content)
    assert source.done[0] == "unpacked (gzip)"


def test_of_a_file_with_many_sessions_only_the_one_is_read(tmp_path: Path) -> None:
    events = [*streaming(ALICE)["events"], *streaming(BOB, ["bob's line"])["events"]]
    write(tmp_path / "all.json", {"events": events})
    found = open_recording(find_one([BOB], [str(tmp_path)]))
    assert b"bob's line" in found.data[:]
    assert b"whoami" not in found.data[:]


def test_the_hosts_own_log_is_taken_as_it_is(tmp_path: Path) -> None:
    content = b"zsh\r\r\n" * 5 + PTY
    found = opened(write(tmp_path / ALICE / "Standard_Stream" / "ipcTempFile.log", content))
    assert found.data[:] == content
    assert found.provenance[0].form == "ipc"


def test_a_session_without_pty_has_bare_lf(tmp_path: Path) -> None:
    content = transcript(pty=b"out\nerr\n").replace(b"Standard_Stream", b"NonInteractiveCommands")
    found = opened(write(tmp_path / "a.log", content))
    assert found.data[:] == b"out\nerr\n"
    assert found.newline is Newline.LF


def test_streaming_alone_is_damaged_text(tmp_path: Path) -> None:
    found = opened(write(tmp_path / "b.json", streaming()))
    assert found.data[:].decode().split("\r\n")[: len(LINES)] == LINES
    assert {each.fidelity for each in found.fidelity} == {Fidelity.DAMAGED}


def test_a_size_that_the_user_gives_counts(tmp_path: Path) -> None:
    entry_ = find_one([str(write(tmp_path / "a.log", transcript()))])
    found = open_recording(entry_, size=(133, 44))
    assert (found.size.cols, found.size.rows, found.size.known) == (133, 44, SizeKnown.GIVEN)


def test_small_input_has_one_version(tmp_path: Path) -> None:
    found = list(versions(find_one([str(write(tmp_path / "a.log", transcript()))])))
    assert [each.complete for each in found] == [True]


MANY = b"".join(b"line %d of a long session\r\n" % number for number in range(60_000))


@pytest.mark.parametrize("packed", [False, True])
def test_of_a_large_transcript_the_beginning_comes_first_and_only_grows(
    tmp_path: Path, packed: bool
) -> None:
    content = transcript(pty=MANY)
    path = write(tmp_path / "a.log", gzip.compress(content) if packed else content)
    first, last = versions(find_one([str(path)]))
    assert not first.complete
    assert last.complete
    assert last.data[:] == MANY
    assert 0 < len(first.data) < len(last.data)
    assert last.data[: len(first.data)] == first.data[:]
    assert first.text_id == last.text_id


def test_of_a_large_stream_the_beginning_comes_first_and_only_grows(tmp_path: Path) -> None:
    lines = [f"line {number} of a long session" for number in range(4000)]
    path = write(tmp_path / "b.json", streaming(lines=lines))
    first, last = versions(find_one([str(path)]))
    assert (first.complete, last.complete) == (False, True)
    assert 0 < len(first.data) < len(last.data)
    assert last.data[: len(first.data)] == first.data[:]
    assert first.text_id == last.text_id


def test_reading_that_is_cancelled_ends_in_one_error(tmp_path: Path) -> None:
    found = find_one([str(write(tmp_path / "a.log", transcript(pty=MANY)))])
    with pytest.raises(ReplayError, match="cancelled"):
        list(versions(found, cancelled=lambda: True))


def test_a_session_that_only_the_history_knows_has_nothing_to_replay(tmp_path: Path) -> None:
    url = {"S3OutputUrl": "https://x.console.aws.amazon.com/s3/object/bucket/logs/x.log"}
    found = find_one([str(write(tmp_path / "c.json", entry(OutputUrl=url)))])
    with pytest.raises(NoSuchSession, match=r"only the history knows .* s3://bucket/logs/x\.log"):
        open_recording(found)


def test_a_tunnel_has_nothing_to_replay_and_never_had(tmp_path: Path) -> None:
    document = {"DocumentName": "AWS-StartSSHSession"}
    found = find_one([str(write(tmp_path / "c.json", entry(**document)))])
    with pytest.raises(
        NoSuchSession, match="AWS-StartSSHSession is a tunnel, which is never logged"
    ):
        open_recording(found)


@pytest.mark.parametrize("times", [1, 60_000])
def test_a_file_that_changed_since_it_was_listed_says_what_it_is_now(
    tmp_path: Path, times: int
) -> None:
    path = write(tmp_path / "a.log", transcript(pty=PTY * times))
    found = find_one([str(path)])
    write(path, b"something else\n" * times)
    with pytest.raises(NotEvidence, match=r"a\.log: this is no session log"):
        list(versions(found))


def test_oddity_6_an_empty_session_is_a_recording_without_bytes(tmp_path: Path) -> None:
    found = opened(write(tmp_path / "a.log", transcript(pty=b"")))
    assert len(found.data) == 0
    assert found.timeline.length == 0
