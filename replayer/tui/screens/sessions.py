"""Sessions: what there is to replay, as it is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from replayer.opening.spec import AWS
from replayer.session import TraceState
from replayer.settings import AwsSettings
from replayer.sources import Entry
from replayer.tui.answers import in_full
from replayer.tui.bindings import Keys
from replayer.tui.circumstances import Circumstances, emptiness, notice
from replayer.tui.dialogs.text import TextDialog
from replayer.tui.info import line, session_lines
from replayer.tui.list_title import how_it_went, what_is_listed
from replayer.tui.listing import NUMBERS, SORTS, Order
from replayer.tui.outlook import Pace, outlook
from replayer.tui.screens.filling import FillingScreen
from replayer.tui.screens.looking_up import may_be_found
from replayer.tui.screens.usage import Counted, UsageScreen
from replayer.tui.session_row import SessionRow, session_row
from replayer.tui.widgets.filter_bar import FilterBar
from replayer.tui.widgets.key_line import KeyLine
from replayer.tui.widgets.preview_pane import PreviewPane
from replayer.tui.widgets.prompt_bar import PromptBar
from replayer.tui.widgets.session_table import SessionTable, next_order
from replayer.tui.widgets.split_line import SplitLine

_OF_SESSIONS = {"filter", "sort", "reverse", "export", "fetch", "usage"}
"""Actions that need sessions."""
_LISTED = 200
"""Things that were passed over; more of them are counted, not listed."""
_SMALL = 30, 110
"""Below so many lines or columns there is no preview."""


class SessionsScreen(FillingScreen):
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

    def __init__(
        self,
        places: tuple[str, ...],
        keys: Keys,
        zone: tzinfo = UTC,
        aws: AwsSettings | None = None,
    ) -> None:
        """Take the places to list; none of them means AWS, or without credentials for it the bundled sessions."""
        super().__init__(places, aws)
        self.keys = keys
        self._zone = zone
        self._circumstances: tuple[str, Content | None] | None = None
        self._usage: UsageScreen | None = None
        # kept, not looked up: what is found may come when the children are not yet there, or no longer
        self._title = SplitLine(keep=len("ssm-replay · 100,000 sessions"), id="title")
        self._filter = FilterBar(id="filter")
        self._table = SessionTable(self.listing, zone, id="table")
        self._notice = Static(id="notice", markup=False)
        self._empty = Static(id="empty", markup=False)
        self._preview = PreviewPane(keys, zone)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._notice
        yield self._filter
        yield self._table
        yield self._empty
        yield self._preview
        yield KeyLine()

    # What was found

    def filled(self) -> None:
        if self._usage is not None and self._usage.is_attached:
            self._usage.recount(self._counted())
        self._table.update()
        self._show_title()
        self._show_circumstances()

    def _show_title(self) -> None:
        listing = self.listing
        what = what_is_listed(listing.total, self.places, bundled=self.bundled)
        self._title.left = Content.assemble(("ssm-replay", "bold $text-primary"), " · ", what)
        problem = self.problem if listing.total else ""  # without rows it stands in their place
        self._title.right = how_it_went(
            listing, self.answers.values(), problem, len(self.skipped), searching=self.searching
        )

    def _show_circumstances(self) -> None:
        listing = self.listing
        now = Circumstances(
            places=self.places,
            bundled=self.bundled,
            total=listing.total,
            seen=len(listing),
            filter=listing.filter.text,
            doubt=listing.filter.problem,
            searching=self.searching,
            problem=self.problem,
            answers=tuple(self.answers.values()),
            skipped=len(self.skipped),
        )
        said, text = notice(now, self.keys), emptiness(now, self.keys)
        if (said, text) == self._circumstances:
            return
        self._circumstances = said, text
        self._notice.update(said)
        self._notice.set_class(bool(said), "-open")
        self._empty.update(text or "")
        self._empty.set_class(bool(text), "-open")
        self._table.display = not text
        self.refresh_bindings()
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
        place = self.listing.position(preview.key)
        if place is not None and preview.version.recording.complete:
            entry = self.listing[place].entry
            self.listing.add([session_row(entry, preview.version.outlook)])
            self._table.update()

    @on(FillingScreen.ReviewsRead)
    def reviews_read(self, message: FillingScreen.ReviewsRead) -> None:
        """Let the list say which sessions were reviewed."""
        if self.listing.review_by(message.reviews):
            self.filled()
            self._preview.renew(self._table.row)

    def on_resize(self) -> None:
        lines, columns = _SMALL
        small = self.size.height < lines or self.size.width < columns
        self.set_class(small, "-small")
        if not small:
            self.call_after_refresh(self._preview.look)

    # Actions

    @on(SessionTable.Opened)
    def opened(self, message: SessionTable.Opened) -> None:
        """Replay the session, look for its log, or say why there is nothing to replay."""
        row = message.row
        nothing = row.outlook.pace is Pace.NOTHING
        if nothing and AWS in self.places and may_be_found(row.session):
            self.look_up(row.entry, self.aws)
        elif self._has_text(row):
            self.post_message(self.ReplayRequested(row.entry))

    @on(FillingScreen.LookedUp)
    def looked_up(self, message: FillingScreen.LookedUp) -> None:
        """Replay what was found of a session that was listed without a log, or say that there is still nothing.

        Whoever went elsewhere meanwhile is not called back.
        """
        entry = message.entry
        row = session_row(entry, outlook(entry))
        self.listing.add([row])
        self.filled()
        if self.is_active and self._has_text(row):
            self.post_message(self.ReplayRequested(entry))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the key that opens the filter to it while it is typed in, and offer nothing that needs sessions without any."""
        if action == "filter" and self._filter.is_typing:
            return False
        return action not in _OF_SESSIONS or self.listing.total > 0

    def action_refresh(self) -> None:
        self.search()

    def action_filter(self) -> None:
        self._filter.open(self.listing.filter.text)

    @on(PromptBar.Changed)
    def narrowed(self, message: PromptBar.Changed) -> None:
        """See less, or more, with each letter."""
        self.listing.filter_by(message.text)
        self._filter.tell(self.listing.filter.problem)
        self.filled()

    @on(PromptBar.Submitted)
    def kept(self, message: PromptBar.Submitted) -> None:
        """Keep the filter and go back to the list."""
        if not message.text.strip():
            self._filter.close()
        self.set_focus(self._table)  # at once: a key that came in one go with Enter belongs there

    @on(PromptBar.Left)
    def action_clear_filter(self) -> None:
        self._filter.close()
        self.listing.filter_by("")
        self.filled()
        self.set_focus(self._table)

    def action_sort(self) -> None:
        order, reviews = self.listing.order, self.listing.has_reviews
        fields = (each for each in SORTS if each == order.field or each != "review" or reviews)
        self._order_by(next_order(order, tuple(fields)))

    def action_reverse(self) -> None:
        order = self.listing.order
        self._order_by(Order(order.field, not order.descending))

    @on(SessionTable.SortRequested)
    def sort_by(self, message: SessionTable.SortRequested) -> None:
        """Sort by the heading that was clicked; once more, the other way round."""
        order = self.listing.order
        if order.field == message.field:
            self._order_by(Order(order.field, not order.descending))
        else:
            self._order_by(Order(message.field, descending=message.field in NUMBERS))

    def _order_by(self, order: Order) -> None:
        self.listing.order_by(order)
        self.filled()

    @on(SessionTable.Marked)
    def marked(self) -> None:
        """Say how many are marked."""
        self._show_title()

    def _chosen(self) -> tuple[SessionRow, ...]:
        """Return the rows that are marked, else the one at the cursor."""
        row = self._table.row
        return self.listing.marked or ((row,) if row else ())

    def action_export(self) -> None:
        rows = self._chosen()
        if len(rows) > 1 or (rows and self._has_text(rows[0])):
            self.export_rows(rows, self.listing.marks_unseen)

    def action_fetch(self) -> None:
        if rows := self._chosen():
            self.fetch_rows(rows, self.places, self.aws, self.listing.marks_unseen)

    def _has_text(self, row: SessionRow) -> bool:
        """Whether there is anything of a session; if not, say why."""
        if row.outlook.pace is not Pace.NOTHING:
            return True
        self.notify(row.outlook.why, title="Nothing to replay", severity="warning", markup=False)
        return False

    def _counted(self) -> Counted:
        listing = self.listing
        entries = [row.entry for row in listing]
        return Counted(
            entries, listing.filter.text, tuple(self.answers.values()), searching=self.searching
        )

    def action_usage(self) -> None:
        self._usage = UsageScreen(self._counted(), self._zone)
        self.app.push_screen(self._usage, self._narrow)

    def _narrow(self, words: str | None) -> None:
        """Add what was chosen in the usage to the filter."""
        self._usage = None
        if words:
            self._filter.open(f"{self.listing.filter.text} {words}".strip())
            self._table.focus()

    def action_info(self) -> None:
        row = self._table.row
        sections = [
            ("SESSION", list(session_lines(row.session, self._zone)) if row else []),
            ("EVIDENCE", list(_evidence(row)) if row else []),
            ("PASSED OVER", list(self._passed_over())),
            ("SOURCES", [line(name, text) for name, text in in_full(self.answers.values())]),
            ("", [Content.styled(self.problem, "bold $text-error")] if self.problem else []),
        ]
        parts: list[Content] = []
        for heading, lines in sections:
            if lines:
                parts += [Content("")] if parts else []
                parts += [Content.styled(heading, "bold $text-primary")] if heading else []
                parts += lines
        text = Content("\n").join(parts or [Content("Nothing was found, and nothing passed over.")])
        self.app.push_screen(TextDialog("What is known", text, self.keys))

    def _passed_over(self) -> Iterator[Content]:
        for each in self.skipped[:_LISTED]:
            yield line("", f"{each.where}: {each.why}")
        if (more := len(self.skipped) - _LISTED) > 0:
            yield line("", f"… and {more:,} more")


def _evidence(row: SessionRow) -> Iterator[Content]:
    """Yield where what is there of a session lies, and what is remarkable of it."""
    for trace in row.session.traces:
        if trace.state is TraceState.PRESENT and trace.where:
            yield line(trace.source.value, trace.where)
    for remark in row.entry.remarks:
        yield line("", remark, "$text-warning")
