"""From what a user typed to recordings: specs, sources, evidence, and the threads that read them."""

from replayer.opening.asking import ask_for_codes, needs_codes
from replayer.opening.finding import find_one
from replayer.opening.following import follow, is_live
from replayer.opening.job import Job
from replayer.opening.loading import open_recording, versions
from replayer.opening.looking import catalog, usual_places
from replayer.opening.peeking import is_cheap_to_peek
from replayer.opening.spec import Spec, SpecKind, parse_spec
from replayer.sources.remote import Unanswered

__all__ = [
    "Job",
    "Spec",
    "SpecKind",
    "Unanswered",
    "ask_for_codes",
    "catalog",
    "find_one",
    "follow",
    "is_cheap_to_peek",
    "is_live",
    "needs_codes",
    "open_recording",
    "parse_spec",
    "usual_places",
    "versions",
]
