"""Sessions: what there is to replay, as it is found."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from replayer.opening import Job, catalog, usual_places
from replayer.opening.spec import AWS
from replayer.settings import AwsSettings
from replayer.sources import Entry, Skipped
from replayer.sources.source import Answer
from replayer.tui.answers import in_full
from replayer.tui.circumstances import Circumstances, emptiness, notice
from replayer.tui.dialogs.text import TextDialog
from replayer.tui.info import line, session_lines
from replayer.tui.judged import Reviewed
from replayer.tui.list_title import how_it_went, what_is_listed
from replayer.tui.listing import NUMBERS, SORTS, Listing, Order, SessionRow, session_row
from replayer.tui.pace import Pace, outlook
from replayer.tui.screens.exporting import for_people
from replayer.tui.screens.looking_up import LookingUpScreen, may_be_found
from replayer.tui.screens.usage import Counted, UsageScreen
from replayer.tui.widgets.key_line import KeyLine
from replayer.tui.widgets.preview_pane import PreviewPane
from replayer.tui.widgets.prompt_bar import PromptBar
from replayer.tui.widgets.session_table import SessionTable, next_order
from replayer.tui.widgets.split_line import SplitLine

_FILL = 0.1
"""Seconds between two fills of the table: it grows without flicker, and keys come between."""
_SMALL = 30, 110
"""Below so many lines or columns there is no preview."""
_MANY = 10_000
"""Sessions among which Python's search for dead cycles is felt: 0.6 s with 100,000."""
BUNDLED = "fixture:"


