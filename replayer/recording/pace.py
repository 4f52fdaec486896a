"""How long things take: the natural gap before each kind of unit, and how gladly it stretches.

A gap that must be longer than natural gets it first where people think; a shorter one is taken there first, too.
All in seconds. The figures are those of ordinary typists and programs; they make estimates only, never bounds.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Gap(IntEnum):
    """What a unit waits for."""

    NONE = 0
    """Nothing: it comes with what was before it."""
    THINK = 1
    """A person who reads and thinks, then presses a key."""
    KEY = 2
    """The next key of a typist."""
    EDIT = 3
    """A key that moves or erases."""
    ENTER = 4
    """The key that ends a typed line."""
    CONFIRM = 5
    """Enter after a paste or an edit: a person looks first."""
    SECRET = 6
    """Somebody types what is not echoed."""
    FRAME = 7
    """A program's next redraw of a line: a progress bar, a spinner."""
    STROKE = 8
    """A full-screen program's small change like the one before it: somebody types, or a clock ticks."""
    TURN = 9
    """A full-screen program's small change of another kind: somebody does something else."""
    PAGE = 10
    """A full-screen program's large change."""
    WORK = 11
    """A program at work before it says more; the command says how long."""


class Pace(NamedTuple):
    """How a kind of gap behaves."""

    natural: float
    """Seconds when nothing else is known."""
    least: float
    """Seconds below which it is not believable."""
    stretch: float
    """Its share in what must be added, relative to others."""


PACES: dict[Gap, Pace] = {
    Gap.NONE: Pace(0.0, 0.0, 0.0),
    Gap.THINK: Pace(1.5, 0.2, 1.0),
    Gap.KEY: Pace(0.15, 0.03, 0.01),
    Gap.EDIT: Pace(0.25, 0.03, 0.04),
    Gap.ENTER: Pace(0.17, 0.03, 0.05),
    Gap.CONFIRM: Pace(0.8, 0.1, 0.3),
    Gap.SECRET: Pace(3.2, 0.5, 1.0),
    Gap.FRAME: Pace(0.1, 0.0, 0.5),
    Gap.STROKE: Pace(0.16, 0.01, 0.02),
    Gap.TURN: Pace(0.45, 0.02, 0.3),
    Gap.PAGE: Pace(0.8, 0.02, 0.3),
    Gap.WORK: Pace(0.0, 0.0, 0.2),
}
