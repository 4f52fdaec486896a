"""What the list says when there is nothing to list, or nobody to ask."""

from __future__ import annotations

from dataclasses import replace

from replayer.errors import AccessDenied, Unreachable
from replayer.session import TraceSource
from replayer.sources.source import Answer, AnswerState
from replayer.tui.answers import brief
from replayer.tui.circumstances import Circumstances, emptiness, notice
from replayer.tui.places import all_keys

KEYS = all_keys({})
NOW = Circumstances(("aws:",), False, 0, 0, "", False, "")
DENIED = Answer(
    TraceSource.HISTORY, "the history", "", AnswerState.REFUSED,
    error=AccessDenied("denied.", where="the history", hint="Ask for ssm:DescribeSessions."),
)  # fmt: skip
SILENT = Answer(
    TraceSource.CLOUDTRAIL, "trail", "", AnswerState.REFUSED, error=Unreachable("silent.")
)
ASKED = Answer(TraceSource.S3, "s3://logs/", "named by the preferences", AnswerState.ASKED)
FOUND = Answer(TraceSource.S3, "s3://logs/", "named by the preferences", AnswerState.DONE, 212)
OTHER = Answer(None, "the ECS clusters", "", AnswerState.REFUSED, error=AccessDenied("no."))


def text(now: Circumstances) -> str:
    said = emptiness(now, KEYS)
    return said.plain if said else ""


def test_rows_are_not_covered_by_words() -> None:
    assert emptiness(replace(NOW, total=3, seen=2), KEYS) is None
    assert notice(replace(NOW, total=3, seen=2), KEYS) == ""


def test_while_sources_answer_it_says_which_are_asked() -> None:
    said = text(replace(NOW, searching=True, answers=(ASKED, DENIED)))
    assert "Looking for sessions …" in said
    assert "asked  s3://logs/" in said
    assert "denied  the history: denied. Ask for ssm:DescribeSessions." in said


def test_nothing_found_says_where_it_was_looked_for_and_what_to_do() -> None:
    said = text(replace(NOW, answers=(replace(FOUND, found=0),), skipped=2))
    assert "Looked in: aws:" in said
    assert "0 sessions (named by the preferences)" in said
    assert "2 things passed over" in said
    assert "--bucket" in said
    assert "--bucket" not in text(replace(NOW, places=("logs",)))


def test_nobody_answering_says_which_rights_to_ask_for() -> None:
    said = text(replace(NOW, answers=(DENIED, SILENT, OTHER)))
    assert "No source let itself be asked." in said
    assert "ssm:DescribeSessions" in said
    assert "permissions.md" in said
    many = tuple(replace(DENIED, where=str(number)) for number in range(20))
    assert "and 8 more" in text(replace(NOW, answers=many))


def test_where_the_network_is_gone_nobody_is_sent_for_rights() -> None:
    said = text(replace(NOW, answers=(SILENT, replace(SILENT, kind=TraceSource.HISTORY))))
    assert "permissions.md" not in said
    assert "r asks again" in said
    assert "ssm-replay ./logs" in said


def test_rows_of_the_last_time_are_said_to_be_so() -> None:
    now = replace(NOW, total=3, seen=3, answers=(DENIED, SILENT))
    assert "(denied and unreachable): these are the sessions of the last time" in notice(now, KEYS)
    assert "last time" in notice(replace(now, answers=(), problem="no such profile"), KEYS)
    assert notice(replace(now, answers=(DENIED, FOUND)), KEYS) == ""


def test_a_filter_that_hides_all_is_named() -> None:
    said = text(replace(NOW, total=3, filter="owner:nobody"))
    assert "3 sessions hidden by: owner:nobody" in said


def test_the_top_line_says_briefly_how_each_source_answered() -> None:
    assert brief((ASKED, DENIED)).plain == "history ⨯ denied  s3 …"
    assert brief((FOUND, SILENT, OTHER)).plain == "cloudtrail ⨯ unreachable  another ⨯ denied  s3 ✓ 212"  # fmt: skip
    more = replace(DENIED, kind=TraceSource.S3, where="s3://other/")
    assert brief((FOUND, more, OTHER, OTHER)).plain == "s3 ✓ 212 ⨯ denied  2 others ⨯ denied"
