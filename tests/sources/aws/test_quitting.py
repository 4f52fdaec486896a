"""The program can be left at any moment, whatever AWS does or does not: it never waits for a reply.

Each test holds replies back until the program has ended; one that waited for them would never end.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from tests.sources.aws.cloud import Cloud, Fault
from tests.tui.real_terminal import Terminal

SHELL = "alice-a7edcmpb3u2m7os5af3r09fquo"


@pytest.fixture
def held(filled: Cloud) -> Iterator[threading.Event]:
    """What holds every reply of S3 and CloudTrail."""
    event = threading.Event()
    filled.faults = [
        Fault(operation, hold=event)
        for operation in ("ListObjectsV2", "GetObject", "GetLogEvents", "LookupEvents")
    ]
    yield event
    event.set()


@pytest.fixture
def hole(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """AWS is where connections are taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{listening.getsockname()[1]}")
        yield


def test_the_list_is_left_while_replies_are_held_back(held: threading.Event) -> None:
    screen = Terminal()
    screen.until(b"alice")
    screen.press(b"q")
    assert screen.status() == 0
    assert not held.is_set()


def test_a_replay_that_waits_for_its_first_bytes_is_left(held: threading.Event) -> None:
    screen = Terminal("logs:///aws/ssm/session-logs/")
    screen.until(b"alice")
    screen.press(b"\r")
    screen.until(b"Reading the evidence")
    screen.press(b"q")
    screen.until(b"sessions")
    screen.press(b"q")
    assert screen.status() == 0
    assert not held.is_set()


@pytest.mark.usefixtures("hole")
def test_the_list_is_left_where_nothing_ever_answers() -> None:
    screen = Terminal()
    screen.until(b"Looking for sessions")
    screen.press(b"q")
    assert screen.status() == 0


def test_the_list_is_left_where_no_name_can_be_resolved(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://nowhere.invalid")
    screen = Terminal()
    screen.until(b"Looking for sessions")
    screen.press(b"q")
    assert screen.status() == 0


def test_the_list_is_left_while_the_machine_is_asked_for_credentials(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        place = f"http://127.0.0.1:{listening.getsockname()[1]}"
        monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", place)
        monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_TIMEOUT", "600")
        monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
        screen = Terminal()
        screen.until(b"Looking for sessions")
        with listening.accept()[0]:  # it asks
            screen.press(b"q")
            assert screen.status() == 0