class SessionsScreen(LookingUpScreen):
    """The list, with what is known of the session at the cursor."""

    HELP_HEADING = "SESSIONS"
    AUTO_FOCUS = "SessionTable"
    BINDINGS = [
        Binding("slash", "filter", "Filter", id="filter", priority=True,
                tooltip="Narrow the list while you type: words, owner:alice target:web since:2h -word"),
        Binding("escape", "clear_filter", "Clear filter", show=False, id="clear-filter",
                tooltip="See all sessions again"),
        Binding("s", "sort", "Sort", id="sort", tooltip="Sort by the next column"),
        Binding("S", "reverse", "Reverse", show=False, id="reverse",
                tooltip="Sort the other way round"),
        Binding("e", "export", "Export", id="list-export",
                tooltip="Write the session, or those that are marked, to files"),
        Binding("f", "fetch", "Fetch", show=False, id="fetch",
                tooltip="Copy the raw evidence of the session, or of those that are marked, into a folder"),
        Binding("r", "refresh", "Refresh", show=False, id="refresh",
                tooltip="Search all places again, for what is new since"),
        Binding("u", "usage", "Usage", id="usage",
                tooltip="Count the sessions in the list by time, owner and target"),
        Binding("i", "info", "Info", id="list-info",
                tooltip="What is known of this session, and what was passed over"),
    ]  # fmt: skip

    @dataclass
    class ReplayRequested(Message):
        """The user wants to see a session."""

        entry: Entry

    @dataclass
    class Chosen(Message):
        """It is known where to look."""

        places: tuple[str, ...]

    @dataclass
    class Found(Message):
        """Something is in the inbox."""

    @dataclass
    class Complete(Message):
        """All places are searched."""

    @dataclass
    class Failed(Message):
        """A place could not be searched."""

        error: Exception

    def __init__(
        self, places: tuple[str, ...], zone: tzinfo = UTC, aws: AwsSettings | None = None
    ) -> None:
        """Take the places to list; none of them means AWS, or without credentials for it the bundled sessions."""
        super().__init__()
        self._given = self._places = places
        self._aws = aws or AwsSettings()
        self._bundled = False
        self._zone = zone
        self._listing = Listing()
        self._inbox: deque[Entry | Skipped | Answer] = deque()
        self._skipped: list[Skipped] = []
        self._answers: dict[str, Answer] = {}
        self._searching = True
        self._problem = ""
        self._circumstances: tuple[str, Content | None] | None = None
        self._usage: UsageScreen | None = None
        self._search: Job[Entry | Skipped | Answer] | None = None
        # kept, not looked up: what is found may come when the children are not yet there, or no longer
        self._title = SplitLine(keep=len("ssm-replay · 100,000 sessions"), id="title")
        self._filter = PromptBar("/", "words, owner:alice target:web since:2h", id="filter")
        self._table = SessionTable(self._listing, zone, id="table")
        self._notice = Static(id="notice", markup=False)
        self._empty = Static(id="empty", markup=False)
        self._preview = PreviewPane(zone)
        self._fill_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._notice
        yield self._filter
        yield self._table
        yield self._empty
        yield self._preview
        yield KeyLine()

    # Filling

    def on_mount(self) -> None:
        self._start()

    def _start(self) -> None:
        """Search all places; what was found before stays in the list until more is known of it."""
        self._searching, self._problem = True, ""
        self._skipped.clear()
        self._answers.clear()
        self._search = Job(
            self._look,
            on_result=self._received,
            on_error=lambda error: self.post_message(self.Failed(error)),
            on_end=lambda: self.post_message(self.Complete()),
        )
        self._update()

    def on_unmount(self) -> None:
        if self._search is not None:
            self._search.cancel()

    def _look(self, cancelled: Callable[[], bool]) -> Iterator[Entry | Skipped | Answer]:
        """Look for sessions; runs in the job's thread, since asking for credentials may take seconds."""
        places = self._given or usual_places(self._aws)
        self.post_message(self.Chosen(places))
        yield from catalog(places, aws=self._aws, remembered=True, cancelled=cancelled)

    @on(Chosen)
    def chosen(self, message: Chosen) -> None:
        """Say where the sessions are from."""
        self._bundled = not self._given and message.places == (BUNDLED,)
        self._places = message.places
        self._update()

    def _received(self, found: Entry | Skipped | Answer) -> None:
        """Put what was found into the inbox; runs in the job's thread, which may find thousands a second."""
        self._inbox.append(found)
        if len(self._inbox) == 1:
            self.post_message(self.Found())

    @on(Found)
    def found(self) -> None:
        """Fill the table, not more often than is seen."""
        if self._fill_timer is None:
            self._fill_timer = self.set_timer(_FILL, self._fill)
            if not self._listing.total:
                self._fill()

    def _fill(self) -> None:
        if self._fill_timer is not None:
            self._fill_timer.stop()
            self._fill_timer = None
        entries: dict[str, Entry] = {}
        while self._inbox:
            match self._inbox.popleft():
                case Entry() as entry:
                    entries[entry.key] = entry
                case Skipped() as skipped:
                    self._skipped.append(skipped)
                case Answer() as answer:
                    self._answers[answer.where] = answer
        self._listing.add(session_row(entry, outlook(entry)) for entry in entries.values())
        if entries and self._listing.total >= _MANY:
            gc.freeze()  # else the collector goes through all of them again, and a key waits for it
        self._update()

    @on(Complete)
    def complete(self) -> None:
        """Say that there is no more to come."""
        self._searching = False
        self._fill()

    @on(Failed)
    def failed(self, message: Failed) -> None:
        """Keep what was found, and say what went wrong."""
        self._searching = False
        self._problem = str(for_people(message.error))
        self._fill()

    def _update(self) -> None:
        if self._usage is not None and self._usage.is_attached:
            self._usage.recount(self._counted())
        self._table.update()
        self._show_title()
        self._show_circumstances()

    def _show_title(self) -> None:
        listing = self._listing
        what = what_is_listed(listing.total, self._places, bundled=self._bundled)
        self._title.left = Content.assemble(("ssm-replay", "bold $text-primary"), " · ", what)
        problem = self._problem if listing.total else ""  # without rows it stands in their place
        self._title.right = how_it_went(
            listing, self._answers.values(), problem, len(self._skipped), searching=self._searching
        )

    def _show_circumstances(self) -> None:
        listing = self._listing
        now = Circumstances(
            places=self._places,
            bundled=self._bundled,
            total=listing.total,
            seen=len(listing),
            filter=listing.filter,
            searching=self._searching,
            problem=self._problem,
            answers=tuple(self._answers.values()),
            skipped=len(self._skipped),
        )
        said, text = notice(now), emptiness(now)
        if (said, text) == self._circumstances:
            return
        self._circumstances = said, text
        self._notice.update(said)
        self._notice.set_class(bool(said), "-open")
        self._empty.update(text or "")
        self._empty.set_class(bool(text), "-open")
        self._table.display = not text
        self.set_class(bool(text), "-empty")
        if not text and self.focused is None and not self._filter.is_typing:
            self._table.focus()

    # The session at the cursor

    @on(SessionTable.Highlighted)
    def highlighted(self, message: SessionTable.Highlighted) -> None:
        """Show what is known of another session, by now."""
        self._preview.show(self._table.row if message.row else None)

    @on(PreviewPane.Opened)
    def looked_into(self, message: PreviewPane.Opened) -> None:
        """Let the list say what opening a session taught about its times."""
        preview = message.preview
        place = self._listing.position(preview.key)
        if place is not None and preview.version.recording.complete:
            entry = self._listing[place].entry
            self._listing.add([session_row(entry, preview.version.outlook)])
            self._table.update()

    def reviews_known(self, reviews: Mapping[str, Reviewed]) -> None:
        """Let the list say which sessions were reviewed."""
        if self._listing.review_by(reviews):
            self._update()
            self._preview.renew(self._table.row)

    def on_resize(self) -> None:
        lines, columns = _SMALL
        small = self.size.height < lines or self.size.width < columns
        self.set_class(small, "-small")

    # Actions

    @on(SessionTable.Opened)
    def opened(self, message: SessionTable.Opened) -> None:
        """Replay the session, look for its log, or say why there is nothing to replay."""
        row = message.row
        nothing = row.outlook.pace is Pace.NOTHING
        if nothing and AWS in self._places and may_be_found(row.session):
            self.look_up(row.entry, self._aws)
        elif self._has_text(row):
            self.post_message(self.ReplayRequested(row.entry))

    def looked_up(self, entry: Entry) -> None:
        """Replay what was found of a session that was listed without a log, or say that there is still nothing."""
        row = session_row(entry, outlook(entry))
        self._listing.add([row])
        self._update()
        if self._has_text(row):
            self.post_message(self.ReplayRequested(entry))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the key that opens the filter to the filter while it is typed in."""
        return not (action == "filter" and self._filter.is_typing)

    def action_refresh(self) -> None:
        if not self._searching:
            self._start()

    def action_filter(self) -> None:
        self._filter.open(self._listing.filter)

    @on(PromptBar.Changed)
    def narrowed(self, message: PromptBar.Changed) -> None:
        """See less, or more, with each letter."""
        self._listing.filter_by(message.text)
        self._update()

    @on(PromptBar.Submitted)
    def kept(self, message: PromptBar.Submitted) -> None:
        """Keep the filter and go back to the list."""
        if not message.text.strip():
            self._filter.close()
        self._table.focus()

    @on(PromptBar.Left)
    def action_clear_filter(self) -> None:
        self._filter.close()
        self._listing.filter_by("")
        self._update()
        self._table.focus()

    def action_sort(self) -> None:
        order, reviews = self._listing.order, self._listing.has_reviews
        fields = (each for each in SORTS if each == order.field or each != "review" or reviews)
        self._order_by(next_order(order, tuple(fields)))

    def action_reverse(self) -> None:
        order = self._listing.order
        self._order_by(Order(order.field, not order.descending))

    @on(SessionTable.SortRequested)
    def sort_by(self, message: SessionTable.SortRequested) -> None:
        """Sort by the heading that was clicked; once more, the other way round."""
        order = self._listing.order
        if order.field == message.field:
            self._order_by(Order(order.field, not order.descending))
        else:
            self._order_by(Order(message.field, descending=message.field in NUMBERS))

    def _order_by(self, order: Order) -> None:
        self._listing.order_by(order)
        self._update()

    @on(SessionTable.Marked)
    def marked(self) -> None:
        """Say how many are marked."""
        self._show_title()

    def _chosen(self) -> tuple[SessionRow, ...]:
        """Return the rows that are marked, else the one at the cursor."""
        row = self._table.row
        return self._listing.marked or ((row,) if row else ())

    def action_export(self) -> None:
        rows = self._chosen()
        if len(rows) > 1 or (rows and self._has_text(rows[0])):
            self.export_rows(rows)

    def action_fetch(self) -> None:
        if rows := self._chosen():
            self.fetch_rows(rows, self._places, self._aws)

    def _has_text(self, row: SessionRow) -> bool:
        """Whether there is anything of a session; if not, say why."""
        if row.outlook.pace is not Pace.NOTHING:
            return True
        self.notify(row.outlook.why, title="Nothing to replay", severity="warning", markup=False)
        return False

    def _counted(self) -> Counted:
        listing = self._listing
        entries = [listing[position].entry for position in range(len(listing))]
        return Counted(
            entries, listing.filter, tuple(self._answers.values()), searching=self._searching
        )

    def action_usage(self) -> None:
        self._usage = UsageScreen(self._counted(), self._zone)
        self.app.push_screen(self._usage, self._narrow)

    def _narrow(self, words: str | None) -> None:
        """Add what was chosen in the usage to the filter."""
        self._usage = None
        if words:
            self._filter.open(f"{self._listing.filter} {words}".strip())
            self._table.focus()

    def action_info(self) -> None:
        row = self._table.row
        parts = list(session_lines(row.session, self._zone)) if row else []
        if self._skipped:
            parts += [Content(""), Content.styled("PASSED OVER", "bold $text-primary")]
            parts += [line("", f"{each.where}: {each.why}") for each in self._skipped[:200]]
        if self._answers:
            parts += [Content(""), Content.styled("SOURCES", "bold $text-primary")]
            parts += [line(name, text) for name, text in in_full(self._answers.values())]
        if self._problem:
            parts.append(Content.styled(self._problem, "bold $text-error"))
        self.app.push_screen(TextDialog("What is known", Content("\n").join(parts)))
