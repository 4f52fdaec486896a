"""Pens: what text is drawn with, and how `CSI … m` changes it.

A pen stands for one combination of colours and flags. Pens are shared, and each remembers which pen a sequence leads
to, so a colour change costs one look-up. Two pens may look the same without being the same object: the store that
shares them is emptied when a stream of direct colours has filled it.
"""

from __future__ import annotations

from collections.abc import Sequence

from replayer.terminal.cells import Colour, Style
from replayer.tokens import control_sequence

_MOST_SHARED = 20_000  # pens kept for sharing; a screen of direct colours has fewer than that
_MOST_REMEMBERED = 1_000  # sequences remembered by one pen

_ON = {1: "b", 2: "d", 3: "i", 5: "k", 7: "r", 8: "h", 9: "s", 21: "u", 53: "o"}
_FG = {39: None} | {30 + n: n for n in range(8)} | {90 + n: 8 + n for n in range(8)}
_BG = {key + 10: value for key, value in _FG.items()}
_OFF = {22: "bd", 23: "i", 25: "k", 24: "u", 27: "r", 28: "h", 29: "s", 55: "o"}


class Pen:
    """Colours, flags and protection of a cell."""

    __slots__ = ("after", "erased", "protected", "style")

    def __init__(self, style: Style, *, protected: bool = False) -> None:
        """Use `pen` to get a shared one."""
        self.style = style
        self.protected = protected
        """Whether selective erase (DECSED, DECSEL) spares the cell."""
        self.after = _After(self)
        """By an SGR sequence with its introducer and final `m`: the pen that it leads to."""
        bare = not protected and style.fg is None and not style.flags
        self.erased: Pen = self if bare else pen(Style(None, style.bg))
        """The pen of cells that are erased with this one: its background and nothing else."""


class _After(dict[bytes, Pen]):
    """Works a sequence out when it is asked for the first time."""

    __slots__ = ("_pen",)

    def __init__(self, before: Pen) -> None:
        super().__init__()
        self._pen = before

    def __missing__(self, sequence: bytes) -> Pen:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        result = self._pen
        parts = control_sequence(sequence)
        if parts is not None:
            style, cleared = changed(result.style, parts.params, parts.subparams)
            # SGR 0 ends protection too
            result = pen(style, protected=result.protected and not cleared)
        self[sequence] = result
        return result


_shared: dict[tuple[Colour, Colour, str, bool], Pen] = {}


def pen(style: Style, *, protected: bool = False) -> Pen:
    """Return the shared pen for a style."""
    key = (style.fg, style.bg, style.flags, protected)
    found = _shared.get(key)
    if found is None:
        if len(_shared) >= _MOST_SHARED:
            _shared.clear()
        found = _shared[key] = Pen(style, protected=protected)
    return found


PLAIN = pen(Style())


def changed(
    style: Style, params: Sequence[int], subs: Sequence[Sequence[int]]
) -> tuple[Style, bool]:
    """Return the style after SGR parameters, and whether one of them cleared everything.

    Each parameter comes with those joined to it by colons (-1: not written).
    """
    fg, bg, flags, cleared = style.fg, style.bg, set(style.flags), False
    at = 0
    while at < len(params):
        value = params[at]
        if value == 0:
            fg, bg, cleared = None, None, True
            flags.clear()
        elif value == 4:
            off = bool(subs[at]) and subs[at][0] == 0
            flags = flags - {"u"} if off else flags | {"u"}
        elif value in _ON:
            flags.add(_ON[value])
        elif value in _OFF:
            flags.difference_update(_OFF[value])
        elif value in _FG:
            fg = _FG[value]
        elif value in _BG:
            bg = _BG[value]
        elif value in {38, 48, 58}:
            colour, taken = _extended(params, subs, at)
            if colour is not None and value == 38:
                fg = colour
            elif colour is not None and value == 48:
                bg = colour
            at += taken
        at += 1
    return Style(fg, bg, "".join(sorted(flags))), cleared


def _extended(params: Sequence[int], subs: Sequence[Sequence[int]], at: int) -> tuple[Colour, int]:
    """Return the colour that 38, 48 or 58 asks for (None: unknown) and how many further parameters it takes.

    `38;5;n`, `38;2;r;g;b`, `38:5:n`, `38:2:space:r:g:b`, and mixtures, read as xterm.js reads them: the parts are
    laid out as [target, mode, space, a, b, c], where the forms without a colour space leave its place empty.
    """
    slots = [0, 0, -1, 0, 0, 0]
    shift = taken = 0
    while True:
        slots[taken + shift] = params[at + taken]
        if subs[at + taken]:
            for index, sub in enumerate(subs[at + taken]):
                if slots[1] == 5:
                    shift = 1
                place = taken + index + 1 + shift
                if place >= len(slots):
                    break
                slots[place] = sub
            break
        filled = taken + shift
        if (slots[1] == 5 and filled >= 2) or (slots[1] == 2 and filled >= 5):
            break
        if slots[1]:
            shift = 1
        taken += 1
        if at + taken >= len(params) or taken + shift >= len(slots):
            break
    red, green, blue = (max(value, 0) & 0xFF for value in slots[3:])
    if slots[1] == 2:
        return f"#{red:02x}{green:02x}{blue:02x}", taken
    if slots[1] == 5:
        return red, taken
    return None, taken
