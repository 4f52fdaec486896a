"""Keeps the machine out of the tests: no AWS settings, no user directories, one time zone."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# the same cases each time, so that a change is judged by itself; `make fuzz` looks for new ones
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("fuzz", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a long text by its length: packed bytes hold the time, and workers must collect the same names."""
    return f"{argname}-of-{len(val)}" if isinstance(val, str | bytes) and len(val) > 200 else None


@pytest.fixture(autouse=True)
def clean_machine(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Give each test an empty home, UTC, and no way to AWS."""
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(("AWS_", "SSM_REPLAY_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / "no-credentials"))
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
    gc.unfreeze()  # what an app told the collector to leave alone
    if clients := sys.modules.get("replayer.sources.aws.clients"):
        clients._account.cache_clear()  # accounts keep the credentials that this test gave them


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of recorded sessions with their truth; they lie beside the checkout and are not part of it."""
    if not SAMPLES.is_dir():
        pytest.skip(f"no recorded sessions with truth at {SAMPLES}")
    return SAMPLES
