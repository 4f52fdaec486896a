"""What the reviewer came to. It keeps nothing itself."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from replayer.notes import Judgement, Verdict
from replayer.tui.bindings import Keys
from replayer.tui.judged import JUDGED
from replayer.tui.widgets.marks import Choice, Choices

_JUDGEMENTS = {
    Judgement.UNDECIDED: "nothing decided yet",
    Judgement.CLEAR: "nothing to object to",
    Judgement.QUESTION: "somebody has to be asked",
    Judgement.INCIDENT: "this has to be followed up",
}


@dataclass(frozen=True, slots=True)
class VerdictWish:
    """What the user decided."""

    judgement: Judgement
    text: str


class VerdictDialog(ModalScreen[VerdictWish | None]):
    """Asks for a judgement and a line of words; returns None when the user leaves."""

    BINDINGS = [
        Binding("escape", "leave", "Leave", id="verdict-leave", tooltip="Leave it as it was"),
        Binding("ctrl+s", "keep", "Keep", id="verdict-keep", tooltip="Keep the verdict"),
    ]
    DEFAULT_CSS = """
    VerdictDialog { align: center middle; }
    VerdictDialog > Vertical {
        width: 64; max-width: 100%; height: auto; max-height: 100%;
        padding: 1 2 0 2;
        border: round $primary; background: $surface;
    }
    VerdictDialog RadioSet { width: 100%; }
    VerdictDialog Static.label { color: $text-muted; margin-top: 1; }
    VerdictDialog Horizontal { height: 1; align-horizontal: right; margin-top: 1; }
    VerdictDialog Button { margin-left: 2; }
    """

    def __init__(self, verdict: Verdict | None, keys: Keys) -> None:
        """Take what was decided before, and what tells which key does what."""
        super().__init__()
        self._judgement = verdict.judgement if verdict else Judgement.UNDECIDED
        self._text = verdict.text if verdict else ""
        self._keys = keys

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Verdict"
            box.border_subtitle = Content(
                f"{self._keys('verdict-keep')} keeps · {self._keys('verdict-leave')} leaves"
            )
            with Choices(id="judgement", compact=True):
                for judgement, meaning in _JUDGEMENTS.items():
                    label = Content(f"{JUDGED[judgement]} {judgement.value:<11}{meaning}")
                    yield Choice(label, value=judgement is self._judgement)
            yield Static("Why, in a line", classes="label")
            words = Input(self._text, id="words", compact=True, select_on_focus=False)
            words.cursor_blink = False
            yield words
            with Horizontal():
                yield Button("Leave", id="leave", compact=True)
                yield Button("Keep", id="keep", variant="primary", compact=True)

    def on_mount(self) -> None:
        self.query_one("#judgement").focus()

    @on(Choices.Taken, "#judgement")
    def go_on(self) -> None:
        """Let the words follow."""
        self.query_one("#words").focus()

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        self.dismiss(None)

    @on(Button.Pressed, "#keep")
    @on(Input.Submitted, "#words")
    def action_keep(self) -> None:
        """Return what was decided."""
        index = self.query_one("#judgement", Choices).chosen
        text = self.query_one("#words", Input).value.strip()
        self.dismiss(VerdictWish(tuple(_JUDGEMENTS)[index], text))
