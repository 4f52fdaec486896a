"""`ssm-replay usage`: sessions counted from what is known, and by Logs Insights."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from replayer.errors import WrongUsage
from replayer.sources.aws.insights import period
from tests.cli.running import run
from tests.sources.aws import filling
from tests.sources.aws.cloud import Cloud, Fault
from tests.sources.aws.filling import GROUP


def counted(*arguments: str) -> dict[str, Any]:
    ran = run("usage", "--json", *arguments)
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_each_session_counts_once_in_the_bin_in_which_it_began(filled: Cloud) -> None:
    found = counted("--owner", "alice", "--status", "terminated")
    assert found["sessions"] == 6
    assert found["bin"] == 900
    assert found["bins"] == [
        {"start": "2026-11-24T22:00:00Z", "sessions": 3},
        {"start": "2026-11-24T22:15:00Z", "sessions": 2},
        {"start": "2026-11-24T22:30:00Z", "sessions": 1},
    ]
    assert found["owners"] == [{"owner": "alice", "sessions": 6}]
    assert {each["sessions"] for each in found["targets"]} == {1}


def test_the_length_of_a_bin_is_chosen(filled: Cloud) -> None:
    found = counted("--bin", "1h", "--status", "terminated")
    assert found["bins"] == [{"start": "2026-11-24T22:00:00Z", "sessions": 6}]


def test_files_are_counted_as_well() -> None:
    ran = run("usage", "fixture:")
    assert ran.code == 0
    assert ran.out.startswith("9 sessions\n")
    assert "alice" in ran.out
    assert run("usage", "fixture:vim").out.startswith("1 session\n")


def test_no_name_is_so_long_that_it_pushes_the_counts_away(tmp_path: Path) -> None:
    session = {"SessionId": "a-0123456789abcdef0", "Owner": "o" * 9_000, "Target": "t" * 9_000}
    file = tmp_path / "history.json"
    file.write_text(json.dumps({"Sessions": [session]}))
    assert max(map(len, run("usage", file).out.splitlines())) < 150


@pytest.mark.parametrize("length", ["0m", "15", "15s", "x"])
def test_a_length_that_is_none_is_wrong_usage(length: str) -> None:
    assert run("usage", "fixture:", "--bin", length).code == 2


def test_insights_counts_sessions_and_not_events_and_says_what_it_costs(filled: Cloud) -> None:
    filled.rows = {
        "bin(15m)": [
            {"start": "2026-11-24 22:00:00.000", "sessions": "3"},
            {"start": "2026-11-24 22:15:00.000", "sessions": "4"},
        ],
        "userIdentity.arn": [
            {"name": "arn:aws:iam::1:user/alice", "sessions": "5"},
            {"sessions": "1"},
        ],
        "target.id": [{"name": "i-1", "sessions": "5"}],
        "as sessions": [{"sessions": "6"}],
    }
    filled.patience = 1
    ran = run("usage", "--insights", "--json", "--since", "2026-11-24", "--until", "2026-11-25")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert found["sessions"] == 6
    assert [each["sessions"] for each in found["bins"]] == [3, 4]
    assert found["owners"] == [
        {"owner": "alice", "sessions": 5},
        {"owner": "unknown", "sessions": 1},
    ]
    assert all("count_distinct(@logStream)" in each["queryString"] for each in filled.queries)
    assert all(each["logGroupNames"] == [GROUP] for each in filled.queries)
    assert "every bin in which it spoke" in ran.err
    assert "bytes scanned, about $" in ran.err


def test_a_session_counts_in_every_bin_in_which_it_spoke(cloud: Cloud) -> None:
    """22:10 to 22:40, an event every ten minutes: one session in three bins, and another in one of them."""
    start = 1_795_558_200_000  # 2026-11-24T22:10:00Z
    events = [{"timestamp": start + 600_000 * number, "message": "{}"} for number in range(4)]
    filling.put_stream("alice-0123456789abcdef0", events)
    filling.put_stream("bob-0123456789abcdef0", events[:1])
    ran = run(
        *("usage", "--insights", "--json", "--log-group", GROUP),
        *("--since", "2026-11-24", "--until", "2026-11-25"),
    )
    found = json.loads(ran.out)
    assert found["sessions"] == 2
    assert found["bins"] == [
        {"start": "2026-11-24T22:00:00Z", "sessions": 2},
        {"start": "2026-11-24T22:15:00Z", "sessions": 1},
        {"start": "2026-11-24T22:30:00Z", "sessions": 1},
    ]
    assert "every bin in which it spoke" in ran.err


def test_rows_that_a_query_may_not_give_are_said_to_be_missing(filled: Cloud) -> None:
    row = {"start": "2026-11-24 22:00:00.000", "sessions": "1"}
    filled.rows = {"bin(15m)": [row] * 10_000}
    ran = run("usage", "--insights", "--json")
    assert "some are missing" in ran.err


def test_a_query_that_fails_says_how_it_ended(filled: Cloud) -> None:
    filled.query_status = "Failed"
    ran = run("usage", "--insights")
    assert ran.code == 3
    assert "ended as Failed" in ran.err


def test_a_query_that_is_refused_names_its_permission(filled: Cloud) -> None:
    filled.faults = [Fault("StartQuery", "AccessDeniedException")]
    ran = run("usage", "--insights")
    assert ran.code == 3
    assert "logs:StartQuery" in ran.err


def test_groups_of_the_preferences_are_counted_though_clusters_may_not_be_listed(
    filled: Cloud,
) -> None:
    filled.faults = [Fault("ListClusters", "AccessDeniedException")]
    assert run("usage", "--insights").code == 0


def test_without_any_log_group_there_is_nothing_to_count_in(cloud: Cloud) -> None:
    ran = run("usage", "--insights")
    assert ran.code == 3
    assert "--log-group" in ran.err


@pytest.mark.parametrize(
    ("minutes", "text"), [(15, "15m"), (60, "1h"), (120, "2h"), (1440, "1d"), (45, "45m")]
)
def test_bins_are_written_in_the_largest_unit(minutes: int, text: str) -> None:
    assert period(timedelta(minutes=minutes)) == text


def test_a_bin_that_the_query_language_cannot_write_is_refused() -> None:
    with pytest.raises(WrongUsage, match="no bin of that length"):
        period(timedelta(minutes=90))
