"""A look at a row: what it may cost, and what the app shows where it would cost more."""

from __future__ import annotations

import json

import pytest

from replayer.opening import catalog, find_one, is_cheap_to_peek, open_recording
from replayer.settings import AwsSettings
from replayer.sources import Entry
from replayer.tui.app import ReplayerApp
from tests.sources.aws import filling
from tests.sources.aws.cloud import Cloud
from tests.sources.aws.filling import BUCKET, GROUP, PREFIX
from tests.tui.driving import screen_text, until

SHELL = "alice-a7edcmpb3u2m7os5af3r09fquo"
LARGE = "zoe-0123456789abcdef0"
STREAM = "yves-0123456789abcdef0"


@pytest.fixture
def mixed(filled: Cloud) -> Cloud:
    """An account with a small transcript, a large one, and a stream from long ago."""
    filling.put_object(filled, f"{PREFIX}/{LARGE}.log", b"\x1b[1mline\r\n" * 40_000)
    message = json.dumps({"sessionId": STREAM, "sessionData": ["x"]})
    filling.put_stream(STREAM, [{"timestamp": 1_600_000_000_000, "message": message}])
    filled.calls.clear()
    return filled


def test_a_small_transcript_is_cheap_and_a_large_one_and_a_lone_stream_are_not(
    mixed: Cloud, quick: AwsSettings
) -> None:
    found = {each.key: each for each in catalog(["aws:"], aws=quick) if isinstance(each, Entry)}
    cheap = {key for key in (SHELL, LARGE, STREAM) if is_cheap_to_peek(found[key])}
    assert cheap == {SHELL}
    for key in (LARGE, STREAM):
        open_recording(found[key])  # keeps what it read
        assert is_cheap_to_peek(found[key])


def test_without_a_cache_what_was_read_is_not_cheap_the_second_time(mixed: Cloud) -> None:
    settings = AwsSettings(calls_per_second=1e4, cache_mb=0)
    entry = find_one([f"s3://{BUCKET}/{PREFIX}/{LARGE}.log"], aws=settings)
    open_recording(entry)
    assert not is_cheap_to_peek(entry)


def test_files_of_this_machine_are_always_looked_into() -> None:
    assert is_cheap_to_peek(find_one(["fixture:shell"]))


@pytest.mark.parametrize(
    ("place", "words", "reads"),
    [
        (f"s3://{BUCKET}/large/", "not read just for a look", 0),
        (f"s3://{BUCKET}/small/", "the last screen", 1),
    ],
)
async def test_resting_on_a_row_reads_a_small_object_and_leaves_a_large_one_alone(
    mixed: Cloud, quick: AwsSettings, place: str, words: str, reads: int
) -> None:
    filling.put_object(mixed, f"small/{SHELL}.log", b"\x1b[1msmall\r\n")
    filling.put_object(mixed, f"large/{LARGE}.log", b"\x1b[1mline\r\n" * 40_000)
    mixed.calls.clear()
    app = ReplayerApp(places=(place,), aws=quick)
    async with app.run_test(size=(140, 40)) as pilot:
        await until(pilot, lambda: words in screen_text(app))
        assert mixed.counted()["GetObject"] == reads
        assert mixed.counted()["GetLogEvents"] == 0


def test_a_log_group_is_listed_without_reading_one_of_its_streams(
    mixed: Cloud, quick: AwsSettings
) -> None:
    rows = [each for each in catalog([f"logs://{GROUP}/"], aws=quick) if isinstance(each, Entry)]
    assert not any(is_cheap_to_peek(each) for each in rows)
    assert mixed.counted()["GetLogEvents"] == 0
