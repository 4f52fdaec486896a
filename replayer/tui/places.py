"""Which keys belong to which place: for docs/keys.md, which `python -m replayer.tui.places` writes, and for all that the app says of keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from textual.binding import Binding, BindingType

from replayer.tui.bindings import Keys, keys_of
from replayer.tui.dialogs.export import ExportDialog
from replayer.tui.dialogs.folder import FolderDialog
from replayer.tui.dialogs.progress import ProgressDialog
from replayer.tui.dialogs.review import ReviewDialog
from replayer.tui.dialogs.text import TextDialog
from replayer.tui.dialogs.verdict import VerdictDialog
from replayer.tui.help import keys_page
from replayer.tui.keys import APP_KEYS, REPLAY_KEYS
from replayer.tui.screens.sessions import SessionsScreen
from replayer.tui.screens.usage import UsageScreen
from replayer.tui.widgets.count_list import CountList
from replayer.tui.widgets.filter_bar import FilterBar
from replayer.tui.widgets.moment_list import MomentList
from replayer.tui.widgets.prompt_bar import PromptBar
from replayer.tui.widgets.search_bar import SearchBar
from replayer.tui.widgets.session_table import SessionTable
from replayer.tui.widgets.time_chart import TimeChart


def _of(*groups: Iterable[BindingType]) -> tuple[Binding, ...]:
    return tuple(each for group in groups for each in group if isinstance(each, Binding))


PLACES = (
    ("Sessions", _of(SessionTable.BINDINGS, SessionsScreen.BINDINGS)),
    ("Replay", _of(REPLAY_KEYS)),
    ("Usage", _of(UsageScreen.BINDINGS)),
    ("Usage: bars over time", _of(TimeChart.BINDINGS)),
    ("Usage: owners and targets", _of(CountList.BINDINGS)),
    ("Replay, in the list of commands or hits", _of(MomentList.BINDINGS)),
    ("Typing the filter of the list", _of(FilterBar.BINDINGS)),
    ("Typing a filter or a moment", _of(PromptBar.BINDINGS)),
    ("Typing a search", _of(SearchBar.BINDINGS)),
    ("Info and help", _of(TextDialog.BINDINGS)),
    ("Review", _of(ReviewDialog.BINDINGS)),
    ("Verdict", _of(VerdictDialog.BINDINGS)),
    ("Export", _of(ExportDialog.BINDINGS)),
    ("Writing many sessions", _of(FolderDialog.BINDINGS)),
    ("While many are written", _of(ProgressDialog.BINDINGS)),
    ("Everywhere", _of(APP_KEYS)),
)


def all_keys(changed: Mapping[str, str]) -> Keys:
    """Return what tells the key of each action of the app; `changed` are those of the settings, by name."""
    return keys_of((each for _, bindings in PLACES for each in bindings), changed)


if __name__ == "__main__":
    page = Path(__file__).parents[2] / "docs" / "keys.md"
    page.write_text(keys_page(PLACES), encoding="utf-8")
