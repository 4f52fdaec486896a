"""The picture: the replayed terminal's screen at its true size."""

from __future__ import annotations

from rich.style import Style as PenStyle
from textual import events
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from replayer.terminal.cells import Frame, Row
from replayer.terminal.palette import palette
from replayer.tui.painting import Highlights, Pens, paint
from replayer.tui.searching import Mark
from replayer.tui.selection import Selection

_WHEEL_LINES, _WHEEL_COLUMNS = 2, 8
"""How far one notch of the mouse wheel moves the view."""


class TerminalView(ScrollView, can_focus=False):
    """Draws one frame; of the next one only the rows that differ. Knows nothing of players."""

    DEFAULT_CSS = """
    TerminalView {
        width: auto;
        height: auto;
        max-width: 100%;
        max-height: 100%;
        scrollbar-size: 0 0;
    }
    """

    picture: reactive[Frame | None] = reactive(None, repaint=False)
    """The frame to show; set by the parent."""
    marks: reactive[tuple[Mark, ...]] = reactive((), repaint=False)
    """Places to point at; set by the parent."""
    selection: reactive[Selection | None] = reactive(None, repaint=False)
    """What is marked, to be copied."""
    scrolled: reactive[bool] = reactive(False, repaint=False)
    """Whether the user moved the view away from the cursor; it then stays there."""

    def __init__(self, palette: str = "auto", *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        """Take the name of the palette; `auto` follows the theme."""
        super().__init__(id=id)
        self._palette = palette
        self._strips: LRUCache[tuple[Row, Pens, Highlights], Strip] = LRUCache(2048)
        self._pens: Pens | None = None

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._forget_colours())

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self.virtual_size.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.virtual_size.height

    def watch_picture(self, before: Frame | None, after: Frame | None) -> None:
        """Draw what changed, and follow the cursor unless the user looks elsewhere."""
        if after is None:
            self.refresh()
            return
        size = Size(after.columns, after.lines)
        if before is None or self.virtual_size != size:
            self.virtual_size = size
            self.refresh(layout=True)
            self.scroll_to(0, 0, animate=False, force=True, immediate=True)
        else:
            self._refresh_rows(before, after)
        if not self.scrolled:
            self.follow()

    def watch_marks(self, before: tuple[Mark, ...], after: tuple[Mark, ...]) -> None:
        width, top = self.scrollable_content_region.width, self.scroll_offset.y
        for mark in {*before} ^ {*after}:
            self.refresh(Region(0, mark.line - top, width, 1))

    def watch_selection(self, before: Selection | None, after: Selection | None) -> None:
        width, top = self.scrollable_content_region.width, self.scroll_offset.y
        for line in {line for each in (before, after) if each for line in each.lines()}:
            self.refresh(Region(0, line - top, width, 1))

    def on_resize(self) -> None:
        if not self.scrolled:
            self.follow(afresh=True)

    def follow(self, *, afresh: bool = False) -> None:
        """Scroll so that the cursor is in view, as little as that needs: from here, or from the top left corner."""
        frame, window = self.picture, self.scrollable_content_region.size
        if frame is None or not window.area:
            return
        x, y = (0, 0) if afresh else self.scroll_offset
        x = _into_view(frame.cursor.column, x, window.width, frame.columns)
        y = _into_view(frame.cursor.line, y, window.height, frame.lines)
        self.scroll_to(x, y, animate=False, force=True, immediate=True)

    @property
    def out_of_sight(self) -> str:
        """How many lines and columns lie beyond each edge: `↑2 ↓4 →40`; empty when all are in sight."""
        frame, window = self.picture, self.scrollable_content_region.size
        if frame is None or not window.area:
            return ""
        x, y = self.scroll_offset
        beyond = {
            "↑": y,
            "↓": frame.lines - window.height - y,
            "←": x,
            "→": frame.columns - window.width - x,
        }
        return " ".join(f"{arrow}{count}" for arrow, count in beyond.items() if count > 0)

    def look(self, columns: int, lines: int) -> None:
        """Move the view; the cursor is followed again once it is in sight at an edge the user returned to."""
        self.scroll_to(
            self.scroll_offset.x + columns,
            self.scroll_offset.y + lines,
            animate=False,
            force=True,
            immediate=True,
        )
        self.scrolled = not self._cursor_in_sight()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        self._wheel(event, -1, sideways=True)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        self._wheel(event, 1, sideways=True)

    def _wheel(self, event: events.MouseEvent, steps: int, *, sideways: bool = False) -> None:
        """Move the view; with shift or ctrl from side to side. Textual's own way would not stay there."""
        event.prevent_default()
        event.stop()
        if sideways or event.shift or event.ctrl:
            self.look(steps * _WHEEL_COLUMNS, 0)
        else:
            self.look(0, steps * _WHEEL_LINES)

    def render_line(self, y: int) -> Strip:
        """Return line `y` of the window."""
        frame, (scroll_x, scroll_y) = self.picture, self.scroll_offset
        width = self.scrollable_content_region.width
        line = y + scroll_y
        if frame is None or line >= len(frame.rows):
            return Strip.blank(width, PenStyle(bgcolor=self.pens.background))
        cursor = frame.cursor
        column = cursor.column if cursor.visible and cursor.line == line else None
        if column is not None:
            column = min(column, frame.columns - 1)  # past the last column it waits to wrap
        marks = tuple((mark.column, mark.width) for mark in self.marks if mark.line == line)
        selected = self.selection.columns(line, frame) if self.selection else None
        return self._strip(frame.rows[line], Highlights(column, marks, selected)).crop_extend(
            scroll_x, scroll_x + width, PenStyle(bgcolor=self.pens.background)
        )

    def _strip(self, row: Row, highlights: Highlights) -> Strip:
        key = (row, self.pens, highlights)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = paint(*key)
        return strip

    def _refresh_rows(self, before: Frame, after: Frame) -> None:
        scroll_y, window = self.scroll_offset.y, self.scrollable_content_region.size
        for line in changed_lines(before, after):
            if 0 <= line - scroll_y < window.height:
                self.refresh(Region(0, line - scroll_y, window.width, 1))

    def _cursor_in_sight(self) -> bool:
        if self.picture is None:
            return True
        window, cursor = self.scrollable_content_region.size, self.picture.cursor
        return window.region.translate(self.scroll_offset).contains(cursor.column, cursor.line)

    @property
    def pens(self) -> Pens:
        """The colours of the theme and the palette."""
        if self._pens is None:
            theme, dark = self.app.theme_variables, self.app.current_theme.dark
            own = palette(self._palette, dark=dark)
            foreground, background = theme["foreground"][:7], theme["background"][:7]
            if not (foreground.startswith("#") and background.startswith("#")):
                # a theme that leaves the colours to the terminal: nobody knows them, and a saved picture needs some
                foreground, background = ("#e0e0e0", "#121212") if dark else ("#1f1f1f", "#ffffff")
            self._pens = Pens(foreground, background, own)
        return self._pens

    def _forget_colours(self) -> None:
        self._pens = None
        self._strips.clear()
        self.refresh()


def changed_lines(before: Frame, after: Frame) -> set[int]:
    """Return the lines in which two frames of one size look different, the cursor's included."""
    lines = {
        line
        for line, (old, new) in enumerate(zip(before.rows, after.rows, strict=False))
        if old is not new and (old.cells != new.cells or old.runs != new.runs)
    }
    if before.cursor != after.cursor:
        lines |= {frame.cursor.line for frame in (before, after) if frame.cursor.visible}
    return lines


def _into_view(wanted: int, start: int, window: int, whole: int) -> int:
    """Return where a window of `window` cells must start so that it shows cell `wanted` of `whole`."""
    if wanted < start:
        start = wanted
    elif wanted >= start + window:
        start = wanted - window + 1
    return max(0, min(start, whole - window))
