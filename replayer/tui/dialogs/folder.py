"""Where the files of many sessions go, and in which format. It writes nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Checkbox, Input, Static

from replayer.exporters import EXPORTERS, Exporter
from replayer.tui.bindings import Keys
from replayer.tui.dialogs.export import WARNING
from replayer.tui.naming import NO_NAME, named
from replayer.tui.widgets.marks import Choice, Choices, Tick


@dataclass(frozen=True, slots=True)
class FolderWish:
    """What the user wants written."""

    folder: Path
    exporter: Exporter
    overwrite: bool


class FolderDialog(ModalScreen[FolderWish | None]):
    """Asks for a folder and, where files are made and not copied, for their format; None when the user leaves."""

    BINDINGS = [
        Binding("escape", "leave", "Leave", id="folder-leave", tooltip="Close without writing"),
        Binding("ctrl+s", "write", "Write", id="folder-write", tooltip="Write the files"),
    ]
    DEFAULT_CSS = """
    FolderDialog { align: center middle; }
    FolderDialog > Vertical {
        width: 80; max-width: 100%; height: auto; max-height: 100%;
        padding: 1 2 0 2;
        border: round $primary; background: $surface;
    }
    FolderDialog RadioSet { width: 100%; margin-bottom: 1; }
    FolderDialog Static.label { color: $text-muted; }
    FolderDialog #note { color: $text-muted; margin-top: 1; height: auto; }
    FolderDialog #warning { color: $text-warning; margin-top: 1; }
    FolderDialog #problem { color: $text-error; text-style: bold; height: auto; }
    FolderDialog Horizontal { height: 1; align-horizontal: right; margin-top: 1; }
    FolderDialog Button { margin-left: 2; }
    """

    def __init__(
        self, heading: str, proposed: str, base: Path, keys: Keys, *, note: str = "", made: bool
    ) -> None:
        """Take what is said, the folder to propose below `base`, which key does what, and whether files are made in a format."""
        super().__init__()
        self._heading = heading
        self._proposed = proposed
        self._base = base
        self._keys = keys
        self._note = note
        self._made = made

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(self._heading)
            box.border_subtitle = Content(
                f"{self._keys('folder-write')} writes · {self._keys('folder-leave')} leaves"
            )
            if self._made:
                with Choices(id="format", compact=True):
                    for number, exporter in enumerate(EXPORTERS):
                        label = Content(f"{exporter.name:<10}{exporter.summary}")
                        yield Choice(label, value=not number)
            yield Static("Folder", classes="label")
            path = Input(self._proposed, id="path", compact=True, select_on_focus=False)
            path.cursor_blink = False
            yield path
            if self._made:
                yield Tick("overwrite existing files", id="overwrite", compact=True)
            if self._note:
                yield Static(self._note, id="note", markup=False)
            yield Static(WARNING.replace("file", "files"), id="warning")
            yield Static("", id="problem", markup=False)
            with Horizontal():
                yield Button("Leave", id="leave", compact=True)
                yield Button("Write", id="write", variant="primary", compact=True)

    def on_mount(self) -> None:
        self.query_one("#format" if self._made else "#path").focus()

    @on(Choices.Taken, "#format")
    def go_on(self) -> None:
        """Let the name follow."""
        self.query_one("#path").focus()

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        self.dismiss(None)

    @on(Button.Pressed, "#write")
    @on(Input.Submitted, "#path")
    def action_write(self) -> None:
        """Return the wish, or say what is wrong with it."""
        text = self.query_one("#path", Input).value.strip()
        folder = named(text, self._base)
        if not text:
            self.query_one("#problem", Static).update("Write the name of a folder.")
        elif folder is None:
            self.query_one("#problem", Static).update(NO_NAME)
        elif folder.exists() and not folder.is_dir():
            self.query_one("#problem", Static).update("That is a file: name a folder.")
        else:
            self.dismiss(FolderWish(folder, self._exporter(), self._overwrite()))

    def _exporter(self) -> Exporter:
        index = self.query_one("#format", Choices).chosen if self._made else 0
        return EXPORTERS[max(0, index)]

    def _overwrite(self) -> bool:
        return self._made and self.query_one("#overwrite", Checkbox).value
