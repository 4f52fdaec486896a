"""The table of sessions: draws only the rows in sight, so that a hundred thousand scroll like ten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from replayer.sources import Entry
from replayer.tui import wording
from replayer.tui.columns import COLUMNS, GAP, REVIEW, Column, layout
from replayer.tui.fitting import fit
from replayer.tui.listing import NUMBERS, Listing, Order
from replayer.tui.outlook import Pace
from replayer.tui.session_row import SessionRow

_TIME_STYLES = {
    Pace.TIMED: "session-table--timed",
    Pace.BOUNDED: "session-table--bounded",
    Pace.INVENTED: "session-table--invented",
}
_CURSOR, _MARK = "▌", "✓"
"""Before the row at the cursor, and before those that are marked: seen without colour, too."""
_MARGIN = 2
"""Columns for both signs."""


class SessionTable(ScrollView, can_focus=True):
    """Shows a `Listing`; knows nothing of where its rows come from."""

    HELP_HEADING = "LIST"

    BINDINGS = [
        Binding("up,k", "move(-1)", "Up", show=False, id="list-up", tooltip="One session up"),
        Binding("down,j", "move(1)", "Down", show=False, id="list-down", tooltip="One session down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False, id="list-page-up"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False, id="list-page-down"),
        Binding("home,g", "jump(False)", "First", show=False, id="list-first"),
        Binding("end,G", "jump(True)", "Last", show=False, id="list-last"),
        Binding("enter", "open", "Replay", id="open", tooltip="Replay the session at the cursor"),
        Binding("space", "mark", "Mark", id="mark",
                tooltip="Mark the session for export or fetching, or take its mark away; ctrl+click, too"),
        Binding("shift+down,J", "mark_on(1)", "Mark down", show=False, id="mark-down",
                tooltip="Mark the session at the cursor and the next one, and go there; shift+click marks all between"),
        Binding("shift+up,K", "mark_on(-1)", "Mark up", show=False, id="mark-up",
                tooltip="Mark the session at the cursor and the one before, and go there"),
        Binding("asterisk", "mark_all", "Mark all", show=False, id="mark-all",
                tooltip="Mark all sessions that pass the filter, or none of them"),
        Binding("U", "unmark_all", "Unmark all", show=False, id="unmark-all",
                tooltip="Take away all marks, also those of sessions that the filter hides"),
    ]  # fmt: skip
    COMPONENT_CLASSES = {
        "session-table--header",
        "session-table--cursor",
        "session-table--mark",
        "session-table--quiet",
        "session-table--timed",
        "session-table--bounded",
        "session-table--invented",
    }
    DEFAULT_CSS = """
    SessionTable {
        height: 1fr;
        scrollbar-size: 1 1;
        overflow-x: hidden;
        & > .session-table--header { text-style: bold; color: $text-muted; }
        & > .session-table--cursor { background: $primary 30%; text-style: bold; }
        & > .session-table--mark { color: $text-accent; text-style: bold; }
        & > .session-table--quiet { color: $text-muted; }
        & > .session-table--timed { color: $text-success; }
        & > .session-table--bounded { color: $text-accent; }
        & > .session-table--invented { color: $text-error; text-style: bold; }
    }
    """

    cursor: reactive[int] = reactive(0, repaint=False)
    """Which of the rows that are seen is at hand."""

    @dataclass
    class Opened(Message):
        """The user asked for the replay of a session."""

        row: SessionRow

    @dataclass
    class Highlighted(Message):
        """Another session is at the cursor; None when there is none."""

        row: SessionRow | None

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, SessionTable.Highlighted)

    @dataclass
    class Marked(Message):
        """Marks were set or taken away."""

    @dataclass
    class SortRequested(Message):
        """The user clicked on a heading."""

        field: str

    def __init__(self, listing: Listing, zone: tzinfo = UTC, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._listing = listing
        self._zone = zone
        self._strips: LRUCache[tuple[SessionRow, int, bool, bool, bool], Strip] = LRUCache(1024)
        self._at: str | None = None
        self._entry: Entry | None = None
        self._moved = False
        self._anchor = 0

    @property
    def row(self) -> SessionRow | None:
        """The row at the cursor."""
        return self._listing[self.cursor] if self.cursor < len(self._listing) else None

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._strips.clear())

    # What changed

    def update(self) -> None:
        """Show the listing as it is now; the cursor stays on its session once the user chose one."""
        count = len(self._listing)
        self.virtual_size = Size(0, count + 1)
        position = None
        if self._moved and self._at is not None:
            position = self._listing.position(self._at)
        self.cursor = min(self.cursor, max(0, count - 1)) if position is None else position
        if not self._moved:
            self.cursor = 0
        self._reveal()
        self._announce()
        self.refresh()

    def watch_cursor(self, before: int, after: int) -> None:
        for line in (before, after):
            self._refresh_row(line)
        self._reveal()

    def _refresh_row(self, position: int) -> None:
        y = position + 1 - self.scroll_offset.y
        if 1 <= y < self.size.height:
            self.refresh(self.size.region.translate((0, y)).crop_size(Size(self.size.width, 1)))

    def _reveal(self) -> None:
        """Scroll as little as shows the cursor; one line of the window is the header's."""
        window = self.scrollable_content_region.height - 1
        if window <= 0:
            return
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True, immediate=True)
        elif self.cursor >= top + window:
            self.scroll_to(y=self.cursor - window + 1, animate=False, force=True, immediate=True)

    def _announce(self) -> None:
        """Tell of another session at the cursor, and of the same one when more of it was found."""
        row = self.row
        entry = row.entry if row else None
        if entry is not self._entry or row is None:
            self._entry = entry
            self._at = row.session.key if row else None
            self.post_message(self.Highlighted(row))

    def on_resize(self) -> None:
        self._strips.clear()
        self._reveal()

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Return line `y` of the window: the header, then the rows from where it is scrolled to."""
        width = self.scrollable_content_region.width
        if y == 0:
            return self._header(width)
        position = self.scroll_offset.y + y - 1
        if position >= len(self._listing):
            return Strip.blank(width, self.rich_style)
        row, at_hand = self._listing[position], position == self.cursor
        marked = self._listing.is_marked(row)
        key = (row, width, at_hand, marked, self._listing.has_reviews)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._draw(row, width, at_hand, marked)
        return strip

    def _columns(self, width: int) -> list[tuple[Column, int]]:
        columns = (*COLUMNS, REVIEW) if self._listing.has_reviews else COLUMNS
        return layout(max(1, width - _MARGIN - 1), columns)

    def _header(self, width: int) -> Strip:
        style, order = self.get_component_rich_style("session-table--header"), self._listing.order
        cells, zone = [], wording.zone_name(self._zone)
        for column, room in self._columns(width):
            sign = ""
            if column.field and column.field == order.field:
                sign = " ▼" if order.descending else " ▲"
            heading = column.heading.format(zone=zone)
            cells.append(fit(heading + sign, room, right=column.right))
        text = " " * _MARGIN + (" " * GAP).join(cells)
        return Strip([Segment(fit(text, width), style)], width)

    def _draw(self, row: SessionRow, width: int, at_hand: bool, marked: bool) -> Strip:
        nothing = row.outlook.pace is Pace.NOTHING
        quiet = self._colour("session-table--quiet")
        base = self.rich_style
        if at_hand:
            base = self.get_component_rich_style("session-table--cursor")
        elif nothing:
            base += quiet
        segments = [
            Segment(_CURSOR if at_hand else " ", base),
            Segment(_MARK if marked else " ", base + self._colour("session-table--mark")),
        ]
        for index, (column, room) in enumerate(self._columns(width)):
            style = base
            if column.field == "time":
                style += self._colour(_TIME_STYLES.get(row.outlook.pace, "session-table--quiet"))
            elif column.field in {"size", "evidence", "reason"} and not at_hand:
                style += quiet
            if index:
                segments.append(Segment(" " * GAP, base))
            text = fit(column.text(row, self._zone, room), room, right=column.right)
            segments.append(Segment(text, style))
        return Strip(segments).adjust_cell_length(width, base)

    def _colour(self, name: str) -> Style:
        """Return only what a component writes with, to lay it over any row."""
        style = self.get_component_rich_style(name)
        return Style(color=style.color, bold=style.bold)

    # What the user does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no key that needs a row where there is none."""
        return len(self._listing) > 0

    def action_move(self, lines: int) -> None:
        self._go(self.cursor + lines)

    def action_page(self, pages: int) -> None:
        self._go(self.cursor + pages * max(1, self.scrollable_content_region.height - 2))

    def action_jump(self, to_end: bool) -> None:
        self._go(len(self._listing) - 1 if to_end else 0)

    def action_open(self) -> None:
        if (row := self.row) is not None:
            self.post_message(self.Opened(row))

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked, open it at the second click; sort by a heading.

        With ctrl the row is marked, with shift all from the last one that was chosen.
        """
        if event.y == 0:
            if (column := self._column_at(event.x)) and column.field:
                self.post_message(self.SortRequested(column.field))
            return
        position = self.scroll_offset.y + event.y - 1
        if position >= len(self._listing):
            return
        if event.shift:
            first, last = sorted((self._anchor, position))
            self._mark(range(first, min(last + 1, len(self._listing))), on=True)
            self.cursor = position
            self._announce()
            return
        self._go(position)
        if event.ctrl:
            self._mark([position], on=not self._listing.is_marked(self._listing[position]))
        elif event.chain == 2:
            self.action_open()

    def action_mark(self) -> None:
        """Mark the session at the cursor and go to the next, so that many are marked by holding the key."""
        if (row := self.row) is not None:
            self._mark([self.cursor], on=not self._listing.is_marked(row))
            self._go(self.cursor + 1)

    def action_mark_on(self, lines: int) -> None:
        """Mark from here to where the cursor goes."""
        ends = self.cursor, max(0, min(self.cursor + lines, len(self._listing) - 1))
        if len(self._listing):
            self._mark(ends, on=True)
            self._go(ends[1])

    def action_unmark_all(self) -> None:
        self._listing.mark(self._listing.marked, on=False)
        self.refresh()
        self.post_message(self.Marked())

    def action_mark_all(self) -> None:
        self._listing.mark_seen()
        self.refresh()
        self.post_message(self.Marked())

    def _mark(self, positions: Iterable[int], *, on: bool) -> None:
        self._listing.mark([self._listing[position] for position in positions], on)
        self.refresh()
        self.post_message(self.Marked())

    def _go(self, position: int) -> None:
        self._moved = True
        self._anchor = max(0, min(position, len(self._listing) - 1))
        self.cursor = max(0, min(position, len(self._listing) - 1))
        self._announce()

    def _column_at(self, x: int) -> Column | None:
        start = _MARGIN
        for column, room in self._columns(self.scrollable_content_region.width):
            if start <= x < start + room + GAP:
                return column
            start += room + GAP
        return None


def next_order(order: Order, fields: Sequence[str]) -> Order:
    """Return the order by the field after the present one."""
    field = fields[(fields.index(order.field) + 1) % len(fields)]
    return Order(field, descending=field in NUMBERS)
