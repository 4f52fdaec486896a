"""Which keys belong to which place, for docs/keys.md. `python -m replayer.tui.places` writes that page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from textual.binding import Binding, BindingType

from replayer.tui.app import ReplayerApp
from replayer.tui.dialogs.export import ExportDialog
from replayer.tui.dialogs.folder import FolderDialog
from replayer.tui.dialogs.progress import ProgressDialog
from replayer.tui.dialogs.text import TextDialog
from replayer.tui.help import keys_page
from replayer.tui.keys import REPLAY_KEYS
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
    ("Export", _of(ExportDialog.BINDINGS)),
    ("Writing many sessions", _of(FolderDialog.BINDINGS)),
    ("While many are written", _of(ProgressDialog.BINDINGS)),
    ("Everywhere", _of(ReplayerApp.BINDINGS)),
)

if __name__ == "__main__":
    page = Path(__file__).parents[2] / "docs" / "keys.md"
    page.write_text(keys_page(PLACES), encoding="utf-8")
