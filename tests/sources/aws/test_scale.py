"""Large accounts: rows at once, and little memory for each."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from replayer.opening import catalog
from replayer.settings import AwsSettings
from replayer.sources import Entry
from tests.sources.aws.cloud import Cloud


@pytest.mark.parametrize(
    ("place", "kind", "count", "pages"),
    [("s3://b/", "keys", 200_000, 200), ("logs://g/", "streams", 50_000, 1000)],
)
def test_the_first_row_comes_with_the_first_page_and_all_are_listed(
    cloud: Cloud, quick: AwsSettings, place: str, kind: str, count: int, pages: int
) -> None:
    setattr(cloud, kind, count)
    search = catalog([place], aws=quick)
    next(each for each in search if isinstance(each, Entry))
    calls = len(cloud.calls)
    assert calls < pages // 10
    assert sum(isinstance(each, Entry) for each in search) == count - 1
    assert len(cloud.calls) == pages


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("s3://acme-ssm-session-logs-eu-central-1/session-logs/", "keys"),
        (f"s3://acme-ssm-session-logs-eu-central-1/{'AWSLogs/o-abcdefghij/' * 12}", "keys"),
        ("logs:///acme/prod/ssm/session-logs/", "streams"),
        (f"logs://{'/acme/prod/ssm/session-logs' * 10}/", "streams"),
    ],
    ids=["bucket", "bucket with a long prefix", "group", "group with a long name"],
)
def test_a_row_takes_a_kilobyte_at_most_however_long_the_prefix_is(
    cloud: Cloud, quick: AwsSettings, place: str, kind: str
) -> None:
    setattr(cloud, kind, 100)
    list(catalog([place], aws=quick))  # what is loaded once does not count
    setattr(cloud, kind, 6000)
    tracemalloc.start()
    try:
        kept = [each for each in catalog([place], aws=quick) if isinstance(each, Entry)]
        gc.collect()  # what the server and the client still owe
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(kept) == 6000
    assert size / len(kept) <= 1024
