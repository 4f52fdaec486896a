"""What the sources in AWS answered, in a few words for the title and in full for the info overlay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from textual.content import Content

from replayer.errors import AccessDenied, Unreachable
from replayer.foreign import shown
from replayer.session import TraceSource
from replayer.sources.source import Answer, AnswerState
from replayer.tui import wording

_NAMES = {
    TraceSource.S3: "s3",
    TraceSource.CLOUDWATCH: "logs",
    TraceSource.HISTORY: "history",
    TraceSource.CLOUDTRAIL: "cloudtrail",
}


def brief(answers: Collection[Answer]) -> Content:
    """Return `s3 ✓ 212  logs …  history ⨯ denied`; several sources of one kind are counted together.

    Those that refused come first, since a small window cuts the end. What only names sources, or gives names, is spoken
    of where it refused.
    """
    kinds: dict[str, list[Answer]] = {}
    for answer in answers:
        if answer.kind is not None:
            kinds.setdefault(_NAMES.get(answer.kind, answer.where), []).append(answer)
    others = [each for each in answers if each.kind is None and each.error is not None]
    if others:
        kinds[f"{len(others)} others" if len(others) > 1 else "another"] = others
    refusals_first = sorted(kinds.items(), key=lambda kind: not _refused(kind[1]))
    return Content("  ").join(_brief(name, each) for name, each in refusals_first)


def _refused(answers: Collection[Answer]) -> list[Answer]:
    return [answer for answer in answers if answer.state is AnswerState.REFUSED]


def _brief(name: str, answers: list[Answer]) -> Content:
    refused = _refused(answers)
    found = sum(answer.found for answer in answers)
    if refused:
        # another bucket of the same kind may have answered
        told = f"✓ {found:,} " if len(refused) < len(answers) else ""
        return Content.styled(f"{shown(name)} {told}⨯ {refusal(refused[0])}", "$text-error")
    if any(answer.state is AnswerState.ASKED for answer in answers):
        return Content.styled(f"{name} …", "$foreground-muted")
    return Content.styled(f"{name} ✓ {found:,}", "$foreground-muted")


def refusal(answer: Answer) -> str:
    """Return in one word how a source refused: with a no, or with silence."""
    match answer.error:
        case AccessDenied():
            return "denied"
        case Unreachable():
            return "unreachable"
    return "failed"


def in_full(answers: Iterable[Answer]) -> Iterator[tuple[str, str]]:
    """Yield each source and what it answered: for one that refused, what to ask for."""
    for answer in answers:
        if answer.error is not None:
            yield refusal(answer), str(answer.error)
        elif answer.state is AnswerState.ASKED:
            yield "asked", f"{answer.where} ({answer.why})"
        else:
            found = wording.count(answer.found, "session" if answer.kind else "place")
            yield "answered", f"{answer.where}: {found} ({answer.why})"
