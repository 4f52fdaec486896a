"""`ssm-replay fetch`: what is on disk afterwards is the evidence, and enough."""

from __future__ import annotations

import hashlib
import json
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from replayer.errors import ExportRefused
from replayer.opening import catalog
from replayer.opening.fetching import fetch
from replayer.opening.keeping import safe
from replayer.settings import AwsSettings
from replayer.sources import Entry
from replayer.sources.manifest import Fetched
from tests.cli.running import run
from tests.sources.aws import filling
from tests.sources.aws.cloud import Cloud, Fault
from tests.sources.aws.filling import BUCKET, FIXTURES, GROUP, PREFIX

SHELL = "alice-a7edcmpb3u2m7os5af3r09fquo"
INTERRUPTIBLE = (
    "import signal, sys\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a run in the background ignores it
    "from replayer.cli import main\nsys.exit(main())"
)


def manifest(folder: Path) -> dict[str, dict[str, Any]]:
    files = json.loads((folder / "manifest.json").read_text())["files"]
    return {each["path"]: each for each in files}


def test_one_session_s_evidence_lies_there_with_its_origin(filled: Cloud, tmp_path: Path) -> None:
    ran = run("fetch", SHELL, "-o", tmp_path / "evidence")
    assert ran.code == 0, ran.err
    found = manifest(tmp_path / "evidence")
    assert {Path(path).name for path in found} == {
        f"{SHELL}.log",
        "cloudwatch-events.json",
        "history.json",
        "cloudtrail.json",
    }
    log = found[f"{SHELL}/{SHELL}.log"]
    content = (tmp_path / "evidence" / SHELL / f"{SHELL}.log").read_bytes()
    assert content == (FIXTURES / "shell" / f"{SHELL}.log").read_bytes()
    assert log["sha256"] == hashlib.sha256(content).hexdigest()
    assert log["origin"]["bucket"] == BUCKET
    assert log["origin"]["key"] == f"{PREFIX}/{SHELL}.log"
    assert log["origin"]["etag"]
    assert log["source"] == "s3"
    events = found[f"{SHELL}/cloudwatch-events.json"]
    assert events["origin"]["log_group"] == GROUP


