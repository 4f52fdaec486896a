"""What is found in a folder, and what is left alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from replayer.errors import AccessDenied, NotEvidence, Unreachable
from replayer.formats import unwrap
from replayer.sources import Item, Skipped
from replayer.sources.folder import file_item, items
from replayer.sources.streamed import streamed_item
from tests.sources.evidence_files import write


def found(root: Path) -> list[str]:
    return [
        each.path if isinstance(each, Item) else f"skipped {each.where}"
        for each in items(root, where="ROOT")
    ]


def test_files_come_folder_by_folder_in_order_and_say_where_they_are(tmp_path: Path) -> None:
    for name in ("b/2.log", "b/1.log", "a/x/deep.log", "z.log", "a/1.log"):
        write(tmp_path / name, "content")
    assert found(tmp_path) == ["z.log", "a/1.log", "a/x/deep.log", "b/1.log", "b/2.log"]
    first = next(iter(items(tmp_path, where="logs/")))
    assert isinstance(first, Item)
    assert (first.where, first.name, first.folder, first.size) == ("logs/z.log", "z.log", "", 7)
    assert first.content() == b"content"


def test_hidden_files_and_folders_are_not_looked_at(tmp_path: Path) -> None:
    write(tmp_path / ".git" / "x.log", "x")
    write(tmp_path / ".hidden.log", "x")
    write(tmp_path / "seen.log", "x")
    assert found(tmp_path) == ["seen.log"]


def test_links_that_lead_out_of_the_tree_are_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path / "outside" / "secret.log", "x")
    root = tmp_path / "root"
    write(root / "in.log", "x")
    (root / "file.log").symlink_to(secret)
    (root / "folder").symlink_to(secret.parent, target_is_directory=True)
    (root / "sneaky").symlink_to("../outside")
    assert found(root) == [
        "skipped ROOT/file.log",
        "skipped ROOT/folder",
        "in.log",
        "skipped ROOT/sneaky",
    ]


def test_links_inside_the_tree_are_met_once_and_loops_end(tmp_path: Path) -> None:
    write(tmp_path / "a" / "1.log", "x")
    (tmp_path / "again.log").symlink_to(tmp_path / "a" / "1.log")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a" / "self")
    assert [each for each in found(tmp_path) if not each.startswith("skipped")] == ["a/1.log"]


def test_the_folder_that_a_person_names_may_itself_be_a_link(tmp_path: Path) -> None:
    write(tmp_path / "real" / "1.log", "x")
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    assert found(tmp_path / "link") == ["1.log"]


def test_pipes_are_skipped_and_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert list(items(tmp_path, where="ROOT")) == [Skipped("ROOT/pipe", "it is no plain file.")]


def test_a_folder_that_vanishes_meanwhile_is_skipped_and_named(tmp_path: Path) -> None:
    write(tmp_path / "1.log", "x")
    write(tmp_path / "gone" / "2.log", "x")
    walk = items(tmp_path, where="ROOT")
    assert isinstance(next(walk), Item)
    (tmp_path / "gone" / "2.log").unlink()
    (tmp_path / "gone").rmdir()
    (rest,) = walk
    assert isinstance(rest, Skipped)
    assert rest.where == "ROOT/gone"
    assert "cannot be read" in rest.why


def test_a_walk_ends_when_it_is_cancelled(tmp_path: Path) -> None:
    for number in range(5):
        write(tmp_path / f"{number}.log", "x")
    asked = iter([False] * 2)
    seen = list(items(tmp_path, where="ROOT", cancelled=lambda: next(asked, True)))
    assert 0 < len(seen) < 3


def test_a_missing_folder_is_one_error_that_says_where(tmp_path: Path) -> None:
    with pytest.raises(
        Unreachable, match=r"^ROOT: it cannot be read \(No such file or directory\)"
    ):
        list(items(tmp_path / "none", where="ROOT"))


def test_a_refused_file_is_one_error_that_says_what_to_do() -> None:
    def refuse() -> None:
        raise PermissionError(13, "Permission denied")

    item = Item("x.log", "x.log", "", size=5, open=refuse)  # type: ignore[arg-type]
    for read in (item.content, lambda: item.head(4), lambda: item.edges(4, 4)):
        with pytest.raises(AccessDenied, match=r"^x\.log: you have no permission to read it\. Ask"):
            read()
    assert AccessDenied.exit_code == 3


def test_a_file_name_that_is_no_utf_8_can_be_read_and_told(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/caf\xe9.log", "wb") as file:  # noqa: PTH123 — the point is the bytes
        file.write(b"x")
    (item,) = items(tmp_path, where="ROOT")
    assert isinstance(item, Item)
    assert item.content() == b"x"


@pytest.mark.parametrize(("head", "tail"), [(3, 2), (5, 5), (8, 8), (50, 3), (0, 4)])
def test_edges_are_the_first_and_the_last_bytes_without_overlap(
    tmp_path: Path, head: int, tail: int
) -> None:
    content = b"0123456789"
    item = file_item(write(tmp_path / "x", content), where="x")
    expected = content if head + tail >= 10 else content[:head] + content[10 - tail :]
    assert item.edges(head, tail) == expected
    held = Item("-", "-", "", size=10, held=content)
    assert held.edges(head, tail) == expected
    assert held.head(4) == content[:4]


def test_a_pipe_that_a_person_names_is_read_once_and_kept(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, b"content")
    os.close(write_end)
    item = file_item(Path(f"/dev/fd/{read_end}"), where="pipe")
    os.close(read_end)
    assert item.content() == item.content() == b"content"


def test_what_comes_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unwrap, "LARGEST", 1 << 20)
    with Path("/dev/zero").open("rb") as endless, pytest.raises(NotEvidence) as refusal:
        streamed_item(endless, where="pipe")
    assert str(refusal.value).startswith("pipe: it holds more than")


def test_a_device_is_refused_unread() -> None:
    with pytest.raises(NotEvidence, match="/dev/zero: it is a device"):
        file_item(Path("/dev/zero"), where="/dev/zero")
