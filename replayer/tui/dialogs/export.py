"""The export dialog: in which format, where to, and what is part of it. It writes nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Checkbox, Input, RadioSet, Static

from replayer.exporters import EXPORTERS, exporter_for
from replayer.exporters.exporter import Exporter, ExportOptions
from replayer.tui.bindings import Keys
from replayer.tui.naming import NO_NAME, named
from replayer.tui.widgets.marks import Choice, Choices, Tick

WARNING = "The file will contain whatever the screen showed, secrets included."


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What the user wants written."""

    exporter: Exporter
    target: Path
    options: ExportOptions
    overwrite: bool


class ExportDialog(ModalScreen[ExportWish | None]):
    """Asks for format and file; returns None when the user leaves."""

    BINDINGS = [
        Binding("escape", "leave", "Leave", id="leave", tooltip="Close without exporting"),
        Binding("ctrl+s", "export", "Export", id="export-now", tooltip="Write the file"),
    ]
    DEFAULT_CSS = """
    ExportDialog { align: center middle; }
    ExportDialog > Vertical {
        width: 80; max-width: 100%; height: auto; max-height: 100%;
        padding: 1 2 0 2;
        border: round $primary; background: $surface;
    }
    ExportDialog RadioSet { width: 100%; }
    ExportDialog Static.label { color: $text-muted; margin-top: 1; }
    ExportDialog #warning { color: $text-warning; margin-top: 1; }
    ExportDialog #problem { color: $text-error; text-style: bold; height: auto; }
    ExportDialog Horizontal { height: 1; align-horizontal: right; margin-top: 1; }
    ExportDialog Button { margin-left: 2; }
    """

    def __init__(
        self, stem: str, speed: float, idle: float | None, folder: Path, keys: Keys
    ) -> None:
        """Take a name to propose, without suffix, how it is being played, where files go, and which key does what."""
        super().__init__()
        self._stem = stem
        self._speed = speed
        self._idle = idle
        self._folder = folder
        self._keys = keys

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Export"
            box.border_subtitle = Content(
                f"{self._keys('export-now')} exports · {self._keys('leave')} leaves"
            )
            with Choices(id="format", compact=True):
                for number, exporter in enumerate(EXPORTERS):
                    label = Content(f"{exporter.name:<10}{exporter.summary}")
                    yield Choice(label, value=not number)
            yield Static("File", classes="label")
            path = Input(
                self._proposed(EXPORTERS[0]), id="path", compact=True, select_on_focus=False
            )
            path.cursor_blink = False
            yield path
            yield Tick(Content(self._as_played()), id="as-played", compact=True)
            yield Tick("with my bookmarks as markers", id="notes", compact=True)
            yield Tick("overwrite an existing file", id="overwrite", compact=True)
            yield Static(WARNING, id="warning")
            yield Static("", id="problem", markup=False)
            with Horizontal():
                yield Button("Leave", id="leave", compact=True)
                yield Button("Export", id="export", variant="primary", compact=True)

    def on_mount(self) -> None:
        self.query_one("#as-played", Checkbox).display = self._is_changed()
        self.query_one("#format").focus()

    @on(RadioSet.Changed, "#format")
    def propose(self, event: RadioSet.Changed) -> None:
        """Change the proposed file's suffix with the format, unless the user wrote a name of their own."""
        path = self.query_one("#path", Input)
        if path.value in {self._proposed(exporter) for exporter in EXPORTERS}:
            path.value = self._proposed(EXPORTERS[event.index])
        exporter = EXPORTERS[event.index]
        self.query_one("#as-played").display = exporter.paced and self._is_changed()
        self.query_one("#notes").display = exporter.paced
        self.query_one("#warning", Static).update(f"The file will contain {exporter.contains}.")

    @on(Choices.Taken, "#format")
    def go_on(self) -> None:
        """Let the name follow."""
        self.query_one("#path").focus()

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        self.dismiss(None)

    @on(Button.Pressed, "#export")
    @on(Input.Submitted, "#path")
    def action_export(self) -> None:
        """Return the wish, or say what is wrong with it."""
        text = self.query_one("#path", Input).value.strip()
        overwrite = self.query_one("#overwrite", Checkbox).value
        target = named(text, self._folder) if text else None
        problem = NO_NAME if text and target is None else _problem(target, overwrite=overwrite)
        if target is None or problem:
            self.query_one("#problem", Static).update(problem)
            return
        played = self.query_one("#as-played", Checkbox)
        as_played = played.display and played.value
        notes = self.query_one("#notes", Checkbox)
        options = ExportOptions(
            speed=self._speed if as_played else 1.0,
            idle=self._idle if as_played else None,
            notes=notes.display and notes.value,
        )
        self.dismiss(ExportWish(self._exporter(), target, options, overwrite))

    def _exporter(self) -> Exporter:
        index = self.query_one("#format", Choices).chosen
        return exporter_for(EXPORTERS[max(0, index)].name, None)

    def _proposed(self, exporter: Exporter) -> str:
        return f"{self._stem}{exporter.suffixes[0] if exporter.suffixes else ''}"

    def _is_changed(self) -> bool:
        return self._speed != 1.0 or self._idle is not None

    def _as_played(self) -> str:
        idle = "" if self._idle is None else f", idle cut to {self._idle:g} s"
        return f"as it is played: speed ×{self._speed:g}{idle}"


def _problem(target: Path | None, *, overwrite: bool) -> str:
    """Return why nothing can be written there; empty when it can."""
    if target is None:
        return "Write a file name."
    if target.is_dir():
        return "That is a folder: add a file name."
    if not target.parent.is_dir():
        return "There is no such folder."
    if target.exists() and not overwrite:
        return "The file exists: choose another name, or tick overwrite."
    return ""
