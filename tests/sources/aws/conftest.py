"""AWS on this machine, empty for each test, and an environment that leads there and nowhere else."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from replayer.settings import AwsSettings
from tests.sources.aws import filling
from tests.sources.aws.cloud import REGION, Cloud


@pytest.fixture(scope="session")
def server() -> Iterator[Cloud]:
    cloud = Cloud()
    yield cloud
    cloud.stop()


@pytest.fixture
def cloud(server: Cloud, clean_machine: None, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """An empty AWS whose pages are small."""
    with urllib.request.urlopen(
        urllib.request.Request(f"{server.url}/moto-api/reset", method="POST")
    ) as reply:
        reply.read()
    server.clear()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "not-a-secret",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": server.url,
        "MOTO_S3_DEFAULT_MAX_KEYS": "3",
    }.items():
        monkeypatch.setenv(name, value)
    settings = Path.home() / ".config" / "ssm-replay"
    settings.mkdir(parents=True)
    (settings / "config.toml").write_text("[aws]\ncalls_per_second = 1000\n")
    return server


@pytest.fixture
def filled(cloud: Cloud) -> Cloud:
    """All bundled sessions, in all places, with the preferences that name them."""
    filling.fill(cloud)
    cloud.calls.clear()
    return cloud


@pytest.fixture
def quick() -> AwsSettings:
    """No waiting between calls: the server here has no quota."""
    return AwsSettings(calls_per_second=10_000)
