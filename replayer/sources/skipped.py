"""What was passed over, and why: a list names it, nothing vanishes in silence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Skipped:
    """A thing in a source that gives no evidence."""

    where: str
    """Path or address. Foreign text."""
    why: str
    """One sentence. Foreign text may be quoted in it."""