def test_the_manifest_names_the_version_that_was_read(cloud: Cloud, tmp_path: Path) -> None:
    s3 = filling.client(cloud, "s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    key = f"{PREFIX}/{SHELL}.log"
    filling.put_object(cloud, key, b"\x1b[1mone\r\n")
    assert run("fetch", f"s3://{BUCKET}/{PREFIX}/", "-o", tmp_path).code == 0
    version = manifest(tmp_path)[f"{SHELL}/{SHELL}.log"]["origin"]["version_id"]
    filling.put_object(cloud, key, b"\x1b[1mother\r\n")
    found = s3.get_object(Bucket=BUCKET, Key=key, VersionId=version)
    assert found["Body"].read() == (tmp_path / SHELL / f"{SHELL}.log").read_bytes()


def test_the_manifest_names_who_asked(filled: Cloud, tmp_path: Path) -> None:
    run("fetch", SHELL, "-o", tmp_path)
    (caller,) = json.loads((tmp_path / "manifest.json").read_text())["callers"]
    assert caller.startswith("arn:aws:")


def test_what_was_fetched_is_listed_and_exported_without_aws(
    filled: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    online = run("export", SHELL, "-o", "-", "-f", "timeline").out
    assert run("fetch", "aws:", "-o", tmp_path).code == 0
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    ran = run("list", tmp_path, "--json")
    assert len(ran.out.splitlines()) == 9
    assert ran.err == ""
    assert run("export", SHELL, "--source", tmp_path, "-o", "-", "-f", "timeline").out == online


def test_an_object_that_is_still_the_same_is_not_read_again(filled: Cloud, tmp_path: Path) -> None:
    place = f"s3://{BUCKET}/{PREFIX}/"
    run("fetch", place, "-o", tmp_path)
    filled.calls.clear()
    assert run("fetch", place, "-o", tmp_path).code == 0
    assert filled.counted()["GetObject"] == 0
    filling.put_object(filled, f"{PREFIX}/{SHELL}.log", b"\x1b[1mother\r\n")
    run("fetch", place, "-o", tmp_path)
    assert filled.counted()["GetObject"] == 1
    assert (tmp_path / SHELL / f"{SHELL}.log").read_bytes() == b"\x1b[1mother\r\n"


def test_the_same_bytes_as_another_version_are_fetched_anew(cloud: Cloud, tmp_path: Path) -> None:
    s3 = filling.client(cloud, "s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    place = f"s3://{BUCKET}/{PREFIX}/{SHELL}.log"
    versions = []
    for _ in range(2):
        filling.put_object(cloud, f"{PREFIX}/{SHELL}.log", b"\x1b[1msame\r\n")
        assert run("fetch", place, "-o", tmp_path).code == 0
        (found,) = manifest(tmp_path).values()
        versions.append(found["origin"]["version_id"])
    assert versions[0] != versions[1]


def test_a_file_that_somebody_changed_is_fetched_anew(filled: Cloud, tmp_path: Path) -> None:
    place = f"s3://{BUCKET}/{PREFIX}/"
    run("fetch", place, "-o", tmp_path)
    changed = tmp_path / SHELL / f"{SHELL}.log"
    whole = changed.read_bytes()
    changed.write_bytes(whole.replace(b"whoami", b"WHOAMI"))
    filled.calls.clear()
    run("fetch", place, "-o", tmp_path, "--no-cache")
    assert changed.read_bytes() == whole
    assert filled.counted()["GetObject"] == 1


def test_items_are_read_at_once_and_told_in_their_order(
    filled: Cloud, quick: AwsSettings, tmp_path: Path
) -> None:
    entries = [
        each for each in catalog([f"s3://{BUCKET}/{PREFIX}/"], aws=quick) if isinstance(each, Entry)
    ]
    hold = threading.Event()
    filled.faults = [Fault("GetObject", hold=hold, match=entries[0].key)]

    def look() -> bool:
        """Let the first come when all others are there, which no other order of reading reaches."""
        if len(list(tmp_path.glob("*/*.log"))) == len(entries) - 1:
            hold.set()
        return False

    found = list(fetch(entries, tmp_path, cancelled=look))
    assert [each.session for each in found if isinstance(each, Fetched)] == [
        each.key for each in entries
    ]


def test_a_fetch_that_is_cancelled_keeps_what_is_whole_though_a_reply_is_held_back(
    filled: Cloud, quick: AwsSettings, tmp_path: Path
) -> None:
    entries = [
        each for each in catalog([f"s3://{BUCKET}/{PREFIX}/"], aws=quick) if isinstance(each, Entry)
    ]
    hold = threading.Event()
    filled.faults = [Fault("GetObject", hold=hold, match=entries[0].key)]
    others = len(entries) - 1
    found = list(
        fetch(entries, tmp_path, cancelled=lambda: len(list(tmp_path.glob("*/*.log"))) == others)
    )
    assert found == []
    assert {each["session"] for each in manifest(tmp_path).values()} == {
        each.key for each in entries[1:]
    }
    assert {each.name for each in tmp_path.iterdir()} == {
        "manifest.json",
        *(each.key for each in entries[1:]),
    }
    hold.set()


def held_back(filled: Cloud, folder: Path) -> tuple[subprocess.Popen[bytes], threading.Event]:
    """Start a fetch that has all but one item, whose reply is held back."""
    hold = threading.Event()
    filled.faults = [Fault("GetObject", hold=hold, match=SHELL)]
    command = [sys.executable, "-c", INTERRUPTIBLE, "fetch", f"s3://{BUCKET}/{PREFIX}/", "-o"]
    program = subprocess.Popen([*command, str(folder)], stderr=subprocess.DEVNULL)
    while len(list(folder.glob("*/*.log"))) < 6:
        assert program.poll() is None
    return program, hold


def test_ctrl_c_ends_a_fetch_while_a_reply_is_held_back(filled: Cloud, tmp_path: Path) -> None:
    program, hold = held_back(filled, tmp_path)
    program.send_signal(signal.SIGINT)
    assert program.wait() == 130
    assert not hold.is_set()
    assert len(manifest(tmp_path)) == 6
    assert not list(tmp_path.glob(".fetching*"))
    hold.set()


def test_what_a_killed_fetch_left_goes_with_the_next_one(filled: Cloud, tmp_path: Path) -> None:
    program, hold = held_back(filled, tmp_path)
    program.kill()
    program.wait()
    assert len(list(tmp_path.glob(".fetching*"))) == 1
    hold.set()
    ran = run("fetch", f"s3://{BUCKET}/{PREFIX}/", "-o", tmp_path)
    assert ran.code == 0, ran.err
    assert "skipped" not in ran.err
    assert not list(tmp_path.glob(".fetching*"))
    assert len(manifest(tmp_path)) == 7


def test_a_folder_that_another_fetch_writes_to_is_refused(
    filled: Cloud, quick: AwsSettings, tmp_path: Path
) -> None:
    entries = [
        each for each in catalog([f"s3://{BUCKET}/{PREFIX}/"], aws=quick) if isinstance(each, Entry)
    ]
    first = fetch(entries, tmp_path)
    next(first)
    with pytest.raises(ExportRefused, match="another fetch"):
        next(fetch(entries, tmp_path))
    assert len(list(first)) == len(entries) - 1
    assert len(list(fetch(entries, tmp_path))) == len(entries)


def test_a_file_that_no_fetch_wrote_is_not_overwritten(filled: Cloud, tmp_path: Path) -> None:
    place = tmp_path / SHELL / f"{SHELL}.log"
    place.parent.mkdir()
    place.write_text("a colleague's notes")
    ran = run("fetch", f"s3://{BUCKET}/{PREFIX}/", "-o", tmp_path)
    assert ran.code == 0
    assert place.read_text() == "a colleague's notes"
    assert "no fetch wrote" in ran.err
    assert len(manifest(tmp_path)) == 6


def test_a_link_in_the_place_of_a_session_s_folder_is_not_written_through(
    filled: Cloud, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / SHELL).symlink_to(tmp_path / "home")
    ran = run("fetch", f"s3://{BUCKET}/{PREFIX}/", "-o", folder)
    assert "no fetch wrote" in ran.err
    assert list((tmp_path / "home").iterdir()) == []


def test_evidence_of_the_same_name_from_elsewhere_lies_beside_what_is_there(
    filled: Cloud, tmp_path: Path
) -> None:
    client = filling.client(filled, "s3")
    client.create_bucket(Bucket="of-another-account")
    client.put_object(Bucket="of-another-account", Key=f"{SHELL}.log", Body=b"\x1b[1mother\r\n")
    run("fetch", f"s3://{BUCKET}/{PREFIX}/{SHELL}.log", "-o", tmp_path)
    for _ in range(2):
        run("fetch", "s3://of-another-account/", "-o", tmp_path)
    found = manifest(tmp_path)
    assert sorted(each["where"] for each in found.values()) == [
        f"s3://of-another-account/{SHELL}.log",
        f"s3://{BUCKET}/{PREFIX}/{SHELL}.log",
    ]
    assert {(tmp_path / path).read_bytes() for path in found} == {
        (FIXTURES / "shell" / f"{SHELL}.log").read_bytes(),
        b"\x1b[1mother\r\n",
    }


def test_a_folder_that_cannot_be_written_to_is_said_so(tmp_path: Path) -> None:
    folder = tmp_path / "sealed"
    folder.write_text("a file in the way")
    with pytest.raises(ExportRefused, match="cannot be written to"):
        list(fetch([], folder))


def test_only_its_owner_can_read_it(filled: Cloud, tmp_path: Path) -> None:
    run("fetch", SHELL, "-o", tmp_path / "evidence")
    assert stat.S_IMODE((tmp_path / "evidence").stat().st_mode) == 0o700
    for path in (tmp_path / "evidence").rglob("*.*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_evidence_that_is_refused_is_named_and_the_rest_is_written(
    filled: Cloud, tmp_path: Path
) -> None:
    filled.faults = [Fault("GetLogEvents", "AccessDeniedException")]
    ran = run("fetch", "aws:", "--owner", "alice", "-o", tmp_path)
    assert ran.code == 0
    assert "logs:GetLogEvents" in ran.err
    assert f"{SHELL}/{SHELL}.log" in manifest(tmp_path)


def test_where_nothing_may_be_read_the_exit_code_is_3(filled: Cloud, tmp_path: Path) -> None:
    filled.faults = [Fault("GetObject", "AccessDenied", 403)]
    ran = run("fetch", f"s3://{BUCKET}/", "-o", tmp_path)
    assert ran.code == 3
    assert manifest(tmp_path) == {}


def test_an_object_cut_off_leaves_no_half_file(filled: Cloud, tmp_path: Path) -> None:
    filled.faults = [Fault("GetObject", "InternalError", 500, match=SHELL)]
    run("fetch", f"s3://{BUCKET}/", "-o", tmp_path)
    assert not list(tmp_path.rglob("*fetching*"))
    assert not (tmp_path / SHELL / f"{SHELL}.log").exists()


def test_files_can_be_fetched_too_and_need_no_aws(tmp_path: Path) -> None:
    ran = run("fetch", "fixture:shell", "-o", tmp_path)
    assert ran.code == 0
    assert len(manifest(tmp_path)) == 3


def test_a_folder_with_another_manifest_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "an app"}')
    ran = run("fetch", "fixture:shell", "-o", tmp_path)
    assert ran.code == 1
    assert "no manifest" in ran.err
    assert (tmp_path / "manifest.json").read_text() == '{"name": "an app"}'


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("alice-0abc", "alice-0abc"),
        ("bob@corp-0abc", "bob@corp-0abc"),
        ("../../etc/passwd", "%2E./../etc/passwd".replace("/", "%2F")),
        (".hidden", "%2Ehidden"),
        ("a\x00b\x1b", "a%00b%1B"),
        ("é", "%C3%A9"),
    ],
)
def test_a_name_from_outside_cannot_lead_out_of_the_folder(name: str, path: str) -> None:
    assert safe(name) == path


def test_a_name_too_long_for_a_file_system_stays_one_of_a_kind() -> None:
    one, other = safe("x" * 5000 + "1"), safe("x" * 5000 + "2")
    assert one != other
    assert len(one) <= 200
