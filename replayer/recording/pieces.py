"""A piece: one thing that a format read, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass

from replayer.formats.evidence import Evidence
from replayer.recording.recording import Provenance


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence of a session."""

    evidence: Evidence
    provenance: Provenance
    """Its `done` holds what reading did; `build` adds what was made of it."""
