"""What a format is: a way to see evidence in bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from replayer.formats.check import Check
from replayer.formats.evidence import Buffer, Evidence

HEAD = 4096
"""Bytes that a format may look at before it says whether the content is its own."""


@dataclass(frozen=True, slots=True)
class Format:
    """A way to read evidence from bytes."""

    name: str
    """In words, for people: `script transcript`."""
    recognises: Callable[[bytes], bool]
    """Looks at the first 4 KiB; False when unsure."""
    read: Callable[[Buffer, Check], tuple[Evidence, ...]]
    """Reads the whole content, already unpacked, and checks every few milliseconds whether it is still wanted. Raises `NotEvidence` when it is broken."""
    parts: Callable[[Buffer, Check], Iterator[Evidence]] | None = None
    """Reads the same in small parts, each as soon as it was met, for a list; None where there is nothing to be gained."""
    transcript: bool = False
    """Whether head and tail alone, joined, read like the whole as far as a list needs it."""
