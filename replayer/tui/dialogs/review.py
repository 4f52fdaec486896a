"""The review of a session in one place: verdict, what was watched, bookmarks. It keeps nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from replayer.tui.bindings import Keys
from replayer.tui.pointing import NOTE

ELSEWHERE = "It was set in another text of this session, and has no place in this one."


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark as the overlay shows it."""

    key: str
    words: Content
    """One line."""
    here: bool
    """Whether it has a place in the text at hand."""


@dataclass(frozen=True, slots=True)
class ReviewWish:
    """What is to be done after the overlay is closed."""

    deleted: frozenset[str] = frozenset()
    """Keys of bookmarks."""
    go_to: str | None = None
    """The key of a bookmark."""
    edit: str | None = None
    """The key of a bookmark whose words are to be changed."""
    judge: bool = False
    """Whether the verdict is to be changed."""


class ReviewDialog(ModalScreen[ReviewWish]):
    """Shows a review; what is deleted in it can be brought back until it is closed."""

    BINDINGS = [
        Binding("escape,q,B", "close", "Close", id="review-close", tooltip="Close this"),
        Binding("e", "edit", "Words", id="review-edit", tooltip="Change the words of the bookmark"),
        Binding("d,delete", "delete", "Delete", id="review-delete",
                tooltip="Delete the bookmark; once more brings it back"),
        Binding("v", "judge", "Verdict", id="review-verdict", tooltip="Say what you came to"),
        Binding("j", "go(1)", "Down", show=False, id="review-down"),
        Binding("k", "go(-1)", "Up", show=False, id="review-up"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ReviewDialog { align: center middle; }
    ReviewDialog > Vertical {
        width: 84; max-width: 100%; height: auto; max-height: 90%;
        padding: 1 2;
        border: round $primary; background: $surface;
    }
    ReviewDialog #facts { height: auto; max-height: 12; margin-bottom: 1; }
    ReviewDialog #heading { color: $text-primary; text-style: bold; height: 1; }
    ReviewDialog OptionList, ReviewDialog OptionList:focus {
        height: auto; max-height: 1fr; padding: 0; border: none; background: $surface;
        scrollbar-size: 1 1; text-wrap: nowrap; text-overflow: ellipsis;
    }
    ReviewDialog #remark { color: $text-warning; height: auto; margin-top: 1; display: none; }
    """

    def __init__(
        self,
        facts: Content,
        bookmarks: Sequence[Bookmark],
        keys: Keys,
        at_hand: str | None = None,
    ) -> None:
        """Take what is shown, what tells which key does what, and the key of the bookmark to begin with."""
        super().__init__()
        self._facts = facts
        self._keys = keys
        self._bookmarks = tuple(bookmarks)
        self._at_hand = at_hand
        self._deleted: set[str] = set()
        self._list = OptionList(*map(self._option, self._bookmarks), markup=False, id="bookmarks")

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Review"
            box.border_subtitle = Content(self._hint())
            yield Static(self._facts, id="facts")
            yield Static(self._heading(), id="heading", markup=False)
            yield self._list
            yield Static(ELSEWHERE, id="remark", markup=False)

    def on_mount(self) -> None:
        self._list.display = bool(self._bookmarks)
        if self._bookmarks:
            keys = [each.key for each in self._bookmarks]
            self._list.highlighted = keys.index(self._at_hand) if self._at_hand in keys else 0
            self._list.focus()

    def _heading(self) -> str:
        if self._bookmarks:
            return "BOOKMARKS"
        return f"No bookmarks yet: {self._keys('bookmark')} marks the moment that is shown."

    def _hint(self) -> str:
        edit, delete, judge, close = map(
            self._keys, ("review-edit", "review-delete", "review-verdict", "review-close")
        )
        of_bookmarks = f"enter goes there · {edit} words · {delete} deletes · "
        return f"{of_bookmarks if self._bookmarks else ''}{judge} verdict · {close} closes"

    def _option(self, bookmark: Bookmark) -> Option:
        if bookmark.key in self._deleted:
            words = Content.assemble(
                (f"deleted, {self._keys('review-delete')} brings it back  ", "$text-error"),
                (bookmark.words.plain, "strike $foreground-muted"),
            )
            return Option(Content.assemble("⨯ ", words), id=bookmark.key)
        return Option(Content.assemble(f"{NOTE} ", bookmark.words), id=bookmark.key)

    @property
    def _chosen(self) -> Bookmark | None:
        index = self._list.highlighted
        return self._bookmarks[index] if index is not None else None

    @on(OptionList.OptionHighlighted)
    def highlighted(self) -> None:
        """Say what is special of another bookmark."""
        chosen = self._chosen
        self.query_one("#remark").display = chosen is not None and not chosen.here

    @on(OptionList.OptionSelected)
    def selected(self) -> None:
        """Go to the bookmark, if it has a place."""
        chosen = self._chosen
        if chosen is not None and chosen.here and chosen.key not in self._deleted:
            self._end(go_to=chosen.key)

    def action_close(self) -> None:
        self._end()

    def action_judge(self) -> None:
        self._end(judge=True)

    def action_edit(self) -> None:
        if (chosen := self._chosen) is not None and chosen.key not in self._deleted:
            self._end(edit=chosen.key)

    def action_delete(self) -> None:
        if (chosen := self._chosen) is not None:
            self._deleted ^= {chosen.key}
            words = self._option(chosen).prompt
            self._list.replace_option_prompt(chosen.key, words)

    def action_go(self, by: int) -> None:
        move = self._list.action_cursor_down if by > 0 else self._list.action_cursor_up
        move()

    def _end(
        self, *, go_to: str | None = None, edit: str | None = None, judge: bool = False
    ) -> None:
        self.dismiss(ReviewWish(frozenset(self._deleted), go_to, edit, judge))
