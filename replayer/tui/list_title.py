"""The line above the list: how many sessions, from where, how asking for them went, and in which order they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from textual.content import Content

from replayer.foreign import shown
from replayer.opening.spec import AWS
from replayer.sources.source import Answer
from replayer.tui import wording
from replayer.tui.answers import brief
from replayer.tui.listing import Listing, Order


def what_is_listed(total: int, places: Sequence[str], *, bundled: bool) -> Content:
    """Return how many sessions there are, and where they lie."""
    where = "bundled" if bundled else ", ".join(map(_place, places))
    return Content.assemble(wording.count(total, "session"), " · ", (where, "$foreground-muted"))


def how_it_went(
    listing: Listing, answers: Collection[Answer], problem: str, skipped: int, *, searching: bool
) -> Content:
    """Return what each source said, and what is seen of all that was found: what must not be cut comes first.

    Args:
        listing: what was found.
        answers: of the sources in AWS.
        problem: the sentence about what ended the search; empty when nothing did.
        skipped: how many things were no evidence.
        searching: whether more is to come.
    """
    loud = [Content.styled(problem, "bold $text-error")] if problem else []
    told = [brief(answers)] if answers else []
    chosen = [Content.styled(each, "bold") for each in _chosen(listing)]
    rest = " · ".join(_rest(listing, skipped, searching))
    return Content(" · ").join([*loud, *chosen, *told, Content.styled(rest, "$foreground-muted")])


def _place(place: str) -> str:
    return "AWS" if place == AWS else shown(place)


def _chosen(listing: Listing) -> Iterator[str]:
    if listing.marks:
        unseen = f" ({listing.marks_unseen:,} not shown)" if listing.marks_unseen else ""
        yield f"✓ {listing.marks:,} marked{unseen}"
    if listing.filter.tests:
        yield f"{len(listing):,} of {listing.total:,}"


def _rest(listing: Listing, skipped: int, searching: bool) -> Iterator[str]:
    if searching:
        yield "searching …"
    yield _order_words(listing.order)
    if skipped:
        yield f"{skipped:,} passed over"


def _order_words(order: Order) -> str:
    if order.field == "started":
        return "newest first" if order.descending else "oldest first"
    return f"by {order.field}, {'descending' if order.descending else 'ascending'}"
