"""Keeping a review while it is made."""

from __future__ import annotations

import queue
from pathlib import Path

import pytest

from replayer.notebook import Notebook, new_note
from replayer.tui.keeping import Change, Keeper, Kept


def note(text: str) -> Change:
    made = new_note(0, "t", text)
    return lambda review: review.with_note(made)


class Desk:
    """A keeper, and what it reported."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reports: queue.SimpleQueue[Kept] = queue.SimpleQueue()
        self.keeper = Keeper(
            "s", on_kept=self.reports.put, on_error=self.broke, notebook=Notebook(folder)
        )

    def broke(self, error: Exception) -> None:
        pytest.fail(str(error))

    def take(self) -> str:
        """Take the next report; return the error that is told."""
        return str(self.keeper.take(self.reports.get(timeout=10)) or "")

    def end(self) -> None:
        self.keeper.close()
        while not self.keeper.is_done:
            pass

    @property
    def on_disk(self) -> list[str]:
        return [each.text for each in Notebook(self.folder).review("s").notes]

    @property
    def texts(self) -> list[str]:
        return [each.text for each in self.keeper.review.notes]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "reviews")


def test_a_change_counts_at_once_and_is_written_before_the_thread_ends(desk: Desk) -> None:
    desk.keeper.change(note("one"))
    assert desk.texts == ["one"]
    desk.keeper.change(note("two"))
    desk.end()
    assert desk.on_disk == ["one", "two"]


def test_what_was_there_comes_under_what_was_changed_meanwhile(desk: Desk) -> None:
    Notebook(desk.folder).update("s", note("from another program"))
    desk.keeper.change(note("mine"))
    desk.end()
    while not desk.reports.empty():
        assert not desk.take()
        assert "mine" in desk.texts
    assert desk.texts == ["from another program", "mine"]


def test_what_cannot_be_written_is_told_once_kept_in_memory_and_written_later(
    tmp_path: Path,
) -> None:
    blocked = tmp_path / "data"
    blocked.write_text("a file where the folder would be")
    desk = Desk(blocked / "reviews")
    assert "cannot be read" in desk.take()
    desk.keeper.change(note("one"))
    assert "cannot be written" in desk.take()
    desk.keeper.change(note("more"))
    assert not desk.take()
    assert desk.texts == ["one", "more"]
    blocked.unlink()
    desk.keeper.change(note("two"))
    assert not desk.take()
    desk.end()
    assert desk.on_disk == desk.texts == ["one", "more", "two"]
